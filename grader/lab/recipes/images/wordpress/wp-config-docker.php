<?php
// The settings come from the container's variables at every request: NAME, or the file that NAME_FILE names.
function stand_in_setting($name, $default)
{
    $file = getenv($name . '_FILE');
    if ($file !== false && $file !== '') {
        return rtrim(file_get_contents($file), "\r\n");
    }
    $value = getenv($name);
    return $value === false ? $default : $value;
}

define('DB_NAME', stand_in_setting('WORDPRESS_DB_NAME', 'wordpress'));
define('DB_USER', stand_in_setting('WORDPRESS_DB_USER', 'example username'));
define('DB_PASSWORD', stand_in_setting('WORDPRESS_DB_PASSWORD', 'example password'));
define('DB_HOST', stand_in_setting('WORDPRESS_DB_HOST', 'mysql'));
define('DB_CHARSET', stand_in_setting('WORDPRESS_DB_CHARSET', 'utf8'));
define('DB_COLLATE', stand_in_setting('WORDPRESS_DB_COLLATE', ''));

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $purpose) {
    foreach (['KEY', 'SALT'] as $kind) {
        define("{$purpose}_{$kind}", hash('sha256', "{$purpose}_{$kind}put your unique phrase here"));
    }
}

$table_prefix = stand_in_setting('WORDPRESS_TABLE_PREFIX', 'wp_');
define('WP_DEBUG', (bool) stand_in_setting('WORDPRESS_DEBUG', ''));

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
