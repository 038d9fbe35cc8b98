"""The platforms whose autograders can run the grader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Self

from grader.grading.result import Result
from grader.reports.student_report import gradescope, prairielearn


class Platform(StrEnum):
    """A platform, with what writes the results that it reads."""

    render: Callable[[Sequence[Result]], str]
    render_rejected: Callable[[str, str], str]

    GRADESCOPE = "gradescope", gradescope.render_gradescope, gradescope.render_rejected
    PRAIRIELEARN = "prairielearn", prairielearn.render_prairielearn, prairielearn.render_rejected

    def __new__(
        cls, name: str, render: Callable[[Sequence[Result]], str], render_rejected: Callable[[str, str], str]
    ) -> Self:
        member = str.__new__(cls, name)
        member._value_ = name
        member.render = render
        member.render_rejected = render_rejected
        return member
