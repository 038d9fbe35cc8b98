"""Who is in the folder of a course, but uses the built-in one, reads that they do."""

import pytest

NOTE = "grader: The course is the built-in one. For the course of this folder, add: --course {}\n"
COMMANDS = {
    "check": ("check", "ex77"),
    "show": ("show", "ex77"),
    "list": ("list",),
    "try": ("try", "ex77", "--once"),
    "collect": ("collect", "ex77"),
    "submit": ("submit", "ex77", "--student", "s01"),
    "lint": ("lint", "ex77"),
    "prove": ("prove", "ex77"),
    "lab up": ("lab", "up", "s1", "--for", "ex77"),
    "autograder build": ("autograder", "build", "gradescope", "ex77"),
    "new class": ("new", "class", "c", "--exercise", "ex77"),
}


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The folder of a course, in which the commands run."""
    folder = tmp_path / "my course"
    (folder / "exercises" / "ex01_a").mkdir(parents=True)
    (folder / "course.yml").write_text("languages: [en]\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_each_command_that_takes_a_course_notes_that_it_uses_the_built_in_one(call, own, words):
    assert call(*words)[2].startswith(NOTE.format("."))


def test_grade_notes_it_for_a_class_that_names_no_course(call, own):
    (own / "roster.csv").write_text("student_id,name\ns01,Ada Beispiel\n")
    (own / "class.yml").write_text("name: c\nroster: roster.csv\nsubmissions: .\nexercises: [ex05]\n")
    assert NOTE.format(".") in call("grade", "class.yml", "--check")[2]
    (own / "class.yml").write_text("name: c\nroster: roster.csv\nsubmissions: .\nexercises: [ex01]\ncourse: .\n")
    assert NOTE.format(".") not in call("grade", "class.yml", "--check")[2]


def test_in_the_folder_of_an_exercise_the_note_names_the_course_above(call, own, monkeypatch):
    monkeypatch.chdir(own / "exercises" / "ex01_a")
    assert call("list")[2] == NOTE.format("../..")


def test_who_names_a_course_reads_no_note(call, own):
    assert call("check", "ex77", "--course", ".")[2].startswith("grader: There is no exercise “ex77”.")


def test_the_note_is_in_the_language_that_is_asked_for(call, own):
    assert call("list", "--lang", "ko")[2].startswith("grader: 기본 과정을 사용합니다.")


def test_elsewhere_there_is_no_note(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("list")[2] == ""
