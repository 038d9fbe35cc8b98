"""PrairieLearn: the `results.json` of an external grader."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from grader.grading.result import CheckResult, Result
from grader.reports.json_output import strict_json
from grader.reports.student_report.check_text import explained
from grader.reports.student_report.points import headline, required_total
from grader.text.clean import one_line, truncate

_TITLE = 300
_OUTPUT = 2_000
"""PrairieLearn reads at most 1 MB."""


def render_prairielearn(results: Sequence[Result]) -> str:
    """Render results as one document with a test for each check.

    PrairieLearn wants a score from 0 to 1: bonus points cannot exceed the maximum.

    Raises:
        GraderError: a result could not be determined. Without a file, PrairieLearn reports a failed grader.
    """
    whole = required_total(results)
    share = whole.score / whole.max_score if whole.max_score else 1.0
    return strict_json(
        {
            "gradable": True,
            "score": round(min(1.0, max(0.0, share)), 6),
            "message": "\n".join(headline(result) for result in results),
            "tests": [_test(check, result) for result in results for check in result.checks],
        }
    )


def render_rejected(problem: str, _language: str) -> str:
    """Render why a submission cannot be graded as it is: it has no score, and costs no attempt."""
    return strict_json({"gradable": False, "format_errors": [one_line(problem, 1_000)]})


def _test(check: CheckResult, result: Result) -> JsonValue:
    first, *more = explained(check, result) or [""]
    return {
        "name": one_line(check.title, _TITLE),
        "points": check.points or 0.0,
        "max_points": check.max_points,
        "message": first,
        "output": truncate("\n".join(more), _OUTPUT),
    }
