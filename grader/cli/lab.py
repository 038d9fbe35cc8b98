"""`grader lab`: disposable student hosts on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from grader.cli import options as opt
from grader.course.pack import Course
from grader.errors import UsageError
from grader.lab import hosts

SCRIPT_SECONDS = 600.0

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Disposable student hosts, for trying things out.")

Suite = Annotated[str, typer.Option("--suite", help="Debian suite, which decides the Docker version.")]


@app.command()
def up(
    names: Annotated[list[str], typer.Argument(metavar="NAME...")],
    suite: Suite = "bookworm",
    exercise: Annotated[str | None, typer.Option("--for", metavar="EXERCISE", help="Prepared for this one.")] = None,
    course: opt.CourseFolder = None,
) -> None:
    """Start student hosts. The first time ever, their image is built, which takes a few minutes."""
    lab = Course.at(course).exercise(exercise).file.lab if exercise else None
    for name in names:
        host = hosts.up(
            name,
            suite=suite,
            engine=lab.engine if lab else True,
            images=lab.images if lab else hosts.SMALL,
            progress=lambda line: typer.echo(line, err=True),
        )
        typer.echo(f"{host.name} is up. Log in:  ssh -F {host.ssh_config} {host.name}")
        typer.echo(f"Check it:  grader check {exercise or 'ex05'} --host {host.url} --ssh-config {host.ssh_config}")


@app.command()
def down(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every student host of the lab.")] = False,
) -> None:
    """Remove student hosts with all that is on them."""
    if not names and not all_:
        raise UsageError("No student host is named.", next_step="Name some, or say --all. See: grader lab list.")
    for name in names or [host.name for host in hosts.listing()]:
        hosts.down(name)
        typer.echo(f"{name} is gone.")


@app.command("list")
def list_() -> None:
    """List the student hosts."""
    found = hosts.listing()
    for host in found:
        typer.echo(f"{host.name:20}  {host.suite:10}  {f'port {host.port}' if host.port else 'stopped'}")
    if not found:
        typer.echo("No student host is up. Start one:  grader lab up student-01")


@app.command()
def run(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    script: Annotated[Path, typer.Argument(metavar="SCRIPT", help="A bash script of this machine.")],
    user: Annotated[str, typer.Option("--user", help="Who runs it there.")] = "student",
) -> None:
    """Run a script on a student host."""
    if not script.is_file():
        raise UsageError(f"There is no script {script}.", next_step="Give the path of a file on this machine.")
    done = hosts.run_script(hosts.find(name), script, user=user, timeout=SCRIPT_SECONDS)
    sys.stdout.write(done.output)
    raise typer.Exit(done.rc if done.rc < 126 else 1)
