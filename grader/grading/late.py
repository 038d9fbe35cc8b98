"""Applies the late policy of a class to a score. Pure functions.

Late work loses a share of the points *earned*, including bonus: two started days late at 10 % a day keep 80 % of them.
The floor is the share that is always kept. A day is 24 hours of elapsed time, so a change of clocks neither adds nor
removes an hour; the first day begins when the grace period ends.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from grader.message import InvalidValue
from grader.units import Duration, Percent

_DAY = datetime.timedelta(days=1)
_NONE = datetime.timedelta()

Reason = Literal["no-due", "on-time", "grace", "late", "floor"]


class LatePolicy(BaseModel):
    """The rules of a class. By default, lateness is reported and costs nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grace: Duration = _NONE
    per_day: Percent = 0.0
    """Percent of the earned points lost per started day."""
    floor: Percent = 0.0
    """Percent of the earned points that are always kept."""

    @field_validator("floor")
    @classmethod
    def _floor_needs_a_slope(cls, floor: float, info: ValidationInfo) -> float:
        if floor and info.data.get("per_day") == 0:
            raise InvalidValue("floor without per_day does nothing: add per_day, such as 10%")
        return floor


@dataclass(frozen=True, slots=True)
class LateScore:
    """A score after the late policy, and how it was computed."""

    points: float
    max_points: float
    """The most that work done at that time could still earn, without bonus."""
    percent_kept: float
    days: int
    """Started days after the grace period."""
    late_by: datetime.timedelta
    """Time after the deadline, including the grace period."""
    deadline: datetime.datetime | None
    """The due time plus the student's extension."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class LateTerms:
    """What the late policy needs to know about one student and one exercise."""

    policy: LatePolicy
    due: datetime.datetime | None
    """The due time before any extension; None without a deadline."""
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

    Reduced points are rounded to two decimals. The result never exceeds the score, or the result of the same work
    done earlier.

    Args:
        score: The points earned, including bonus.
        max_score: The most points, without bonus.
        done_at: When the work was done.
        due: The due time before any extension; None without a deadline.
        policy: The rules of the class.
        extension: The student's additional time.

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
    """The time in UTC. Python subtracts two times in the same zone by wall-clock time, not by elapsed time."""
    if when.tzinfo is None:
        raise ValueError(f"{when.isoformat()} has no time zone")
    return when.astimezone(datetime.UTC)


def _share(points: float, kept: float) -> float:
    return points if kept == 100 else min(points, round(points * kept / 100, 2))
