import contextlib

import pytest

from grader.errors import HostUnreachable
from grader.hosts.lab import lab_folder
from grader.hosts.open import open_host


@pytest.fixture
def lab(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADER_LAB_DIR", str(tmp_path / "lab"))
    return tmp_path / "lab"


def test_a_host_of_the_lab_is_reached_with_the_labs_own_configuration(lab, sshd):
    lab.mkdir()
    (lab / "ssh_config").write_text(sshd().config.read_text())
    with contextlib.closing(open_host("lab://graded")) as host:
        assert host.facts.url == "lab://graded"


@pytest.mark.parametrize("name", ["nobody", "grade", "x.y"])
def test_a_host_that_the_lab_does_not_have_is_reported_with_how_to_list_them(lab, name):
    with pytest.raises(HostUnreachable, match="There is no student host") as caught:
        open_host(f"lab://{name}")
    assert caught.value.next_step == "List them: grader lab list"


def test_the_lab_is_in_the_users_state_directory_unless_told_otherwise(monkeypatch, tmp_path):
    monkeypatch.delenv("GRADER_LAB_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert lab_folder() == tmp_path / "grader" / "lab"
