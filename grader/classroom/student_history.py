"""Everything that happened to one student's work."""

from __future__ import annotations

from dataclasses import replace

from grader.classroom.class_context import ClassContext
from grader.classroom.student import Student
from grader.errors import UsageError
from grader.records.events import Event, events, places


def student_history(context: ClassContext, student: Student, exercise: str | None = None) -> list[Event]:
    """The attempts, regrades, overrides and undos of a student, oldest first; of one exercise, if it is given.

    Times are in the time zone of the class.

    Raises:
        UsageError: the student has not been graded yet.
    """
    name, gradebook = context.class_.file.name, context.gradebook
    records = gradebook.history(student.id, exercise, class_name=name)
    if not records:
        raise UsageError(
            "{student} has not been graded yet.",
            next_step="Run: grader grade {file}",
            student=student.id,
            file=context.class_.shell_words,
        )
    overrides = gradebook.overrides([student.id], class_name=name, withdrawn=True)
    counts = context.class_.file.counts
    standings = [gradebook.standing(student.id, one, counts, class_name=name) for one in {r.exercise for r in records}]
    counting = {one.record.id for one in standings if one is not None and one.record.graded}
    found = events(records, overrides, gradebook.changes(student.id, class_name=name), places(records, counting))
    return [replace(event, at=context.class_.local(event.at)) for event in found]
