from xml.etree import ElementTree as ET
from xml.parsers import expat

import junitparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.grading.result import Excerpt, LateEffect
from grader.reports.student_report.junit import render_junit
from tests.support import junit_rules
from tests.support.samples import bind_mount, broken, check, everything, hostile, korean, perfect, result, unreachable


def tree(results, dialect="universal"):
    return ET.fromstring(render_junit(results, dialect))  # noqa: S314  our own document


def case(results, name, dialect="universal"):
    return next(one for one in tree(results, dialect).iter("testcase") if one.get("name") == name)


def test_a_report_looks_like_this():
    results = [
        result(
            [
                check("host-file", "~/bm1/filea.txt is a file", Status.PASSED, 10, 10),
                check("bind-mounted", "/tmp/mount is a bind mount", Status.FAILED, 0, 30,
                      message="os3 mounts another folder.", seen="/root/bm1", expected="/home/student/bm1",
                      hint="Look at the left side.", evidence=[Excerpt(asked="GET /x", answered="{}")]),
                check("file-visible", "os3 sees filea.txt", Status.BLOCKED, 0, 20, blocked_by="bind-mounted"),
            ]
        )
    ]  # fmt: skip
    assert (
        render_junit(results).decode()
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="grader" tests="3" failures="1" errors="0" time="0.036">
  <testsuite name="ex05" package="grader" id="0" hostname="host-17" timestamp="2026-11-23T05:03:09" tests="3" \
failures="1" errors="0" skipped="1" time="0.036">
    <testcase name="ex05.host-file" classname="grader" time="0.012" />
    <testcase name="ex05.bind-mounted" classname="grader" time="0.012">
      <failure type="CheckFailed" message="[0/30 pts] os3 mounts another folder. seen: /root/bm1; \
expected: /home/student/bm1">/tmp/mount is a bind mount
[0/30 pts] os3 mounts another folder.
seen: /root/bm1
expected: /home/student/bm1
hint: Look at the left side.</failure>
      <system-out>$ GET /x
{}</system-out>
    </testcase>
    <testcase name="ex05.file-visible" classname="grader" time="0.012">
      <skipped type="CheckBlocked" message="[0/20 pts] depends on bind-mounted: os3 mounts another folder.">\
os3 sees filea.txt
[0/20 pts] depends on bind-mounted: os3 mounts another folder.</skipped>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


@pytest.mark.parametrize("results", [*([one] for one in everything()), everything(), [hostile()], []])
def test_every_consumer_takes_it(results):
    junit_rules.universal(tree(results))
    junit_rules.artemis(tree(results))


@pytest.mark.parametrize("results", [*([one] for one in everything()), everything(), [hostile()], []])
def test_the_strict_dialect_is_strict(results):
    junit_rules.ant(tree(results, "ant"))
    junit_rules.jenkins(tree(results, "ant"))


def test_codegrade_weighs_by_points():
    checks = [
        check("a", "A", Status.PASSED, 60, 60),
        check("b", "B", Status.FAILED, 0, 30),
        check("c", "C", Status.BLOCKED, 0, 10, blocked_by="b"),
        check("d", "D", Status.FAILED, 0, 5, bonus=True),
    ]
    assert junit_rules.codegrade(tree([result(checks)], "codegrade")) == 0.6
    assert case([result(checks)], "ex05.c", "codegrade")[0].tag == "failure"


def test_codegrade_takes_every_sample():
    for results in ([one] for one in everything()):
        junit_rules.codegrade(tree(results, "codegrade"))


def test_a_name_does_not_change_with_the_language():
    assert [one.get("name") for one in tree([korean()]).iter("testcase")][2] == "ex05.bind-mounted"


def test_messages_speak_the_language_of_the_result():
    found = case([korean()], "ex05.shared-live")[0]
    assert found.get("message") == "[7.5/15 pts] 컨테이너가 마운트에 쓸 수 없습니다. 확인된 값: 아니요; 기대한 값: 예"
    assert found.text.startswith("한쪽에 생긴 파일이 다른 쪽에도 나타납니다\n")


def test_what_could_not_be_told_is_an_error_and_no_failure():
    found = case([broken()], "ex06.site-answers")[0]
    assert found.tag == "error"
    assert found.get("message").startswith("[?/20 pts] Could not be checked: The host did not answer within 10 s.")


def test_a_host_that_did_not_answer_is_one_error():
    root = tree([unreachable()])
    assert (root.get("tests"), root.get("errors")) == ("1", "1")
    assert case([unreachable()], "ex01")[0].get("message").startswith("Not graded: host-17 does not answer")
    assert case([unreachable()], "ex01").get("time") == "0.000"


def test_an_error_without_a_cause_still_says_something():
    found = case([result([], status="error", score=None)], "ex05")[0]
    assert found.get("message") == "Not graded: unknown cause"


def test_a_report_of_errors_is_never_green():
    shown = perfect(status="error", score=None, cause="lost")
    assert tree([shown]).get("errors") == "1"
    assert tree([broken()]).get("errors") == "1"


def test_several_students_stay_apart():
    two = [bind_mount(), korean()]
    assert [suite.get("name") for suite in tree(two)] == ["s17.ex05", "김민준.ex05"]
    assert {one.get("classname") for one in tree(two).iter("testcase")} == {"s17", "김민준"}
    assert len(junit_rules.artemis(tree(two))) == 11


def test_several_exercises_of_one_student_are_a_suite_each():
    root = tree([bind_mount(), perfect()])
    assert [suite.get("name") for suite in root] == ["s17.ex05", "s17.ex04"]
    assert {one.get("classname") for one in root.iter("testcase")} == {"s17"}


def test_who_checks_alone_is_the_grader():
    alone = [perfect().model_copy(update={"student": None}), unreachable().model_copy(update={"student": None})]
    assert [suite.get("name") for suite in tree(alone)] == ["ex04", "ex01"]
    assert {one.get("classname") for one in tree(alone).iter("testcase")} == {"grader"}
    assert [one.get("classname") for one in tree(alone, "surefire").iter("testcase")] == ["grader"] * 3


@pytest.mark.parametrize("dialect", ["universal", "codegrade", "ant", "surefire"])
@pytest.mark.parametrize(
    "ids",
    [
        ["s1", "s2", "s1.ex05", "grader"],
        ["s1", "s1\u200b", "s1\x1b[0m", "s\x001", " s1", "s1 ", "s1\n", "s1\t", "s\ud8001", "s\ufffd1"],
        ["a b", "a  b", "a\nb", "<a&b>", '"a\'b"', "a/b", "../a", "김예시", "👩\u200d🚀"],
        ["x" * 400 + "1", "x" * 400 + "2"],
    ],
)
def test_the_files_of_a_class_have_as_many_distinct_tests_as_there_are(dialect, ids):
    found = [
        (suite.get("name"), one.get("classname"), one.get("name"))
        for id_ in ids
        for suite in tree([bind_mount().model_copy(update={"student": id_})], dialect).iter("testsuite")
        for one in suite.iter("testcase")
    ]
    assert len(set(found)) == len(found) == 7 * len(ids)
    assert len({(classname, name) for _, classname, name in found}) == len(found)


@pytest.mark.parametrize("dialect", ["universal", "codegrade", "ant", "surefire"])
def test_a_document_is_ascii_with_character_references(dialect):
    document = render_junit([korean(), hostile()], dialect)
    assert document.isascii()
    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    expat.ParserCreate("us-ascii").Parse(document, True)
    assert "김민준" in {one.get("classname") for one in ET.fromstring(document).iter("testcase")}  # noqa: S314  ours


@pytest.mark.parametrize("results", [*([one] for one in everything()), everything(), [hostile()], []])
def test_surefire_takes_it(results):
    junit_rules.surefire(tree(results, "surefire"))


def test_a_surefire_document_counts_all_exercises():
    root = tree(everything(), "surefire")
    wanted = tree(everything())
    assert root.tag == "testsuite"
    for key in ("tests", "failures", "errors"):
        assert root.get(key) == wanted.get(key)
    assert root.get("skipped") == str(sum(int(suite.get("skipped")) for suite in wanted))


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("ssh://student@host-17:2222", "host-17"),
        ("ssh://host-17", "host-17"),
        ("ssh://a@[fe80::1]:22/", "fe80::1"),
        ("docker://student-01", "student-01"),
        ("local:", "localhost"),
        ("evidence:/tmp/x.zip", "localhost"),
        ("ssh://", "localhost"),
        ("", "localhost"),
    ],
)
def test_the_hostname_is_the_name_alone(host, name):
    assert tree([result([], host=host)])[0].get("hostname") == name


@pytest.mark.parametrize(
    ("started", "shown"),
    [
        ("2026-11-23T05:03:09Z", "2026-11-23T05:03:09"),
        ("2026-11-23T14:03:09.123456+09:00", "2026-11-23T05:03:09"),
        ("soon", "1970-01-01T00:00:00"),
    ],
)
def test_the_time_is_utc_without_a_zone(started, shown):
    assert tree([result([], started=started)])[0].get("timestamp") == shown


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0.000"), (1e-9, "0.000"), (1234.5678, "1234.568"), (-1, "0.000")])
def test_times_have_three_digits(seconds, shown):
    one = check("a", "A", Status.PASSED, 1, 1).model_copy(update={"seconds": seconds})
    assert case([result([one])], "ex05.a").get("time") == shown


def test_a_time_that_is_no_number_is_none():
    one = check("a", "A", Status.PASSED, 1, 1).model_copy(update={"seconds": float("nan")})
    assert case([result([one])], "ex05.a").get("time") == "0.000"


def test_a_failure_without_words_is_still_a_failure():
    found = case([result([check("a", "A title", Status.FAILED, 0, 1)])], "ex05.a")[0]
    assert (found.tag, found.get("message")) == ("failure", "[0/1 pts] A title")


def test_long_texts_are_cut():
    long = check("a", "A", Status.FAILED, 0, 1, message="m" * 30_000, hint="h" * 30_000,
                 evidence=[Excerpt(asked="x", answered="y" * 100_000)])  # fmt: skip
    junit_rules.universal(tree([result([long])]))


anything = st.text(st.one_of(st.characters(), st.sampled_from("\x00\x1b[31m]]><&'\"\r\n\t\ufffe\x85")), max_size=30)
statuses = st.sampled_from(Status)


@st.composite
def results(draw):
    ids = draw(st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), max_size=4, unique=True))
    texts = st.fixed_dictionaries(
        dict.fromkeys(("message", "hint", "seen", "expected", "cause", "blocked_by"), anything)
    )
    excerpts = st.lists(st.builds(Excerpt, asked=anything, answered=anything), max_size=2)
    checks = [
        check(id_, draw(anything), draw(statuses), draw(st.floats(0, 10)), 10, evidence=draw(excerpts), **draw(texts))
        for id_ in ids
    ]
    about = st.fixed_dictionaries(dict.fromkeys(("host", "student", "title", "cause"), anything))
    status, language = draw(st.sampled_from(["graded", "error"])), draw(st.sampled_from(["en", "ko"]))
    return result(checks, status=status, language=language, **draw(about))


@settings(max_examples=60)
@given(st.lists(results(), max_size=3), st.sampled_from(["universal", "codegrade", "ant", "surefire"]))
def test_any_text_makes_a_document_that_strict_parsers_read(several, dialect):
    document = render_junit(several, dialect)
    expat.ParserCreate().Parse(document, True)
    if dialect == "universal":
        junit_rules.universal(tree(several))
    elif dialect in {"ant", "surefire"}:
        getattr(junit_rules, dialect)(tree(several, dialect))
    else:
        junit_rules.codegrade(tree(several, dialect))


@settings(max_examples=40)
@given(results())
def test_another_reader_counts_the_same(one):
    suites = list(junitparser.JUnitXml.fromstring(render_junit([one])))
    suite = suites[0]
    counts = (suite.tests, suite.failures, suite.errors, suite.skipped)
    suite.update_statistics()
    assert counts == (suite.tests, suite.failures, suite.errors, suite.skipped)
    wanted = [c.status for c in one.checks]
    assert suite.failures == wanted.count(Status.FAILED) + wanted.count(Status.PARTIAL)
    assert suite.skipped == wanted.count(Status.BLOCKED)
    assert suite.errors == max(wanted.count(Status.ERROR), one.status == "error")


@pytest.mark.parametrize("dialect", ["universal", "codegrade", "ant", "surefire"])
def test_what_was_set_by_hand_is_a_skipped_test_that_weighs_nothing(dialect):
    by_hand = check("a", "A", Status.PASSED, 1, 1, message="Set by hand: it ran", by_hand=True)
    results = [result([by_hand], score=1, set_by_hand="seen in the lab")]
    getattr(junit_rules, dialect)(tree(results, dialect))
    [skipped] = case(results, "ex05.set-by-hand", dialect)
    said = "The instructor set this score by hand: seen in the lab a: Set by hand: it ran"
    assert (skipped.tag, skipped.get("message")) == ("skipped", said)
    if dialect == "codegrade":
        assert junit_rules.codegrade(tree(results, dialect)) == 1


@pytest.mark.parametrize("dialect", ["universal", "codegrade", "ant", "surefire"])
def test_being_late_is_a_failed_test_that_weighs_nothing(dialect):
    late = LateEffect(days=1, kept=90, before=100, after=90)
    results = [perfect(late=late, due="2026-12-01T23:59:00+09:00")]
    getattr(junit_rules, dialect)(tree(results, dialect))
    found = case(results, "ex04.late", dialect)
    assert "10 taken off for being" in found[0].get("message")
    assert "90 / 100 points" in found[0].text
    if dialect == "codegrade":
        assert junit_rules.codegrade(tree(results, dialect)) == 1
