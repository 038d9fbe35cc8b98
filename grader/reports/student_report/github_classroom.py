"""GitHub Classroom: the result of a test runner, which `classroom-resources/autograding-grading-reporter` reads.

The reporter wants it in base64 as the environment variable `NAME_RESULTS` for the runner NAME, and prints names and
messages to the log of the job.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result
from grader.reports.json_output import strict_json
from grader.reports.student_report.check_text import why
from grader.reports.student_report.github import without_commands
from grader.reports.student_report.points import required_total
from grader.text.clean import one_line

_TEXT = 1_000


def render_github_classroom(results: Sequence[Result]) -> str:
    """Render results as one runner with a test for each check.

    The reporter adds up the scores of the tests, so a test without a maximum stands for points that are not those of
    the checks shown: what lateness cost, and hidden checks.

    Raises:
        GraderError: a result could not be determined.
    """
    whole = required_total(results)
    tests = [_test(check, result) for result in results for check in result.checks]
    rest = round(whole.score - sum(check.points or 0.0 for result in results for check in result.checks), 2)
    if rest:
        tests.append(_entry("adjustment", rest, "pass", "", 0.0))
    status = "pass" if all(result.passed for result in results) else "fail"
    return strict_json({"version": 3, "status": status, "max_score": whole.max_score, "tests": tests})


def _test(check: CheckResult, result: Result) -> JsonValue:
    passed = check.status is Status.PASSED
    name = f"{result.exercise}.{check.id}: {check.title}"
    return _entry(name, check.points or 0.0, *(("pass", "") if passed else ("fail", why(check, result))), check.seconds)


def _entry(name: str, score: float, status: str, message: str, seconds: float) -> JsonValue:
    return {
        "name": without_commands(one_line(name, _TEXT)),
        "status": status,
        "score": score,
        "message": without_commands(one_line(message, _TEXT)),
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": round(seconds, 3),
    }
