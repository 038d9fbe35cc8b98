import shutil
from pathlib import Path

import pytest

from grader.errors import LabError
from grader.lab import exercise_images, host_image, hosts, recipe, registry
from grader.lab.docker_cli import docker, producing, run_docker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "recipe"
    path.mkdir()
    (path / "Dockerfile").write_text("FROM scratch\n")
    return path


@pytest.fixture
def no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A docker command that has no image, writes down what else it is asked, and fails."""
    command = tmp_path / "bin/docker"
    command.parent.mkdir()
    command.write_text(
        f'#!/bin/sh\n[ $1 != images ] || exit 0\necho "$@" >> {tmp_path}/asked\necho step 3 broke >&2\nexit 1\n'
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:/usr/bin:/bin")
    return tmp_path / "asked"


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


def test_what_the_recipe_starts_from_changes_the_digest(folder: Path) -> None:
    assert recipe.digest(folder, "bookworm") != recipe.digest(folder, "trixie")


def test_text_moved_from_one_file_to_the_next_changes_the_digest(folder: Path) -> None:
    (folder / "a").write_text("12")
    (folder / "b").write_text("3")
    before = recipe.digest(folder)
    (folder / "a").write_text("1")
    (folder / "b").write_text("23")
    assert recipe.digest(folder) != before


def test_every_recipe_is_shipped_with_its_dockerfile() -> None:
    names = ["host/bare", "host/engine", *(f"images/{name}" for name, _ in exercise_images._RECIPES.values())]
    assert all((recipe.FOLDER / name / "Dockerfile").is_file() for name in names)


def test_no_recipe_names_a_package_mirror() -> None:
    texts = [path.read_text() for path in recipe.FOLDER.rglob("*") if path.is_file()]
    assert not [text for text in texts if "deb http" in text or "URIs:" in text]


@pytest.mark.parametrize(
    ("short", "full"),
    [("centos", "centos:latest"), ("mysql:5.7", "mysql:5.7"), ("reg:5000/a", "reg:5000/a:latest")],
)
def test_an_image_without_tag_means_latest(short: str, full: str) -> None:
    assert exercise_images.full_name(short) == full


def test_what_exists_is_not_made_again(lab_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "exists", lambda _: True)
    assert recipe.once("tag", lambda: pytest.fail("made again")) == "tag"


def test_what_another_process_made_in_the_meantime_is_not_made_again(
    lab_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(recipe, "exists", lambda _: next(answers))
    assert recipe.once("tag", lambda: pytest.fail("made again")) == "tag"


def test_a_failed_docker_command_says_which_and_why(no_engine: Path) -> None:
    with pytest.raises(LabError, match=r"docker info failed: step 3 broke"):
        docker("info")


def test_a_docker_command_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docker").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(LabError, match="docker info did not finish within 0 seconds"):
        docker("info", timeout=0.2)


def test_without_a_docker_command_the_reader_learns_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LabError, match="install Docker's client"):
        run_docker("info")


@pytest.mark.parametrize(
    ("complaint", "meaning"),
    [
        ("Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", "no Docker Engine answers"),
        ("permission denied while trying to connect to unix:///var/run/docker.sock", "may not use the Docker Engine"),
    ],
)
def test_the_engines_usual_refusals_are_said_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaint: str, meaning: str
) -> None:
    (tmp_path / "docker").write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit 1\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(LabError, match=meaning):
        docker("ps")


def test_a_producer_that_fails_late_is_noticed() -> None:
    with pytest.raises(LabError, match="no space"), producing(["sh", "-c", "echo a; echo no space >&2; exit 2"]) as out:
        assert out.read() == b"a\n"


def test_a_producer_with_much_to_complain_about_does_not_hang() -> None:
    with producing(["sh", "-c", "head -c 300000 /dev/zero >&2; echo done"]) as out:
        assert out.read() == b"done\n"


def test_a_registry_that_cannot_be_reached_is_asked_once(lab_directory: Path, no_engine: Path) -> None:
    assert not registry.reachable()
    assert not registry.reachable()
    assert len(no_engine.read_text().splitlines()) == 1


def test_an_engine_that_does_not_answer_is_not_mistaken_for_one_without_images(
    lab_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docker").write_text("#!/bin/sh\necho Cannot connect to the Docker daemon >&2\nexit 1\n")
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(LabError, match="no Docker Engine answers"):
        hosts.up("a")
    assert not (lab_directory / "registry.json").exists()


@pytest.mark.parametrize(("said", "answer"), [("yes", True), ("no", False)])
def test_the_user_can_say_whether_there_is_a_registry(
    lab_directory: Path, no_engine: Path, monkeypatch: pytest.MonkeyPatch, said: str, answer: object
) -> None:
    monkeypatch.setenv("GRADER_LAB_REGISTRY", said)
    assert registry.reachable() is answer
    assert not no_engine.exists()


def test_an_image_that_nobody_has_is_named_with_those_there_are(
    lab_directory: Path, no_engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_LAB_REGISTRY", "no")
    with pytest.raises(LabError, match=r"nginx:latest(.|\n)*hello-world:latest"):
        exercise_images.ensure("nginx", print)


def test_where_a_debian_cannot_be_made_the_reader_learns_what_helps(
    lab_directory: Path, no_engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_LAB_REGISTRY", "no")
    monkeypatch.setenv("PATH", str(no_engine.parent / "bin"))
    with pytest.raises(LabError, match="install mmdebstrap"):
        host_image.base("bookworm", lambda _: None)
