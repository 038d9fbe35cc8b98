"""The texts of a rubric in one language, with one student's parameter values."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

from grader.checks.verdict import Status, Verdict
from grader.course.exercise import Exercise
from grader.course.rubric import CheckRubric, Messages
from grader.course.source import read_checks
from grader.grading.names import Named, named
from grader.i18n import filling
from grader.i18n.catalogue import translator
from grader.i18n.languages import Language
from grader.text.values import show

LONGEST_VALUE = 600
"""The longest value in a sentence, in characters: the last output of a program is."""


def titles_of(exercise: Exercise) -> Mapping[str, str]:
    """The English titles of an exercise's checks: the docstrings in its suite, and what its checks.yml says.

    Raises:
        CourseError: There is no suite, or it cannot be read.
    """
    titles: dict[str, str] = {}
    for suite in exercise.suites:
        titles |= _titles(suite, suite.stat().st_mtime_ns if suite.exists() else 0)
    return titles


@functools.lru_cache(maxsize=64)  # a class has a result for each student
def _titles(suite: Path, _changed: int) -> Mapping[str, str]:
    return {check.id: check.title for check in read_checks(suite)}


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of an exercise in one language for a student with these parameter values."""

    language: Language
    params: Mapping[str, JsonValue]
    titles: Mapping[str, str]
    shared: Messages
    by_hand: Mapping[str | None, str] = field(default_factory=dict)
    """The reason of each override, by check; under None, that for the whole exercise."""

    def title(self, check: str, entry: CheckRubric) -> Named:
        own = entry.title.in_(self.language) or self.titles.get(check) or check
        return self._filled(own)

    def hint(self, verdict: Verdict, entry: CheckRubric) -> Named | None:
        """How to go on after this verdict: the hint for its reason, or else the check's own; None if it was not run."""
        run = verdict.status in {Status.PARTIAL, Status.FAILED} or verdict.reason is not None
        if verdict.status is Status.PASSED or verdict.status is Status.ERROR or not run:
            return None
        reason = verdict.reason or ""
        text = entry.hints.get(reason) or self.shared.hints.get(reason) or entry.hint
        own = {"expected": verdict.expected, **verdict.values}
        return self._filled(text.in_(self.language), own)

    def message(self, verdict: Verdict, entry: CheckRubric, *, brief: bool = False) -> Named | None:
        """What was found; if `brief`, without the sentences that follow that of the reason."""
        if verdict.check in self.by_hand:
            _ = translator(self.language)
            return Named(_("Set by hand: {reason}").format(reason=self.by_hand[verdict.check]))
        if verdict.reason is None:
            return None
        text = entry.says.get(verdict.reason) or self.shared.says.get(verdict.reason)
        if text is None:
            return Named(verdict.reason)
        own: dict[str, JsonValue] = {"seen": verdict.seen, "expected": verdict.expected, **verdict.values}
        also = {} if brief else self.shared.also
        known = (text for name, text in also.items() if own.get(name) not in (None, []))
        more = (one.in_(self.language) for one in known)
        said = text.in_(self.language) + "".join(one if one.startswith("\n") else f" {one}" for one in more)
        return self._filled(said, own)

    def _filled(self, text: str, own: Mapping[str, JsonValue] | None = None) -> Named:
        """The text with its values; a value from a check takes precedence over a parameter of the same name."""
        return filled(text, {**self.params, **(own or {})}, self.language)


def filled(text: str, values: Mapping[str, JsonValue], language: Language) -> Named:
    """The text with the values of its placeholders, and where in it the names among them are."""
    if "{" not in text:
        return Named(text)
    shown = {name: show(value, language, LONGEST_VALUE) for name, value in values.items() if f"{{{name}}}" in text}
    return named(filling.filled(text, shown, language), values)
