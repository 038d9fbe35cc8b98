"""A course in one file is the course in its folder."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from grader.course import bundle as bundles
from grader.course.pack import Course
from grader.errors import GraderError, UsageError
from grader.records.hashes import suite_hash


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/grader/courses"


@pytest.fixture
def zipped(tiny, tmp_path):
    tiny.write("def test_a(): pass")
    return shutil.make_archive(tmp_path / "course", "zip", tiny.root)


@pytest.fixture
def at(tmp_path):
    """at(zip): the course in a file of this name."""
    return lambda name: Course.at(tmp_path / name)


def test_a_zip_is_the_course_that_was_zipped(tiny, zipped, at):
    course = at("course.zip")
    assert list(course.folders) == ["ex01"]
    assert suite_hash(course.exercise("ex01")) == suite_hash(Course.at(tiny.root).exercise("ex01"))


def test_commands_name_the_zip_and_not_where_it_was_unpacked(zipped, at):
    assert at("course.zip").list_command == f"grader list --course {zipped}"


@pytest.mark.parametrize("name", ["nothing.zip", "no/folder"])
def test_a_course_that_does_not_exist_is_said_to_be_missing(at, name):
    with pytest.raises(UsageError, match=f"There is no course .*{name}"):
        at(name)


def test_a_folder_around_the_course_does_no_harm(tiny, tmp_path, at):
    tiny.write("def test_a(): pass")
    shutil.make_archive(tmp_path / "around", "zip", tiny.root.parent, tiny.root.name)
    assert list(at("around.zip").folders) == ["ex01"]


def test_it_is_unpacked_once(zipped, at, cache):
    first = at("course.zip").root
    (first / "mark").touch()
    assert (at("course.zip").root / "mark").exists()
    assert list(cache.iterdir()) == [first]


def test_a_changed_file_is_another_course(zipped, at, cache):
    at("course.zip")
    with zipfile.ZipFile(zipped, "a") as archive:
        archive.writestr("exercises/ex02_more/exercise.yml", "")
    assert list(at("course.zip").folders) == ["ex01", "ex02"]


def test_names_that_lead_out_of_the_folder_stay_inside(tmp_path, at, cache):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("exercises/ex01_a/exercise.yml", "")
        archive.writestr("../../outside", "x")
        archive.writestr("/outside", "x")
    root = at("evil.zip").root
    assert [path for path in tmp_path.rglob("outside") if not path.is_relative_to(root)] == []


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04"])
def test_another_file_is_not_a_course(tmp_path, at, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(UsageError, match="is not a course: it is neither a folder nor a whole zip file"):
        at("x.zip")


def test_a_zip_that_is_encrypted_is_not_a_course(zipped, at):
    content = bytearray(Path(zipped).read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + flags] |= 1
    Path(zipped).write_bytes(content)
    with pytest.raises(UsageError, match="is not a course"):
        at("course.zip")


def test_a_zip_whose_data_are_damaged_is_not_a_course(zipped, at, cache):
    content = bytearray(Path(zipped).read_bytes())
    with zipfile.ZipFile(zipped) as archive:
        first = next(one for one in archive.infolist() if one.file_size)
    begin = first.header_offset + 30 + len(first.filename)
    content[begin : begin + 4] = b"\xff\xff\xff\xff"
    Path(zipped).write_bytes(content)
    with pytest.raises(UsageError, match="is not a course"):
        at("course.zip")
    assert list(cache.iterdir()) == []


def test_two_processes_may_unpack_it_at_once(zipped, at, cache, monkeypatch):
    rename = Path.rename

    def slower(made, folder):
        shutil.copytree(made, folder)
        return rename(made, folder)

    monkeypatch.setattr(Path, "rename", slower)
    root = at("course.zip").root
    assert list(cache.iterdir()) == [root]


def test_what_shows_a_solution_is_left_out(tiny):
    for name in ("solution.sh", "mutants/solution.gz", "accept/other.sh", "mistakes/none.sh", "conftest.py"):
        (tiny.folder / name).parent.mkdir(exist_ok=True)
        (tiny.folder / name).touch()
    assert [name for name, _ in bundles.bundled(tiny.root) if Path(name).name in ("conftest.py", "solution.sh")] == [
        f"exercises/{tiny.folder.name}/conftest.py"
    ]
    assert not [
        name for name, _ in bundles.bundled(tiny.root) if {"mutants", "accept", "mistakes"} & {*Path(name).parts}
    ]


def test_a_zip_without_exercises_is_not_a_course(tmp_path, at):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("readme", "")
    with pytest.raises(UsageError, match="has no folder “exercises”"):
        at("x.zip")


def test_a_bomb_is_not_unpacked(zipped, at, cache, monkeypatch):
    monkeypatch.setattr(bundles, "MOST_BYTES", 10)
    with pytest.raises(UsageError, match="too large"):
        at("course.zip")
    assert list(cache.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_named(zipped, at, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/x")
    with pytest.raises(GraderError, match="cannot be unpacked") as caught:
        at("course.zip")
    assert "/dev/null/x/grader/courses" in caught.value.next_step
