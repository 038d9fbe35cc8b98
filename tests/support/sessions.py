"""Sessions of checks: on this machine, and on the real student host."""

import getpass

import pytest

from grader.checks.session import Session
from grader.evidence.recording import RecordingHost
from grader.hosts.address import HostOptions
from grader.hosts.open import open_host
from grader.lab.hosts import run_script


@pytest.fixture
def on_lab(visit, lab_host):
    """on_lab(script): run the script on the real student host, then visit it."""

    def begin(script=""):
        if script:
            done = run_script(lab_host, script, timeout=60)
            assert done.rc == 0, done.output
        return visit(lab_host.url, ssh_config=lab_host.ssh_config)

    yield begin
    run_script(lab_host, "docker ps -aq | xargs -r docker rm -f -v; docker volume prune -f; rm -rf ~/*", timeout=60)


@pytest.fixture
def visit():
    """visit(): a session on this machine, as it is now."""
    hosts = []

    def begin(url="local:", params=None, ssh_config=None, account=None, **more):
        account = account or (getpass.getuser() if url == "local:" else "")
        hosts.append(open_host(url, HostOptions(ssh_config), account=account))
        return Session(RecordingHost(hosts[-1]), params or {}, **more)

    yield begin
    for host in hosts:
        host.close()
