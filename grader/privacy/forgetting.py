"""Forgets one student: finds what grading wrote, removes it, and lists what only the instructor can remove."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.classroom.classes import Class
from grader.classroom.student import Student
from grader.errors import UsageError
from grader.i18n.languages import Language
from grader.message import Message
from grader.privacy.places import Places
from grader.privacy.reporting import rewrite_reports
from grader.privacy.traces import Traces, forget, traces
from grader.records.gradebook import Gradebook
from grader.text.clean import one_line


@dataclass(frozen=True)
class Forgetting:
    """The traces of one student of a class, and their removal."""

    class_: Class
    gradebook: Gradebook
    places: Places
    student: Student | None
    """The student, if the roster still has it."""
    traces: Traces

    @classmethod
    def of(cls, class_: Class, gradebook: Gradebook, places: Places, name: str) -> Forgetting:
        """Find the traces of a student, by what the roster calls it or by the id that it had.

        Raises:
            UsageError: there are none, or the name is that of several students.
        """
        student = class_.student(name) if class_.students_called(name) else None
        found = traces(gradebook, class_.file.name, places, student.id if student else name)
        if not found.any:
            gradebook.forget(found.student, class_name=class_.file.name)  # an earlier removal may have been cut off
            raise UsageError(
                "There is nothing about a student “{student}” in {folder}.",
                next_step="Give the ID that the roster had when the student was graded.",
                student=one_line(name, 100),
                folder=places.results,
            )
        return cls(class_, gradebook, places, student, found)

    def carry_out(self, language: Language) -> None:
        """Remove the traces, and rewrite the reports without the student.

        Raises:
            GraderError: something could not be removed; doing it again removes the rest.
        """
        forget(self.gradebook, self.class_.file.name, self.places, self.traces)
        others = tuple(one for one in self.class_.students if one.id != self.traces.student)
        rewrite_reports(replace(self.class_, students=others), self.gradebook, self.places, language)

    def not_reached(self) -> list[Message | str]:
        """What may still name the student: places that are not grading's to change, one line each."""
        left: list[Message | str] = [str(path) for path in self.traces.elsewhere]
        if self.student is not None:
            roster = self.class_.path.parent / self.class_.file.roster
            line = self.student.line
            left.append(Message("{roster}, line {line}: your roster still names the student", roster=roster, line=line))
            kind, _, path = self.student.host.partition(":")
            left += [Message("{path}: the student's submission", path=path)] if kind == "evidence" else []
        left.append(Message("backups, exports, reports in other folders, and what was sent to platforms and mailboxes"))
        left += [Message("the database server's own log and backups")] if "://" in self.class_.gradebook() else []
        return left
