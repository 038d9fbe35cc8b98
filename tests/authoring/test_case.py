"""What a proof compares, and two proofs on real hosts."""

import datetime
import json

import pytest

from grader.authoring import case as proving
from grader.authoring.case import Case, concluded, prove_case
from grader.authoring.prove import cases, prove
from grader.checking.attempt import Attempt
from grader.checks.verdict import ErrorPlace, Verdict
from grader.course.pack import Course
from grader.errors import CourseError, HostTimeout, UsageError

SUITE = """
def test_file(host, home):
    if not host.file(home + "/here").exists: fail("missing", expected="here")
@pytest.mark.needs("file")
def test_content(host, home):
    if host.file(home + "/here").content_string != "good\\n": fail("wrong")
"""


@pytest.fixture
def course(tiny):
    tiny.write(SUITE)
    (tiny.folder / "solution.sh").write_text("echo good > ~/here\n")
    for kind, name, text in (
        ("mistakes", "bad", "# breaks: content\necho bad > ~/here\n"),
        ("mistakes", "none", "# breaks: file, content (blocked)\ntrue\n"),
        ("accept", "printf", "printf 'good\\n' > ~/here\n"),
    ):
        (tiny.folder / kind).mkdir(exist_ok=True)
        (tiny.folder / kind / f"{name}.sh").write_text(text)
    return tiny


@pytest.fixture
def exercise(course):
    return course.course.exercise("ex01")


def attempt(error=None, **statuses):
    found = [Verdict(check=check, status=status, reason="why", seen=1) for check, status in statuses.items()]
    return Attempt("ex01", "x:", datetime.datetime.now(datetime.UTC), verdicts=found, error=error)


def unexpected(course, exercise, kind, breaks=None, **found):
    case = Case(exercise, kind, "x", breaks=breaks or {})
    return list(proving._compared(case, attempt(**found), course.course.rubric("ex01")))


def test_an_error_is_shown_with_its_line_and_on_request_with_its_traceback():
    found = attempt()
    place = ErrorPlace("test_ex01.py", 7, "test_a", "seen['x']")
    found.verdicts = [
        Verdict(check="a", status="error", cause="broken", trace="Traceback:\n  KeyError", place=place),
        Verdict(check="b", status="failed"),
    ]
    shown = "a:\n  test_ex01.py:7 in test_a\n    seen['x']"
    assert list(proving._errors(found, debug=False)) == [shown]
    assert list(proving._errors(found, debug=True)) == [f"{shown}\n  Traceback:\n    KeyError"]


def test_an_exercise_has_a_case_for_each_script(exercise):
    assert [(case.kind, case.name) for case in cases(exercise)] == [
        ("untouched", "untouched"),
        ("solution", "solution"),
        ("accept", "printf"),
        ("mistake", "bad"),
        ("mistake", "none"),
    ]


def test_cases_may_be_chosen(exercise):
    assert [case.name for case in cases(exercise, ["none", "solution"])] == ["solution", "none"]


def test_an_unknown_case_is_named(exercise):
    with pytest.raises(UsageError, match="ex01 has no case “nix”") as caught:
        cases(exercise, ["bad", "nix"])
    assert "untouched, solution, printf, bad, none" in caught.value.next_step


def test_a_solution_passes_everything(course, exercise):
    assert unexpected(course, exercise, "solution", file="passed", content="passed") == []
    assert unexpected(course, exercise, "solution", file="passed", content="partial") == [
        "content is partial (why; seen 1), not passed"
    ]


def test_a_mistake_breaks_exactly_what_it_names(course, exercise):
    breaks = {"content": "failed"}
    assert unexpected(course, exercise, "mistake", breaks, file="passed", content="failed") == []
    assert len(unexpected(course, exercise, "mistake", breaks, file="passed", content="passed")) == 1
    assert unexpected(course, exercise, "mistake", breaks, file="failed", content="blocked") == [
        "file is failed (why; seen 1), not passed: “# breaks:” does not name it",
        "content is blocked (why; seen 1), not failed",
    ]


def test_an_untouched_host_earns_nothing_and_causes_no_error(course, exercise):
    assert unexpected(course, exercise, "untouched", file="failed", content="blocked") == []
    assert unexpected(course, exercise, "untouched", file="passed", content="error") == [
        "file is passed (why; seen 1) on an untouched host",
        "content is error (why; seen 1) on an untouched host",
    ]


def test_what_could_not_be_graded_is_unexpected(course, exercise):
    error = HostTimeout("It hangs.", next_step="Wait.")
    assert unexpected(course, exercise, "solution", error=error) == ["not graded: It hangs."]
    assert unexpected(course, exercise, "solution", file="passed") == ["content has no verdict"]


def test_a_replay_with_a_different_result_is_unexpected(course, exercise):
    live = course.run()
    assert list(proving._replayed(Case(exercise, "solution", "x"), live)) == []
    live.verdicts[0] = live.verdicts[0].model_copy(update={"seen": "something else"})
    [one] = proving._replayed(Case(exercise, "solution", "x"), live)
    assert one.startswith("file differs in the replay")


def test_the_duration_is_not_part_of_a_conclusion():
    first = Verdict(check="a", status="failed", seconds=1, facts=(0, 1))
    assert concluded(first) == concluded(first.model_copy(update={"seconds": 2, "facts": (3, 4)}))


@pytest.mark.parametrize(
    ("text", "oldest"),
    [
        ("true\n", 0),
        ("# What.\n# needs: docker >= 25\ntrue\n", 25),
        ("# needs: docker\n", 1),
        ("echo '# needs: x'\n", 0),
    ],
)
def test_a_script_may_need_a_newer_docker(exercise, text, oldest):
    script = exercise.folder / "accept" / "new.sh"
    script.write_text(text)
    assert Case(exercise, "accept", "new", script).oldest_docker == oldest


def test_a_malformed_need_is_reported(exercise):
    script = exercise.folder / "accept" / "new.sh"
    script.write_text("# needs: podman\n")
    with pytest.raises(CourseError, match="“# needs: podman” is not valid") as caught:
        _ = Case(exercise, "accept", "new", script).oldest_docker
    assert "docker >= 25" in caught.value.next_step


def test_what_another_engine_does_not_record_may_pass_with_a_remark(course, exercise):
    case = Case(exercise, "mistake", "x", breaks={"file": "failed", "content": "failed"})
    found, rubric = attempt(file="passed", content="failed"), course.course.rubric("ex01")
    assert list(proving._compared(case, found, rubric, "podman")) == []
    assert list(proving._compared(case, found, rubric)) == ["file is passed (why; seen 1), not failed"]
    found.verdicts[0] = found.verdicts[0].model_copy(update={"reason": None})
    assert list(proving._compared(case, found, rubric, "podman")) == ["file is passed, not failed"]


@pytest.mark.parametrize(("engine", "why"), [(False, "the student installs Docker"), (True, "needs Docker")])
def test_a_case_that_asks_for_docker_itself_is_not_proven_with_podman(course, exercise, engine, why):
    described = json.loads((exercise.folder / "exercise.yml").read_text())
    course.save("exercises/ex01_tiny/exercise.yml", **described, lab={"engine": engine})
    (exercise.folder / "accept" / "new.sh").write_text("# needs: docker\nexit 1\n")
    [case] = cases(course.course.exercise("ex01"), ["new"])
    done = prove_case(case, course.course.rubric("ex01"), suite="trixie", kind="podman")
    assert (done.suite, done.score, done.unexpected, done.unsupported) == ("trixie podman", None, (), why)


@pytest.mark.lab
def test_a_case_runs_on_a_suite_with_the_docker_that_it_needs(course, exercise):
    (exercise.folder / "accept" / "new.sh").write_text("# needs: docker >= 25\necho good > ~/here\n")
    [done] = prove(course.course, cases(exercise, ["new"]))
    assert (done.suite, done.unexpected, done.unsupported, done.score) == ("trixie", (), "", 100)


@pytest.mark.lab
def test_a_given_suite_applies_to_all_cases(course, exercise):
    (exercise.folder / "accept" / "new.sh").write_text("# needs: docker >= 25\necho good > ~/here\n")
    [done] = prove(course.course, cases(exercise, ["new"]), suite="bookworm")
    assert done.unsupported.startswith("needs Docker 25 or newer, has 20")


@pytest.mark.lab
def test_a_case_that_needs_another_docker_is_not_proven(course, exercise):
    (exercise.folder / "accept" / "new.sh").write_text("# needs: docker >= 1000\nexit 1\n")
    [done] = prove(course.course, cases(exercise, ["new"]))
    assert (done.score, done.unexpected) == (None, ())
    assert done.unsupported.startswith("needs Docker 1000 or newer, has ")


@pytest.mark.lab
def test_cases_are_proven_on_hosts_of_their_own(course, exercise):
    chosen = cases(exercise, ["solution", "none"])
    found = {done.name: done for done in prove(course.course, chosen, jobs=2)}
    assert (found["solution"].unexpected, found["solution"].score) == ((), 100)
    assert (found["none"].unexpected, found["none"].score) == ((), 0)


@pytest.mark.lab
def test_unexpected_results_are_reported(course, exercise):
    course.write(SUITE.replace('host.file(home + "/here").exists', 'host.run("touch ~/left").rc'))
    case = Case(exercise, "accept", "odd", exercise.folder / "odd.sh")
    (exercise.folder / "odd.sh").write_text("echo I fail; exit 3\n")
    done = prove_case(case, course.course.rubric("ex01"), suite="bookworm", patience=1)
    assert done.unexpected[0] == "the script ended with 3: I fail"
    assert any(one.startswith(("file is ", "content is ")) for one in done.unexpected)
    assert any("grading changed the host" in one and "left" in one for one in done.unexpected)


def test_the_built_in_exercises_have_cases():
    course = Course.at(None)
    assert all(len(cases(one)) > 3 for one in course.exercises())
