"""Collects evidence as files that students submit, where no instructor's grader reaches their machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import GraderError, UsageError
from grader.evidence.keys import own_signer
from grader.records.archive import keep
from grader.records.hashes import rubric_hash, suite_hash


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """The evidence of one exercise."""

    exercise: str
    path: Path
    facts: int
    size: int
    """In bytes."""
    error: GraderError | None
    """Why it is incomplete; None if it is complete."""


def collect(
    course: Course, exercises: Sequence[Exercise], paths: Sequence[Path], template: Job
) -> Iterator[CollectedFile]:
    """Collect the evidence of each exercise into its file, one after the other.

    Args:
        course: the course of the exercises.
        exercises: what to collect.
        paths: a file for each exercise.
        template: the host and how to ask it; its exercise is replaced by each of these.

    Raises:
        GraderError: the host could not be reached, or a file cannot be written.
    """
    signer = own_signer()
    for exercise, path in zip(exercises, paths, strict=True):
        attempt = run(replace(template, exercise=exercise))
        error = attempt.error
        if error is not None and (attempt.evidence.manifest.host is None or isinstance(error, UsageError)):
            raise error
        rubric = rubric_hash(course.rubric(exercise.id))
        keep(attempt.evidence, path, suite=suite_hash(exercise), rubric=rubric, signer=signer)
        yield CollectedFile(exercise.id, path, len(attempt.evidence.facts), path.stat().st_size, error)
