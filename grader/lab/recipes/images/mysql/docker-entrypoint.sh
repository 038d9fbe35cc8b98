#!/bin/bash
# The first start fills the volume according to MYSQL_* (or MARIADB_*, or either with _FILE); later starts leave it alone.
set -euo pipefail

setting() {
    local name
    for name in "MYSQL_$1" "MARIADB_$1"; do
        if [ -n "${!name-}" ]; then printf %s "${!name}"; return; fi
        name+=_FILE
        if [ -n "${!name-}" ]; then cat "${!name}"; return; fi
    done
}

quoted() {
    local text=${1//\\/\\\\}
    printf "'%s'" "${text//\'/\'\'}"
}

say() { echo "[Entrypoint]: $*" >&2; }

root_password() {
    local password
    password=$(setting ROOT_PASSWORD)
    if [ -z "$password" ] && [ -n "$(setting RANDOM_ROOT_PASSWORD)" ]; then
        password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
        say "GENERATED ROOT PASSWORD: $password"
    elif [ -z "$password" ] && [ -z "$(setting ALLOW_EMPTY_PASSWORD)$(setting ALLOW_EMPTY_ROOT_PASSWORD)" ]; then
        say 'the database has no contents yet and no root password is given:'
        say 'set MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD or MYSQL_RANDOM_ROOT_PASSWORD'
        return 1
    fi
    printf %s "$password"
}

statements() {
    local user database
    user=$(setting USER) database=$(setting DATABASE)
    database=${database//\`/\`\`}
    echo 'FLUSH PRIVILEGES;'
    echo "DELETE FROM mysql.global_priv WHERE User IN ('', 'root') AND Host <> 'localhost';"
    echo 'FLUSH PRIVILEGES;'
    echo "CREATE OR REPLACE USER 'root'@'localhost' IDENTIFIED BY $(quoted "$1");"
    echo "CREATE OR REPLACE USER 'root'@'%' IDENTIFIED BY $(quoted "$1");"
    echo "GRANT ALL ON *.* TO 'root'@'localhost' WITH GRANT OPTION;"
    echo "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
    [ -z "$database" ] || echo "CREATE DATABASE IF NOT EXISTS \`$database\`;"
    [ -z "$user" ] || echo "CREATE USER $(quoted "$user")@'%' IDENTIFIED BY $(quoted "$(setting PASSWORD)");"
    [ -z "$user" ] || [ -z "$database" ] || echo "GRANT ALL ON \`${database//_/\\_}\`.* TO $(quoted "$user")@'%';"
}

fill() {
    local password
    password=$(root_password)
    say 'filling the data directory'
    chown mysql: /var/lib/mysql
    mariadb-install-db --user=mysql --datadir=/var/lib/mysql --skip-test-db --auth-root-authentication-method=normal \
        > /dev/null
    statements "$password" | mysqld --bootstrap
    say 'the database is ready to start'
}

if [ "${1-}" = mysqld ] || [ "${1:0:1}" = - ]; then
    [ "$1" = mysqld ] || set -- mysqld "$@"
    install -d -o mysql -g mysql /run/mysqld
    [ -d /var/lib/mysql/mysql ] || fill
fi
exec "$@"
