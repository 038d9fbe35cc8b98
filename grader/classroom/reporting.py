"""Writes the reports of a class from its gradebook: the class page, a page for each student, JUnit, CSV and JSON."""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from grader.classroom.cached_course import CachedCourse
from grader.classroom.classes import Class
from grader.classroom.filenames import file_name
from grader.classroom.results import Pseudonymizer, ResultBuilder
from grader.classroom.similarity import compare_class
from grader.classroom.student import Student
from grader.classroom.visibility import shown_to_student
from grader.course.pack import Course
from grader.errors import GraderError
from grader.files import write_file
from grader.grading.result import Result
from grader.i18n.error_translation import in_language
from grader.i18n.languages import Language
from grader.message import Message
from grader.records.entries import Change, Kind, Record, StoredOverride
from grader.records.gradebook import Gradebook, Run
from grader.reports.class_report import data as class_data
from grader.reports.class_report.columns import columns_of
from grader.reports.class_report.files import write_class
from grader.reports.similarity_report.page import render_json, render_page
from grader.reports.student_report.html import FROM_CLASS, render_html
from grader.reports.student_report.junit import render_junit
from grader.similarity.fingerprints import Reader

_MOST_RUNS = 30
"""How many runs the class page lists."""


def unreachable(rows: Iterable[Record]) -> dict[str, Message | str]:
    """The students of whom a run could not inspect anything, each with the cause."""
    inspected: set[str] = set()
    causes: dict[str, Message | str] = {}
    for row in rows:
        if row.status == "error" and not row.verdicts:
            causes.setdefault(row.student, row.cause_message or row.cause or "")
        else:
            inspected.add(row.student)
    return {student: cause for student, cause in causes.items() if student not in inspected}


@dataclass(frozen=True)
class _Comparison:
    """Earlier results, and the run after which the class page shows what has changed."""

    run: str
    kind: Kind
    why: str | None
    results: list[Result]


@dataclass(frozen=True, slots=True)
class WrittenReports:
    """The reports of a class, written."""

    page: Path
    """The class page."""
    report: class_data.ClassReport


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
    """Makes the reports pseudonymous. They then have no similarity report, so that they can be shown to others."""

    def write(self, gradebook: Gradebook, run: Run, *, students: Collection[str] | None = None) -> WrittenReports:
        """Write all files.

        Args:
            gradebook: Where the records of the class are.
            run: The last run of the class.
            students: Write only the pages of these students, because the others' have not changed; by default, all.

        Raises:
            GraderError: a file cannot be written.
        """
        try:
            return self._write(gradebook, run, students)
        except OSError as error:
            raise GraderError(
                "The reports in {folder} cannot be written ({reason}).",
                next_step="All grades are kept. Free some space there, then run: {resume}",
                folder=self.folder,
                reason=error.strerror or error,
                resume=self.resume,
            ) from error

    def _write(self, gradebook: Gradebook, run: Run, students: Collection[str] | None) -> WrittenReports:
        name = self.class_.file.name
        overrides = gradebook.overrides(class_name=name, withdrawn=True)
        # Only new evidence changes what students share, and there is none when only some pages are written.
        reader = Reader() if students is None and self.mask is None else None
        counting = gradebook.counting(self.class_.file.counts, class_name=name)
        results = self._builder.build(counting, overrides, with_evidence=students, reader=reader)
        rows = gradebook.run_rows(run)
        evidence = {} if self.mask else {(one.student, one.exercise): self._link(one.evidence) for one in counting}
        gaps = {student for student, _ in run.gaps() if student in self._builder.students}
        before = self._comparison(gradebook, run, overrides)
        report = class_data.build(
            name,
            self._students(results, unreachable(row for row in rows if row.student in gaps), students, evidence),
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
            timezone=str(self.class_.file.timezone) if self.class_.file.timezone else None,
            command_words=None if self.mask else self._command_words,
            runs=list(self._runs(gradebook, run)),
        )
        write_class(report, self.folder, templates=self.course.templates)
        if reader is not None:
            self._write_similarity(reader)
        return WrittenReports(self.folder / "class.html", report)

    def id_in_reports(self, student: str) -> str:
        """The ID under which a student of the class appears in the reports."""
        return self.mask.student(self._builder.students[student]).id if self.mask else student

    def _write_similarity(self, reader: Reader) -> None:
        found = compare_class(self.class_, reader)
        names = {student.id: student.name for student in self.class_.students}
        page = render_page(found, self.language, names, self.course.templates)
        write_file(self.folder / "same-as.html", page)
        write_file(self.folder / "same-as.json", render_json(found))

    @cached_property
    def _course(self) -> Course:
        return CachedCourse(self.course.root)

    @cached_property
    def _builder(self) -> ResultBuilder:
        return ResultBuilder(self.class_, self._course, self.language, self.mask)

    def _columns(self, results: Iterable[Result]) -> list[class_data.ExerciseColumn]:
        """The exercises of the class, then any others that a student was graded in."""
        own = [one.id for one in self.class_.exercises(self._course)]
        others = sorted({result.exercise for result in results} - set(own))
        return [columns_of(self._course, self._course.exercise(one), self.language) for one in [*own, *others]]

    def _comparison(self, gradebook: Gradebook, run: Run, overrides: Sequence[StoredOverride]) -> _Comparison | None:
        """What the class page is compared with: the results before the last change of records, or of the run before."""
        changes = gradebook.changes(class_name=run.class_name)
        if changes and changes[-1].key > run.key:
            last = changes[-1]
            records = gradebook.counting(self.class_.file.counts, class_name=run.class_name, before=last)
            results = self._builder.build(records, overrides, with_evidence=(), at=last.made)
            return _Comparison(last.id, last.kind, last.why, results)
        before = gradebook.previous_run(run)
        if before is None:
            return None
        results = self._builder.build(gradebook.run_rows(before), overrides, with_evidence=())
        return _Comparison(before.id, "grade", None, results)

    def _students(
        self,
        results: Iterable[Result],
        unreachable: Mapping[str, Message | str],
        changed: Collection[str] | None,
        evidence: Mapping[tuple[str, str], str | None],
    ) -> Iterator[class_data.ClassMember]:
        by_student: dict[str, list[Result]] = {}
        for result in results:
            by_student.setdefault(result.student or "", []).append(result)
        for student in self.class_.students:
            shown = self.mask.student(student) if self.mask else student
            own = by_student.get(shown.id, [])
            if own and (changed is None or student.id in changed):
                self._write_pages(shown, [self._for_student(student, one) for one in own])
            yield class_data.ClassMember(
                id=shown.id,
                name=shown.name,
                host=shown.host,
                section=shown.section or None,
                results=own,
                page=quote(f"students/{file_name(shown.id)}.html") + FROM_CLASS if own else None,
                unreachable=self._cause(unreachable[student.id], student) if student.id in unreachable else None,
                late={one.exercise: one.late for one in own if one.late},
                evidence={
                    one.exercise: link for one in own if (link := evidence.get((student.id, one.exercise))) is not None
                },
            )

    @property
    def _command_words(self) -> str:
        """The words of a shell command that name this class from any folder."""
        class_ = replace(
            self.class_,
            path=self.class_.path.resolve(),
            other_results=self.class_.other_results and self.class_.other_results.resolve(),
        )
        own = self.course.root.resolve() == self.class_.course().root.resolve()
        return class_.shell_words if own else f"{class_.shell_words} --course {shlex.quote(str(self.course.root))}"

    def _link(self, evidence: Path | None) -> str | None:
        """The address of an evidence file, relative to the class page."""
        return quote(os.path.relpath(evidence, self.folder)) if evidence else None

    def _runs(self, gradebook: Gradebook, run: Run) -> Iterator[class_data.RunRow]:
        """The last runs of grading and changes of records, newest first."""
        found = [_change(one, mask=self.mask is not None) for one in gradebook.changes(class_name=run.class_name)]
        grading: Run | None = run
        for _ in range(_MOST_RUNS):
            if grading is None:
                break
            found.append(_run(grading, mask=self.mask is not None))
            grading = gradebook.previous_run(grading)
        yield from sorted(found, key=lambda one: one.at, reverse=True)[:_MOST_RUNS]

    def _cause(self, cause: Message | str, student: Student) -> str:
        text = in_language(cause, self.language)
        return self.mask.text(text, student) if self.mask else text

    def _write_pages(self, student: Student, results: Sequence[Result]) -> None:
        name = file_name(student.id)
        page = render_html(
            results,
            self.language,
            self.course.templates,
            name=student.name,
            course=self._course,
            class_page="../class.html",
        )
        write_file(self.folder / "students" / f"{name}.html", page, durable=False)
        write_file(self.folder.parent / "junit" / f"{name}.xml", render_junit(results), durable=False)

    def _for_student(self, student: Student, result: Result) -> Result:
        now = datetime.datetime.now(datetime.UTC)
        return shown_to_student(self.class_, self._course.rubric(result.exercise), student, result, now)


def _run(run: Run, *, mask: bool) -> class_data.RunRow:
    ended = _utc(run.ended) if run.ended else None
    made_by = None if mask else run.made_by
    return class_data.RunRow(
        id=run.id, kind="grade", at=_utc(run.started), ended=ended, made_by=made_by, exercises=list(run.exercises)
    )


def _change(change: Change, *, mask: bool) -> class_data.RunRow:
    made_by, why = (None, None) if mask else (change.made_by, change.why)
    return class_data.RunRow(
        id=change.id, kind=change.kind, at=_utc(change.made), made_by=made_by, why=why, exercises=list(change.exercises)
    )


def _utc(moment: object) -> str:
    return str(moment).replace(" ", "T").replace("+00:00", "Z")
