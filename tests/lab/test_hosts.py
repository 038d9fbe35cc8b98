from pathlib import Path

import pytest

from grader.errors import LabError
from grader.lab import hosts
from grader.lab.container import ContainerState, _parsed


@pytest.mark.parametrize("name", ["", "-a", "A", "a_b", "a/b", "a b", "ä", "a\n", "a" * 42])
def test_an_invalid_host_name_is_refused(name: str) -> None:
    with pytest.raises(LabError, match="cannot be the name of a student host"):
        hosts.up(name)


def test_an_unknown_suite_is_refused_with_a_list_of_the_known_ones() -> None:
    with pytest.raises(LabError, match=r"buster(.|\n)*bookworm or trixie or sid"):
        hosts.up("a", suite="buster")


def test_an_unknown_engine_is_refused_with_a_list_of_the_known_ones() -> None:
    with pytest.raises(LabError, match=r"crio(.|\n)*docker, containerd, podman, podman-rootless"):
        hosts.up("a", kind="crio")


def test_a_suite_that_is_too_old_for_an_engine_is_refused_with_one_that_has_it() -> None:
    with pytest.raises(LabError, match=r"bookworm(.|\n)*podman(.|\n)*trixie"):
        hosts.up("a", suite="bookworm", kind="podman")


def test_a_suite_that_needs_another_version_of_cgroups_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docker").write_text("#!/bin/sh\necho 1\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(LabError, match="needs cgroup version 2, and this machine has version 1"):
        hosts.up("a", suite="sid")


@pytest.mark.parametrize("kind", ["containerd", "podman", "podman-rootless"])
def test_another_engine_is_proven_on_the_oldest_suite_that_has_it(kind: str) -> None:
    assert hosts.suite_with(0, kind) == "trixie"


@pytest.mark.parametrize(("docker", "suite"), [(0, "bookworm"), (20, "bookworm"), (25, "trixie"), (99, "trixie")])
def test_the_oldest_suite_with_a_new_enough_docker_is_chosen_or_the_newest(docker: int, suite: str) -> None:
    assert hosts.suite_with(docker) == suite


def test_a_running_host_is_parsed() -> None:
    line = "grader-lab-s1\ts1\tbookworm\t1\t127.0.0.1:49153->22/tcp"
    assert _parsed(line) == ContainerState("grader-lab-s1", "s1", "bookworm", engine=True, port=49153)


def test_a_stopped_host_has_no_port() -> None:
    assert _parsed("grader-lab-s1\ts1\ttrixie\t0\t").port == 0


def test_an_engine_that_does_not_answer_is_not_mistaken_for_one_without_images(
    lab_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docker").write_text("#!/bin/sh\necho Cannot connect to the Docker daemon >&2\nexit 1\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(LabError, match="No Docker Engine answers"):
        hosts.up("a")
    assert not (lab_directory / "registry.json").exists()
