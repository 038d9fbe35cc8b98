"""A letter about a result."""

import datetime

from grader.checks.verdict import Status
from grader.delivery.mail.address import mail_address, named_address
from grader.delivery.mail.letter import Letter
from grader.grading.result import CheckResult, Result

NOON = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)
SENDER = named_address("Docker course <docker@school.example>")


def result(exercise="ex05", score=40.0, message="It is not running.", hint="Start it."):
    checks = [
        CheckResult(id="runs", title="It runs", status=Status.FAILED, points=0, max_points=60, message=message,
                    hint=hint, seconds=0.1),
        CheckResult(id="made", title="It is there", status=Status.PASSED, points=40, max_points=40, seconds=0.1),
    ]  # fmt: skip
    return Result(exercise=exercise, title="A network", host="ssh://h", started="2026-12-01T12:00:00Z", seconds=1,
                  score=score, max_score=100, status="graded", checks=checks)  # fmt: skip


def letter(**more):
    values = {"to": mail_address("yesi@school.example"), "name": "김예시", "class_name": "Docker 2026",
              "language": "en", "results": [result()], "scores": [40.0]}  # fmt: skip
    return Letter(**{**values, **more})
