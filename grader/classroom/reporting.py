"""From the gradebook to the files of a class: its page, one page a student, JUnit, CSV and JSON."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from pydantic import JsonValue

from grader.checking.run import Attempt
from grader.classroom.classfile import Class
from grader.classroom.filenames import file_name
from grader.classroom.params import params_of
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import Language, Rubric
from grader.errors import GraderError, UsageError
from grader.hosts.tape import Tape
from grader.records.entries import Counts, Record
from grader.records.gradebook import Gradebook, Run
from grader.records.result import Late, Result
from grader.reports import class_data
from grader.reports.causes import in_language
from grader.reports.class_files import write_class
from grader.reports.files import write_file
from grader.reports.html import render_html
from grader.reports.junit import render_junit
from grader.reports.present import columns_of, present
from grader.reports.visibility import for_student


def counting(gradebook: Gradebook, run: Run, counts: Counts) -> list[Record]:
    """The record that counts for each student and exercise, with its verdicts; it may be of an earlier run."""
    of_run = {record.id: record for record in gradebook.run_rows(run)}
    past: dict[str, dict[int, Record]] = {}
    found = []
    for standing in gradebook.standings(counts, class_name=run.class_name):
        record = of_run.get(standing.record.id)
        if record is None:
            if standing.student not in past:
                history = gradebook.history(standing.student, class_name=run.class_name)
                past[standing.student] = {one.id: one for one in history}
            record = past[standing.student][standing.record.id]
        found.append(record)
    return found


def unreachable(rows: Iterable[Record]) -> dict[str, str]:
    """The students of whom a run saw nothing at all, and why."""
    seen: set[str] = set()
    causes: dict[str, str] = {}
    for row in rows:
        if row.status == "error" and not row.verdicts:
            causes.setdefault(row.student, row.cause or "")
        else:
            seen.add(row.student)
    return {student: cause for student, cause in causes.items() if student not in seen}


class _ReadOnce(Course):
    """A course whose files are read once, however many students there are."""

    @cached_property
    def _exercises(self) -> dict[str, Exercise]:
        return {}

    @cached_property
    def _rubrics(self) -> dict[str, Rubric]:
        return {}

    def exercise(self, name: str) -> Exercise:
        if name not in self._exercises:
            self._exercises[name] = super().exercise(name)
        return self._exercises[name]

    def rubric(self, exercise: str) -> Rubric:
        if exercise not in self._rubrics:
            self._rubrics[exercise] = super().rubric(exercise)
        return self._rubrics[exercise]


@dataclass(frozen=True)
class Reporter:
    """Writes the reports of one class into one folder."""

    klass: Class
    course: Course
    language: Language
    folder: Path
    resume: str
    """The command that grades what is missing."""

    def write(self, gradebook: Gradebook, run: Run) -> Path:
        """Write everything, and return the path of the class's page.

        Raises:
            GraderError: a file cannot be written.
        """
        try:
            return self._write(gradebook, run)
        except OSError as error:
            raise GraderError(
                f"The reports in {self.folder} cannot be written ({error.strerror or error}).",
                next_step=f"All grades are kept. Make room there, then: {self.resume}",
            ) from error

    def _write(self, gradebook: Gradebook, run: Run) -> Path:
        records = counting(gradebook, run, self.klass.file.counts)
        rows = gradebook.run_rows(run)
        missing = unreachable(rows)
        planned = len(run.students) * len(run.exercises)
        before = gradebook.previous_run(run)
        report = class_data.build(
            self.klass.file.name,
            self._students(records, missing),
            run=run.id,
            started=_utc(run.started),
            ended=_utc(run.ended) if run.ended else None,
            language=self.language,
            exercises=self._columns(records),
            previous_run=before.id if before else None,
            previous=[self._result(one, with_evidence=False) for one in gradebook.run_rows(before) if self._known(one)]
            if before
            else [],
            resume=self.resume if sum(row.graded for row in rows) < planned else None,
        )
        write_class(report, self.folder, templates=self.course.templates)
        return self.folder / "class.html"

    @cached_property
    def _course(self) -> Course:
        return _ReadOnce(self.course.root)

    @cached_property
    def _by_id(self) -> dict[str, Student]:
        return {student.id: student for student in self.klass.students}

    def _columns(self, records: Iterable[Record]) -> list[class_data.Exercise]:
        """The exercises of the class, and further ones that somebody was graded in."""
        of_class = [one.id for one in self.klass.exercises(self._course)]
        others = sorted({record.exercise for record in filter(self._known, records)} - set(of_class))
        return [columns_of(self._course, self._course.exercise(one), self.language) for one in [*of_class, *others]]

    def _students(self, records: Iterable[Record], unreachable: Mapping[str, str]) -> Iterator[class_data.Student]:
        theirs: dict[str, list[Record]] = {}
        for record in filter(self._known, records):
            theirs.setdefault(record.student, []).append(record)
        for student in self.klass.students:
            mine = theirs.get(student.id, [])
            results = [self._result(record) for record in mine]
            if results:
                self._write_pages(student, [self._for_student(student, one) for one in results])
            yield class_data.Student(
                id=student.id,
                name=student.name,
                host=student.host,
                section=student.section or None,
                results=results,
                page=quote(f"students/{file_name(student.id)}.html") if results else None,
                unreachable=in_language(unreachable[student.id], self.language) if student.id in unreachable else None,
                late={one.exercise: late for one in mine if (late := _late(one))},
            )

    def _write_pages(self, student: Student, results: Sequence[Result]) -> None:
        name = file_name(student.id)
        write_file(
            self.folder / "students" / f"{name}.html", render_html(results, self.language, self.course.templates)
        )
        write_file(self.folder.parent / "junit" / f"{name}.xml", render_junit(results))

    def _for_student(self, student: Student, result: Result) -> Result:
        deadline = self.klass.deadline(student, result.exercise)
        over = None if deadline is None else deadline <= datetime.datetime.now(datetime.UTC)
        return for_student(result, self._course.rubric(result.exercise), due_is_over=over)

    def _known(self, record: Record) -> bool:
        """Whether the course still has the exercise."""
        return record.exercise in self.course.folders

    def _result(self, record: Record, *, with_evidence: bool = True) -> Result:
        tape = _tape(record.evidence) if with_evidence else Tape()
        error = _error(record.cause) if record.status == "error" and record.cause else None
        attempt = Attempt(
            record.exercise, record.host, record.started, record.seconds, list(record.verdicts), tape, error=error
        )
        exercise = self._course.exercise(record.exercise)
        result = present(
            attempt,
            self._course,
            exercise,
            language=self.language,
            student=record.student,
            everything=True,
            params={**self._params(record.student, exercise), **tape.manifest.params},
        )
        return result.model_copy(update={"late": _late(record), **self._times(record)})

    def _params(self, student: str, exercise: Exercise) -> Mapping[str, JsonValue]:
        """The student's own parameters; none of somebody who is no longer in the class."""
        found = self._by_id.get(student)
        return params_of(self.klass, found, exercise) if found else {}

    def _times(self, record: Record) -> dict[str, str | None]:
        """What the late policy went by, in the class's time zone."""
        deadline = record.score.late.deadline if record.score.late else None
        done = min(record.work_done_at or record.started, record.started)
        zone = self.klass.file.timezone
        return {
            "due": deadline.astimezone(zone or datetime.UTC).isoformat(timespec="seconds") if deadline else None,
            "done": done.astimezone(zone or datetime.UTC).isoformat(timespec="seconds"),
        }


def _tape(evidence: Path | None) -> Tape:
    try:
        return Tape.read(evidence) if evidence else Tape()
    except UsageError:
        return Tape()  # the verdicts stand without their excerpts


def _error(cause: str) -> GraderError:
    problem, _, step = cause.partition("\n  → ")
    return GraderError(problem, next_step=step)


def _late(record: Record) -> Late | None:
    late = record.score.late
    if late is None or not late.days:
        return None
    return Late(days=late.days, kept=late.percent_kept, before=record.score.raw, after=record.score.final)


def _utc(moment: object) -> str:
    return str(moment).replace(" ", "T").replace("+00:00", "Z")
