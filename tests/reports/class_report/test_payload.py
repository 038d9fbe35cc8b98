import json

from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.grading.result import Excerpt
from grader.reports.class_report import payload as module
from grader.reports.class_report.data import ClassMember, LateEffect, build
from grader.reports.class_report.figures import attention
from grader.reports.class_report.numbers import class_numbers
from grader.reports.class_report.page import render_class
from grader.reports.class_report.payload import payload
from grader.reports.class_report.problems import problems
from tests.support.class_samples import sample_class
from tests.support.pages import page
from tests.support.samples import HOSTILE, bind_mount, broken, check, hostile, perfect, result

RUN = {"run": "run-7", "started": "2026-11-23T05:03:09Z"}


def written(report):
    totals = class_numbers(report).totals
    return str(payload(report, totals, attention(report, totals), problems(report)))


def data(*results, **more):
    report = build("c", [ClassMember("s1", "Ada", "ssh://s1", list(results), **more)], command_words="c.yml", **RUN)
    return json.loads(written(report))


def attempt(*results, **more):
    found = data(*results, **more)
    return found["texts"], found["attempts"][0][0]


def test_statuses_are_letters_and_points_are_written_where_they_do_not_follow():
    _, (score, letters, points, *_) = attempt(bind_mount())
    assert (score, letters, points) == (47.5, "pppfbwp", {"5": 7.5})


def test_an_error_has_no_points():
    _, (score, letters, points, *_) = attempt(broken())
    assert (score, letters, points) == (None, "pef", 0)


def test_details_have_message_values_hint_and_the_check_waited_for():
    texts, (_, _, _, details, *_) = attempt(bind_mount())
    said, values, _, waits, _ = details["3"]
    assert "/home/student/bm1" in texts[said] or texts[said]
    assert [texts[value[0]] for value in values] in ([], ["seen", "expected"])
    assert waits == -1
    assert details["4"][3] == 3


def test_the_parts_of_values_that_differ_are_marked():
    failed = check("a", "A", Status.FAILED, 0, 1, seen="-v bm1:/tmp/mount", expected="-v /home/student/bm1:/tmp/mount")
    texts, (_, _, _, details, *_) = attempt(result([failed]))
    seen, expected = details["0"][1]
    assert texts[seen[0]] == "seen"
    assert [texts[part] for part, differs in zip(expected[1::2], expected[2::2], strict=True) if differs] == [
        "/home/student/bm1"
    ]


def test_excerpts_are_shown_of_what_failed():
    failed = check("a", "A", Status.FAILED, 0, 1, evidence=[Excerpt(asked="docker ps", answered="nothing")])
    texts, (_, _, _, details, *_) = attempt(result([failed]))
    assert [texts[one] for one in details["0"][4]] == ["docker ps", "nothing"]


def test_a_large_class_shows_less_of_each_answer(monkeypatch):
    failed = check("a", "A", Status.FAILED, 0, 1, evidence=[Excerpt(asked="docker ps", answered="x" * 1000)])
    monkeypatch.setattr(module, "_ROOM", 900)
    texts, (_, _, _, details, *_) = attempt(result([failed]))
    assert len(texts[details["0"][4][1]]) == 800
    monkeypatch.setattr(module, "_ROOM", 100)
    assert attempt(result([failed]))[1][3]["0"][4] == []


def test_a_text_is_written_once():
    report = sample_class(30, 16)
    texts = json.loads(written(report))["texts"]
    assert len(set(texts)) == len(texts)


def test_lateness_and_evidence_are_with_the_attempt():
    late = LateEffect(days=1, kept=90, before=100, after=90)
    texts, found = attempt(perfect(), late={"ex04": late}, evidence={"ex04": "../evidence/r/s1/ex04.gz"})
    assert found[9] == [1, 90, 100, 90]
    assert texts[found[8]] == "../evidence/r/s1/ex04.gz"


def test_without_a_class_file_there_are_no_commands():
    assert json.loads(written(build("c", [], **RUN)))["command"] == -1


def test_problems_name_their_checks_and_students_by_number():
    found = data(bind_mount())
    assert found["problems"] == [[[[0, 3]], [0]], [[[0, 5]], [0]]]


def test_hostile_texts_are_cleaned():
    report = build(HOSTILE, [ClassMember("=s", HOSTILE, HOSTILE, [hostile()], HOSTILE)], **RUN)
    for text in json.loads(written(report))["texts"]:
        assert not set(text) & set("\x00\x1b\x07\x9f\u202e\ud800")


MARKUP = st.lists(st.sampled_from(["</script>", "<!--", "<script>", "]]>", "&lt;", "\u2028", "'", '"', "\\", "x"])).map(
    "".join
)


@given(st.one_of(st.text(), MARKUP), st.one_of(st.text(), MARKUP))
def test_no_text_of_a_student_becomes_markup(name, message):
    failed = result([check("a", message, Status.FAILED, 0, 1, message=message, seen=message, expected=name)])
    student = ClassMember("s1", name, name, [failed], name, unreachable=message)
    written_page = render_class(build(name, [student], command_words=message, **RUN))
    tree = page(written_page)
    assert written_page.count("<script") == 2
    assert written_page.count("</script>") == 2
    assert not tree.xpath("//body//script[2]/following-sibling::*//*[@onclick] | //body//img | //body//iframe")
    (own,) = tree.xpath("//script[@type='application/json']")
    assert not set(own.text) & set("<>&\u2028\u2029")
    assert json.loads(own.text)["students"]
