"""ex13: containers that find another one by its name and by an alias."""

import re

import pytest

from grader.checks import RootCause, fail, passed
from grader.checks.options import network_option
from grader.checks.serving import served_page
from grader.checks.wiring import addresses, is_up, names_for
from grader.errors import EngineFailed

NO_PROGRAM = {126, 127}

# Prints what the name means, then whether port 80 opens there, each by the first tool that the image has. A program
# linked statically may crash when it looks up a name; no core file may be left of it.
INSIDE = r"""
n=$1
ulimit -c 0
if command -v getent >/dev/null; then a=$(getent ahosts "$n")
else
  a=$(while read -r address names; do
    for name in $names; do if [ "$name" = "$n" ]; then echo "$address"; fi; done
  done </etc/hosts)
  [ "$a" ] || a=$(nslookup "$n" | sed '1,/^Name:/d')
  [ "$a" ] || a=$(ping -c 1 -W 1 "$n" | head -n 1)
fi 2>/dev/null
echo "$a"
if command -v curl; then curl -s -o /dev/null -m 5 --noproxy '*' "http://$n/"
elif command -v nc; then nc -w 5 "$n" 80 </dev/null
elif command -v wget; then wget -q -T 5 -O /dev/null "http://$n/"
else timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/80"' "${a%%[!0-9.]*}"
fi >/dev/null 2>&1 && echo opened
true
"""
ADDRESS = re.compile(r"(?<![\w.:])(?:\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]+)(?![\w.:])")
LINK_IS_DEAD = re.compile(r"(?i)link to a non.running container")


@pytest.fixture(scope="module")
def inside(containers):
    """inside(container, name): what the name means there, and whether port 80 opens. None without a shell."""
    known = {}

    def look(name, wanted):
        if name not in known:
            known[name] = containers.inside(name, "sh", "-c", INSIDE, "sh", wanted)
        seen = known[name]
        return None if seen.rc in NO_PROGRAM else seen.out

    return look


@pytest.fixture
def must_resolve(containers, inside, param):
    """must_resolve(container, name): inside the container, the name must be an address of the server."""

    def look(name, wanted):
        server, client = containers.get(param["server"]), containers.running(name)
        if not is_up(server):
            root = RootCause("container", server.name)
            fail("not-running", seen=server.status, expected="running", name=server.name, root=root)
        try:
            seen = inside(name, wanted)
        except EngineFailed as error:
            # An old link to a container that is gone: the Engine starts no program until there is one again.
            if LINK_IS_DEAD.search(str(error)):
                fail("dead-link", expected=server.name, name=name)
            raise
        known = names_for(server, seen_from=client)
        found = set(ADDRESS.findall(seen or ""))
        if seen is None and wanted in known:
            return
        if not found:
            if known:
                names = sorted(one for one in known if "." not in one and not server.id.startswith(one))
                fail("other-names", seen=names, expected=wanted, name=name)
            fail("name-unknown", expected=wanted, name=name)
        if not found & addresses(server):
            leads_elsewhere(wanted, found, server, client)

    return look


def leads_elsewhere(name, found, server, client):
    """Fail, with what the addresses are under which the name was found."""
    if not addresses(server):
        fail("no-address", seen=network_option(server), expected=server.name)
    if found <= addresses(client):
        fail("names-itself", expected=server.name, name=name, container=client.name)
    fail("leads-elsewhere", seen=sorted(found), expected=sorted(addresses(server)), name=name, container=client.name)


def test_web3_running(containers, param):
    """Container {server} is running"""
    containers.running(param["server"])
    containers.must_be_of(param["server"], param["server_image"])


def test_os6_running(containers, param):
    """Container {by_name} is running"""
    containers.running(param["by_name"])
    containers.must_be_of(param["by_name"], param["image"])


def test_os7_running(containers, param):
    """Container {by_alias} is running"""
    containers.running(param["by_alias"])
    containers.must_be_of(param["by_alias"], param["image"])


@pytest.mark.needs("os6-running")
def test_os6_resolves_web3(must_resolve, param):
    """{by_name} finds {server} under its name"""
    must_resolve(param["by_name"], param["server"])


@pytest.mark.needs("os7-running")
def test_os7_resolves_apache(must_resolve, param):
    """{by_alias} finds {server} under the alias {alias}"""
    must_resolve(param["by_alias"], param["alias"])


@pytest.mark.needs("os6-resolves-web3")
def test_os6_fetches_page(inside, containers, get, param):
    """{by_name} can connect to port 80 of {server}"""
    seen = inside(param["by_name"], param["server"])
    if seen is None:
        # There is no shell inside to try it with; that the server answers at all has to do.
        if not served_page(get, containers, containers.get(param["server"])).status:
            fail("no-answer", expected=param["server"])
        passed("not-proven")
    if "opened" not in seen.split():
        fail("no-answer", expected=param["server"])


@pytest.mark.needs("os6-resolves-web3", "os7-resolves-apache")
def test_from_docker(containers, param):
    """Docker provides both names: they are not written into /etc/hosts by hand"""
    server = containers.get(param["server"])
    wanted = {param["by_name"]: param["server"], param["by_alias"]: param["alias"]}
    by_hand = [
        name for name, known_as in wanted.items() if known_as not in names_for(server, seen_from=containers.get(name))
    ]
    if by_hand:
        fail("by-hand", seen=by_hand)
