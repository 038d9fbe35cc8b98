"""Recorded questions in the words that one would use by hand."""

import json
import re
import shlex
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.commandline import docker_command
from grader.checks.registry import held_by_registry
from grader.checks.textfiles import text_file
from grader.checks.web import fetch
from grader.demo.sample import evidence, sample_class
from grader.evidence.facts import Fact
from grader.evidence.file import Evidence
from grader.grading.questions import LONGEST, asked, by_hand, is_plumbing, prints_bytes
from grader.hosts.base import Account, CommandResult, HostFacts
from grader.hosts.handshake import as_account

PLUMBING = re.compile(r"su -s|sudo -n|\bunset\b|timeout|LC_ALL=|PATH=|XDG_RUNTIME_DIR=|/v1\.\d\d/|2>/dev/null")


def of_command(text):
    return Fact(at=0, seconds=0, command=text, rc=0)


def of_request(request, sent=""):
    return Fact(at=0, seconds=0, request=request, sent=sent, status=200)


def facts(uid=0, account="student"):
    return HostFacts("ssh://h", "root", uid, "/root", "00", 0.0, "", "", account=Account(account, 1000, "/home/x"))


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("GET /v1.41/containers/os3/json", "docker inspect os3"),
        ("GET /v1.41/containers/os%203/json", "docker inspect 'os 3'"),
        ("GET /v1.41/images/quay.io/centos/centos:9/json", "docker image inspect quay.io/centos/centos:9"),
        ("GET /v1.41/networks/net1", "docker network inspect net1"),
        ("GET /v1.41/volumes/bm1", "docker volume inspect bm1"),
        ("GET /v1.41/containers/json?limit=-1&all=1", "docker ps -a"),
        ("GET /v1.41/images/json?all=0", "docker images"),
        ("GET /v1.41/events?since=0&until=1", "docker events"),
        ("GET /v1.41/containers/web1/logs?stdout=1", "docker logs web1"),
        ("HEAD /v1.41/containers/web1/archive?path=/var/www", "docker cp web1:/var/www -"),
        ("DELETE /v1.41/containers/a?v=True", "docker rm -f a"),
        ("GET /v1.41/plugins/x%20y", "GET /plugins/x y"),
        ("GET /_ping", "GET /_ping"),
    ],
)
def test_a_request_is_named_by_its_command(request_, words):
    assert asked(of_request(request_)) == words


def test_a_program_in_a_container_is_named_with_its_arguments():
    sent = '{"Cmd": ["ls", "-A", "/tmp/a b"], "User": "0"}'
    assert asked(of_request("POST /v1.41/containers/os3/exec", sent)) == "docker exec -u 0 os3 ls -A '/tmp/a b'"


@pytest.mark.parametrize("sent", ["", "no json", "[]", '{"Cmd": "ls"}', '{"Cmd": null, "Image": null}'])
def test_a_body_that_says_nothing_does_no_harm(sent):
    assert asked(of_request("POST /v1.41/containers/os3/exec", sent)) == "docker exec os3"


@pytest.mark.parametrize("uid", [0, 1001])
@given(words=st.lists(st.sampled_from(["ls", "a b", "it's", '"', "$HOME", "-l"]), min_size=1).map(shlex.join))
def test_the_account_is_not_shown(uid, words):
    assert asked(of_command(as_account(facts(uid), words))) == asked(of_command(words))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("stat -L -c %A -- /home/s/bm1", "stat -L -c %A -- /home/s/bm1"),
        ("timeout -k 1 5 ls", "ls"),
        ("LC_ALL=C PATH=$PATH:/sbin ip route 2>/dev/null", "ip route"),
        ("{ timeout 2 bash -c '</dev/tcp/10.0.0.2/3306'; } 2>/dev/null", "bash -c '</dev/tcp/10.0.0.2/3306'"),
        ("# why\nfor p in a; do\n  echo $p\ndone", "for p in a; do …"),
        ("set -C; : > x", "set -C; : > x"),
        ("stat -c %y /home/s/bm1; set -C; : > '/home/s/bm1/grader-1'", "touch '/home/s/bm1/grader-1'"),
        ("PATH=$PATH:$HOME/bin docker version || sg docker -c 'docker version'", "docker version"),
        ("echo " + "x" * 1000, "echo " + "x" * (LONGEST - 6) + "…"),
    ],
)
def test_a_command_is_shown_without_what_the_grader_adds(command, words):
    assert asked(of_command(command)) == words


class Session:
    """Keeps what was asked last."""

    patience = 1.0

    def run(self, text, **_):
        self.text = text
        return CommandResult(0, b"-rw-r--r-- 1 1\na", b"", 0.0)


def test_a_text_file_is_looked_at_as_with_stat_and_cat():
    session = Session()
    text_file(session, "/home/ada/stats.txt")
    assert asked(of_command(session.text)) == "stat -L -c '%A %s %Y' /home/ada/stats.txt; cat /home/ada/stats.txt"


def test_a_registry_is_asked_as_with_curl():
    session = Session()
    held_by_registry(session, "127.0.0.1:5000", "web", "v1")
    assert asked(of_command(session.text)) == "curl -i http://127.0.0.1:5000/v2/web/manifests/v1"


def test_a_page_is_fetched_as_with_curl():
    session = Session()
    fetch(session, "127.0.0.1", 8080, "/a?b")
    assert asked(of_command(session.text)) == "curl -i http://127.0.0.1:8080'/a?b'"


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("ulimit -c 0\ncat /proc/1/environ", "docker exec os4 sh -c '…'"),
        ("n=$1\ngetent hosts $n", "docker exec os4 sh -c '…'"),
        ("readlink /proc/self/ns/net 2>/dev/null\ntrue", "docker exec os4 sh -c 'readlink /proc/self/ns/net …'"),
        ("cat /etc/hosts", "docker exec os4 sh -c 'cat /etc/hosts'"),
    ],
)
def test_a_script_in_a_container_is_shown_by_what_it_does_first(script, shown):
    sent = json.dumps({"Cmd": ["sh", "-c", script]})
    fact = Fact(at=0, seconds=0, request="POST /v1.41/containers/os4/exec", sent=sent, status=201)
    assert asked(fact) == shown


@pytest.mark.parametrize("member", [True, False])
def test_docker_is_called_once(member):
    class Session:
        facts = replace(facts(), in_docker_group=member)

    text = f"{docker_command(Session(), 'save', 'httpd:latest')} | tar -t"
    assert asked(of_command(text)) == "docker save httpd:latest | tar -t"


@pytest.mark.parametrize("student", sample_class().students, ids=lambda student: student.id)
def test_no_plumbing_is_shown_of_the_sample_class(student):
    for exercise in student.work:
        for fact in Evidence.read(evidence(student, exercise)).facts[13:]:
            if not (fact.command or "").startswith("# grader") and "test -S" not in asked(fact):
                assert not PLUMBING.search(asked(fact)), asked(fact)
                assert "\n" not in asked(fact)


def test_what_testinfra_and_docker_py_ask_first_is_plumbing():
    assert is_plumbing(of_command("uname -s"))
    assert is_plumbing(of_request("GET /v1.41/version"))
    assert is_plumbing(of_request("GET /v1.41/info"))
    assert not is_plumbing(of_command("uname -r"))


def test_bytes_in_numbers_are_not_for_reading():
    assert prints_bytes(of_command("tail -c +1 -- /h/a | head -c 4096 | od -An -v -tx1"))
    assert not prints_bytes(of_request("GET /info"))


@pytest.mark.parametrize(
    ("question", "paths", "command"),
    [
        ("docker inspect os3", ("Mounts[0].Type", "Mounts[0].RW"), "docker inspect -f '{{json .Mounts}}' os3"),
        (
            "docker network inspect n",
            ("IPAM.Config", "Id"),
            "docker network inspect -f '{{json .IPAM}} {{json .Id}}' n",
        ),
        ("docker inspect os3", (), "docker inspect os3"),
        ("docker inspect os3", tuple(f"Key{n}" for n in range(9)), "docker inspect os3"),
        ("docker images", ("[0].RepoTags",), "docker images"),
        ("ls -l /home/s", (), "ls -l /home/s"),
        ("touch /home/s/x", (), ""),
        ("docker run --rm hello", (), ""),
        ("docker exec os3 touch /x", (), ""),
        ("for p in a; do …", (), ""),
        ("GET /_ping", (), ""),
        ("POST /x", (), ""),
    ],
)
def test_what_can_be_seen_by_hand_changes_nothing(question, paths, command):
    assert by_hand(question, paths) == command
