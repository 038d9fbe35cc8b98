import json
from dataclasses import replace

import pytest

from grader.checks.verdict import Status, Verdict, caused
from grader.errors import HostUnreachable
from grader.evidence.facts import Fact, failure
from grader.evidence.file import Evidence
from grader.evidence.replay import ReplayHost
from grader.grading.evaluation import evaluate
from grader.hosts.base import Account, Command
from grader.reports.class_report.columns import columns_of

SUITE = '''
def test_size(param):
    """The net is {net}, {unknown} stays"""
    fail("other", seen=[1, 2], expected=param["net"], net="what the check says")
def test_plain(param):
    """Nothing to fill in"""
'''
SAYS = {"en": "Seen {seen}, expected {expected}: {net}, {port}.", "ko": "{seen} {expected} {net} {port}"}


@pytest.fixture
def course(tiny):
    size = {
        "title": {"ko": "네트워크 {net}"},
        "hint": {"en": "Look at {port}.", "ko": "{port}번을 보세요."},
        "says": {"other": SAYS},
    }
    tiny.write(SUITE, size=size)
    keys = json.loads((tiny.folder / "exercise.yml").read_text())
    tiny.save("exercises/ex01_tiny/exercise.yml", **keys, params={"net": "10.0.0.0/8", "port": 80})
    return tiny


def shown(course, attempt, language="en", **more):
    pack = course.course
    return evaluate(attempt, pack, pack.exercise("ex01"), language=language, **more).checks[0]


def test_titles_hints_and_sentences_have_the_students_own_parameters(course):
    check = shown(course, course.run(params={"net": "10.7.0.0/16"}))
    assert check.title == "The net is 10.7.0.0/16, {unknown} stays"
    assert check.hint == "Look at 80."
    assert check.message == "Seen 1, 2, expected 10.7.0.0/16: what the check says, 80."


@pytest.mark.parametrize(("language", "said"), [("en", "The rubric scores ghost, but"), ("ko", "배점표에는 ghost")])
def test_a_check_that_only_the_rubric_has_is_named_as_the_cause(course, language, said):
    keys = json.loads((course.root / "rubrics" / "ex01.yml").read_text())
    keys["checks"]["ghost"] = keys["checks"]["plain"]
    course.save("rubrics/ex01.yml", **keys)
    pack = course.course
    result = evaluate(course.run(), pack, pack.exercise("ex01"), language=language)
    assert result.status == "error"
    assert result.cause.startswith(said)
    assert result.checks[-1].cause == result.cause


def test_parameters_stand_in_the_readers_language(course):
    check = shown(course, course.run(), "ko")
    assert (check.title, check.hint) == ("네트워크 10.0.0.0/8", "80번을 보세요.")


def test_parameters_that_are_given_go_before_those_of_the_evidence(course):
    check = shown(course, course.run(params={"net": "10.7.0.0/16"}), params={"net": "10.9.0.0/16"})
    assert check.title.startswith("The net is 10.9.0.0/16")


HINT = {"en": "Look at {expected}.", "ko": "{expected}"}


def test_a_hint_for_the_reason_goes_before_the_checks_own(course):
    course.save("rubrics/messages.yml", says={}, hints={"other": HINT})
    assert shown(course, course.run()).hint == "Look at 10.0.0.0/8."


def test_the_rubrics_own_hint_for_the_reason_goes_before_the_shared_one(course):
    course.save("rubrics/messages.yml", says={}, hints={"other": HINT})
    rubric = json.loads((course.folder.parent.parent / "rubrics/ex01.yml").read_text())
    rubric["checks"]["size"]["hints"] = {"other": {"en": "Its own.", "ko": "x"}}
    course.save("rubrics/ex01.yml", **rubric)
    assert shown(course, course.run()).hint == "Its own."


def test_the_columns_of_a_class_have_the_exercises_own_parameters(course):
    columns = columns_of(course.course, course.course.exercise("ex01"), "en")
    assert [check.title for check in columns.checks] == [
        "The net is 10.0.0.0/8, {unknown} stays",
        "Nothing to fill in",
    ]


def test_a_replay_checks_by_the_parameters_that_were_recorded(course, tmp_path):
    course.run(params={"net": "10.7.0.0/16"}).evidence.write(tmp_path / "ex01.gz")
    assert Evidence.read(tmp_path / "ex01.gz").manifest.params == {"net": "10.7.0.0/16"}
    again = course.run(f"evidence:{tmp_path / 'ex01.gz'}")
    assert again.verdicts[0].expected == "10.7.0.0/16"
    assert shown(course, again).title.startswith("The net is 10.7.0.0/16")


def test_parameters_that_are_asked_for_go_before_what_a_recording_says(course, tmp_path):
    course.run(params={"net": "anything"}).evidence.write(tmp_path / "ex01.gz")
    again = course.run(f"evidence:{tmp_path / 'ex01.gz'}", params={})
    assert again.verdicts[0].expected == "10.0.0.0/8"


def test_the_graded_account_is_named_if_it_is_not_the_login_account(course):
    pack = course.course
    attempt = course.run()
    assert evaluate(attempt, pack, pack.exercise("ex01"), language="en").account is None
    host = replace(attempt.evidence.manifest.host, account=Account("somebody", 1234, "/home/somebody"))
    attempt.evidence.manifest = attempt.evidence.manifest.model_copy(update={"host": host})
    assert evaluate(attempt, pack, pack.exercise("ex01"), language="en").account == "somebody"


def test_a_korean_reader_reads_the_cause_of_an_error_in_korean(course):
    lost = course.run("ssh://no-such-host.invalid")
    pack = course.course
    result = evaluate(lost, pack, pack.exercise("ex01"), language="ko")
    assert result.cause.startswith("ssh://no-such-host.invalid라는 호스트를 찾을 수 없습니다.")
    assert {check.cause for check in result.checks} == {result.cause}


def test_the_cause_of_a_replayed_error_is_said_from_its_template(course):
    pack = course.course
    error = HostUnreachable(
        "Container {name} is not running.", next_step="Start it: docker start {name}", name="{name} 1"
    )
    fact = Fact(at=0, seconds=0, command="date", **failure(error))
    with pytest.raises(HostUnreachable) as replayed:
        ReplayHost(Evidence(facts=[fact])).run(Command("date"))
    verdict = Verdict(check="size", status=Status.ERROR, **caused(replayed.value))
    assert verdict.cause == str(error)
    attempt = course.run()
    attempt.verdicts = [verdict.model_copy(update={"cause": "This is not recognised."})]
    result = evaluate(attempt, pack, pack.exercise("ex01"), language="ko")
    said = "{name} 1 컨테이너가 실행 중이 아닙니다.\n  → 컨테이너를 시작하세요: docker start {name} 1"
    assert (result.cause, result.checks[0].cause) == (said, said)
