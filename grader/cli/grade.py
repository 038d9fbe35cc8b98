"""`grader grade`: a whole class."""

from __future__ import annotations

import contextlib
import json
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.checking.fork_client import HANDSHAKES
from grader.checking.prefork import ServerProcess
from grader.classroom.class_reader import read_class
from grader.classroom.class_run import ClassPlan, ClassRun, RunOutcome, open_run, plan_class
from grader.classroom.grade_options import GradeOptions
from grader.cli import options as opt
from grader.cli.other_course import note_other_course
from grader.cli.output import show_item, show_left_out, show_page
from grader.cli.progress import chosen
from grader.errors import GraderError
from grader.i18n.catalogue import plural_translator, translator
from grader.i18n.error_translation import in_language
from grader.i18n.languages import Language
from grader.message import Message
from grader.privacy.reporting import pseudonym_folder, reporter
from grader.text.clean import one_line
from grader.text.values import number


class ProgressStyle(StrEnum):
    """How the progress of a run is shown."""

    LIVE = "live"
    PLAIN = "plain"
    JSONL = "jsonl"


Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", metavar="N", min=1, max=1024, help="Hosts to grade in parallel. Default: jobs in the class file."
    ),
]
Handshakes = Annotated[int, typer.Option("--handshakes", metavar="N", min=1, help="SSH logins to open in parallel.")]
Retries = Annotated[
    int | None,
    typer.Option(
        "--retries", metavar="N", min=0, help="Retries for each unreachable host. Default: retries in the class file."
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Continue the last run: grade what it left undone.")]
OnlyMissing = Annotated[
    bool, typer.Option("--only-missing", help="Grade only what has no grade or could not be regraded.")
]
Check = Annotated[
    bool, typer.Option("--check", help="Validate the exercises and connect to every host; grade nothing.")
]
Submissions = Annotated[
    Path | None, typer.Option("--submissions", metavar="DIR", help="Grade the evidence in DIR instead of the hosts.")
]
HandIns = Annotated[Path | None, typer.Option("--hand-ins", metavar="DIR", hidden=True)]
"""The former name of `--submissions`, for one release."""
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        "--results",
        metavar="DIR",
        help="Results folder. Default: results/ next to the class file.",
    ),
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="URL", help="Grade on the Dask cluster of this scheduler.")
]
Progress = Annotated[
    ProgressStyle | None,
    typer.Option("--progress", help="Progress display. Default: live on a terminal, plain elsewhere."),
]
FailUnder = Annotated[
    float | None,
    typer.Option(
        "--fail-under",
        metavar="PERCENT",
        min=0,
        max=100,
        help="End with exit code 1 if a student has less than PERCENT of the points.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")]


def command(
    context: typer.Context,
    class_file: opt.ClassFile,
    exercise: opt.OnlyExercises = None,
    student: opt.OnlyStudents = None,
    jobs: Jobs = None,
    handshakes: Handshakes = HANDSHAKES,
    retries: Retries = None,
    resume: Resume = False,
    only_missing: OnlyMissing = False,
    check: Check = False,
    submissions: Submissions = None,
    hand_ins: HandIns = None,
    output: Output = None,
    scheduler: Scheduler = None,
    progress: Progress = None,
    fail_under: FailUnder = None,
    quiet: Quiet = False,
    pseudonymous: opt.Pseudonymous = False,
    key_folder: opt.KeyFolder = None,
    course: opt.CourseFolder = None,
    lang: opt.LangOption = None,
) -> None:
    """Grade every student in a class and write reports.

    Exit codes: 0 every student has a result, 1 a student is below --fail-under, 2 usage error, 3 a result is missing.
    """
    class_ = read_class(class_file, submissions or hand_ins)
    if not class_.file.course:
        note_other_course(course, lang)
    keys = pseudonym_folder(class_, output, key_folder, pseudonymous=pseudonymous)
    options = GradeOptions(
        exercises=exercise or (),
        students=student or (),
        jobs=jobs,
        handshakes=handshakes,
        retries=retries,
        resume=resume,
        only_missing=only_missing,
        check_only=check,
        submissions=submissions or hand_ins,
        results=output,
        scheduler=scheduler,
        course=course,
        pseudonym_keys=keys,
        language=lang,
        progress=progress,
        quiet=quiet,
        fail_under=fail_under,
    )
    plan = plan_class(class_, options)
    language = opt.language(lang, plan.course)
    _, n_ = translator(language), plural_translator(language)
    for note in plan.notes:
        sys.stderr.write(_("note: {note}").format(note=one_line(note, 600)) + "\n")
    if check:
        raise typer.Exit(_check(plan, language))
    show_left_out(plan.left_out, language)
    with open_run(plan, command=shlex.join(sys.argv[1:]), started=context.find_object(ServerProcess)) as run:
        if run is None:
            typer.echo(_("Nothing is missing."))
            raise typer.Exit(GraderError.exit_code if plan.left_out else 0)
        if not run.visits and not quiet:
            sys.stderr.write(_("Nothing is left to grade; rewriting the reports.") + "\n")
        _carry_out(run, progress, language, quiet=quiet)
        outcome = run.finish(reporter(plan.class_, plan.course, language, plan.results, plan.reported_command, keys))
    code = GraderError.exit_code if plan.left_out else outcome.exit_code(fail_under)
    if progress is ProgressStyle.JSONL:
        finished = {"event": "finished", "page": str(outcome.page), "exit_code": code}
        typer.echo(json.dumps(finished, ensure_ascii=False))
    else:
        _show_outcome(outcome, fail_under, quiet=quiet)
    if outcome.missing:
        said = n_("Missing: {n} of {total} result.", "Missing: {n} of {total} results.", outcome.total)
        missing, again = said.format(n=outcome.missing, total=outcome.total), _("To try again, run:")
        sys.stderr.write(f"{missing} {again}\n  {plan.resume_command}\n")
    raise typer.Exit(code)


def _carry_out(run: ClassRun, progress: ProgressStyle | None, language: Language, *, quiet: bool) -> None:
    """Grade what is left and show the progress; if that ends early, say how to resume."""
    if not run.visits:
        return
    _ = translator(language)
    display, show = chosen(progress.value if progress else None, len(run.visits), language, silent=quiet)
    try:
        with display, contextlib.closing(run.carry_out()) as events:
            for event in events:
                show(event)
    except KeyboardInterrupt:
        _show_stop(_("Interrupted."), run, language)
        raise
    except GraderError as error:
        _show_stop(_("Stopped."), run, language)
        raise error from None


def _show_stop(what: str, run: ClassRun, language: Language) -> None:
    _, n_ = translator(language), plural_translator(language)
    kept = run.kept()
    if kept is None:
        results = _("All finished results are kept.")
    else:
        results = n_("{n} result is kept.", "{n} results are kept.", kept).format(n=kept)
    again = _("To resume, run:")
    sys.stderr.write(f"{what} {results} {again}\n  {run.plan.resume_command}\n")


def _show_outcome(outcome: RunOutcome, fail_under: float | None, *, quiet: bool) -> None:
    """Print the figures of the run, who is below the limit, and where the report is."""
    from rich.console import Console  # noqa: PLC0415  what is read by programs does without Rich
    from rich.text import Text  # noqa: PLC0415

    from grader.reports.class_report.digest import render_digest  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    if not quiet:
        console.print()
        render_digest(outcome.digest, console)
    low = [] if fail_under is None else outcome.digest.below(fail_under)
    if low:
        _ = translator(outcome.digest.language)
        below = _("Below {percent} %: {students}")
        students = ", ".join(one_line(one, 60) for one in low)
        console.print(Text(below.format(percent=number(fail_under or 0), students=students)))
    if not quiet:
        show_page(outcome.page)


def _check(plan: ClassPlan, language: Language) -> int:
    # Grading does without these.
    from grader.authoring.lint import lint  # noqa: PLC0415
    from grader.classroom.reachability import reach_all  # noqa: PLC0415
    from grader.course.clashes import clashes  # noqa: PLC0415

    names = [*plan.left_out, *(one.id for one in plan.exercises)]
    problems = [*dict.fromkeys(problem for name in names for problem in lint(plan.course, name))]
    for problem in problems:
        show_item("✗", one_line(problem, 600))
    file = plan.class_.file
    for clash in clashes(plan.exercises, file.params):
        show_item("!", one_line(str(clash), 600))
    for reached in reach_all(
        plan.students,
        plan.class_.host_options(),
        account=file.account,
        at_once=file.jobs,
        handshakes=plan.options.handshakes,
    ):
        student = reached.student
        wrong: list[Message | str] = [*filter(None, [reached.problem]), *plan.evidence.problems(student.id)]
        said = " ".join(in_language(one, language) for one in wrong)
        answer = one_line(said or f"{reached.user} {reached.engine}".strip(), 600)
        show_item("✗" if wrong else "✓", f"{student.id}  {student.host}  {answer}")
        problems += map(str, wrong)
    n_ = plural_translator(language)
    counts = (
        n_("{n} student", "{n} students", len(plan.students)).format(n=len(plan.students)),
        n_("{n} exercise", "{n} exercises", len(names)).format(n=len(names)),
        n_("{n} problem", "{n} problems", len(problems)).format(n=len(problems)),
    )
    typer.echo(f"{', '.join(counts)}.")
    return GraderError.exit_code if problems else 0
