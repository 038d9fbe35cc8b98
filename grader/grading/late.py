"""What is left of a score when the work was late. Pure: the same question always has the same answer.

Late work loses a share of what it *earned*, bonus included: after two started days at 10 % a day, 80 % of the earned
points are kept. The floor is the share of the earned points that is always kept. Days are 24 hours of real time, so
a change of clocks neither gives nor takes an hour, and they begin when the grace period ends.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from grader.units import Duration, Percent

_DAY = datetime.timedelta(days=1)
_NONE = datetime.timedelta()

Reason = Literal["no-due", "on-time", "grace", "late", "floor"]


class LatePolicy(BaseModel):
    """The rules of a class. Without any, lateness is told and costs nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grace: Duration = _NONE
    per_day: Percent = 0.0
    floor: Percent = 0.0

    @model_validator(mode="after")
    def _floor_needs_a_slope(self) -> LatePolicy:
        if self.floor and not self.per_day:
            raise ValueError("floor without per_day does nothing; add per_day, such as 10%")
        return self


@dataclass(frozen=True, slots=True)
class LateScore:
    """A score after the late policy, and how it came about."""

    points: float
    max_points: float
    """The most that work of that time could still get, without bonus."""
    percent_kept: float
    days: int
    """Started days that count, after the grace period."""
    late_by: datetime.timedelta
    """Time after the deadline, before any grace."""
    deadline: datetime.datetime | None
    """The due time with the student's extension."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class LateTerms:
    """What decides for one student and one exercise whether work is late, and what that costs."""

    policy: LatePolicy
    due: datetime.datetime | None
    """Before any extension; None where there is no deadline."""
    extension: datetime.timedelta = _NONE

    def apply(self, score: float, max_score: float, *, done_at: datetime.datetime) -> LateScore:
        """Apply the late policy to a score, as `late` does."""
        return late(score, max_score, done_at=done_at, due=self.due, policy=self.policy, extension=self.extension)


def late(
    score: float,
    max_score: float,
    *,
    done_at: datetime.datetime,
    due: datetime.datetime | None,
    policy: LatePolicy,
    extension: datetime.timedelta = _NONE,
) -> LateScore:
    """Apply the late policy to a score.

    Points have two decimals where something is taken off. The result is never more than the score, and never more
    than that of the same work done earlier.

    Raises:
        ValueError: a time has no time zone.
    """
    if due is None:
        return LateScore(score, max_score, 100.0, 0, _NONE, None, "no-due")
    deadline = _absolute(due) + extension
    late_by = max(_absolute(done_at) - deadline, _NONE)
    shown = deadline.astimezone(due.tzinfo)
    if late_by <= policy.grace:
        return LateScore(score, max_score, 100.0, 0, late_by, shown, "grace" if late_by else "on-time")
    days = -((policy.grace - late_by) // _DAY)
    left = 100.0 - policy.per_day * days
    kept = round(max(left, policy.floor), 4)
    reason: Reason = "floor" if left <= policy.floor and policy.per_day else "late"
    return LateScore(_share(score, kept), _share(max_score, kept), kept, days, late_by, shown, reason)


def _absolute(when: datetime.datetime) -> datetime.datetime:
    """The moment in UTC: Python subtracts two times of one zone by the clock on the wall, not by what has passed."""
    if when.tzinfo is None:
        raise ValueError(f"{when.isoformat()} has no time zone")
    return when.astimezone(datetime.UTC)


def _share(points: float, kept: float) -> float:
    return points if kept == 100 else min(points, round(points * kept / 100, 2))
