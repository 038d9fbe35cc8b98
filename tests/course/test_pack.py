import shutil

import pytest

from grader.course import builtin
from grader.course.pack import Course, mistakes
from grader.errors import CourseError, UsageError


@pytest.fixture
def course(tiny):
    tiny.write('def test_a():\n    """A"""\n')
    return tiny


def test_the_built_in_course_is_the_default():
    assert Course.at(None).root == builtin.builtin_course()
    assert builtin.builtin_folder("exercises").is_dir()


def test_an_installed_package_contains_its_course(tmp_path, monkeypatch):
    (tmp_path / "_course").mkdir()
    monkeypatch.setattr(builtin, "_PACKAGE", tmp_path)
    assert builtin.builtin_course() == tmp_path / "_course"


def test_all_built_in_exercises_and_rubrics_can_be_read():
    course = Course.at(None)
    assert [course.rubric(one.id).exercise for one in course.exercises()] == list(course.folders)


def test_a_folder_without_exercises_is_not_a_course(tmp_path):
    with pytest.raises(UsageError, match="is not a course: it has no folder “exercises”") as caught:
        Course.at(tmp_path)
    assert "--course" in caught.value.next_step


def test_a_course_without_an_exercise_is_reported(tmp_path):
    (tmp_path / "exercises" / "readme").mkdir(parents=True)
    (tmp_path / "exercises" / "ex01_file").write_text("")
    with pytest.raises(UsageError, match="contains no exercise"):
        _ = Course.at(tmp_path).folders


def test_an_exercise_in_two_folders_is_reported_and_does_not_hide_others(course):
    course.second('def test_b():\n    """B"""\n')
    shutil.copytree(course.folder, course.folder.with_name("ex01_tiny_old"))
    with pytest.raises(CourseError, match="ex01_tiny_old and ex01_tiny are folders of ex01"):
        course.course.exercise("ex01")
    assert [one.id for one in course.course.exercises()] == ["ex02"]


@pytest.mark.parametrize("name", ["ex01", "ex1", "01", "1", "ex01_tiny", "EX01", "Ex01_Tiny"])
def test_an_exercise_is_known_by_its_number_and_its_folder_in_upper_or_lower_case(course, name):
    assert course.course.exercise(name).folder == course.folder


@pytest.mark.parametrize("name", ["ex99", "99", "0", "²", "", "ex99_other"])
def test_an_unknown_exercise_is_reported_with_the_known_ones(course, name):
    with pytest.raises(UsageError, match="There is no exercise") as caught:
        course.course.exercise(name)
    assert caught.value.next_step == (
        f"Choose one of ex01. To list the exercises, run: grader list --course {course.root}"
    )


@pytest.mark.parametrize("name", ["exo1", "xe01", "ex001", "../ex01_tiny", "ex01_", "tiny_ex01"])
def test_an_exercise_that_may_be_meant_is_named(course, name):
    with pytest.raises(UsageError, match="There is no exercise") as caught:
        course.course.exercise(name)
    assert caught.value.next_step.startswith("Did you mean “ex01”? To list the exercises, run: grader list")


def test_the_built_in_exercises_are_listed_without_naming_a_course():
    assert Course.at(None).list_command == "grader list"


def test_an_exercise_that_is_named_twice_is_chosen_once(course):
    assert [one.id for one in course.course.chosen(["ex01", "1", "EX01_tiny"])] == ["ex01"]


def test_an_exercise_knows_its_files(course):
    one = course.course.exercise("ex01")
    assert one.suite.read_text().startswith("import pytest")
    assert one.handout("ko").name == "handout.ko.md"
    assert (one.id, one.solution.name, one.file.seconds) == ("ex01", "solution.sh", 20)


def test_a_missing_handout_is_that_of_the_first_language(course):
    (course.folder / "handout.ko.md").unlink()
    assert course.course.exercise("ex01").handout("ko").name == "handout.en.md"


def test_a_course_without_its_file_is_in_the_languages_of_the_grader(course):
    assert course.course.languages == ("en", "ko")


def test_the_built_in_sentences_are_below_those_of_a_course(course):
    course.save("rubrics/messages.yml", says={"missing": {"en": "Gone.", "ko": "없음"}})
    assert course.course.messages.says["missing"].in_("en") == "Gone."
    assert course.course.messages.says["empty"].in_("en") == "{path} is empty."


def test_a_text_falls_back_to_the_first_language_of_the_course(course):
    course.save("course.yml", languages=["de", "en"])
    check = {"points": 100, "title": {"en": "First"}, "hint": {"en": "Think.", "de": "Denk nach."}}
    course.save("rubrics/ex01.yml", exercise="ex01", checks={"a": check})
    entry = course.course.rubric("ex01").checks["a"]
    assert [entry.hint.in_(one) for one in ("de", "en", "ko")] == ["Denk nach.", "Think.", "Denk nach."]
    assert [entry.title.in_(one) for one in ("de", "en", "ko")] == [None, "First", None]


def test_a_text_without_a_language_is_in_the_first_of_the_course(course):
    course.save("course.yml", languages=["de", "en"])
    course.save("exercises/ex01_tiny/exercise.yml", id="ex01", title="Winzig")
    assert course.course.exercise("ex01").file.title.root == {"de": "Winzig"}


def test_a_built_in_sentence_is_in_english_where_the_course_has_neither(course):
    course.save("course.yml", languages=["de"])
    assert course.course.messages.says["empty"].in_("de") == "{path} is empty."


def test_a_language_is_named_once(course):
    course.save("course.yml", languages=["de", "de"])
    with pytest.raises(CourseError, match=r"course\.yml, line 2, languages: “de” appears twice"):
        _ = course.course.languages


def test_a_broken_rubric_does_not_hide_the_other_exercises(course):
    course.second('def test_b():\n    """B"""\n')
    (course.root / "rubrics" / "ex01.yml").write_text("exercise: ex01\nchecks: 1\n")
    assert [one.id for one in course.course.exercises()] == ["ex02"]
    assert "ex01.yml, line 2, checks" in course.course.broken()["ex01"].problem


def test_a_course_of_broken_exercises_is_an_error(course):
    (course.root / "rubrics" / "ex01.yml").write_text("exercise: ex01\nchecks: 1\n")
    with pytest.raises(CourseError, match=r"ex01\.yml, line 2, checks"):
        course.course.exercises()


def test_an_exercise_in_the_wrong_folder_is_named(course):
    shutil.move(course.folder, course.folder.parent / "ex02_other")
    with pytest.raises(CourseError, match=r"exercise\.yml: the ID is ex01, but the folder is named ex02"):
        course.course.exercise("ex02")


def test_a_rubric_for_another_exercise_is_named(course):
    path = course.root / "rubrics" / "ex01.yml"
    path.write_text(path.read_text().replace('"ex01"', '"ex02"'))
    with pytest.raises(CourseError, match=r"rubrics/ex01\.yml: the rubric is for ex02"):
        course.course.rubric("ex01")


def test_a_missing_rubric_is_named(course):
    (course.root / "rubrics" / "ex01.yml").unlink()
    with pytest.raises(CourseError, match=r"rubrics/ex01\.yml is missing"):
        course.course.rubric("ex01")


def test_sentences_may_be_shared_or_not(course):
    assert course.course.own_messages.says == {}
    course.save("rubrics/messages.yml", says={"missing": {"en": "{expected} is missing.", "ko": "없음"}})
    assert course.course.messages.says["missing"].in_("en") == "{expected} is missing."
    assert course.course.messages.says["missing"].in_("ko") == "없음"


@pytest.mark.parametrize(
    ("header", "breaks"),
    [
        ("# breaks: a", {"a": "failed"}),
        ("#breaks:a", {"a": "failed"}),
        ("# breaks: a, b (blocked), c-d (partial)", {"a": "failed", "b": "blocked", "c-d": "partial"}),
        ("#!/bin/bash\n# A comment.\n# breaks: a (failed),\ntrue", {"a": "failed"}),
    ],
)
def test_a_mistake_names_what_it_breaks(course, header, breaks):
    _mistake(course, header)
    [one] = mistakes(course.course.exercise("ex01"))
    assert (one.name, one.breaks) == ("wrong", breaks)


@pytest.mark.parametrize("header", ["", "true", "# breaks", "echo # breaks: a"])
def test_a_mistake_without_a_header_is_named(course, header):
    _mistake(course, header)
    with pytest.raises(CourseError, match=r"wrong\.sh: it does not state which checks it breaks") as caught:
        mistakes(course.course.exercise("ex01"))
    assert "# breaks:" in caught.value.next_step


@pytest.mark.parametrize("header", ["# breaks:", "# breaks: a (passed)", "# breaks: A", "# breaks: a b", "# breaks: ,"])
def test_a_malformed_header_is_named(course, header):
    _mistake(course, header)
    with pytest.raises(CourseError, match=r"wrong\.sh: .*is not valid"):
        mistakes(course.course.exercise("ex01"))


def test_a_mistake_that_is_not_text_is_named(course):
    _mistake(course, "")
    (course.folder / "mistakes" / "wrong.sh").write_bytes(b"\xff\xfe")
    with pytest.raises(CourseError, match=r"wrong\.sh is not UTF-8 text"):
        mistakes(course.course.exercise("ex01"))


def test_there_may_be_no_mistakes(course):
    assert mistakes(course.course.exercise("ex01")) == []


def _mistake(course, text):
    (course.folder / "mistakes").mkdir(exist_ok=True)
    (course.folder / "mistakes" / "wrong.sh").write_text(text)
