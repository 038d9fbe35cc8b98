"""Evidence that a class is graded from: whose it says it is, and by which values it was collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.checking.visit import Job
from grader.classroom.schedule import Visit
from grader.classroom.student import Student
from grader.classroom.submissions.owners import HandIns, Whose, of_another
from grader.course.parameters import command, differing, listed
from grader.errors import NothingHandedIn
from grader.evidence.file import Manifest, peek
from grader.hosts.address import address


@dataclass(frozen=True, slots=True)
class Provided:
    """What is to be known of it before anything is graded."""

    hindrances: Mapping[tuple[str, str], NothingHandedIn]
    """Why there is nothing to look at, or nothing of this student's, by student and exercise."""
    notes: tuple[str, ...]
    """What was collected by other values than the class gives."""

    @property
    def problems(self) -> list[str]:
        """All of it, a line each."""
        return [*(f"{student}: {one.problem}" for (student, _), one in self.hindrances.items()), *self.notes]


def provided(visits: Sequence[Visit], students: Sequence[Student], hand_ins: HandIns | None) -> Provided:
    """Look at all evidence that these visits would grade; of each file at its first line only."""
    whose, hindrances, notes = Whose(students), {}, []
    for job in (job for visit in visits for job in visit.jobs):
        path = evidence_of(job)
        if path is None:
            continue
        student, exercise = job.student or "", job.exercise.id
        handed_in = hand_ins is not None and job.host == hand_ins.host(student, exercise)
        hindrance = hand_ins.hindrance(student, exercise) if hand_ins is not None and handed_in else None
        manifest = peek(path) if hindrance is None else None
        # What students wrote into a hand-in themselves has been compared already.
        if manifest is not None and not handed_in:
            hindrance = _not_theirs(path, student, manifest, whose)
        if hindrance is not None:
            hindrances[student, exercise] = hindrance
        elif manifest is not None:
            notes += _collected_otherwise(job, manifest)
    return Provided(hindrances, tuple(notes))


def evidence_of(job: Job) -> Path | None:
    """The evidence that a job looks at; None if it visits a host."""
    at = address(job.host)
    return Path(at.name) if at.scheme == "evidence" else None


def _not_theirs(path: Path, student: str, manifest: Manifest, whose: Whose) -> NothingHandedIn | None:
    named = manifest.student
    if named is None or student in {named, *whose.known(named)}:
        return None
    return NothingHandedIn(
        of_another(path, student, named),
        next_step=f"Put {student}'s own evidence there, or name it in the roster, then go on with --resume.",
    )


def _collected_otherwise(job: Job, manifest: Manifest) -> list[str]:
    exercise, student = job.exercise.id, job.student or ""
    recorded, own = differing(job.exercise, manifest.params, job.params or {})
    if not own:
        return []
    again = command("collect", exercise, "--student", student, params=job.params or {})
    said = f"{student}: {exercise} was collected with {listed(recorded)}, and the class gives {listed(own)}."
    counts = "The class's values count; what was not asked for them is an error and no failure."
    return [f"{said} {counts} Have it collected again as the handout says: {again}"]
