#!/bin/bash
# The first start puts WordPress into the volume; what is there already is left alone.
set -euo pipefail

if [[ ${1-} == apache2* ]]; then
    if [ ! -e index.php ] && [ ! -e wp-includes/version.php ]; then
        echo "WordPress not found in $PWD - copying now..." >&2
        cp -a --no-clobber /usr/src/wordpress/. .
        chown www-data: .
        echo "Complete! WordPress has been copied to $PWD" >&2
    fi
    if [ ! -s wp-config.php ] && compgen -e | grep -q '^WORDPRESS_'; then
        salt=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
        sed "s/put your unique phrase here/$salt/" wp-config-docker.php > wp-config.php
        chown www-data: wp-config.php
    fi
fi
exec "$@"
