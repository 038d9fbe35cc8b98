"""Prepares a push of scores by LTI: finds the students and the line items, and opens the way to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.platforms import LtiPlatform
from grader.delivery.lti import line_items, memberships, scores
from grader.delivery.lti.token import Service, TokenSource, ToolKey
from grader.delivery.matching import Matched, by_column, match
from grader.delivery.planning import Items, plan
from grader.delivery.retry import RetryPolicy
from grader.delivery.sending import Planned
from grader.delivery.web import Web
from grader.errors import UsageError
from grader.exports.grades import ClassGrades
from grader.reports.class_report.data import ExerciseColumn

_OPTIONAL = (scores.RESULT_SCOPE, line_items.READ_SCOPE)
"""Services that help, but are not needed."""


@dataclass(frozen=True)
class LtiPush:
    """A push of one class to one LTI platform."""

    platform: LtiPlatform
    service: Service

    @classmethod
    def to(cls, platform: LtiPlatform, folder: Path, retry: RetryPolicy) -> LtiPush:
        """Get ready; nothing is sent yet.

        Args:
            platform: the keys of the class file.
            folder: what the path of the key is relative to.
            retry: how often a busy platform is asked again.

        Raises:
            UsageError: the key cannot be used.
        """
        web = Web(retry)
        key = ToolKey.read(folder / platform.key)
        return cls(platform, Service(web, TokenSource(web, platform, key, _scopes(platform), _OPTIONAL)))

    def planned(self, grades: ClassGrades, *, dry_run: bool) -> Planned:
        """What can be sent.

        Args:
            grades: the class.
            dry_run: make no line items. Those that do not exist yet then have no address.

        Raises:
            UsageError: the class file does not say how students or line items are found.
            DeliveryError: the platform refuses access, or answers something else than was asked for.
            NoAnswer: it does not answer.
        """
        graded = grades.graded
        matched = self._matched(grades)
        found = line_items.find_line_items(self.service, self.platform, graded)
        targets = {one.id: self._url(found[one.id], one, make=not dry_run) for one in graded}
        maximums = {one.id: one.max_score for one in graded}
        return plan(grades, matched, Items(targets, maximums, bonus=self.platform.bonus))

    def channel(self) -> scores.ScoreChannel:
        """The way to the line items."""
        return scores.ScoreChannel(self.service)

    def _url(self, item: line_items.LineItem, exercise: ExerciseColumn, *, make: bool) -> str:
        if item.url or not make:
            return item.url
        assert self.platform.lineitems is not None  # noqa: S101  only an item that was looked for there is without one
        return line_items.make_line_item(self.service, self.platform.lineitems, exercise).url

    def _matched(self, grades: ClassGrades) -> Matched:
        if self.platform.user:
            return by_column(grades, self.platform.user)
        if self.platform.memberships is None:
            raise UsageError(
                "The class file does not say how students are found on the platform.",
                next_step="Add platforms.lti.memberships, the list of the course's members, or platforms.lti.user, the "
                "roster column with their LTI user IDs.",
            )
        return match(grades.identities(), memberships.members(self.service, self.platform.memberships))


def _scopes(platform: LtiPlatform) -> Sequence[str]:
    """The services that this push needs."""
    found = [scores.SCOPE]
    if platform.lineitems is not None:
        found.append(line_items.SCOPE)
    if not platform.user and platform.memberships is not None:
        found.append(memberships.SCOPE)
    return found
