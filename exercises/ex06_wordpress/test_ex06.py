"""ex06: WordPress and its database, each in a container of its own."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

import pytest
from docker.errors import NotFound

from grader.checks import blocked, fail, partial
from grader.checks.nearmisses import near_miss, near_path
from grader.checks.options import mount_option, mount_options, port_options
from grader.checks.web import Page
from grader.checks.wiring import addresses, environment, host_ports, is_up, mount_at, names_for

# What the wordpress image uses if a variable is not set.
DEFAULTS = {"DB_HOST": "mysql", "DB_NAME": "wordpress"}

MYSQL_PORT = 3306
HTTP_PORT = 80

# What WordPress's own pages have in common, and its error page for all database problems.
WORDPRESS = re.compile(r"(?i)/wp-(content|includes)/|<meta name=.generator. content=.wordpress")
DATABASE = re.compile(r"(?i)id=.error-page.*(database|데이터베이스|데이타베이스)", re.DOTALL)

WORDS = ("ROOT_PASSWORD", "USER", "PASSWORD", "DATABASE")
"""What the variables of the database are called, after MYSQL_ or MARIADB_."""

SETTINGS = {f"WORDPRESS_DB_{word}{end}" for word in ("HOST", "USER", "PASSWORD", "NAME") for end in ("", "_FILE")}

HIDDEN = object()


@pytest.fixture
def setting(containers):
    """setting(container, word, prefix, …): a variable's name and value, also if the value is in a file (_FILE).

    The value is HIDDEN if it is in a file of a container that is not running.
    """

    def look(container, word, *prefixes):
        given = environment(container)
        for variable in (f"{prefix}_{word}" for prefix in prefixes):
            if path := given.get(f"{variable}_FILE"):
                if not is_up(container):
                    return variable, HIDDEN
                read = containers.inside(container.name, "cat", path, user="0")
                return variable, read.out.rstrip("\r\n") if read.rc == 0 else None
            if given.get(variable):
                return variable, given[variable]
        return f"{prefixes[0]}_{word}", DEFAULTS.get(word)

    return look


@pytest.fixture
def database_host(containers, setting, param):
    """The host name under which wp-web looks for its database."""
    value = setting(containers.get(param["web"]), "DB_HOST", "WORDPRESS")[1] or ""
    return value if value is HIDDEN else re.sub(r":(\d+|/.*)$", "", value).lower()


def brief(names):
    """The names without those that only have the network's name behind them."""
    return sorted(name for name in names if name.rpartition(".")[0] not in names)


def shown(variable, value):
    """A variable as a student sets it; of a password, only whether there is one."""
    if not value:
        return f'{variable}=""'
    return f"{variable}={'***' if variable.endswith('PASSWORD') else value}"


def name_unknown(name, names):
    """Fail, with the names under which the database would be found."""
    if not names:
        fail("not-connected", seen=name)
    fail("name-unknown", seen=name, names=brief(names))


def must_hold(container, volume, folder):
    mounts = container.attrs.get("Mounts") or []
    wanted = next((one for one in mounts if one.get("Name") == volume), None)
    elsewhere = wanted.get("Destination") if wanted else None
    values = {"expected": f"-v {volume}:{folder}", "folder": folder, "volume": volume}
    mount = mount_at(container, folder)
    if mount is None:
        near = elsewhere or near_path(folder, [one.get("Destination") or "" for one in mounts])
        fail("nothing-mounted", seen=mount_options(container) or None, near_mount=near, **values)
    if mount.get("Type") != "volume":
        fail("no-volume", seen=mount_option(mount), **values)
    if mount.get("Name") != volume:
        # If the wanted volume is mounted elsewhere, this is the image's own.
        fail("other-volume", seen=mount_option(wanted or mount), near_mount=elsewhere, **values)


def test_db_running(containers, param):
    """Container {database} is running"""
    containers.running(param["database"])


def test_db_volume(containers, param):
    """Volume {database_volume} is mounted at {database_folder}"""
    must_hold(containers.get(param["database"]), param["database_volume"], param["database_folder"])


def test_db_environment(containers, param):
    """A root password, a user, the user's password and a database are set for {database}"""
    given = environment(containers.get(param["database"]))
    missing = [
        f"MYSQL_{word}"
        for word in WORDS
        if not any(given.get(start + word + end) for start in ("MYSQL_", "MARIADB_") for end in ("", "_FILE"))
    ]
    if missing:
        taken = {start + word + end for start in ("MYSQL_", "MARIADB_") for word in WORDS for end in ("", "_FILE")}
        near = [near_miss(one, given, others=taken) for one in missing]
        fail("variables-missing", seen=missing, near_variable=[one for one in near if one])


def test_web_running(containers, param):
    """Container {web} is running"""
    containers.running(param["web"])


def test_web_volume(containers, param):
    """Volume {web_volume} is mounted at {web_folder}"""
    must_hold(containers.get(param["web"]), param["web_volume"], param["web_folder"])


@pytest.mark.needs("web-running")
def test_web_reaches_db_by_name(containers, database_host, param):
    """{web} can find {database} under the name in WORDPRESS_DB_HOST"""
    database, web = containers.get(param["database"]), containers.get(param["web"])
    if re.fullmatch(r"[\d.]+|.*:.*", database_host):
        fail("by-address", seen=database_host, expected=database.name)
    names = names_for(database, seen_from=web)
    found = containers.inside(web.name, "getent", "ahosts", database_host)
    if found.rc in {126, 127} or not is_up(database) or database.attrs.get("RestartCount"):
        # getent is missing, or the name cannot resolve now: the Engine's settings have to do.
        if database_host not in names:
            name_unknown(database_host, names)
        return
    seen = {line.split()[0] for line in found.out.splitlines() if line.strip()} if found.rc == 0 else set()
    if not seen:
        name_unknown(database_host, names)
    if not seen & addresses(database):
        fail("leads-elsewhere", seen=sorted(seen), expected=sorted(addresses(database)), name=database_host)


def test_settings_agree(containers, setting, database_host, param):
    """The host, user, password and database set for {web} match those of {database}"""
    database, web = containers.get(param["database"]), containers.get(param["web"])
    seen, expected, near, hidden = [], [], [], database_host is HIDDEN
    if not hidden and database_host not in names_for(database, seen_from=web) | addresses(database) | {
        database.name.lower()
    }:
        seen.append(f"WORDPRESS_DB_HOST={database_host}")
        expected.append(database.name)
    for word, source_word in (("DB_USER", "USER"), ("DB_PASSWORD", "PASSWORD"), ("DB_NAME", "DATABASE")):
        variable, value = setting(web, word, "WORDPRESS")
        source, wanted = setting(database, source_word, "MYSQL", "MARIADB")
        if HIDDEN in (value, wanted):
            hidden = True
        elif value is None or value != wanted:
            seen.append(shown(variable, value))
            expected.append(shown(source, wanted))
            near.append(near_miss(variable, environment(web), others=SETTINGS))
    if seen:
        fail("settings-differ", seen=seen, expected=expected, near_variable=[one for one in near if one])
    if hidden:
        # Files in a container that is not running cannot be read.
        blocked("db-running" if is_up(web) else "web-running")


def test_port_published(containers, param):
    """Port 80 of {web} is published on port {port} of the host"""
    container = containers.get(param["web"])
    found = [port for _, port in host_ports(container, HTTP_PORT)]
    if param["port"] not in found:
        seen, expected = port_options(container) or None, f"-p {param['port']}:{HTTP_PORT}"
        if found:
            fail("other-port", seen=seen, expected=expected, ports=sorted(set(found)))
        fail("not-published", seen=seen, expected=expected)


@pytest.fixture
def site(containers, get, param):
    """site(): the page on the host's port, and its kind: nothing, database, setup, install, site or other."""

    def look():
        found = host_ports(containers.get(param["web"]), HTTP_PORT)
        places = [one[0] for one in sorted(found, key=lambda one: ":" in one[0]) if one[1] == param["port"]]
        if not places:
            return Page(0, {}, ""), "nothing"  # wp-web has stopped meanwhile and released its port
        address = places[0]
        if not address or ip_address(address).is_unspecified:
            address = "::1" if ":" in address else "127.0.0.1"
        path = "/"
        for _ in range(5):
            page = get(address, param["port"], path)
            to = urlsplit(page.location)
            if not 300 <= page.status < 400 or not page.location:
                break
            if to.scheme == "https" or (to.netloc and to.hostname != address):
                # An installed site redirects to the address under which it was installed.
                return page, "site" if page.headers.get("x-redirect-by") == "WordPress" else "other"
            path = urlunsplit(("", "", to.path or "/", to.query, ""))
        return page, kind(page, path)

    return look


def kind(page, path):
    if page.status in {0, 503}:
        return "nothing"
    if DATABASE.search(page.body):
        return "database"
    for word, file in (("setup", "/setup-config.php"), ("install", "/install.php")):
        if file in path and "wp-core-ui" in page.body:
            return word
    return "site" if WORDPRESS.search(page.body) or "api.w.org" in page.headers.get("link", "") else "other"


@pytest.mark.needs("web-running", "port-published")
def test_site_answers(session, docker, wait, site, param):
    """WordPress answers on port {port} of the host"""

    def database_may_come():
        """Whether wp-db is running but does not accept connections yet."""
        try:
            database = docker.containers.get(param["database"])
        except NotFound:
            return False
        dial = [f"timeout 2 bash -c '</dev/tcp/{ip_address(one)}/{MYSQL_PORT}'" for one in sorted(addresses(database))]
        return is_up(database) and session.run(f"{{ {' || '.join(dial) or 'false'}; }} 2>/dev/null").rc != 0

    def look():
        early = database_may_come()
        page, what = site()
        if what == "nothing":
            fail("no-answer", seen=page.status or page.body[-200:])
        if what == "database" and early:
            partial(0.25, "no-database", seen=page.status)
        return page, what

    page, what = wait(look, limit=param["patience"])
    if what == "database":
        partial(0.25, "no-database", seen=page.status)
    if what == "setup":
        fail("not-configured")
    if what == "other":
        title = re.search(r"(?is)<(title|h1)[^>]*>(.{1,100}?)</", page.body)
        fail("not-wordpress", seen=title.group(2).strip() if title else page.body.strip()[:100] or page.status)
