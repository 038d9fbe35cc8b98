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
from typing import Annotated

import typer

from grader.authoring.lint import lint
from grader.checking.verdict import Status
from grader.checking.zygote import HANDSHAKES, Zygote
from grader.classroom.classfile import Class, read_class
from grader.classroom.grading import Grading, left, visits
from grader.classroom.probing import probe_all
from grader.classroom.schedule import Executor, Visit
from grader.classroom.student import Student
from grader.cli import options as opt
from grader.cli.progress import chosen
from grader.cli.report import KeyFolder, Pseudonymous, asked_for, keys_of, reporter
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import GraderError, UsageError
from grader.private import make_folder
from grader.records.entries import Record
from grader.records.gradebook import Gradebook, Run
from grader.reports.clean import one_line


class Progress(StrEnum):
    """How a run shows itself."""

    LIVE = "live"
    PLAIN = "plain"
    JSONL = "jsonl"


def grade(
    class_file: opt.ClassFile,
    exercise: Annotated[list[str] | None, typer.Option("--exercise", help="Only this one (may be repeated).")] = None,
    student: Annotated[list[str] | None, typer.Option("--student", help="Only this one (may be repeated).")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, max=1024, help="Hosts at a time.")] = None,
    handshakes: Annotated[int, typer.Option("--handshakes", min=1, help="Logins at a time.")] = HANDSHAKES,
    retries: Annotated[int | None, typer.Option("--retries", min=0, help="More tries for unreachable hosts.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the last run; what is done is kept.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Validate all, reach every host, and grade nothing.")] = False,
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
    klass = _wished(read_class(class_file), jobs, retries)
    pack = klass.course(course)
    exercises = [pack.exercise(name) for name in dict.fromkeys(exercise)] if exercise else klass.exercises(pack)
    students = list(dict.fromkeys(map(klass.student, student))) if student else list(klass.students)
    plan = visits(klass, exercises, students=[one.id for one in students])
    keys = keys_of(klass, output or klass.results, pseudonymous, key_folder)
    for note in klass.notes:
        sys.stderr.write(f"{note}\n")
    if check:
        raise typer.Exit(_check(klass, students, pack, exercises, handshakes))
    results = output or klass.results
    go_on = _go_on(class_file, output, course, scheduler, exercise, student)
    _make(results)
    go_on += asked_for(keys)
    with contextlib.closing(Gradebook.open(klass.gradebook(results))) as gradebook:
        run = gradebook.begin_run(
            klass.file.name,
            exercises=[one.id for one in exercises],
            students=students,
            resume=resume,
            command=shlex.join(sys.argv[1:]),
        )
        todo = left(plan, run.done())
        try:
            _carry_out(klass, pack, gradebook, run, results, todo, scheduler, handshakes, progress, quiet=quiet)
        except KeyboardInterrupt:
            sys.stderr.write(f"Interrupted; {_kept(run)} Go on with: {go_on}\n")
            raise
        except GraderError as error:
            sys.stderr.write(f"Stopped; {_kept(run)} Go on with: {go_on}\n")
            raise error from None
        # Only a run that has its reports is over: until then, `--resume` goes on with it.
        over = dataclasses.replace(run, ended=datetime.datetime.now(datetime.UTC))
        page = reporter(klass, pack, opt.language(lang), results, go_on, keys).write(gradebook, over)
        run.finish()
        rows = {(row.student, row.exercise): row for row in gradebook.run_rows(run)}
    wanted = [rows.get((visit.student, job.exercise.id)) for visit in plan for job in visit.jobs]
    code = _exit_code(wanted)
    if progress is Progress.JSONL:
        typer.echo(json.dumps({"event": "finished", "page": str(page), "exit_code": code}, ensure_ascii=False))
    elif not quiet:
        typer.echo(page)
    if code == GraderError.exit_code:
        missing = sum(row is None or not row.graded for row in wanted)
        sys.stderr.write(f"{missing} of {len(wanted)} results are missing. Try again with: {go_on}\n")
    raise typer.Exit(code)


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
        return f"{len(run.done())} results are kept."
    return "what is done is kept."


def _go_on(
    class_file: Path,
    output: Path | None,
    course: Path | None,
    scheduler: str | None,
    exercises: Sequence[str] | None,
    students: Sequence[str] | None,
) -> str:
    """The command that goes on with this run."""
    words = ["grader", "grade", str(class_file), "--resume"]
    for option, value in (("--output", output), ("--course", course), ("--scheduler", scheduler)):
        words += [option, str(value)] if value else []
    for option, values in (("--exercise", exercises), ("--student", students)):
        words += [word for value in values or () for word in (option, value)]
    return shlex.join(words)


def _carry_out(
    klass: Class,
    course: Course,
    gradebook: Gradebook,
    run: Run,
    results: Path,
    todo: Sequence[Visit],
    scheduler: str | None,
    handshakes: int,
    progress: Progress | None,
    *,
    quiet: bool,
) -> None:
    exercises = [course.exercise(name) for name in dict.fromkeys(j.exercise.id for v in todo for j in v.jobs)]
    if not todo:
        return
    display, on = chosen(progress.value if progress else None, len(todo), silent=quiet)
    grading = Grading(klass, course, gradebook, run, results)
    with (
        contextlib.closing(_executor(scheduler, exercises, handshakes)) as executor,
        display,
        contextlib.closing(grading.carry_out(todo, executor)) as events,
    ):
        for event in events:
            on(event)


def _executor(scheduler: str | None, exercises: Sequence[Exercise], handshakes: int) -> Executor:
    if scheduler is None:
        return Zygote(exercises, handshakes=handshakes)
    try:
        from grader.classroom.cluster import Cluster  # noqa: PLC0415  an extra
    except ImportError:
        raise UsageError(
            "Grading on a cluster needs Dask.", next_step="pip install 'docker-lab-grader[cluster]'."
        ) from None
    return Cluster(scheduler, exercises, handshakes=handshakes)


def _wished(klass: Class, jobs: int | None, retries: int | None) -> Class:
    """The class with what the command line says otherwise."""
    wishes = {"jobs": jobs, "retries": retries}
    file = klass.file.model_copy(update={key: value for key, value in wishes.items() if value is not None})
    return dataclasses.replace(klass, file=file)


def _check(
    klass: Class, students: Sequence[Student], course: Course, exercises: Sequence[Exercise], handshakes: int
) -> int:
    problems = [problem for one in exercises for problem in lint(course, one.id)]
    for problem in problems:
        typer.echo(f"✗ {problem}")
    for probe in probe_all(students, klass.host_options(), at_once=klass.file.jobs, handshakes=handshakes):
        said = probe.problem or f"{probe.user} {probe.engine}".strip()
        typer.echo(f"{'✗' if probe.problem else '✓'} {probe.student.id}  {probe.student.host}  {one_line(said, 300)}")
        problems += [said] if probe.problem else []
    typer.echo(f"{len(students)} students, {len(exercises)} exercises, {len(problems)} problems.")
    return GraderError.exit_code if problems else 0
