import json

import pytest

from grader.checks.verdict import RootCause, Status
from grader.classroom.student import Student
from grader.evidence.facts import Manifest
from grader.evidence.file import Evidence
from grader.grading.result import CheckResult, Excerpt, Result
from grader.hosts.base import HostFacts
from grader.privacy.mask import Mask
from tests.support.machines import answer, command

ADA = Student(
    "20260001", "ssh://abeispiel@lab-17.school.example:2222", name="Ada Beispiel", email="ada.b@school.example",
    section="A", username="adab", canvas_id="17",
)  # fmt: skip
BO = Student("20260002", "ssh://student@10.0.0.18", name="김예시", email="yesi@school.example")
KEYS = {ADA.id: "p-1", BO.id: "p-2"}


def mask():
    return Mask([ADA, BO], KEYS)


def masked(text, evidence=None, student=ADA):
    check = CheckResult(
        id="a", title="Ada", status=Status.FAILED, points=0, max_points=1, seconds=0, hint="Ask Ada Beispiel.",
        root=RootCause("container", text),
        message=text, sentence=text, seen={text: [text, 17, None]}, expected=text, cause=text, trace=text,
        evidence=[Excerpt(asked=text, answered=text)],
    )  # fmt: skip
    result = Result(
        exercise="ex01", title="t", student=student.id, host=student.host, started="", seconds=0, score=0, max_score=1,
        status="graded", cause=text, set_by_hand=text, checks=[check],
    )  # fmt: skip
    return mask().result(result, evidence or Evidence())


@pytest.mark.parametrize(("text", "shown"), [
    ("ADA BEISPIEL <ada.b@school.example>", "p-1 <p-1>"),
    ("20260001 and 20260002", "p-1 and p-2"),
    ("김예시가 ssh://student@10.0.0.18", "p-2가 ssh://p-2"),
    ("connect to lab-17.school.example port 22 as abeispiel", "connect to p-1 port 22 as p-1"),
    ("Ada's /home/other.name/img.tar of other.name", "p-1's /home/p-1/img.tar of p-1"),
    ("/home/student and root at localhost, 17 files", "/home/student and root at localhost, 17 files"),
])  # fmt: skip
def test_whatever_names_a_student_in_a_result_is_replaced(text, shown):
    result = masked(text)
    [check] = result.checks
    assert (
        result.cause,
        result.set_by_hand,
        check.message,
        check.sentence,
        check.expected,
        check.cause,
        check.trace,
    ) == (shown,) * 7
    assert check.seen == {shown: [shown, 17, None]}
    assert check.root == RootCause("container", shown)
    assert check.evidence == [Excerpt(asked=shown, answered=shown)]


def test_the_courses_own_sentences_stay_as_they_are():
    [check] = masked("x").checks
    assert (check.title, check.hint, check.status) == ("Ada", "Ask Ada Beispiel.", Status.FAILED)


def test_a_result_has_the_pseudonym_and_does_not_name_the_host():
    assert (masked("x").student, masked("x").host) == ("p-1", "ssh:p-1")


def test_account_and_machine_are_known_from_the_evidence():
    facts = HostFacts(url="ssh://x", user="ada99", uid=1000, home="/srv/adahome", attempt="")
    evidence = Evidence(Manifest(host=facts), [
        command("machine-id=\nhostname=adas-laptop\n"), answer("/info", {"Name": "ada-engine"}),
        answer("/info", b"?"), answer("/info", []),
    ])  # fmt: skip
    text = json.dumps(["ada99", "/srv/adahome", "adas-laptop", "ada-engine"])
    assert masked(text, evidence).cause == json.dumps(["p-1", "/srv/p-1", "p-1", "p-1"])


def test_a_student_is_left_with_pseudonym_and_section():
    assert mask().student(ADA) == Student("p-1", "ssh:p-1", name="p-1", section="A")


def test_a_student_without_a_host_has_none_under_a_pseudonym():
    assert Mask([Student("s-a", "")], {"s-a": "p-1"}).student(Student("s-a", "")).host == ""


def test_a_host_that_two_share_is_nobodys_pseudonym():
    shared = Mask([Student("s-a", "ssh://lab-1"), Student("s-b", "ssh://lab-1")], {"s-a": "p-1", "s-b": "p-2"})
    assert (
        shared.text("ssh: connect to host lab-1 port 22", Student("s-a", "ssh://lab-1"))
        == "ssh: connect to host p-… port 22"
    )


def test_a_number_that_is_a_students_is_replaced_where_it_is_no_text_too():
    check = CheckResult(id="a", title="t", status=Status.FAILED, points=0, max_points=1, seconds=0, seen=[20260002, 80])
    result = Result(
        exercise="ex01", title="t", student=ADA.id, host="", started="", seconds=0, score=0, max_score=1,
        status="graded", checks=[check],
    )  # fmt: skip
    assert mask().result(result, Evidence()).checks[0].seen == ["p-2", 80]


CELLS = frozenset({"20260001", "rabbit", "8123", "1"})


def test_parameters_for_texts_are_masked():
    params = {"net": "w-20260001", "nick": ["rabbit", "hare"], "port": 8123, "good": 1, "on": True}
    assert mask().params(params, ADA, CELLS) == {
        "net": "w-p-1", "nick": ["p-1", "hare"], "port": "p-1", "good": 1, "on": True,
    }  # fmt: skip


def test_cells_of_a_students_row_are_replaced_in_findings_and_short_numbers_stay_in_answers():
    text = "Rabbit at 8123, 1 of 2"
    check = CheckResult(
        id="a", title="A rabbit", status=Status.FAILED, points=0, max_points=1, seconds=0, message=text, seen=8123,
        expected=text, evidence=[Excerpt(asked=text, answered=text)],
    )  # fmt: skip
    result = Result(
        exercise="ex01", title="t", student=ADA.id, host="", started="", seconds=0, score=0, max_score=1,
        status="graded", checks=[check],
    )  # fmt: skip
    [shown] = mask().result(result, Evidence(), CELLS).checks
    assert (shown.title, shown.message, shown.expected, shown.seen) == ("A rabbit", *["p-1 at p-1, 1 of 2"] * 2, "p-1")
    assert shown.evidence[0].answered == "p-1 at 8123, 1 of 2"


def test_names_are_no_longer_marked_in_a_sentence_that_was_changed():
    check = CheckResult(
        id="a", title="os3 runs", status=Status.FAILED, points=0, max_points=1, seconds=0, message="Rabbit",
        names={"title": ((0, 3),), "message": ((0, 6),)},
    )  # fmt: skip
    result = Result(
        exercise="ex01", title="t", student=ADA.id, host="", started="", seconds=0, score=0, max_score=1,
        status="graded", checks=[check],
    )  # fmt: skip
    assert mask().result(result, Evidence(), CELLS).checks[0].names == {"title": ((0, 3),)}
