from pathlib import Path

import pytest

from grader.lab import registry


def test_a_registry_that_cannot_be_reached_is_asked_once(lab_directory: Path, no_engine: Path) -> None:
    assert not registry.reachable()
    assert not registry.reachable()
    assert len(no_engine.read_text().splitlines()) == 1


@pytest.mark.parametrize(("said", "answer"), [("yes", True), ("no", False)])
def test_the_user_can_set_whether_there_is_a_registry(
    lab_directory: Path, no_engine: Path, monkeypatch: pytest.MonkeyPatch, said: str, answer: object
) -> None:
    monkeypatch.setenv("GRADER_LAB_REGISTRY", said)
    assert registry.reachable() is answer
    assert not no_engine.exists()
