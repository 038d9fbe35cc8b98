"""Plans a run over a class, carries it out, and reports its outcome."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.checking.fork_client import ForkServer
from grader.checking.prefork import ServerProcess
from grader.classroom.cached_course import CachedCourse
from grader.classroom.classes import Class
from grader.classroom.grade_options import GradeOptions
from grader.classroom.grading import GradedRow, Grading, left, visits
from grader.classroom.open_files import allow
from grader.classroom.schedule import Event, Executor, PlannedVisit
from grader.classroom.student import Student
from grader.classroom.submissions.executor import SubmissionExecutor
from grader.classroom.submissions.precheck import Precheck, precheck
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import CourseError, GraderError, UsageError
from grader.files import make_folder

if TYPE_CHECKING:
    from grader.classroom.reporting import Reporter
    from grader.records.entries import Record
    from grader.records.gradebook import Gradebook, Run
    from grader.reports.class_report.digest import ClassDigest

_FILES_PER_VISIT = 2
_FILES_PER_CHECK = 4


@dataclass(frozen=True)
class ClassPlan:
    """Who is to be graded in what."""

    class_: Class
    """The class with the options applied."""
    options: GradeOptions
    course: Course
    exercises: Sequence[Exercise]
    left_out: Mapping[str, CourseError]
    """The exercises that are not graded because their files are wrong, and what is wrong."""
    students: Sequence[Student]
    visits: Sequence[PlannedVisit]
    evidence: Precheck
    """What is wrong with the evidence to be graded, if any is."""
    notes: Sequence[str]
    """What the instructor should know before the run, one line each."""

    @property
    def results(self) -> Path:
        """The folder for results."""
        return self.class_.results

    @property
    def resume_command(self) -> str:
        """The shell command that continues the run."""
        return self.options.resume_command(self.class_.path)

    @property
    def reported_command(self) -> str:
        """The same for reports."""
        return self.options.resume_command(self.class_.path, on_terminal=False)


def plan_class(class_: Class, options: GradeOptions) -> ClassPlan:
    """Plan a run. Nothing is written, and no host is visited.

    Raises:
        UsageError: there is no such student, exercise or folder of submissions, or this process may not open enough
            files for so many hosts.
        CourseError: a student's parameters cannot be determined, or the files of all exercises, or of a named one, are
            wrong.
    """
    class_ = options.applied_to(class_)
    allow(class_.file.jobs, each=_FILES_PER_CHECK if options.check_only else _FILES_PER_VISIT)
    submissions = class_.submissions()
    course = CachedCourse(class_.course(options.course).root)
    exercises = _exercises(class_, course, options.exercises)
    left_out = {} if options.exercises else course.broken(class_.file.exercises or None)
    named = list(dict.fromkeys(map(class_.student, options.students)))
    students = named or list(class_.students)
    planned = visits(class_, exercises, students=[one.id for one in students], submissions=submissions)
    evidence = precheck(planned, class_.students, submissions)
    notes = [*class_.notes, *(submissions.notes if submissions else ())]
    if not options.check_only:  # a check lists these with the students
        notes += map(str, submissions.problems.values() if submissions else ())
        notes += evidence.notes
    return ClassPlan(class_, options, course, exercises, left_out, students, planned, evidence, notes)


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended."""

    page: Path
    """The class report."""
    total: int
    """Results that were asked for."""
    missing: int
    """Those of them that could not be determined."""
    digest: ClassDigest
    """The figures of the students and exercises that were asked for."""

    def exit_code(self, fail_under: float | None = None) -> int:
        """3 if a result is missing, 1 if a student has less than this percentage, else 0."""
        if self.missing:
            return GraderError.exit_code
        return 1 if fail_under is not None and self.digest.below(fail_under) else 0


@dataclass(frozen=True)
class ClassRun:
    """A run in the gradebook, and where its visits are carried out."""

    plan: ClassPlan
    gradebook: Gradebook
    run: Run
    executor: Executor
    requested: frozenset[tuple[str, str]]
    """All students and exercises of the plan, including those graded before a resume."""
    visits: Sequence[PlannedVisit]
    """What is left to do."""

    def carry_out(self) -> Generator[Event | GradedRow]:
        """Carry out the visits that are left; every result is recorded as soon as it is known.

        Raises:
            GraderError: the executor is broken, or the gradebook cannot be written. What is recorded stays.
        """
        grading = Grading(self.plan.class_, self.plan.course, self.gradebook, self.run, self.plan.results)
        return grading.carry_out(self.visits, self.executor)

    def kept(self) -> int | None:
        """How many results are recorded so far; None if the gradebook cannot tell."""
        with contextlib.suppress(GraderError):
            return len(self.run.done())
        return None

    def finish(self, reporter: Reporter) -> RunOutcome:
        """Write the reports and end the run.

        Raises:
            GraderError: a report or the gradebook cannot be written. The run can be resumed.
        """
        from grader.reports.class_report.digest import digest  # noqa: PLC0415  a run needs it at its end only

        # A run ends with its reports: until they are written, a resume continues it.
        ended = replace(self.run, ended=self.run.ended or datetime.datetime.now(datetime.UTC))
        written = reporter.write(self.gradebook, ended)
        if self.run.ended is None:
            self.run.finish()
        rows = self._rows()
        graded = [row for row in rows if row is not None and row.graded]
        students = {reporter.id_in_reports(student) for student, _ in self.requested}
        figures = digest(written.report, students, {exercise for _, exercise in self.requested})
        return RunOutcome(written.page, len(rows), len(rows) - len(graded), figures)

    def _rows(self) -> list[Record | None]:
        """The record of everything asked for: of this run, or, for what was done before it, the one that counts."""
        fresh = {(row.student, row.exercise): row for row in self.gradebook.run_rows(self.run)}
        before = self.requested - self.run.left
        counts = self.plan.class_.file.counts
        counted = self.gradebook.counting(counts, class_name=self.run.class_name) if before else []
        known = {(row.student, row.exercise): row for row in counted}
        return [known.get(one) if one in before else fresh.get(one) for one in self.requested]


@contextlib.contextmanager
def open_run(plan: ClassPlan, *, command: str, started: ServerProcess | None = None) -> Iterator[ClassRun | None]:
    """Begin a run, or continue the last one if the plan says so; None if nothing is missing.

    Args:
        plan: what to grade.
        command: the command line, for the record.
        started: a fork server that was started ahead.

    Raises:
        UsageError: the cluster cannot be used.
        GraderError: the folder for results cannot be made.
        GradebookError: the gradebook cannot be opened.
    """
    _make(plan.results)
    with contextlib.ExitStack() as stack:
        # Its processes collect the suites while this one loads the gradebook.
        executor = stack.enter_context(contextlib.closing(_executor(plan, started)))
        from grader.records.gradebook import Gradebook  # noqa: PLC0415

        gradebook = stack.enter_context(contextlib.closing(Gradebook.open(plan.class_.gradebook())))
        name = plan.class_.file.name
        planned = left(plan.visits, gradebook.graded(name)) if plan.options.only_missing else plan.visits
        if not planned and not plan.options.resume:
            yield None
            return
        requested = frozenset((visit.student, job.exercise.id) for visit in planned for job in visit.jobs)
        students, exercises = {student for student, _ in requested}, {exercise for _, exercise in requested}
        run = gradebook.begin_run(
            name,
            exercises=[one.id for one in plan.exercises if one.id in exercises],
            students=[one for one in plan.students if one.id in students],
            resume=plan.options.resume,
            command=command,
        )
        yield ClassRun(plan, gradebook, run, executor, requested, left(planned, requested - run.left))


def _exercises(class_: Class, course: Course, names: Sequence[str]) -> list[Exercise]:
    """The named exercises, or all of the class.

    Raises:
        UsageError: the class does not have one of them.
        CourseError: the file of one that is named, or of each, is wrong.
    """
    of_class = class_.file.exercises or course.folders
    chosen = course.chosen(names)
    for one in chosen:
        _ = course.rubric(one.id)
        if one.id not in of_class:
            raise UsageError(
                "{exercise} is not an exercise of this class.",
                next_step="Add it to “exercises” in {file}, which has {exercises}.",
                exercise=one.id,
                file=class_.path,
                exercises=", ".join(of_class),
            )
    return chosen or class_.exercises(course)


def _make(results: Path) -> None:
    """Make the folder for results, readable by its owner only."""
    try:
        make_folder(results)
    except OSError as error:
        raise GraderError(
            "The folder {folder} cannot be created: {reason}.",
            next_step="Use --output to name a folder that you may write to.",
            folder=results,
            reason=error.strerror or error,
        ) from error


def _executor(plan: ClassPlan, started: ServerProcess | None) -> Executor:
    executor = _local_or_cluster(plan, started)
    return SubmissionExecutor(executor, plan.evidence.errors) if plan.evidence.errors else executor


def _local_or_cluster(plan: ClassPlan, started: ServerProcess | None) -> Executor:
    handshakes = plan.options.handshakes
    if plan.options.scheduler is None:
        return ForkServer(plan.exercises, handshakes=handshakes, started=started)
    try:
        from grader.classroom.cluster import Cluster  # noqa: PLC0415  an optional dependency
    except ImportError:
        raise UsageError(
            "Grading on a cluster needs Dask.", next_step="Run: pip install 'docker-lab-grader[cluster]'"
        ) from None
    return Cluster(plan.options.scheduler, plan.exercises, handshakes=handshakes)
