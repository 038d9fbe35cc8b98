"""The result of one exercise on one host, with all texts in one language: JSON schema `grader.result/1`."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from grader.checks.verdict import Status
from grader.grading.names import Span
from grader.i18n.languages import SOURCE, Language


class Excerpt(BaseModel):
    """One command or request to the host and the beginning of the answer."""

    asked: str
    answered: str


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
    seen: JsonValue = None
    expected: JsonValue = None
    hint: str | None = None
    blocked_by: str | None = Field(default=None, description="The check that must pass before this one is run.")
    cause: str | None = Field(default=None, description="Why the result could not be determined.")
    seconds: float = Field(description="How long the check took.")
    trace: str | None = Field(default=None, exclude=True)
    evidence: list[Excerpt] = Field(default=[], exclude=True)
    step: int | None = Field(default=None, exclude=True)
    """The step of the handout that the check is about."""
    names: Mapping[str, tuple[Span, ...]] = Field(default={}, exclude=True)
    """Where names and paths are in `title`, `message` and `hint`, for pages."""

    def without_names(self, hidden: Container[str]) -> CheckResult:
        """The same, without the name of a check that students do not see, and without a cause that gives it."""
        if self.blocked_by is None or self.blocked_by not in hidden:
            return self
        return self.model_copy(update={"blocked_by": None, "cause": None})


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
    late: LateEffect | None = Field(
        default=None, description="Effect of the late policy; null if the work was not late."
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
