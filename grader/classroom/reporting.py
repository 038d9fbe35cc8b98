"""From the gradebook to the files of a class: its page, one page a student, JUnit, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from grader.checking.run import Attempt
from grader.classroom.classfile import Class
from grader.classroom.filenames import file_name
from grader.classroom.sameness import same_as
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import Language, Rubric
from grader.errors import GraderError, UsageError
from grader.hosts.tape import Tape
from grader.privacy.mask import Mask
from grader.records.entries import Counts, Record
from grader.records.gradebook import Gradebook, Run
from grader.records.result import Late, Result
from grader.reports import class_data
from grader.reports.class_files import write_class
from grader.reports.files import write_file
from grader.reports.html import render_html
from grader.reports.junit import render_junit
from grader.reports.present import present
from grader.reports.same_as import render_json, render_page
from grader.sameness.reading import Reader


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
    mask: Mask | None = None
    """Whoever is given one writes pseudonymous reports. They may be shown: they say nothing of what students share."""

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
        reader = Reader()
        report = class_data.build(
            self.klass.file.name,
            self._students(records, missing, reader),
            run=run.id,
            started=_utc(run.started),
            ended=_utc(run.ended) if run.ended else None,
            language=self.language,
            previous_run=before.id if before else None,
            previous=[self._result(one, Tape()) for one in gradebook.run_rows(before) if self._known(one)]
            if before
            else [],
            resume=self.resume if sum(row.graded for row in rows) < planned and not self.mask else None,
            same_as=None if self.mask else "same-as.html",
        )
        write_class(report, self.folder, templates=self.course.templates)
        if not self.mask:
            self._write_same_as(reader)
        return self.folder / "class.html"

    def _write_same_as(self, reader: Reader) -> None:
        found = same_as(self.klass, reader)
        names = {student.id: student.name for student in self.klass.students}
        page = render_page(found, self.language, names, self.course.templates)
        write_file(self.folder / "same-as.html", page)
        write_file(self.folder / "same-as.json", render_json(found))

    @cached_property
    def _course(self) -> Course:
        return _ReadOnce(self.course.root)

    def _students(
        self, records: Iterable[Record], unreachable: Mapping[str, str], reader: Reader
    ) -> Iterator[class_data.Student]:
        """A row for each student. Meanwhile pages are written, and `reader` sees the evidence, which is read once."""
        theirs: dict[str, list[Record]] = {}
        for record in filter(self._known, records):
            theirs.setdefault(record.student, []).append(record)
        for student in self.klass.students:
            mine = theirs.get(student.id, [])
            results = []
            for record in mine:
                tape = tape_of(record)
                reader.read(student.id, record.exercise, tape)
                results.append(self._result(record, tape))
            shown = self.mask.student(student) if self.mask else student
            if results:
                self._write_pages(shown, results)
            cause = unreachable.get(student.id)
            yield class_data.Student(
                id=shown.id,
                name=shown.name,
                host=shown.host,
                section=shown.section or None,
                results=results,
                page=quote(f"students/{file_name(shown.id)}.html") if results else None,
                unreachable=self.mask.text(cause, student) if self.mask and cause else cause,
                late={one.exercise: late for one in mine if (late := _late(one))},
            )

    def _write_pages(self, student: Student, results: Sequence[Result]) -> None:
        name = file_name(student.id)
        write_file(
            self.folder / "students" / f"{name}.html", render_html(results, self.language, self.course.templates)
        )
        write_file(self.folder.parent / "junit" / f"{name}.xml", render_junit(results))

    def _known(self, record: Record) -> bool:
        """Whether the course still has the exercise, and the roster the student."""
        return record.exercise in self.course.folders and record.student in self._roster

    @cached_property
    def _roster(self) -> frozenset[str]:
        return frozenset(student.id for student in self.klass.students)

    def _result(self, record: Record, tape: Tape) -> Result:
        error = _error(record.cause) if record.status == "error" and record.cause else None
        attempt = Attempt(
            record.exercise, record.host, record.started, record.seconds, list(record.verdicts), tape, error=error
        )
        exercise = self._course.exercise(record.exercise)
        result = present(attempt, self._course, exercise, language=self.language, student=record.student)
        result = result.model_copy(update={"late": _late(record)})
        return self.mask.result(result, tape) if self.mask else result


def tape_of(record: Record) -> Tape:
    """The evidence of a record, as far as it can be read."""
    try:
        return Tape.read(record.evidence) if record.evidence else Tape()
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
