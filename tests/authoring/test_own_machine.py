"""What reaches for the grader's own machine is found in the source."""

import pytest

from grader.authoring.own_machine import reached

REACHING = {
    "open('/etc/passwd')": "open looks at a file",
    "Path('/etc/passwd').read_text()": "Path.read_text looks at a file",
    "(Path.home() / 'img.tar').exists()": "Path.exists looks at a file",
    "there = Path('/tmp'); there.is_dir()": "Path.is_dir looks at a file",
    "FOLDER.iterdir()": "Path.iterdir looks at a file",
    "os.path.exists('/x')": "os.path.exists looks at a file",
    "listdir('/x')": "os.listdir looks at a file",
    "os.system('docker ps')": "os.system starts a program",
    "sp.run(['docker', 'ps'])": "subprocess.run starts a program",
    "check_output('ls')": "subprocess.check_output starts a program",
    "os.environ['HOME']": "os.environ reads a setting",
    "os.environ.get('HOME')": "os.environ.get reads a setting",
    "socket.create_connection(('h', 80))": "socket.create_connection uses the network",
    "docker_sdk.from_env()": "docker.from_env uses the network",
    "urllib.request.urlopen('http://h')": "urllib.request.urlopen uses the network",
}
ALLOWED = [
    "host.file('/etc/passwd').exists",
    "session.run('cat /etc/passwd')",
    "(Path(__file__).parent / 'wanted.txt').read_text()",
    "open(Path(__file__).with_name('wanted.txt'))",
    "PurePosixPath('/a').name; Path('/a').name; os.path.join('a', 'b')",
    "tar.open(); archive.read_text()",
    "docker_sdk.errors.NotFound",
]
HEAD = """import os, socket, urllib.request
import docker as docker_sdk
import subprocess as sp
from os import listdir
from pathlib import Path, PurePosixPath
from subprocess import check_output
FOLDER = Path("/srv")
"""


def found(tmp_path, body):
    suite = tmp_path / "test_ex01.py"
    suite.write_text(f"{HEAD}def test_a(host, session, tar, archive):\n    {body}\n")
    return [line.removeprefix(f"{suite}:") for line in reached(suite)]


@pytest.mark.parametrize("body", REACHING)
def test_reaching_for_the_graders_machine_is_found(tmp_path, body):
    place = "of the grader's own machine, not of the student's host: use the fixtures host, session and docker"
    assert found(tmp_path, body) == [f"9: {REACHING[body]} {place}"]


@pytest.mark.parametrize("body", ALLOWED)
def test_the_host_the_course_and_plain_paths_may_be_used(tmp_path, body):
    assert found(tmp_path, body) == []


def test_a_function_of_the_suite_named_open_is_its_own(tmp_path):
    assert found(tmp_path, "open(1)\ndef open(x): pass") == []
