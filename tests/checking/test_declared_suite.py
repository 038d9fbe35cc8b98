"""Checks in YAML run as those in Python do: needs, limits, `only`, errors, replays; and beside them."""

import shutil

import pytest

from grader.authoring.prove import cases, prove
from grader.checks.declared import CHECKS
from grader.checks.verdict import concluded
from grader.course.pack import Course
from grader.errors import CheckBroken
from grader.grading.evaluation import evaluate
from tests.support import ROOT

TEXT = """\
checks:
  folder:
    title: "~/{name} is a directory"
    file: {path: "{root}/{name}", type: directory}
  listed:
    title: ls lists it
    needs: [folder]
    command: {run: "ls {root}", prints: "{name}"}
  short:
    title: It does not hang
    limit: 1
    command: {run: sleep 20}
"""


@pytest.fixture
def course(tiny, tmp_path):
    """course(checks.yml, suite in Python): a course with these, graded on this machine."""

    def write(text=TEXT, suite="", ids=("folder", "listed", "short")):
        tiny.write(suite)
        if not suite:
            (tiny.folder / "test_ex01.py").unlink()
        (tiny.folder / "checks.yml").write_text(text)
        texts = {"title": {"ko": "확인"}, "hint": {"en": "?", "ko": "?"}}
        tiny.save("rubrics/ex01.yml", exercise="ex01", checks={one: {"points": 10, **texts} for one in ids})
        title, params = {"en": "Tiny", "ko": "작은 것"}, {"name": "site", "root": str(tmp_path)}
        tiny.save("exercises/ex01_tiny/exercise.yml", id="ex01", title=title, params=params)
        return tiny

    return write


def statuses(attempt):
    if attempt.error is not None:
        raise attempt.error
    return {verdict.check: str(verdict.status) for verdict in attempt.verdicts}


def test_needs_and_time_limits_are_kept(course, tmp_path):
    tiny = course()
    assert statuses(tiny.run()) == {"folder": "failed", "listed": "blocked", "short": "error"}
    (tmp_path / "site").mkdir()
    assert statuses(tiny.run(only=["listed"])) == {"folder": "passed", "listed": "passed"}


def test_a_student_s_own_parameters_are_used(course, tmp_path):
    (tmp_path / "other").mkdir()
    params = {"name": "other", "root": str(tmp_path)}
    assert statuses(course().run(only=["listed"], params=params)) == {"folder": "passed", "listed": "passed"}


def test_a_title_is_that_of_the_file_and_of_the_rubric(course):
    tiny = course()
    attempt = tiny.run(only=["folder"])
    shown = [
        evaluate(attempt, tiny.course, tiny.course.exercise("ex01"), language=language).checks[0].title
        for language in ("en", "ko")
    ]
    assert shown == ["~/site is a directory", "확인"]


def test_an_error_in_a_check_names_the_line_in_the_file(course, monkeypatch):
    def broken(wanted, *, session):
        raise ValueError(wanted.path)

    monkeypatch.setitem(CHECKS, "file", broken)
    [verdict] = course(ids=["folder"]).run(only=["folder"]).verdicts
    assert verdict.status == "error"
    assert "checks.yml:2: ValueError: /" in verdict.cause
    assert verdict.place.source == "folder:"


def test_an_impossible_value_of_a_student_is_an_error_with_file_line_and_key(course):
    text = 'checks:\n  folder:\n    title: A folder\n    file: {path: "{root}"}\n'
    [verdict] = course(text, ids=["folder"]).run(params={"root": "relative", "name": ""}).verdicts
    assert verdict.status == "error"
    assert "checks.yml, line 4, checks.folder.file.path: a path that begins with" in verdict.cause


def test_a_file_that_is_wrong_is_an_error_of_the_exercise_with_the_line(course):
    attempt = course(TEXT.replace("type:", "tpe:")).run()
    assert isinstance(attempt.error, CheckBroken)
    assert "checks.yml, line 4, checks.folder.file: “tpe” is not a known key. Did you mean “type”?" in str(
        attempt.error
    )
    assert "Fix" in attempt.error.next_step
    assert "checks.yml" in attempt.error.next_step


def test_checks_in_python_run_after_those_in_yaml_and_may_need_them(course, tmp_path):
    suite = """
    @pytest.mark.needs("folder")
    def test_python(host, param):
        '''In Python'''
        if not host.file(f"{param['root']}/{param['name']}").exists:
            fail("missing")
    """
    tiny = course(TEXT, suite, ["folder", "listed", "short", "python"])
    assert statuses(tiny.run(only=["python"])) == {"folder": "failed", "python": "blocked"}
    (tmp_path / "site").mkdir()
    assert list(statuses(tiny.run(only=["python", "listed"]))) == ["folder", "listed", "python"]


def test_a_replay_says_what_the_visit_said(course, tmp_path):
    tiny = course()
    attempt = tiny.run(only=["listed"])
    path = tmp_path / "evidence.gz"
    attempt.evidence.write(path)
    (tmp_path / "site").mkdir()
    replayed = tiny.run(f"evidence:{path}", only=["listed"])
    assert [*map(concluded, replayed.verdicts)] == [*map(concluded, attempt.verdicts)]


@pytest.mark.lab
@pytest.mark.parametrize("case", ["solution", "other_everything"])
def test_an_exercise_without_python_is_proven_on_a_real_host(tmp_path, case):
    root = shutil.copytree(ROOT / "tests" / "checks" / "declared" / "course", tmp_path / "course")
    shutil.copy(ROOT / "rubrics" / "messages.yml", root / "rubrics")
    course = Course.at(root)
    [done] = prove(course, cases(course.exercise("ex01"), [case]))
    assert done.unexpected == ()
