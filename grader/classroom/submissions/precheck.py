"""Checks evidence before it is graded: whose it is, and which parameter values it was collected with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.checking.job import Job
from grader.classroom.schedule import PlannedVisit
from grader.classroom.student import Student
from grader.classroom.submissions.folder import Submissions, belongs_to_another, nothing_for
from grader.classroom.submissions.owners import OwnerIndex
from grader.course.parameters import command, differing, listed
from grader.errors import NoSubmission
from grader.evidence.facts import Manifest
from grader.evidence.file import peek
from grader.hosts.address import address


@dataclass(frozen=True, slots=True)
class Precheck:
    """What is known about evidence before it is graded."""

    errors: Mapping[tuple[str, str], NoSubmission]
    """By student and exercise: why there is no evidence, or none of this student's."""
    remarks: tuple[tuple[str, str], ...]
    """Students whose evidence was collected with other parameter values than the class file sets, with the values."""

    @property
    def notes(self) -> list[str]:
        """The remarks, one line each."""
        return [f"{student}: {text}" for student, text in self.remarks]

    def problems(self, student: str) -> list[str]:
        """All that is wrong with a student's evidence."""
        errors = {exercise: one for (whose, exercise), one in self.errors.items() if whose == student}
        missing = [exercise for exercise, one in errors.items() if one.problem_message == nothing_for(exercise)]
        return [
            *(one.problem for exercise, one in errors.items() if exercise not in missing),
            *([str(nothing_for(*missing))] if missing else []),
            *(text for whose, text in self.remarks if whose == student),
        ]


def precheck(visits: Sequence[PlannedVisit], students: Sequence[Student], submissions: Submissions | None) -> Precheck:
    """Check all evidence that these visits would grade. Only the first line of each file is read."""
    owners, errors, remarks = OwnerIndex(students), {}, []
    for job in (job for visit in visits for job in visit.jobs):
        path = evidence_of(job)
        if path is None:
            continue
        student, exercise = job.student or "", job.exercise.id
        submitted = submissions is not None and job.host == submissions.host(student, exercise)
        error = submissions.error(student, exercise) if submissions is not None and submitted else None
        manifest = peek(path) if error is None else None
        # The student that a submission names was compared when the folder was read.
        if manifest is not None and not submitted:
            error = _not_theirs(path, student, manifest, owners)
        if error is not None:
            errors[student, exercise] = error
        elif manifest is not None:
            remarks += [(student, text) for text in _other_values(job, manifest)]
    return Precheck(errors, tuple(remarks))


def evidence_of(job: Job) -> Path | None:
    """The evidence that a job grades; None if it visits a live host."""
    at = address(job.host)
    return Path(at.name) if at.scheme == "evidence" else None


def _not_theirs(path: Path, student: str, manifest: Manifest, owners: OwnerIndex) -> NoSubmission | None:
    named = manifest.student
    if named is None or student in {named, *owners.named(named)}:
        return None
    return NoSubmission(
        belongs_to_another(path, student, named),
        next_step="Put {student}'s own evidence there, or name it in the roster, then continue with --resume.",
        student=student,
    )


def _other_values(job: Job, manifest: Manifest) -> list[str]:
    exercise, student = job.exercise.id, job.student or ""
    recorded, own = differing(job.exercise, manifest.params, job.params or {})
    if not own:
        return []
    again = command("collect", exercise, "--student", student, params=job.params or {})
    note = (
        f"{exercise} was collected with {listed(recorded)}, but the class file sets {listed(own)}. "
        "The values of the class file are used; a question that was not recorded with them is an error, not a failure. "
        f"Have the evidence collected again, as the handout shows: {again}"
    )
    return [note]
