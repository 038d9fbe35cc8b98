"""Gradescope: the `results.json` of an autograder."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pydantic import JsonValue

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result
from grader.reports.json_output import strict_json
from grader.reports.student_report.check_text import explained
from grader.reports.student_report.points import headline, not_gradable, required_total
from grader.text.clean import one_line

_TITLE = 300


def render_gradescope(results: Sequence[Result]) -> str:
    """Render results as one document with a test for each check, in the order of the rubric.

    The score is that of the whole document, so late points and hidden checks count as they do in the gradebook. All
    text is plain text. A bonus is a test with points but no maximum.

    Raises:
        GraderError: a result could not be determined. Without a file, Gradescope reports a failed autograder.
    """
    tests = [
        _test(check, result, f"{place}.{index}")
        for place, result in enumerate(results, 1)
        for index, check in enumerate(result.checks, 1)
    ]
    return _document(
        score=required_total(results).score,
        execution_time=math.ceil(sum(result.seconds for result in results)),
        output="\n".join(headline(result) for result in results),
        extra_data={"grader": [{"exercise": result.exercise, "student": result.student} for result in results]},
        tests=tests,
    )


def render_rejected(problem: str, language: str) -> str:
    """Render why a submission cannot be graded as it is: it has no points until another file is submitted."""
    problem = one_line(problem, 1_000)
    test: JsonValue = {
        "name": not_gradable(language),
        "score": 0,
        "max_score": 0,
        "status": "failed",
        "output": problem,
    }
    return _document(score=0, output=problem, extra_data={"grader": []}, tests=[test])


def _document(**parts: JsonValue) -> str:
    formats = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}
    return strict_json({**parts, **formats, "visibility": "visible", "stdout_visibility": "hidden"}, compact=True)


def _test(check: CheckResult, result: Result, number: str) -> JsonValue:
    return {
        "name": one_line(check.title, _TITLE),
        "number": number,
        "score": check.points or 0.0,
        "max_score": 0.0 if check.bonus else check.max_points,
        "status": "passed" if check.status is Status.PASSED else "failed",
        "output": "\n".join(explained(check, result)),
        "tags": [result.exercise, *(["bonus"] if check.bonus else [])],
        "visibility": "visible",
        "extra_data": {"check": f"{result.exercise}.{check.id}", "status": check.status.value},
    }
