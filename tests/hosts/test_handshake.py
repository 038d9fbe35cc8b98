"""Who is graded, and where that account's Engine is: asked on this machine, and read from what hosts may say."""

import os
import pwd
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from grader.errors import LoginRefused
from grader.hosts.base import Account, EngineRequest, HostFacts
from grader.hosts.handshake import as_account, parse, question
from grader.hosts.live import LiveHost
from grader.hosts.local import LocalTransport

ENTRY = b"passwd=student:x:1001:1001:Student:/home/student:/bin/bash\n"
ROOT = b"user=root\nuid=0\nhome=/root\n"

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="becoming somebody else needs root")


def asked(account="", **environment):
    said = subprocess.run(
        ["sh", "-c", question(account)], env={**os.environ, **environment}, capture_output=True, check=True, timeout=20
    )
    return parse(said.stdout, url="local:", requested=account)


@pytest.fixture
def student(tmp_path):
    """An account of this machine that may not log in, for a moment."""
    name, home = f"graded{os.getpid()}", tmp_path / "home"
    home.mkdir()
    for folder in (home, tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    subprocess.run(["useradd", "-M", "-d", home, "-s", "/usr/sbin/nologin", name], check=True, timeout=20)
    uid = int(subprocess.run(["id", "-u", name], capture_output=True, check=True, timeout=20).stdout)
    yield Account(name, uid, str(home))
    subprocess.run(["userdel", name], check=True, timeout=20)


@as_root
def test_root_by_sudo_grades_the_account_that_called_sudo(student):
    assert asked(SUDO_USER=student.name).graded == student


@as_root
def test_root_grades_the_student_or_else_root():
    there = subprocess.run(["id", "-u", "student"], capture_output=True, check=False, timeout=20).returncode == 0
    assert asked(SUDO_USER="").graded.name == ("student" if there else "root")


def test_a_home_that_is_not_there_is_that_of_the_account():
    assert asked(HOME="/nowhere").home == pwd.getpwuid(os.geteuid()).pw_dir


def test_a_home_that_is_there_is_taken(tmp_path):
    assert asked(HOME=str(tmp_path)).home == str(tmp_path)


@as_root
def test_an_account_may_be_named(student):
    facts = asked(student.name)
    assert (facts.user, facts.graded) == ("root", student)


@as_root
def test_roots_environment_does_not_affect_the_accounts_engine(student, tmp_path):
    facts = asked(student.name, DOCKER_HOST="tcp://x:1", DOCKER_CONTEXT="x", XDG_RUNTIME_DIR=str(tmp_path))
    assert facts.endpoint == ""
    assert not [socket for socket in facts.sockets + facts.closed if str(tmp_path) in socket]


@as_root
def test_root_asks_the_accounts_own_rootless_engine(student, engine):
    run = Path(f"/run/user/{student.uid}")
    run.mkdir(parents=True)
    try:
        (run / "docker.sock").symlink_to(shown := Path(engine({"/info": {"ID": "rootless"}})))
        for folder in (shown.parent, shown.parent.parent):
            folder.chmod(0o755)
        os.chown(shown, student.uid, student.uid)
        host = LiveHost(LocalTransport(), account=student.name)
        assert host.facts.sockets == (str(run / "docker.sock"),)
        assert host.ask(EngineRequest("GET", "/info")).body == b'{"ID": "rootless"}'
        host.close()
    finally:
        shutil.rmtree(run)


@as_root
def test_commands_of_root_run_as_the_account(student):
    command = as_account(asked(student.name), 'id -un; pwd; echo "$DOCKER_HOST $XDG_RUNTIME_DIR"; echo "it\'s"')
    said = subprocess.run(
        ["sh", "-c", command], env={**os.environ, "DOCKER_HOST": "x"}, capture_output=True, check=True, timeout=20
    )
    assert said.stdout.decode().splitlines() == [student.name, student.home, f" /run/user/{student.uid}", "it's"]


def test_the_account_that_logged_in_is_graded_as_itself():
    facts = parse(b"user=kim\nuid=5\nhome=/home/kim\nendpoint=\n", url="x:", requested="kim")
    assert (facts.account, facts.graded) == (None, Account("kim", 5, "/home/kim"))
    assert as_account(facts, "id") == "id"


@pytest.mark.parametrize("entry", [b"", b"passwd=", b"passwd=garbage", b"passwd=a:b:c", b"passwd=student:x:many:1:::"])
def test_a_missing_account_is_refused(entry):
    with pytest.raises(LoginRefused, match="There is no account student on x:"):
        parse(ROOT + entry + b"\nendpoint=\n", url="x:", requested="student")


def test_an_account_that_the_login_may_not_act_as_is_refused():
    with pytest.raises(LoginRefused, match="kim is not allowed to act as student on x:") as caught:
        parse(b"user=kim\nuid=5\nhome=/home/kim\n" + ENTRY, url="x:", requested="student")
    assert "sudo without a password" in caught.value.next_step


def test_the_name_of_an_account_is_never_run(tmp_path):
    with pytest.raises(LoginRefused, match="There is no account"):
        asked(f"$(touch {tmp_path}/made); touch {tmp_path}/made")
    assert list(tmp_path.iterdir()) == []


def test_a_login_that_is_not_root_uses_sudo():
    facts = HostFacts("x:", "teacher", 7, "/home/teacher", "1", account=Account("student", 1001, "/home/student"))
    words = shlex.split(as_account(facts, "id"))
    assert words[:7] == ["sudo", "-n", "-H", "-u", "student", "sh", "-c"]
    assert words[7].endswith("; id")
