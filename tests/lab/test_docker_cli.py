from pathlib import Path

import pytest

from grader.errors import LabError
from grader.lab.docker_cli import docker, producing, run_docker


def test_a_failed_docker_command_says_which_and_why(no_engine: Path) -> None:
    with pytest.raises(LabError, match=r"docker info failed: step 3 broke"):
        docker("info")


def test_a_docker_command_that_hangs_times_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docker").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(LabError, match="docker info did not finish within 0 s"):
        docker("info", timeout=0.2)


def test_without_a_docker_command_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LabError, match="Install Docker's client"):
        run_docker("info")


@pytest.mark.parametrize(
    ("complaint", "meaning"),
    [
        ("Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", "No Docker Engine answers"),
        (
            "permission denied while trying to connect to unix:///var/run/docker.sock",
            "not allowed to use the Docker Engine",
        ),
    ],
)
def test_common_errors_of_the_engine_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaint: str, meaning: str
) -> None:
    (tmp_path / "docker").write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit 1\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(LabError, match=meaning):
        docker("ps")


def test_a_producer_that_fails_at_its_end_is_an_error() -> None:
    with pytest.raises(LabError, match="no space"), producing(["sh", "-c", "echo a; echo no space >&2; exit 2"]) as out:
        assert out.read() == b"a\n"


def test_a_producer_with_many_errors_does_not_hang() -> None:
    with producing(["sh", "-c", "head -c 300000 /dev/zero >&2; echo done"]) as out:
        assert out.read() == b"done\n"
