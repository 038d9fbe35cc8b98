import shutil

import pytest

from grader.authoring.lint import lint
from grader.authoring.scaffold.additions import new_check, new_mistake
from grader.authoring.scaffold.courses import new_course
from grader.authoring.scaffold.exercises import named, new_exercise
from grader.course.pack import Course, mistakes
from grader.errors import UsageError


@pytest.fixture
def pack(tmp_path):
    new_course(tmp_path / "c", name="c", languages=["en", "ko"])
    found = Course.at(tmp_path / "c")
    new_exercise(found, named(found, "port"))
    return Course.at(tmp_path / "c")


def test_a_new_check_has_no_problems_and_is_blocked_by_what_breaks_the_last_one(pack):
    new_check(pack, pack.exercise("ex01"), "page_says")
    again = Course.at(pack.root)
    assert lint(again, "ex01") == []
    assert list(again.rubric("ex01").checks) == ["exists", "configured", "works", "page-says"]
    assert [one.breaks["page-says"] for one in mistakes(again.exercise("ex01"))] == ["blocked", "blocked"]


def test_a_new_check_goes_before_the_groups_of_the_rubric(pack):
    rubric = pack.root / "rubrics" / "ex01.yml"
    rubric.write_text(rubric.read_text("utf-8") + "\n# together\ngroups:\n  all: {checks: [exists, works]}\n", "utf-8")
    new_check(pack, pack.exercise("ex01"), "page-says")
    assert lint(Course.at(pack.root), "ex01") == []


def test_a_check_of_a_name_that_is_taken_is_refused(pack):
    with pytest.raises(UsageError, match="has a check works already"):
        new_check(pack, pack.exercise("ex01"), "works")


@pytest.mark.parametrize("name", ["Page says", " page-says ", "PAGE_SAYS"])
def test_a_check_gets_the_id_that_its_name_means(pack, name):
    new_check(pack, pack.exercise("ex01"), name)
    assert "page-says" in Course.at(pack.root).rubric("ex01").checks


@pytest.mark.parametrize("name", ["a/b", "검사", "-", "../x", "a.b"])
def test_a_name_that_is_not_one_is_refused(pack, name):
    for add in (new_check, new_mistake):
        with pytest.raises(UsageError, match="is not a valid name"):
            add(pack, pack.exercise("ex01"), name)


def test_a_check_in_python_is_added_to_those_without_python(pack):
    exercise = pack.exercise("ex01")
    exercise.suite.unlink()
    exercise.declared.write_text(
        "checks:\n"
        '  exists: {title: "It runs", container: {name: "{container}", running: true}}\n'
        '  works: {title: "It answers", needs: [exists], http: {url: "http://127.0.0.1:{port}/"}}\n'
    )
    rubric = pack.root / "rubrics" / "ex01.yml"
    texts = "title: {ko: 제목}, hint: {en: Hint, ko: 도움말}"
    rubric.write_text(
        f"exercise: ex01\nchecks:\n  exists: {{points: 40, {texts}}}\n  works:\n    {{points: 60, {texts}}}\n"
    )
    for script in (exercise.folder / "mistakes").glob("*.sh"):
        script.write_text("# breaks: exists, works (blocked)\ntrue\n")
    new_check(pack, exercise, "page-says")
    again = Course.at(pack.root)
    assert lint(again, "ex01") == []
    assert [one.breaks["page-says"] for one in mistakes(again.exercise("ex01"))] == ["blocked", "blocked"]


def test_a_rubric_in_braces_is_left_to_its_author(tiny):
    tiny.write('def test_a():\n    """A"""\n')
    with pytest.raises(UsageError, match="the checks are in braces"):
        new_check(tiny.course, tiny.course.exercise("ex01"), "b")


def test_a_new_mistake_is_a_copy_that_has_no_problems(pack):
    [path] = new_mistake(pack, pack.exercise("ex01"), "other-port")
    assert path.name == "other_port.sh"
    assert lint(Course.at(pack.root), "ex01") == []


def test_a_first_mistake_is_left_to_its_author(pack):
    shutil.rmtree(pack.exercise("ex01").folder / "mistakes")
    with pytest.raises(UsageError, match="has no mistake to begin with"):
        new_mistake(pack, pack.exercise("ex01"), "first")
