"""JUnit XML that Jenkins, GitLab, GitHub Actions, Artemis and CodeGrade accept, in ASCII with character references.

The name of a test is the exercise and the check id, `ex05.bind-mounted`, and nothing else: consumers identify a test by
its name, so it must not change with the reader's language or the wording of a title. The text of every test that did
not pass begins with the title.

The class name of a test is the student's id, which is also part of the suite's name: readers that merge the files of a
class tell tests apart by these three. Where no student is named, the class name is `grader`.

JUnit has no points. They precede each message, `[0/30 pts]`; the JSON report is the source of truth. If lateness cost
points, a failed test `ex05.late` says so; on a platform that weights tests its weight is 0. If the instructor set the
score or a passed check by hand, a skipped test `ex05.set-by-hand` says why: CodeGrade rejects output of a passed test.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, repeat
from typing import Literal
from xml.etree import ElementTree as ET

from junit_xml import TestCase, TestSuite

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result
from grader.i18n.catalogue import translator
from grader.reports.student_report.check_text import values, why
from grader.reports.summary import late_note, moment, score_line, score_note, times
from grader.text.clean import for_xml, truncate
from grader.text.values import number, points

Dialect = Literal["universal", "codegrade", "ant", "surefire"]

_SUITE = ("name", "package", "id", "hostname", "timestamp", "tests", "failures", "errors", "skipped", "time")
_NOBODY = "grader"
"""The class name of tests for no student in particular."""
_SET_BY_HAND = "set-by-hand"
_LONGEST_ID = 200
_MESSAGE = 1_000
_TEXT = 16_000
_OUTPUT = 64_000


def render_junit(results: Sequence[Result], dialect: Dialect = "universal") -> bytes:
    """Render a JUnit document with one suite per result.

    Args:
        results: the results.
        dialect: `universal`: a partial check is a failure, a blocked one is skipped, an undetermined one is an error.
            `codegrade`: the same with weights. A blocked check is a failure, because CodeGrade removes skipped tests
            from the total; a bonus check has weight 0, because CodeGrade has no bonus.
            `ant`: the strict schema of Ant's reports: suites with empty properties and output, tests without output.
            `surefire`: the schema of Maven Surefire's reports: one suite for all results, which is the root.
    """
    suites = [_suite(result, index, dialect) for index, result in enumerate(results)]
    root = _joined(suites, results) if dialect == "surefire" else _listed(suites, dialect)
    ET.indent(root)
    # ASCII is valid UTF-8, and readers that ignore the declaration read it as well.
    text = ET.tostring(root, encoding="unicode").encode("ascii", "xmlcharrefreplace")  # ET is slower at it
    return b'<?xml version="1.0" encoding="UTF-8"?>\n%b\n' % text


def _listed(suites: Sequence[ET.Element], dialect: Dialect) -> ET.Element:
    root = ET.Element("testsuites")
    if dialect != "ant":
        root.set("name", "grader")
        root.attrib.update(_sums(suites, ("tests", "failures", "errors")))
    root.extend(suites)
    return root


def _joined(suites: Sequence[ET.Element], results: Sequence[Result]) -> ET.Element:
    """One suite with the tests of all suites."""
    students = {_student(result) for result in results}
    name = suites[0].attrib["name"] if len(suites) == 1 else students.pop() if len(students) == 1 else _NOBODY
    root = ET.Element("testsuite", {"name": name, **_sums(suites, ("tests", "failures", "errors", "skipped"))})
    root.extend(chain.from_iterable(suites))
    for skipped in root.iter("skipped"):
        del skipped.attrib["type"]
    return root


def _sums(suites: Sequence[ET.Element], counts: Sequence[str]) -> dict[str, str]:
    sums = {key: str(sum(int(suite.attrib[key]) for suite in suites)) for key in counts}
    return {**sums, "time": _seconds(sum(float(suite.attrib["time"]) for suite in suites))}


def _suite(result: Result, index: int, dialect: Dialect) -> ET.Element:
    student, exercise = _student(result), _name(result.exercise)
    cases = [_case(check, result, student, dialect) for check in result.checks]
    if late := late_note(result, result.language):
        cases.append(_late(late, result, student))
    if notes := list(_by_hand(result)):
        case = TestCase(_name(f"{result.exercise}.{_SET_BY_HAND}"), student)
        case.add_skipped_info(for_xml(" ".join(notes), _MESSAGE), for_xml("\n".join(notes), _TEXT))
        cases.append(case)
    others = len(cases) - len(result.checks)
    if result.status == "error" and not any(case.is_error() for case in cases):
        cases.append(_not_graded(result, student))
    suite = TestSuite(
        f"{student}.{exercise}" if result.student else exercise,
        cases,
        hostname=_hostname(result.host),
        id=str(index),
        package="grader",
        timestamp=_timestamp(result.started),
    )
    element: ET.Element = suite.build_xml_doc()
    _normalise(element, [check.seconds for check in result.checks])
    if dialect == "codegrade":
        weights = ["0" if check.bonus else number(check.max_points) for check in result.checks]
        for case, weight in zip(element, [*weights, *["0"] * others], strict=False):
            case.set("weight", weight)
    if dialect == "ant":
        _frame(element)
    return element


def _normalise(suite: ET.Element, times: Sequence[float]) -> None:
    """Fix the output of junit-xml: attributes that schemas forbid, times with too many digits or none."""
    for case, seconds in zip(suite, chain(times, repeat(0.0)), strict=False):
        case.set("time", _seconds(seconds))
    suite.set("time", _seconds(sum(float(case.attrib["time"]) for case in suite)))
    kept = {key: suite.attrib[key] for key in _SUITE}
    suite.attrib.clear()
    suite.attrib.update(kept)
    for case in suite:
        for skipped in case.iter("skipped"):
            skipped.set("type", "SetByHand" if case.attrib["name"].endswith(f".{_SET_BY_HAND}") else "CheckBlocked")


def _frame(suite: ET.Element) -> None:
    for skipped in suite.iter("skipped"):
        del skipped.attrib["type"]
    suite.insert(0, ET.Element("properties"))
    suite.extend([ET.Element("system-out"), ET.Element("system-err")])


def _case(check: CheckResult, result: Result, student: str, dialect: Dialect) -> TestCase:
    case = TestCase(_name(f"{result.exercise}.{check.id}"), student)
    if check.status is Status.PASSED:
        return case
    message, text = _words(check, result)
    match check.status:
        case Status.ERROR:
            case.add_error_info(message, text, "CouldNotTell")
        case Status.BLOCKED if dialect != "codegrade":
            case.add_skipped_info(message, text)
        case _:
            case.add_failure_info(message, text, "CheckBlocked" if check.status is Status.BLOCKED else "CheckFailed")
    if dialect != "ant":
        case.stdout = _evidence(check)
    return case


def _by_hand(result: Result) -> Iterator[str]:
    """What the instructor set by hand and no test that failed says."""
    if result.set_by_hand is not None:
        yield score_note(result, result.language) or ""
    yield from (f"{one.id}: {one.message}" for one in result.checks if one.by_hand and one.status is Status.PASSED)


def _not_graded(result: Result, student: str) -> TestCase:
    """A test for the whole exercise, so that a report on an ungraded host is never green."""
    case = TestCase(_name(result.exercise), student)
    _ = translator(result.language)
    message = _("Not graded: {cause}").format(cause=result.cause or _("unknown cause"))
    case.add_error_info(for_xml(message, _MESSAGE), for_xml(message, _TEXT), "CouldNotTell")
    return case


def _late(said: str, result: Result, student: str) -> TestCase:
    """A test for the points that lateness cost."""
    case = TestCase(_name(f"{result.exercise}.late"), student)
    named = "; ".join(f"{name}: {moment(when)}" for name, when in times(result, result.language))
    score = score_line(result.counts or 0.0, result.max_score, result.language)
    text = "\n".join(filter(None, (said, named, score)))
    case.add_failure_info(for_xml(" ".join(text.split()), _MESSAGE), for_xml(text, _TEXT), "Late")
    return case


def _words(check: CheckResult, result: Result) -> tuple[str, str]:
    """One line with all essentials, because some consumers show nothing else, and the whole text."""
    _ = translator(result.language)
    said = f"[{points(check.points, check.max_points)} pts] {why(check, result)}"
    found = [f"{name}: {value}" for name, value in values(check, result.language)]
    line = " ".join(f"{said} {'; '.join(found)}".split())
    lines = [check.title, said, *found]
    if check.hint and check.status in {Status.PARTIAL, Status.FAILED}:
        lines.append(f"{_('hint')}: {check.hint}")
    return for_xml(line, _MESSAGE), for_xml("\n".join(lines), _TEXT)


@lru_cache(maxsize=10_000)
def _name(text: str) -> str:
    return " ".join(for_xml(text, 300).split())


def _student(result: Result) -> str:
    """The student's id as a class name; with a hash if XML cannot hold it unchanged, so that no two are the same."""
    if not result.student:
        return _NOBODY
    known = _name(result.student)
    if known == result.student and len(known) <= _LONGEST_ID:
        return known
    digest = hashlib.sha256(result.student.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{truncate(known, _LONGEST_ID)}-{digest}"


def _seconds(value: float) -> str:
    return f"{max(0.0, value) if math.isfinite(value) else 0.0:.3f}"


def _evidence(check: CheckResult) -> str:
    return for_xml("\n".join(f"$ {excerpt.asked}\n{excerpt.answered}" for excerpt in check.evidence), _OUTPUT)


def _hostname(host: str) -> str:
    """The host name in an address; evidence and the local machine have none."""
    found = re.fullmatch(r"(?:ssh|docker)://(?:[^/]*@)?(\[[^\]]*\]|[^:/]+)(?::\d+)?/?", host)
    return for_xml(found[1].strip("[]"), 200) if found else "localhost"


def _timestamp(started: str) -> str:
    """The time as the strictest schema requires it: UTC, whole seconds, no zone."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        moment = datetime.fromtimestamp(0, UTC)
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
