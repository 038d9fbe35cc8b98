from pathlib import Path

import pytest

from grader.errors import LabError
from grader.lab import exercise_images


@pytest.mark.parametrize(
    ("short", "full"),
    [("centos", "centos:latest"), ("mysql:5.7", "mysql:5.7"), ("reg:5000/a", "reg:5000/a:latest")],
)
def test_an_image_without_tag_means_latest(short: str, full: str) -> None:
    assert exercise_images.full_name(short) == full


def test_an_unknown_image_is_refused_with_a_list_of_the_known_ones(
    lab_directory: Path, no_engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_LAB_REGISTRY", "no")
    with pytest.raises(LabError, match=r"nginx:latest(.|\n)*hello-world:latest"):
        exercise_images.ensure("nginx", print)
