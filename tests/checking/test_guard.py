"""A check can never run against the grader's own machine by accident."""

import subprocess
import sys

import pytest

ASTRAY = {
    "a process": "import subprocess; subprocess.run(['true'])",
    "a shell": "import os; os.system('true')",
    "a fork": "import os; os.fork() or os._exit(0)",
    "a spawn": "import os; os.posix_spawn('/bin/true', ['true'], {})",
    "an exec": "import os; os.execv('/bin/true', ['true'])",
    "a terminal": "import pty; pty.spawn(['true'])",
    "multiprocessing": "import multiprocessing as m; p = m.get_context('fork').Process(target=print); p.start()",
    "testinfra's local host": "import testinfra; assert testinfra.get_host('local://').run('true').rc == 0",
    "testinfra's docker host": "import testinfra; testinfra.get_host('docker://x').run('true')",
    "docker.from_env": "import docker; docker.from_env().ping()",
    "docker's default": "import docker; docker.DockerClient('unix:///var/run/docker.sock').ping()",
    "requests": "import requests; requests.get('http://127.0.0.1:1')",
    "urllib": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:1')",
    "a connection": "import socket; socket.create_connection(('127.0.0.1', 1))",
    "a connection that is only tried": "import socket; socket.socket().connect_ex(('127.0.0.1', 1))",
    "a datagram": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 1))",
    "asyncio": "import asyncio; asyncio.run(asyncio.create_subprocess_exec('true'))",
    "a thread": "import threading, os; t = threading.Thread(target=os.system, args=('true',)); t.start(); t.join()",
}


NAMES = {way: f"way_{number}" for number, way in enumerate(ASTRAY)}

STRAYING = """
def test_{name}():
    {code}

def test_{name}_swallowed():
    try:
        {code}
    except BaseException:
        pass

def test_{name}_afterwards(host):
    assert host.run("echo still here").stdout == "still here\\n"
"""


@pytest.fixture(scope="module")
def strayed(new_course):
    """The verdicts of a suite that tries every way, each in a check of its own, and again with the error swallowed."""
    course = new_course()
    course.write("".join(STRAYING.format(name=NAMES[way], code=ASTRAY[way]) for way in ASTRAY), seconds=60)
    return {verdict.check.replace("-", "_"): verdict for verdict in course.run().verdicts}


@pytest.mark.parametrize("way", ASTRAY)
def test_a_check_that_strays_to_the_grader_s_machine_is_never_green(strayed, way):
    assert strayed[NAMES[way]].status == "error"
    assert strayed[f"{NAMES[way]}_afterwards"].status == "passed"


@pytest.mark.parametrize("way", ASTRAY)
def test_not_even_when_it_swallows_the_error(strayed, way):
    found = strayed[f"{NAMES[way]}_swallowed"]
    assert found.status == "error"
    assert "reach the grader's own machine" in found.cause


def test_a_failure_does_not_hide_it_either(verdicts):
    a = verdicts("""
        def test_a():
            import subprocess
            try:
                subprocess.run(["true"])
            except Exception:
                fail("x")
    """)["a"]
    assert a.status == "error"


def test_the_error_names_what_was_tried(verdicts):
    a = verdicts("def test_a(): __import__('subprocess').run(['/bin/marker', '-x'])")["a"]
    assert "subprocess.Popen" in a.cause
    assert "/bin/marker" in a.cause
    assert "fixtures host and docker" in a.cause


def test_a_fixture_that_strays_is_an_error_too(verdicts):
    a = verdicts("""
        @pytest.fixture
        def thing(): __import__("os").system("true")
        def test_a(thing): pass
    """)["a"]
    assert a.status == "error"


def test_a_suite_that_strays_while_it_is_loaded_runs_not_at_all(tiny):
    tiny.write("import os\nos.system('true')\ndef test_a(): pass")
    attempt = tiny.run()
    assert attempt.error is not None
    assert attempt.verdicts == []


def test_the_command_of_the_user_s_engine_is_out_of_reach(verdicts):
    a = verdicts("""
        def test_a():
            import os
            fail("x", seen=[os.environ.get(n) for n in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG")])
    """)["a"]
    assert a.seen == ["unix:///use-the-docker-fixture", None, "/nonexistent"]


def test_the_grader_s_own_doing_is_let_through():
    script = """
from grader.checking import guard
from grader.hosts import process
guard.install()
child = process.spawn(["true"])
process.end(child)
print(child.returncode)
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert said.stdout == "0\n"


def test_docker_py_does_without_a_way_to_hosts_of_its_own():
    script = """
import sys
from grader.checking import guard
guard.install()
guard.install()
import docker.transport
print(sys.modules["paramiko"], hasattr(docker.transport, "SSHHTTPAdapter"))
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert said.stdout == "None False\n"
