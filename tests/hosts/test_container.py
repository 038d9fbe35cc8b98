import pytest

from grader.errors import EngineUnavailable, HostError, HostUnreachable
from grader.hosts.base import Command
from grader.hosts.open import open_host


@pytest.mark.parametrize(
    ("said", "kind", "problem"),
    [
        ("Error: No such container: web", HostUnreachable, "There is no container named web"),
        ("Error response from daemon: container abc is not running", HostUnreachable, "web is not running"),
        ("Cannot connect to the Docker daemon at unix:///x", EngineUnavailable, "The Docker Engine on this machine"),
        ("OCI runtime exec failed: sh: not found", HostUnreachable, "did not start a shell: OCI runtime"),
    ],
)
def test_the_error_says_why_a_container_gives_no_shell(monkeypatch, tools, said, kind, problem):
    folder = tools("sh")
    (folder / "docker").write_text(f"#!/bin/sh\necho '{said}' >&2; exit 1\n")
    (folder / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    host = open_host("docker://web")
    with pytest.raises(kind, match=problem) as caught:
        _ = host.facts
    assert caught.value.next_step
    host.close()


def test_a_container_that_dies_during_a_visit_is_lost(monkeypatch, tools):
    folder = tools("sh", "id", "date", "uname", "grep", "tr", "timeout", "head")
    (folder / "docker").write_text('#!/bin/sh\nwhile [ "$1" != sh ]; do shift; done; exec "$@"\n')
    (folder / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    host = open_host("docker://web")
    _ = host.facts
    with pytest.raises(HostError, match="was lost"):
        host.run(Command(f"kill -9 {host._shell._process.pid}; exec sleep 1"))
    host.close()
