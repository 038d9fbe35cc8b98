"""ex01: where programs are found, and which of systemd's words mean that a unit starts at boot (systemctl(1))."""

import shutil
import subprocess

import pytest

from grader.checks.conclusion import Concluded
from grader.checks.verdict import RootCause


def unit(state, wanted_by=""):
    return {"Id": "docker.service", "ActiveState": "active", "UnitFileState": state, "WantedBy": wanted_by}


@pytest.mark.parametrize("found", [unit("enabled", "multi-user.target"), unit("generated", "multi-user.target")])
def test_a_unit_that_starts_at_boot_passes(suite, found):
    assert suite("ex01").test_service_enabled([unit("disabled"), found], lambda: None) is None


@pytest.mark.parametrize(
    "state",
    [
        "disabled",
        "linked",
        "indirect",
        "alias",
        "enabled-runtime",
        "enabled-at-login",
        "static",
        "masked",
        "generated",
        "",
    ],
)
def test_a_unit_that_does_not_start_at_boot_fails(suite, state):
    with pytest.raises(Concluded) as caught:
        suite("ex01").test_service_enabled([unit(state)], lambda: None)
    assert (caught.value.reason, caught.value.root) == ("service-not-enabled", None)


def test_a_service_that_an_engine_is_missing_for_fails_for_the_engine(suite):
    checks = suite("ex01")
    for test in (checks.test_service_running, checks.test_service_enabled):
        with pytest.raises(Concluded) as caught:
            test([{**unit(""), "ActiveState": "inactive"}], lambda: checks.ENGINE)
        assert caught.value.root == RootCause("engine", "docker")


@pytest.fixture
def found(suite, tools, tmp_path):
    """found(make): what FIND says where `make` has put a docker into the only folder of the PATH."""

    def find(make):
        folder = tools("sh", "tr", "grep", "head", "cat")
        make(folder)
        command = ["/bin/sh", "-c", suite("ex01").FIND]
        place = {"PATH": str(folder), "HOME": str(tmp_path)}
        return subprocess.run(command, env=place, capture_output=True, text=True, check=False).stdout

    return find


def _script(path):
    path.write_text("#!/bin/sh\necho podman version 4.3.1\n")
    path.chmod(0o755)


def test_a_program_called_docker_is_docker(found):
    said = found(lambda folder: shutil.copy(folder / "cat", folder / "docker"))
    assert "docker=" in said
    assert "podman" not in said


def test_podman_called_docker_by_a_script_is_podman(found):
    assert "podman version 4.3.1" in found(lambda folder: _script(folder / "docker"))


def test_podman_called_docker_by_a_link_is_podman(found):
    def make(folder):
        _script(folder / "podman")
        (folder / "docker").symlink_to(folder / "podman")

    assert "podman version 4.3.1" in found(make)


def test_a_host_without_docker_has_no_programs(found):
    assert "docker=" not in found(lambda _: None)
