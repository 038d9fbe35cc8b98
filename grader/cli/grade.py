"""`grader grade`: a whole class."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import shlex
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.checking.fork_client import HANDSHAKES, ForkServer
from grader.checking.prefork import ServerProcess
from grader.checks.verdict import Status
from grader.classroom.class_reader import read_class
from grader.classroom.classes import Class
from grader.classroom.grading import Grading, left, visits
from grader.classroom.open_files import allow
from grader.classroom.schedule import Executor, PlannedVisit
from grader.classroom.student import Student
from grader.classroom.submissions.executor import SubmissionExecutor
from grader.classroom.submissions.precheck import Precheck, precheck
from grader.cli import options as opt
from grader.cli.progress import chosen
from grader.cli.report import KeyFolder, Pseudonymous, asked_for, keys_of, reporter
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import GraderError, UsageError
from grader.files import make_folder
from grader.records.entries import Record
from grader.text.clean import one_line
from grader.text.values import quantity

if TYPE_CHECKING:
    from grader.records.gradebook import Gradebook, Run


class Progress(StrEnum):
    """How a run shows itself."""

    LIVE = "live"
    PLAIN = "plain"
    JSONL = "jsonl"


def grade(
    context: typer.Context,
    class_file: opt.ClassFile,
    exercise: Annotated[list[str] | None, typer.Option("--exercise", help="Only this one (may be repeated).")] = None,
    student: Annotated[list[str] | None, typer.Option("--student", help="Only this one (may be repeated).")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, max=1024, help="Hosts at a time.")] = None,
    handshakes: Annotated[int, typer.Option("--handshakes", min=1, help="Logins at a time.")] = HANDSHAKES,
    retries: Annotated[int | None, typer.Option("--retries", min=0, help="More tries for unreachable hosts.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Grade only what an earlier run left undone.")] = False,
    only_missing: Annotated[
        bool, typer.Option("--only-missing", help="Only what has no grade, or what regrades could not tell.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Validate all, reach every host, and grade nothing.")] = False,
    hand_ins: Annotated[
        Path | None, typer.Option("--hand-ins", metavar="DIR", help="Visit no host; grade what was handed in there.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where results go.")] = None,
    scheduler: Annotated[str | None, typer.Option("--scheduler", metavar="URL", help="A Dask scheduler.")] = None,
    progress: Annotated[Progress | None, typer.Option("--progress", help="How the run shows itself.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but problems.")] = False,
    pseudonymous: Pseudonymous = False,
    key_folder: KeyFolder = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Grade a class: every student's host, each to its end, with one report for all and one for each."""
    klass = _wished(read_class(class_file), jobs, retries, hand_ins)
    allow(klass.file.jobs, each=4 if check else 2)
    handed = klass.submissions()
    pack = klass.course(course)
    exercises = _exercises(klass, pack, exercise or ())
    students = list(dict.fromkeys(map(klass.student, student))) if student else list(klass.students)
    plan = visits(klass, exercises, students=[one.id for one in students], submissions=handed)
    keys = keys_of(klass, output or klass.results, pseudonymous, key_folder)
    evidence = precheck(plan, klass.students, handed)
    _note([*klass.notes, *(handed.notes if handed else ()), *(() if check else evidence.notes)])
    if check:
        raise typer.Exit(_check(klass, students, pack, exercises, handshakes, evidence.problems))
    results = output or klass.results
    go_on = _go_on(class_file, output, course, scheduler, hand_ins, exercise, student, only_missing=only_missing)
    _make(results)
    go_on += asked_for(keys)
    with contextlib.ExitStack() as open_ones:
        # Its process collects the suites while this one loads what comes next.
        executor = _executor(scheduler, exercises, context.find_object(ServerProcess), handshakes, evidence)
        open_ones.enter_context(contextlib.closing(executor))
        from grader.records.gradebook import Gradebook  # noqa: PLC0415

        gradebook = open_ones.enter_context(contextlib.closing(Gradebook.open(klass.gradebook(results))))
        plan = left(plan, gradebook.graded(klass.file.name)) if only_missing else plan
        if not plan and not resume:
            typer.echo("Nothing is missing.")
            return
        asked, of = {visit.student for visit in plan}, {job.exercise.id for visit in plan for job in visit.jobs}
        run = gradebook.begin_run(
            klass.file.name,
            exercises=[one.id for one in exercises if one.id in of],
            students=[one for one in students if one.id in asked],
            resume=resume,
            command=shlex.join(sys.argv[1:]),
        )
        wanted = {(visit.student, job.exercise.id) for visit in plan for job in visit.jobs}
        todo = left(plan, wanted - run.left)
        if not todo and not quiet:
            sys.stderr.write("Nothing is left to do; the reports are written again.\n")
        try:
            _carry_out(Grading(klass, pack, gradebook, run, results), todo, executor, progress, quiet=quiet)
        except KeyboardInterrupt:
            sys.stderr.write(f"Interrupted; {_kept(run)} Go on with: {go_on}\n")
            raise
        except GraderError as error:
            sys.stderr.write(f"Stopped; {_kept(run)} Go on with: {go_on}\n")
            raise error from None
        # Only a run that has its reports is over: until then, `--resume` goes on with it.
        over = dataclasses.replace(run, ended=run.ended or datetime.datetime.now(datetime.UTC))
        page = reporter(klass, pack, opt.language(lang), results, go_on, keys).write(gradebook, over)
        if run.ended is None:
            run.finish()
        rows = _rows(gradebook, run, klass, wanted)
    raise typer.Exit(_told(rows, page, go_on, progress, quiet=quiet))


def _note(notes: Sequence[str]) -> None:
    for note in notes:
        sys.stderr.write(f"{one_line(note, 600)}\n")


def _told(rows: Sequence[Record | None], page: Path, go_on: str, progress: Progress | None, *, quiet: bool) -> int:
    """Say where the report is and what is missing; gives the exit code."""
    code = _exit_code(rows)
    if progress is Progress.JSONL:
        typer.echo(json.dumps({"event": "finished", "page": str(page), "exit_code": code}, ensure_ascii=False))
    elif not quiet:
        typer.echo(page)
    if code == GraderError.exit_code:
        missing = sum(row is None or not row.graded for row in rows)
        sys.stderr.write(f"Missing: {missing} of {quantity(len(rows), 'result')}. Try again with: {go_on}\n")
    return code


def _exercises(klass: Class, course: Course, names: Sequence[str]) -> list[Exercise]:
    """The exercises that were named, or all of the class.

    Raises:
        UsageError: the class does not have one of them.
    """
    of_class = klass.exercises(course)
    chosen = [course.exercise(name) for name in dict.fromkeys(names)]
    for one in chosen:
        if one.id not in {other.id for other in of_class}:
            raise UsageError(
                f"{one.id} is no exercise of this class.",
                next_step=f"Add it to “exercises” in {klass.path}, which has {', '.join(x.id for x in of_class)}.",
            )
    return chosen or of_class


def _rows(gradebook: Gradebook, run: Run, klass: Class, wanted: set[tuple[str, str]]) -> list[Record | None]:
    """What came of all that was wanted: of what was left, in this run; of what was done before, what counts."""
    fresh = {(row.student, row.exercise): row for row in gradebook.run_rows(run)}
    before = wanted - run.left
    counted = gradebook.counting(klass.file.counts, class_name=run.class_name) if before else []
    known = {(row.student, row.exercise): row for row in counted}
    return [known.get(one) if one in before else fresh.get(one) for one in wanted]


def _make(results: Path) -> None:
    """The folder for results, for its owner only."""
    try:
        make_folder(results)
    except OSError as error:
        raise GraderError(
            f"The folder {results} cannot be made ({error.strerror}).",
            next_step="Give one that you may write to with --output.",
        ) from error


def _exit_code(rows: Sequence[Record | None]) -> int:
    """0 everything passed, 1 something did not, 3 the grader could not tell for somebody."""
    found = [row for row in rows if row is not None and row.graded]
    if len(found) < len(rows):
        return GraderError.exit_code
    return 0 if all(v.status is Status.PASSED for row in found for v in row.verdicts) else 1


def _kept(run: Run) -> str:
    """How much is done; the gradebook may be what is broken."""
    with contextlib.suppress(GraderError):
        return f"{quantity(len(run.done()), 'result')} kept."
    return "what is done is kept."


def _go_on(
    class_file: Path,
    output: Path | None,
    course: Path | None,
    scheduler: str | None,
    hand_ins: Path | None,
    exercises: Sequence[str] | None,
    students: Sequence[str] | None,
    *,
    only_missing: bool,
) -> str:
    """The command that goes on with this run."""
    words = ["grader", "grade", str(class_file), *(["--only-missing"] if only_missing else []), "--resume"]
    given = {"--output": output, "--course": course, "--scheduler": scheduler, "--hand-ins": hand_ins}
    for option, value in given.items():
        words += [option, str(value)] if value else []
    for option, values in (("--exercise", exercises), ("--student", students)):
        words += [word for value in values or () for word in (option, value)]
    return shlex.join(words)


def _carry_out(
    grading: Grading, todo: Sequence[PlannedVisit], executor: Executor, progress: Progress | None, *, quiet: bool
) -> None:
    if not todo:
        return
    display, on = chosen(progress.value if progress else None, len(todo), silent=quiet)
    with display, contextlib.closing(grading.carry_out(todo, executor)) as events:
        for event in events:
            on(event)


def _executor(
    scheduler: str | None,
    exercises: Sequence[Exercise],
    started: ServerProcess | None,
    handshakes: int,
    evidence: Precheck,
) -> Executor:
    executor = _fork_server_or_cluster(scheduler, exercises, started, handshakes)
    return SubmissionExecutor(executor, evidence.errors) if evidence.errors else executor


def _fork_server_or_cluster(
    scheduler: str | None, exercises: Sequence[Exercise], started: ServerProcess | None, handshakes: int
) -> Executor:
    if scheduler is None:
        return ForkServer(exercises, handshakes=handshakes, started=started)
    try:
        from grader.classroom.cluster import Cluster  # noqa: PLC0415  an extra
    except ImportError:
        raise UsageError(
            "Grading on a cluster needs Dask.", next_step="pip install 'docker-lab-grader[cluster]'."
        ) from None
    return Cluster(scheduler, exercises, handshakes=handshakes)


def _wished(klass: Class, jobs: int | None, retries: int | None, hand_ins: Path | None) -> Class:
    """The class with what the command line says otherwise."""
    klass = klass.with_submissions(hand_ins) if hand_ins else klass
    wishes = {"jobs": jobs, "retries": retries}
    file = klass.file.model_copy(update={key: value for key, value in wishes.items() if value is not None})
    return dataclasses.replace(klass, file=file)


def _check(
    klass: Class,
    students: Sequence[Student],
    course: Course,
    exercises: Sequence[Exercise],
    handshakes: int,
    of_evidence: Sequence[str],
) -> int:
    # A run does without these.
    from grader.authoring.lint import lint  # noqa: PLC0415
    from grader.classroom.reachability import reach_all  # noqa: PLC0415

    problems = [*(problem for one in exercises for problem in lint(course, one.id)), *of_evidence]
    for problem in problems:
        typer.echo(f"✗ {one_line(problem, 600)}")
    file = klass.file
    probes = reach_all(students, klass.host_options(), account=file.account, at_once=file.jobs, handshakes=handshakes)
    for probe in probes:
        said = probe.problem or f"{probe.user} {probe.engine}".strip()
        typer.echo(f"{'✗' if probe.problem else '✓'} {probe.student.id}  {probe.student.host}  {one_line(said, 300)}")
        problems += [said] if probe.problem else []
    counts = {"student": len(students), "exercise": len(exercises), "problem": len(problems)}
    typer.echo(", ".join(quantity(count, noun) for noun, count in counts.items()) + ".")
    return GraderError.exit_code if problems else 0
