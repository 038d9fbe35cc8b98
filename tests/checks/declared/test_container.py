"""A container of the small Engine, looked at as a checks.yml says."""

import pytest

from grader.checks.verdict import RootCause

WEB = {
    "Config": {"Image": "httpd:latest", "Env": ["GREETING=hello", "DB_PASSWORD=hunter2hunter2", "EMPTY="]},
    "NetworkSettings": {
        "Networks": {"net1": {"NetworkID": "n1"}},
        "Ports": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
    },
    "Mounts": [
        {"Type": "bind", "Source": "/srv/site", "Destination": "/site", "RW": False},
        {"Type": "volume", "Name": "data", "Source": "/var/lib/docker/volumes/data/_data", "Destination": "/data"},
        {"Type": "tmpfs", "Destination": "/run"},
    ],
}
NETWORKS = {f"/networks/{name}": {"Name": name, "Id": id_} for name, id_ in (("net1", "n1"), ("net2", "n2"))}


@pytest.fixture
def web(look):
    """web(YAML): how a check of the container ends."""
    return lambda text, **more: look("container", f"{{name: web, {text}}}", {"web": {**WEB, **more}}, engine=NETWORKS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "running: true",
        "image: 'httpd:2.4'",
        "network: net1",
        "port: {host: 8080, container: 80}",
        "mount: {at: /site, source: /srv/site}",
        "mount: {at: /site/, source: /srv/x/../site, read_only: true}",
        "mount: {at: /data, volume: data, read_only: false}",
        "env: {GREETING: hello, EMPTY: '', DB_PASSWORD: null}",
    ],
)
def test_what_is_as_wanted_passes(web, text):
    assert web(text) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("image: nginx", ("other-image", "httpd:latest", "nginx")),
        ("network: net2", ("not-on-network", ["net1"], "net2")),
        ("network: net3", ("network-missing", None, "net3")),
        ("port: {host: 8081, container: 80}", ("not-published", ["-p 8080:80"], "-p 8081:80")),
        ("port: {host: 8080, container: 81}", ("not-published", ["-p 8080:80"], "-p 8080:81")),
        ("mount: {at: /site, source: /srv}", ("other-directory-mounted", "-v /srv/site:/site:ro", "-v /srv:/site")),
        (
            "mount: {at: /site, source: /srv/site, read_only: false}",
            ("read-only-mount", "-v /srv/site:/site:ro", "-v /srv/site:/site"),
        ),
        (
            "mount: {at: /data, volume: data, read_only: true}",
            ("writable-mount", "-v data:/data", "-v data:/data:ro"),
        ),
        ("mount: {at: /data, volume: other}", ("other-volume", "-v data:/data", "-v other:/data")),
        ("mount: {at: /site, volume: data}", ("no-volume", "-v /srv/site:/site:ro", "-v data:/site")),
        ("mount: {at: /data, source: /srv}", ("no-directory-mounted", "-v data:/data", "-v /srv:/data")),
        ("mount: {at: /run, source: /srv}", ("tmpfs-mounted", "--tmpfs /run", "-v /srv:/run")),
        ("env: {GREETING: bye, EMPTY: ''}", ("other-values", ["GREETING=hello"], ["GREETING=bye"])),
        ("env: {GREETINGS: bye}", ("variables-not-set", None, ["GREETINGS"])),
        ("env: {DB_PASSWORD: hunter2hunter2}", ("value-hidden", None, None)),
    ],
)
def test_what_is_otherwise_is_told(web, text, end):
    assert web(text) == end


def test_a_path_below_the_home_is_that_of_the_graded_account(web, look):
    mount = {"Type": "bind", "Source": f"{look.home}/site", "Destination": "/site"}
    assert web("mount: {at: /site, source: ~/site}", Mounts=[mount]) is None


def test_a_link_to_the_directory_is_the_directory(web, look):
    (look.home / "site").mkdir()
    (look.home / "link").symlink_to("site")
    mount = {"Type": "bind", "Source": f"{look.home}/site", "Destination": "/site"}
    assert web("mount: {at: /site, source: ~/link}", Mounts=[mount]) is None


def test_a_mount_at_a_similar_place_is_named(web, look):
    assert web("mount: {at: /sites, source: /srv/site}")[0] == "nothing-mounted"
    assert look.end.values["near_mount"] == "/site"


def test_a_similar_variable_is_named(web, look):
    web("env: {GREETINGS: null}")
    assert look.end.values["near_variable"] == "GREETING"


@pytest.mark.parametrize(("network", "reason"), [("host", "host-network"), ("default", "nothing-published")])
def test_a_container_without_the_port_is_told_why(web, network, reason):
    more = {"HostConfig": {"NetworkMode": network}, "NetworkSettings": {}}
    assert web("port: {host: 8080, container: 80}", **more)[0] == reason


def test_one_that_does_not_run_is_stated_by_the_check_that_requires_it(look):
    stopped = {"web": {"State": {"Running": False, "Status": "created"}}}
    assert look("container", "{name: web, running: true}", stopped)[0] == "not-running"
    assert (look.end.root, look.end.states_root) == (RootCause("container", "web"), True)
    assert look("container", "{name: web}", stopped) is None


def test_a_missing_one_is_the_root_cause(look):
    assert look("container", "{name: web, network: net1}")[0] == "container-missing"
    assert look.end.root == RootCause("container", "web")
