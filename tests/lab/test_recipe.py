import shutil
from pathlib import Path

import pytest

from grader.lab import exercise_images, host_image, recipe


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "recipe"
    path.mkdir()
    (path / "Dockerfile").write_text("FROM scratch\n")
    return path


def test_the_same_recipe_has_the_same_digest_wherever_it_lies(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert recipe.digest(folder, "bookworm") == recipe.digest(tmp_path / "copy", "bookworm")


def test_a_changed_file_changes_the_digest(folder: Path) -> None:
    before = recipe.digest(folder)
    (folder / "Dockerfile").write_text("FROM other\n")
    assert recipe.digest(folder) != before


def test_a_renamed_file_changes_the_digest(folder: Path) -> None:
    before = recipe.digest(folder)
    (folder / "Dockerfile").rename(folder / "Containerfile")
    assert recipe.digest(folder) != before


def test_another_base_image_changes_the_digest(folder: Path) -> None:
    assert recipe.digest(folder, "bookworm") != recipe.digest(folder, "trixie")


def test_text_moved_from_one_file_to_the_next_changes_the_digest(folder: Path) -> None:
    (folder / "a").write_text("12")
    (folder / "b").write_text("3")
    before = recipe.digest(folder)
    (folder / "a").write_text("1")
    (folder / "b").write_text("23")
    assert recipe.digest(folder) != before


def test_every_recipe_is_shipped_with_its_dockerfile() -> None:
    names = ["host/bare", *(f"host/{one.folder}" for one in host_image._ENGINES.values())]
    names += [f"images/{name}" for name, _ in exercise_images._RECIPES.values()]
    assert all((recipe.FOLDER / name / "Dockerfile").is_file() for name in names)


def test_no_recipe_names_a_package_mirror() -> None:
    texts = [path.read_text() for path in recipe.FOLDER.rglob("*") if path.is_file()]
    assert not [text for text in texts if "deb http" in text or "URIs:" in text]


def test_an_existing_image_is_not_built_again(lab_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "exists", lambda _: True)
    assert recipe.once("tag", lambda: pytest.fail("made again")) == "tag"


def test_an_image_that_another_process_built_meanwhile_is_not_built_again(
    lab_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(recipe, "exists", lambda _: next(answers))
    assert recipe.once("tag", lambda: pytest.fail("made again")) == "tag"
