"""Misspelt ids: one that only the suite has and one that only the rubric has are one problem if they look alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from grader.course.exercise import Exercise
from grader.course.pack import mistakes
from grader.course.rubric import Rubric
from grader.course.source import SuiteSource
from grader.errors import CourseError
from grader.message import Message
from grader.text.suggestions import did_you_mean, nearest


def reconciled(exercise: Exercise, rubric: Rubric, suite: SuiteSource) -> tuple[Rubric, SuiteSource, list[str]]:
    """The rubric and the suite with the same ids of checks, where they were meant to be, and a line for each other one.

    Of two spellings, the one is right that needs, mistakes and the rest of the rubric use more often, or else the
    suite's.
    """
    ids = {check.id: check.where for check in suite.checks}
    problems, in_rubric, in_suite = [], {}, {}
    used = _used(exercise, rubric, suite)
    for own, other in alike(rubric.checks.keys() - ids.keys(), ids.keys() - rubric.checks.keys()):
        if used[own] > used[other]:
            in_suite[other] = own
            problems.append(f"{ids[other]}: check {other} is not in the rubric{hint(other, [own])}")
        else:
            in_rubric[own] = other
            suites = " or ".join(path.name for path in exercise.suites)
            problems.append(f"rubrics/{exercise.id}.yml: {own} is not a check of {suites}{hint(own, [other])}")
    return _rubric_with(rubric, in_rubric), _suite_with(suite, in_suite), problems


def alike(unknown: Iterable[str], known: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of an unknown word and the known one that it looks most like; each word is in one pair at most."""
    left, pairs = set(known), []
    for word in sorted(unknown):
        near = nearest(word, sorted(left))
        if near:
            pairs.append((word, near[0]))
            left.discard(near[0])
    return pairs


def hint(word: str, known: Iterable[str]) -> str:
    """The end of a line: “. Did you mean …?”, or nothing."""
    meant = str(did_you_mean(word, known, otherwise=Message("")))
    return f". {meant}" if meant else ""


def _used(exercise: Exercise, rubric: Rubric, suite: SuiteSource) -> Counter[str]:
    return Counter(
        [
            *(need for check in suite.checks for need in check.needs),
            *suite.blocking,
            *_broken(exercise),
            *(check for entry in rubric.checks.values() for check in entry.after),
            *(check for group in rubric.groups.values() for check in group.checks),
        ]
    )


def _broken(exercise: Exercise) -> list[str]:
    """What mistakes name; nothing if one of them is wrong, which is a problem of its own."""
    with suppress(CourseError):
        return [check for mistake in mistakes(exercise) for check in mistake.breaks]
    return []


def _rubric_with(rubric: Rubric, names: Mapping[str, str]) -> Rubric:
    def of(ids: Iterable[str]) -> list[str]:
        return [names.get(one, one) for one in ids]

    checks = {
        names.get(one, one): entry.model_copy(update={"after": of(entry.after)}) for one, entry in rubric.checks.items()
    }
    groups = {name: one.model_copy(update={"checks": of(one.checks)}) for name, one in rubric.groups.items()}
    return rubric.model_copy(update={"checks": checks, "groups": groups})


def _suite_with(suite: SuiteSource, names: Mapping[str, str]) -> SuiteSource:
    checks = (
        replace(one, id=names.get(one.id, one.id), needs=tuple(names.get(need, need) for need in one.needs))
        for one in suite.checks
    )
    return replace(suite, checks=tuple(checks), blocking=frozenset(names.get(one, one) for one in suite.blocking))
