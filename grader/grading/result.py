"""The result of one exercise on one host, with all texts in one language: JSON schema `grader.result/1`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from grader.checks.verdict import ErrorPlace, RootCause, Status
from grader.grading.names import Span
from grader.i18n.languages import SOURCE, Language


class Excerpt(BaseModel):
    """What a check looked at of the answers to one question to the host."""

    asked: str
    """The question, as one would ask it by hand: `docker inspect os3`."""
    answered: str
    at: float = 0.0
    """When it was asked, in seconds since the host was reached."""
    by_hand: str = ""
    """The command with which a person sees the same on the host; empty if there is none that changes nothing."""


class CheckResult(BaseModel):
    """The result of one check."""

    model_config = ConfigDict(use_enum_values=False)

    id: str
    title: str
    status: Status
    points: float | None = Field(description="Points earned; null if the result could not be determined.")
    max_points: float
    bonus: bool = False
    message: str | None = Field(default=None, description="What was found, in a sentence.")
    sentence: str | None = Field(default=None, exclude=True)
    """The beginning of `message`, without near misses and what the Engine or a program said, for grouping results."""
    seen: JsonValue = None
    expected: JsonValue = None
    hint: str | None = None
    blocked_by: str | None = Field(default=None, description="The check that must pass before this one is run.")
    root: RootCause | None = Field(default=None, description="What is missing or does not run, for several checks.")
    cause: str | None = Field(default=None, description="Why the result could not be determined.")
    seconds: float = Field(description="How long the check took.")
    trace: str | None = Field(default=None, exclude=True)
    place: ErrorPlace | None = Field(default=None, exclude=True)
    """Where the error was raised. Like the trace, it is for the author of the check only."""
    evidence: list[Excerpt] = Field(default=[], exclude=True)
    after: tuple[str, ...] = Field(default=(), exclude=True)
    """The checks of which this one is likely a consequence if they did not pass either."""
    step: int | None = Field(default=None, exclude=True)
    """The step of the handout that the check is about."""
    by_hand: bool = Field(default=False, exclude=True)
    """Whether the instructor set it by hand; `message` is then the reason."""
    names: Mapping[str, tuple[Span, ...]] = Field(default={}, exclude=True)
    """Where names and paths are in `title`, `message` and `hint`, for pages."""


def without_others(checks: Iterable[CheckResult], hidden: Container[str]) -> list[CheckResult]:
    """The checks as they are shown without the others of their exercise.

    Of the checks that wait for one that is not shown, the first that failed for the same root cause itself takes its
    place. What is left names no `hidden` check, and gives no cause that names one.
    """
    checks = list(checks)
    shown = {one.id for one in checks}
    instead: dict[RootCause, str] = {}
    for one in checks:
        if one.root is not None and one.blocked_by is not None and one.blocked_by not in shown and one.message:
            instead.setdefault(one.root, one.id)
    return [_without_other(one, shown, instead, hidden) for one in checks]


def _without_other(
    check: CheckResult, shown: Container[str], instead: Mapping[RootCause, str], hidden: Container[str]
) -> CheckResult:
    if check.blocked_by is None or check.blocked_by in shown:
        return check
    owner = None if check.root is None else instead.get(check.root)
    if owner == check.id:
        return check.model_copy(update={"status": Status.FAILED, "blocked_by": None})
    if owner is not None:
        return check.model_copy(update={"blocked_by": owner})
    if check.blocked_by in hidden:
        return check.model_copy(update={"blocked_by": None, "root": None, "cause": None})
    return check


class LateEffect(BaseModel):
    """The effect of the late policy on one score."""

    days: int = Field(description="Started days after the deadline and the grace period.")
    kept: float = Field(description="Percent of the earned points that are kept.")
    before: float | None = Field(description="Points earned; null if the result could not be determined.")
    after: float | None = Field(description="Points after the late policy.")


class Result(BaseModel):
    """One exercise on one host."""

    schema_: Literal["grader.result/1"] = Field(default="grader.result/1", alias="schema")
    exercise: str
    title: str
    language: Language = SOURCE
    student: str | None = None
    host: str
    account: str | None = Field(default=None, description="The graded account, if it is not the login account.")
    engine: str | None = Field(default=None, description="The Docker Engine, if it is on another machine.")
    started: str = Field(description="UTC, ISO 8601 with Z.")
    seconds: float = Field(description="How long the attempt took.")
    score: float | None
    max_score: float
    status: Literal["graded", "error"]
    cause: str | None = None
    cause_for_student: str | None = Field(default=None, exclude=True)
    """What students are told instead of `cause`, if that is for the instructor."""
    late: LateEffect | None = Field(
        default=None, description="Effect of the late policy; null if the work was not late."
    )
    set_by_hand: str | None = Field(
        default=None, description="The instructor's reason, if the instructor set this score by hand; null otherwise."
    )
    due: str | None = Field(default=None, description="Due time with the student's extension; null without one.")
    done: str | None = Field(
        default=None, description="When the work was done according to the host, or else when it was graded."
    )
    hidden: int = Field(default=0, description="How many checks are not shown.")
    hidden_points: float | None = Field(default=None, description="Points that hidden checks earned, if in the score.")
    hidden_max_points: float | None = Field(
        default=None,
        description="The most points that hidden checks can earn; null if not in the score.",
    )
    checks: list[CheckResult]
    params: Mapping[str, JsonValue] = Field(default={}, exclude=True)
    """The parameter values in its texts, if they are not those of the exercise."""

    model_config = ConfigDict(populate_by_name=True)

    @property
    def counts(self) -> float | None:
        """The points after the late policy; None, not zero, if there is no score."""
        if self.status != "graded":
            return None
        return self.late.after if self.late else self.score

    @property
    def passed(self) -> bool:
        """Whether all shown checks passed."""
        return self.status == "graded" and all(c.status is Status.PASSED for c in self.checks)
