from pathlib import Path

import pytest

from grader.errors import LabError
from grader.lab import host_image


def test_if_no_debian_can_be_made_the_error_says_what_helps(
    lab_directory: Path, no_engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_LAB_REGISTRY", "no")
    monkeypatch.setenv("PATH", str(no_engine.parent / "bin"))
    with pytest.raises(LabError, match="Install mmdebstrap"):
        host_image.base("bookworm", lambda _: None)
