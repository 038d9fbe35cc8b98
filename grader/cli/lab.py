"""`grader lab`: disposable student hosts on this machine."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from grader.cli import options as opt
from grader.cli.help import CommandWithArguments, examples
from grader.cli.other_course import note_other_course
from grader.course.exercise import Lab
from grader.course.pack import Course
from grader.errors import UsageError
from grader.i18n.languages import SOURCE
from grader.lab import hosts

SCRIPT_SECONDS = 600.0
"""How long a script may run on a student host."""

command = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Manage disposable student hosts for testing.")


@command.command(cls=CommandWithArguments, epilog=examples("lab up"))
def up(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Names of the hosts to start.")],
    suite: Annotated[
        str | None,
        typer.Option("--suite", metavar="NAME", help="Debian release. Default: the oldest that has the Engine."),
    ] = None,
    engine: opt.LabEngine = "docker",
    exercise: Annotated[
        str | None, typer.Option("--for", metavar="EXERCISE", help="Prepare the hosts for this exercise.")
    ] = None,
    course: opt.CourseFolder = None,
) -> None:
    """Start student hosts. The first start builds their image, which takes a few minutes."""
    lab = _lab_of(exercise, course)
    for name in names:
        host = hosts.up(
            name,
            suite=suite or hosts.suite_with(0, engine),
            engine=lab.engine if lab else True,
            kind=engine,
            images=lab.images if lab else hosts.SMALL,
            progress=lambda line: typer.echo(line, err=True),
        )
        login = shlex.join(["ssh", "-F", str(host.ssh_config), host.name])
        typer.echo(f"{host.name} is running. To log in:  {login}")
        own = ["--course", str(course)] if course else []
        check = shlex.join(["grader", "check", exercise or "ex05", *own, "--host", f"lab://{host.name}"])
        typer.echo(f"To check it:  {check}")


@command.command(cls=CommandWithArguments, epilog=examples("lab down"))
def down(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Names of the hosts to remove.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Remove every student host.")] = False,
) -> None:
    """Remove student hosts and everything on them."""
    if not names and not all_:
        raise UsageError(
            "No student host is named.", next_step="Name some, or use --all. To list them, run: grader lab list"
        )
    for name in names or [host.name for host in hosts.listing()]:
        hosts.down(name)
        typer.echo(f"{name} was removed.")


@command.command(cls=CommandWithArguments, epilog=examples("lab reset"))
def reset(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Names of the hosts to reset.")],
    exercise: Annotated[
        str | None,
        typer.Option(
            "--for", metavar="EXERCISE", help="Prepare the hosts for this exercise. Default: as they started."
        ),
    ] = None,
    course: opt.CourseFolder = None,
) -> None:
    """Put student hosts back to their start. Their addresses and keys stay the same."""
    lab = _lab_of(exercise, course)
    for name in names:
        started = time.monotonic()
        hosts.reset(
            name,
            engine=lab.engine if lab else None,
            images=lab.images if lab else None,
            progress=lambda line: typer.echo(line, err=True),
        )
        typer.echo(f"{name} was reset in {time.monotonic() - started:.1f} s.")


@command.command("list", cls=CommandWithArguments, epilog=examples("lab list"))
def list_() -> None:
    """List the student hosts."""
    found = hosts.listing()
    width = max((len(host.name) for host in found), default=0)
    for host in found:
        typer.echo(f"{host.name:{width}}  {host.suite:10}  {f'port {host.port}' if host.port else 'stopped'}")
    if not found:
        typer.echo("There are no student hosts. To start one:  grader lab up student-01")


@command.command(cls=CommandWithArguments, epilog=examples("lab run"))
def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the host.")],
    script: Annotated[Path, typer.Argument(metavar="SCRIPT", help="Bash script on this machine.")],
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Account that runs the script.")] = "student",
) -> None:
    """Run a script on a student host. It may take up to 10 minutes."""
    if not script.is_file():
        raise UsageError(
            "There is no script {script}.", next_step="Give the path of a file on this machine.", script=script
        )
    done = hosts.run_script(hosts.find(name), script, user=user, timeout=SCRIPT_SECONDS)
    sys.stdout.write(done.output)
    raise typer.Exit(done.rc if done.rc < 126 else 1)


def _lab_of(exercise: str | None, course: Path | None) -> Lab | None:
    """What the hosts for an exercise start with; None without an exercise."""
    if exercise is None:
        return None
    note_other_course(course, SOURCE)
    return Course.at(course).exercise(exercise).file.lab
