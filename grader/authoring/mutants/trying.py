"""Replays all mutants of exercises, and has their checks judge them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.mutants import kept
from grader.authoring.mutants.answers import mutants
from grader.authoring.mutants.mutant import Mutant
from grader.authoring.mutants.solution_facts import SolutionFacts
from grader.authoring.mutants.trials import Fate, Trials, is_of, judged
from grader.checking.attempt import Attempt
from grader.checking.job import Job
from grader.checking.replays import replays
from grader.checks.verdict import Status, Verdict
from grader.course.exercise import Exercise
from grader.errors import CourseError
from grader.evidence.facts import Fact
from grader.evidence.file import Evidence
from grader.grading.questions import is_test
from grader.message import Message


@dataclass(frozen=True, slots=True)
class _Base:
    """Evidence that earned full marks, and its mutants."""

    exercise: Exercise
    path: Path
    facts: tuple[Fact, ...]
    verdicts: tuple[Verdict, ...]
    mutants: tuple[Mutant, ...]

    def job(self, changed: dict[int, Fact]) -> Job:
        return Job(self.exercise, f"evidence:{self.path}", changed=changed)


def tried(exercises: Sequence[Exercise], *, processes: int | None = None) -> Iterator[Trials]:
    """The trials of each exercise, which has kept evidence of its solution.

    Raises:
        CourseError: evidence no longer earns full marks, or the author's reasons are not valid.
        EvidenceDamaged: evidence cannot be read.
        CheckBroken: the suites cannot be run.
    """
    paths = [(exercise, path) for exercise in exercises for path in kept.recordings(exercise)]
    attempts = replays([Job(exercise, f"evidence:{path}") for exercise, path in paths], processes=processes)
    bases = [_base(exercise, path, attempt) for (exercise, path), attempt in zip(paths, attempts, strict=True)]
    jobs = [base.job(dict(mutant.facts)) for base in bases for mutant in base.mutants]
    found = _decided(jobs, list(replays(jobs, processes=processes)), processes)
    for exercise in exercises:
        own = [base for base in bases if base.exercise is exercise]
        declared = kept.declared(exercise)
        trials = Trials(exercise.id, tuple(verdict.check for verdict in own[0].verdicts))
        for base in own:
            verdicts = [next(found) for _ in base.mutants]
            trials.tried += judged(base.mutants, verdicts, declared)
        without_effect = (value for value in declared if not _spares(trials, value))
        trials.unused = tuple(without_effect)
        yield trials


def _base(exercise: Exercise, path: Path, attempt: Attempt) -> _Base:
    if attempt.error is not None:
        raise attempt.error
    wrong = next((one for one in attempt.verdicts if one.status is not Status.PASSED), None)
    if wrong is not None:
        raise CourseError(
            "{path} no longer earns full marks: {check} is {status}.",
            next_step="Record it again: grader prove {exercise} --case solution --mutants",
            path=path,
            check=wrong.check,
            status=wrong.status,
            exercise=exercise.id,
        )
    facts = Evidence.read(path).facts
    return _Base(
        exercise, path, tuple(facts), tuple(attempt.verdicts), tuple(mutants(SolutionFacts(facts), attempt.verdicts))
    )


def _spares(trials: Trials, value: str) -> bool:
    return any(one.fate is Fate.EXPLAINED and is_of(one.mutant, value) for one in trials.tried)


def _decided(jobs: Sequence[Job], attempts: list[Attempt], processes: int | None) -> Iterator[list[Verdict]]:
    """The verdicts of each attempt. What asked an unrecorded yes-or-no command in vain is tried again with a no."""
    again = {at: other for at, job in enumerate(jobs) if (other := _answered(job, attempts[at]))}
    for index, attempt in zip(again, replays(list(again.values()), processes=processes), strict=True):
        attempts[index] = attempt
    return (attempt.verdicts for attempt in attempts)


def _answered(job: Job, attempt: Attempt) -> Job | None:
    """The job with the answer no to what it asked in vain; None if nothing else is to be tried."""
    asked = {text for verdict in attempt.verdicts if (text := _asked_in_vain(verdict))}
    facts = [Fact(at=0, seconds=0, command=text, rc=1) for text in sorted(asked)]
    added = {10**6 + number: fact for number, fact in enumerate(facts) if is_test(fact)}
    return Job(job.exercise, job.host, changed={**job.changed, **added}) if added else None


def _asked_in_vain(verdict: Verdict) -> str:
    """The command that a check could not ask; empty if that is not why it is an error."""
    message: object = verdict.cause_message
    for name in ("problem", "what", "command"):
        message = message.values.get(name) if isinstance(message, Message) else None
    return message if verdict.status is Status.ERROR and isinstance(message, str) else ""
