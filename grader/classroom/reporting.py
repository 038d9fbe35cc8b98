"""From the gradebook to the files of a class: its page, one page a student, JUnit, CSV and JSON."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from pydantic import JsonValue

from grader.checking.attempt import Attempt
from grader.classroom.classes import Class
from grader.classroom.filenames import file_name
from grader.classroom.parameters import params_of
from grader.classroom.similarity import compare_class
from grader.classroom.student import Student
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import Rubric
from grader.errors import GraderError
from grader.evidence.file import Evidence
from grader.files import write_file
from grader.grading.evaluation import RecordedScore, evaluate
from grader.grading.result import LateEffect, Result
from grader.i18n.error_translation import in_language
from grader.i18n.languages import Language
from grader.message import Message
from grader.records.archive import recorded_evidence
from grader.records.entries import Kind, Record, StoredOverride
from grader.records.gradebook import Gradebook, Run
from grader.reports.class_report import data as class_data
from grader.reports.class_report.columns import columns_of
from grader.reports.class_report.files import write_class
from grader.reports.similarity_report.page import render_json, render_page
from grader.reports.student_report.html import render_html
from grader.reports.student_report.junit import render_junit
from grader.reports.student_report.visibility import for_student
from grader.similarity.fingerprints import Reader


def unreachable(rows: Iterable[Record]) -> dict[str, Message | str]:
    """The students of whom a run saw nothing at all, and why."""
    seen: set[str] = set()
    causes: dict[str, Message | str] = {}
    for row in rows:
        if row.status == "error" and not row.verdicts:
            causes.setdefault(row.student, row.cause_message or row.cause or "")
        else:
            seen.add(row.student)
    return {student: cause for student, cause in causes.items() if student not in seen}


class Pseudonymizer(Protocol):
    """Replaces what names a student in a report; `grader.privacy.mask` has the one for a class."""

    def student(self, student: Student) -> Student: ...
    def text(self, text: str, student: Student) -> str: ...
    def result(self, result: Result, evidence: Evidence) -> Result: ...


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
class _Before:
    """What was before, and what lies between."""

    run: str
    kind: Kind
    why: str | None
    results: list[Result]


@dataclass(frozen=True)
class Reporter:
    """Writes the reports of one class into one folder."""

    class_: Class
    course: Course
    language: Language
    folder: Path
    resume: str
    """The command that grades what is missing."""
    mask: Pseudonymizer | None = None
    """Whoever is given one writes pseudonymous reports. They may be shown: they say nothing of what students share."""

    def write(self, gradebook: Gradebook, run: Run, *, students: Collection[str] | None = None) -> Path:
        """Write everything, and return the path of the class's page.

        Args:
            gradebook: what is known.
            run: the last run of the class.
            students: only the pages of these, for nothing of the others has changed; by default those of all.

        Raises:
            GraderError: a file cannot be written.
        """
        try:
            return self._write(gradebook, run, students)
        except OSError as error:
            raise GraderError(
                f"The reports in {self.folder} cannot be written ({error.strerror or error}).",
                next_step=f"All grades are kept. Make room there, then: {self.resume}",
            ) from error

    def _write(self, gradebook: Gradebook, run: Run, students: Collection[str] | None) -> Path:
        name = self.class_.file.name
        overrides = gradebook.overrides(class_name=name, withdrawn=True)
        # What students share is not changed by anything but new evidence, of which there is none for some of them.
        reader = Reader() if students is None and self.mask is None else None
        counting = gradebook.counting(self.class_.file.counts, class_name=name)
        results = self._results(counting, overrides, students, reader=reader)
        rows = gradebook.run_rows(run)
        gaps = {student for student, _ in run.gaps() if student in self._by_id}
        before = self._before(gradebook, run, overrides)
        report = class_data.build(
            name,
            self._students(results, unreachable(row for row in rows if row.student in gaps), students),
            run=run.id,
            started=_utc(run.started),
            ended=_utc(run.ended) if run.ended else None,
            language=self.language,
            exercises=self._columns(results),
            previous_run=before.run if before else None,
            previous_kind=before.kind if before else "grade",
            previous_why=before.why if before else None,
            previous=before.results if before else (),
            resume=self.resume if gaps and not self.mask else None,
            same_as=None if self.mask else "same-as.html",
        )
        write_class(report, self.folder, templates=self.course.templates)
        if reader is not None:
            self._write_similarity(reader)
        return self.folder / "class.html"

    def _write_similarity(self, reader: Reader) -> None:
        found = compare_class(self.class_, reader)
        names = {student.id: student.name for student in self.class_.students}
        page = render_page(found, self.language, names, self.course.templates)
        write_file(self.folder / "same-as.html", page)
        write_file(self.folder / "same-as.json", render_json(found))

    @cached_property
    def _course(self) -> Course:
        return _ReadOnce(self.course.root)

    @cached_property
    def _by_id(self) -> dict[str, Student]:
        return {student.id: student for student in self.class_.students}

    def _columns(self, results: Iterable[Result]) -> list[class_data.ExerciseColumn]:
        """The exercises of the class, and further ones that somebody was graded in."""
        of_class = [one.id for one in self.class_.exercises(self._course)]
        others = sorted({result.exercise for result in results} - set(of_class))
        return [columns_of(self._course, self._course.exercise(one), self.language) for one in [*of_class, *others]]

    def _before(self, gradebook: Gradebook, run: Run, overrides: Sequence[StoredOverride]) -> _Before | None:
        """What the class page compares with: what was before the last change of records, or else the run before."""
        changes = gradebook.changes(class_name=run.class_name)
        if changes and changes[-1].key > run.key:
            last = changes[-1]
            records = gradebook.counting(self.class_.file.counts, class_name=run.class_name, before=last)
            results = self._results(records, overrides, (), at=last.made)
            return _Before(last.id, last.kind, last.why, results)
        before = gradebook.previous_run(run)
        if before is None:
            return None
        return _Before(before.id, "grade", None, self._results(gradebook.run_rows(before), overrides, ()))

    def _results(
        self,
        records: Iterable[Record],
        overrides: Iterable[StoredOverride],
        with_evidence: Collection[str] | None,
        *,
        at: datetime.datetime | None = None,
        reader: Reader | None = None,
    ) -> list[Result]:
        """The records in words, with the overrides that hold, or held then; with excerpts for some students or all.

        `reader` is shown the evidence, which is read once.
        """
        held: dict[tuple[str, str], list[StoredOverride]] = {}
        for one in overrides:
            if one.withdrawn is None if at is None else one.held(at):
                held.setdefault((one.student, one.exercise), []).append(one)
        return [
            self._result(
                one,
                held.get((one.student, one.exercise), ()),
                with_evidence=with_evidence is None or one.student in with_evidence,
                reader=reader,
            )
            for one in records
            if one.exercise in self.course.folders and one.student in self._by_id
        ]

    def _students(
        self, results: Iterable[Result], unreachable: Mapping[str, Message | str], touched: Collection[str] | None
    ) -> Iterator[class_data.ClassMember]:
        theirs: dict[str, list[Result]] = {}
        for result in results:
            theirs.setdefault(result.student or "", []).append(result)
        for student in self.class_.students:
            shown = self.mask.student(student) if self.mask else student
            mine = theirs.get(shown.id, [])
            if mine and (touched is None or student.id in touched):
                self._write_pages(shown, [self._for_student(student, one) for one in mine])
            yield class_data.ClassMember(
                id=shown.id,
                name=shown.name,
                host=shown.host,
                section=shown.section or None,
                results=mine,
                page=quote(f"students/{file_name(shown.id)}.html") if mine else None,
                unreachable=self._said(unreachable[student.id], student) if student.id in unreachable else None,
                late={one.exercise: one.late for one in mine if one.late},
            )

    def _said(self, cause: Message | str, student: Student) -> str:
        said = in_language(cause, self.language)
        return self.mask.text(said, student) if self.mask else said

    def _write_pages(self, student: Student, results: Sequence[Result]) -> None:
        name = file_name(student.id)
        page = render_html(results, self.language, self.course.templates)
        write_file(self.folder / "students" / f"{name}.html", page, durable=False)
        write_file(self.folder.parent / "junit" / f"{name}.xml", render_junit(results), durable=False)

    def _for_student(self, student: Student, result: Result) -> Result:
        deadline = self.class_.deadline(student, result.exercise)
        over = None if deadline is None else deadline <= datetime.datetime.now(datetime.UTC)
        return for_student(result, self._course.rubric(result.exercise), due_is_over=over)

    def _result(
        self, record: Record, overrides: Sequence[StoredOverride], *, with_evidence: bool, reader: Reader | None
    ) -> Result:
        evidence = recorded_evidence(record) if with_evidence else Evidence()
        if reader is not None:
            reader.read(record.student, record.exercise, evidence)
        undetermined = record.score.final is None and record.status == "error"
        error = GraderError.of(record.cause_message or record.cause) if undetermined and record.cause else None
        attempt = Attempt(
            record.exercise, record.host, record.started, record.seconds, list(record.verdicts), evidence, error=error
        )
        exercise = self._course.exercise(record.exercise)
        result = evaluate(
            attempt,
            self._course,
            exercise,
            language=self.language,
            student=record.student,
            recorded=RecordedScore(record.score.points, overrides),
            everything=True,
            params={**self._params(record.student, exercise), **evidence.manifest.params},
        )
        result = result.model_copy(update={"late": _late(record), **self._times(record)})
        return self.mask.result(result, evidence) if self.mask else result

    def _params(self, student: str, exercise: Exercise) -> Mapping[str, JsonValue]:
        """The student's own parameters; none of somebody who is no longer in the class."""
        found = self._by_id.get(student)
        return params_of(self.class_, found, exercise) if found else {}

    def _times(self, record: Record) -> dict[str, str | None]:
        """What the late policy went by, in the class's time zone."""
        deadline = record.score.late.deadline if record.score.late else None
        done = min(record.work_done_at or record.started, record.started)
        zone = self.class_.file.timezone
        return {
            "due": deadline.astimezone(zone or datetime.UTC).isoformat(timespec="seconds") if deadline else None,
            "done": done.astimezone(zone or datetime.UTC).isoformat(timespec="seconds"),
        }


def _late(record: Record) -> LateEffect | None:
    late = record.score.late
    if late is None or not late.days:
        return None
    return LateEffect(days=late.days, kept=late.percent_kept, before=record.score.raw, after=record.score.final)


def _utc(moment: object) -> str:
    return str(moment).replace(" ", "T").replace("+00:00", "Z")
