import io
import zipfile

import jsonschema
import pytest
import yaml

from grader.authoring.file_schemas import schema_of


@pytest.fixture
def started(call, tmp_path, monkeypatch):
    """A course with one new exercise, in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert call("new", "course", "c", "--languages", "en,ko")[0] == 0
    assert call("new", "exercise", "published_port", "--course", "c")[0] == 0
    return tmp_path / "c"


def test_a_course_is_right_before_any_edit(call, started):
    assert call("lint", "--course", "c") == (0, "1 exercise, 0 problems.\n", "")
    for name, path in (("course", "course.yml"), ("exercise", "exercises/ex01_published_port/exercise.yml")):
        text = (started / path).read_text("utf-8")
        jsonschema.validate(yaml.safe_load(text), schema_of(name))
        schema = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert ((started / path).parent / schema).is_file()


def test_it_ends_with_the_next_three_commands(call, started):
    code, out, _ = call("new", "mistake", "other_port", "--exercise", "ex01", "--course", "c")
    assert (code, out.splitlines()[-4:]) == (
        0,
        [
            "Next:",
            "  grader lint ex01 --course c",
            "  grader lab up s1 --for ex01 --course c",
            "  grader prove ex01 --course c",
        ],
    )


def test_a_check_is_added(call, started):
    assert call("new", "check", "page-says", "--exercise", "1", "--course", "c")[0] == 0
    assert call("lint", "--course", "c")[0] == 0


def test_the_only_exercise_need_not_be_named(call, started):
    assert call("new", "mistake", "other_port", "--course", "c")[0] == 0
    call("new", "exercise", "second", "--course", "c")
    code, _, err = call("new", "mistake", "third", "--course", "c")
    assert code == 2
    assert "Name one with --exercise EXERCISE" in err


def test_a_built_in_exercise_is_copied_under_its_own_name(call, started):
    code, out, _ = call("new", "exercise", "--from", "ex05", "--course", "c")
    assert code == 0
    assert "c/exercises/ex02_bind_mount/test_ex02.py\n" in out
    assert call("lint", "--course", "c")[0] == 0


def test_without_a_terminal_nothing_is_asked(call, started, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("x\n"))
    code, out, err = call("new", "exercise", "--course", "c")
    assert (code, out) == (2, "")
    assert "The name is missing, and there is no terminal to ask on." in err


def test_a_folder_that_is_not_a_course_is_refused(call, tmp_path):
    code, _, err = call("new", "exercise", "x", "--course", tmp_path)
    assert code == 2
    assert "grader new course DIR" in err


def test_an_existing_course_is_left_alone(call, started):
    code, _, err = call("new", "course", "c")
    assert code == 2
    assert err == ("grader: c is a course already.\n  → Add an exercise: grader new exercise NAME --course c\n")


def test_a_repository_becomes_a_course_and_keeps_what_it_ignores(call, tmp_path):
    (tmp_path / ".gitignore").write_text("mine\n")
    assert call("new", "course", tmp_path)[0] == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_students_get_a_course_as_a_zip_without_solutions(call, started):
    code, out, _ = call("new", "zip", "--course", "c")
    assert (code, out) == (0, "c.zip\n\nNext:\n  grader check ex01 --course c.zip\n")
    assert call("list", "--course", "c.zip", "--lang", "en")[1].startswith("C\n\nex01  Published port\n")
    names = zipfile.ZipFile("c.zip").namelist()
    assert [one for one in names if one.endswith(".sh")] == []
    assert "exercises/ex01_published_port/test_ex01.py" in names


def test_a_course_that_is_changed_is_zipped_again(call, started):
    (started.parent / "out.zip").write_text("older")
    assert call("new", "zip", "--course", "c", "-o", "out.zip")[0] == 0
    assert zipfile.is_zipfile("out.zip")


def test_a_zip_with_checks_that_students_should_not_see_is_noted(call, started):
    rubric = started / "rubrics" / "ex01.yml"
    rubric.write_text(rubric.read_text("utf-8").replace("  works:\n", "  works:\n    visibility: hidden\n"), "utf-8")
    assert "can read 1 check that students should not see" in call("new", "zip", "--course", "c")[2]


def test_a_zip_that_cannot_be_written_is_wrong_use(call, started):
    code, _, err = call("new", "zip", "--course", "c", "-o", "c/course.yml/x.zip")
    assert code == 2
    assert "cannot be written" in err


def test_a_class_can_be_read(call, started):
    assert call("new", "class", "k", "--course", "c", "--students", "3")[0] == 0
    code, out, err = call("retention", "k/class.yml", "--dry-run")
    assert code == 2
    assert "retention" in err + out  # the class file was read; it names no period
    assert (started.parent / "k" / "roster.csv").read_text().splitlines()[3] == "s03,Student 3,s03@example.org,lab-03"


def test_a_class_names_the_zip_of_its_course(call, started):
    call("new", "zip", "--course", "c")
    assert call("new", "class", "k", "--course", "c.zip")[0] == 0
    assert 'course: "../c.zip"\n' in (started.parent / "k" / "class.yml").read_text("utf-8")


def test_a_host_that_is_not_a_pattern_is_refused(call, started):
    code, _, err = call("new", "class", "k", "--course", "c", "--host", "lab-{x}")
    assert code == 2
    assert "is not a valid pattern" in err
