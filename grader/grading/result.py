"""The result of one exercise on one host, ready to be read: JSON schema `grader.result/1`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from grader.checks.verdict import Status
from grader.i18n.languages import SOURCE, Language


class Excerpt(BaseModel):
    """One question to the host and the beginning of its answer."""

    asked: str
    answered: str


class CheckResult(BaseModel):
    """One check, with its points and its words."""

    model_config = ConfigDict(use_enum_values=False)

    id: str
    title: str
    status: Status
    points: float | None = Field(description="Points earned; null when the grader could not tell.")
    max_points: float
    bonus: bool = False
    message: str | None = Field(default=None, description="What was found, as a sentence.")
    seen: JsonValue = None
    expected: JsonValue = None
    hint: str | None = None
    blocked_by: str | None = Field(default=None, description="The check whose failure hides this one.")
    cause: str | None = Field(default=None, description="Why the grader could not tell.")
    seconds: float
    trace: str | None = Field(default=None, exclude=True)
    evidence: list[Excerpt] = Field(default=[], exclude=True)


class LateEffect(BaseModel):
    """What the late policy did to one score."""

    days: int = Field(description="Started days after the deadline and its grace period.")
    kept: float = Field(description="Percent of the points earned that are kept.")
    before: float | None = Field(description="Points earned; null when the grader could not tell.")
    after: float | None = Field(description="Points that count.")


class Result(BaseModel):
    """One exercise on one host."""

    schema_: Literal["grader.result/1"] = Field(default="grader.result/1", alias="schema")
    exercise: str
    title: str
    language: Language = SOURCE
    student: str | None = None
    host: str
    account: str | None = Field(default=None, description="Whose work it is, where that is not who logged in.")
    started: str = Field(description="UTC, ISO 8601 with Z.")
    seconds: float
    score: float | None
    max_score: float
    status: Literal["graded", "error"]
    cause: str | None = None
    late: LateEffect | None = Field(
        default=None, description="Effect of the late policy; null when the work was not late."
    )
    due: str | None = Field(default=None, description="The deadline with the student's extension; null without one.")
    done: str | None = Field(
        default=None, description="When the work was done: as far as the host knows, else when it was graded."
    )
    hidden: int = Field(default=0, description="How many checks are not shown here.")
    hidden_points: float | None = Field(default=None, description="What these earned, where it is in the score.")
    hidden_max_points: float | None = Field(
        default=None, description="What these could earn; null when they are not in the score and its maximum."
    )
    checks: list[CheckResult]

    model_config = ConfigDict(populate_by_name=True)

    @property
    def counts(self) -> float | None:
        """The points that count, after the late policy; None when there are none, which is not zero."""
        if self.status != "graded":
            return None
        return self.late.after if self.late else self.score

    @property
    def passed(self) -> bool:
        """Whether every check that is shown passed."""
        return self.status == "graded" and all(c.status is Status.PASSED for c in self.checks)
