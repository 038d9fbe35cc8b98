"""`grader new`: courses, exercises, checks, mistakes and classes that are right before any edit."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from grader.authoring.scaffold.additions import new_check, new_mistake
from grader.authoring.scaffold.classes import new_class
from grader.authoring.scaffold.courses import new_course
from grader.authoring.scaffold.exercises import copied, named, new_exercise
from grader.cli import options as opt
from grader.cli.help import CommandWithArguments, examples
from grader.cli.other_course import note_other_course
from grader.course.bundle import write_bundle
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.errors import UsageError
from grader.i18n.languages import SOURCE
from grader.message import Message

command = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Start a course, an exercise or a class; add checks.",
)

Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="Its name. Asked for if it is missing.")]
OwnCourse = Annotated[
    Path,
    typer.Option("--course", metavar="DIR", help="The course. Default: the current folder.", show_default=False),
]
ForExercise = Annotated[
    str, typer.Option("--exercise", metavar="EXERCISE", help="The exercise to add to. Default: the only one.")
]


@command.command(cls=CommandWithArguments, epilog=examples("new course"))
def course(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of the course. Asked for if it is missing.")
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="Default: the name of the folder.")] = "",
    languages: Annotated[
        str | None,
        typer.Option("--languages", metavar="CODES", help="Languages of its texts, the main one first: en or de,en."),
    ] = None,
) -> None:
    """Start a course."""
    place = Path(folder or _asked("Folder", "my-course"))
    codes = languages or (_asked("Languages", "en") if folder is None else "en")
    title = name or place.resolve().name.replace("-", " ").replace("_", " ").capitalize()
    written = new_course(place, name=title, languages=[one.strip() for one in codes.split(",") if one.strip()])
    at = _course_option(place)
    _end(
        written,
        [
            f"grader new exercise published_port {at}",
            f"grader lint {at}",
            f"grader prove {at}",
        ],
    )


@command.command(cls=CommandWithArguments, epilog=examples("new exercise"))
def exercise(
    name: Name = None,
    id_: Annotated[str, typer.Option("--id", metavar="ID", help="Default: the next that is free.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Title for students. Default: its name.")] = "",
    original: Annotated[
        str, typer.Option("--from", metavar="EXERCISE", help="Copy this exercise of the built-in course.")
    ] = "",
    course: OwnCourse = Path(),
) -> None:
    """Start an exercise of a course."""
    pack = _own(course)
    builtin = Course.at(None).exercise(original) if original else None
    default = builtin.folder.name[5:] if builtin else "published_port"
    new = named(pack, name or (default if builtin else _asked("Name", default)), id_=id_, title=title)
    written = copied(pack, new, builtin) if builtin else new_exercise(pack, new)
    at = _course_option(course)
    _end(written, [f"grader lint {new.id} {at}", f"grader show {new.id} {at}", f"grader prove {new.id} {at}"])


@command.command(cls=CommandWithArguments, epilog=examples("new check"))
def check(name: Name = None, exercise: ForExercise = "", course: OwnCourse = Path()) -> None:
    """Add a check to an exercise."""
    pack = _own(course)
    chosen = _exercise(pack, exercise)
    written = new_check(pack, chosen, name or _asked("Name", "works-twice"))
    _end(written, _next(chosen.id, course))


@command.command(cls=CommandWithArguments, epilog=examples("new mistake"))
def mistake(name: Name = None, exercise: ForExercise = "", course: OwnCourse = Path()) -> None:
    """Add a mistake: a copy of the first one, to change."""
    pack = _own(course)
    chosen = _exercise(pack, exercise)
    written = new_mistake(pack, chosen, name or _asked("Name", "other_mistake"))
    _end(written, _next(chosen.id, course))


@command.command("class", cls=CommandWithArguments, epilog=examples("new class"))
def class_(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of the class. Asked for if it is missing.")
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="Default: the name of the folder.")] = "",
    exercise: opt.OnlyExercises = None,
    students: Annotated[int, typer.Option("--students", metavar="N", min=1, max=10_000, help="Rows to write.")] = 2,
    host: Annotated[
        str, typer.Option("--host", metavar="PATTERN", help="Their hosts; {n} is the number of the row.")
    ] = "lab-{n:02}",
    course: opt.CourseFolder = None,
) -> None:
    """Start a class: class.yml, a roster and an SSH configuration."""
    note_other_course(course, SOURCE)
    place = Path(folder or _asked("Folder", "my-class"))
    written = new_class(
        place,
        Course.at(course),
        name=name or place.resolve().name,
        exercises=exercise or (),
        students=students,
        host=host,
    )
    file = shlex.quote(str(place / "class.yml"))
    importing = f"grader roster import FILE --output {shlex.quote(str(place / 'roster.csv'))} --force"
    _end(written, [importing, f"grader grade {file} --check", f"grader grade {file}"])


@command.command("zip", cls=CommandWithArguments, epilog=examples("new zip"))
def zip_(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: the name of the course's folder and .zip."),
    ] = None,
    course: OwnCourse = Path(),
) -> None:
    """Zip a course for students, without its solutions.

    Left out are solution.sh, accept/, mistakes/ and mutants/ of each exercise.
    """
    from grader.cli.output import show_note  # noqa: PLC0415  loads docker, which --help does not need

    pack = _own(course)
    rubrics = [pack.rubric(pack.exercise(one).id) for one in pack.folders]
    target = output or Path(f"{pack.root.name}.zip")
    write_bundle(pack.root, target)
    unseen = sum(entry.visibility != "always" for one in rubrics for entry in one.checks.values())
    if unseen:
        show_note(
            Message(
                "Whoever opens the zip can read {n} check that students should not see.",
                plural="Whoever opens the zip can read {n} checks that students should not see.",
                n=unseen,
            ),
            SOURCE,
        )
    check_ = ["grader", "check", rubrics[0].exercise, "--course", str(target)]
    _end([target], [shlex.join(check_)])


def _own(folder: Path) -> Course:
    """The course to write to.

    Raises:
        UsageError: It is not a course.
    """
    if not (folder / "exercises").is_dir():
        raise UsageError(
            "{path} is not a course: it has no folder “exercises”.",
            next_step="Name one with --course DIR, or start one: grader new course DIR",
            path=folder.resolve(),
        )
    return Course.at(folder)


def _exercise(pack: Course, name: str) -> Exercise:
    """The exercise of this name, or the only one.

    Raises:
        UsageError: There is no such exercise, or none is named and there are several.
    """
    if not name and len(pack.folders) > 1:
        raise UsageError("This course has several exercises.", next_step="Name one with --exercise EXERCISE")
    return pack.exercise(name or next(iter(pack.folders)))


def _asked(what: str, default: str) -> str:
    """What a person types.

    Raises:
        UsageError: There is no terminal to ask on.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            "The {what} is missing, and there is no terminal to ask on.",
            next_step="Name it, such as {default}.",
            what=what.lower(),
            default=default,
        )
    return str(typer.prompt(what, default=default))


def _course_option(folder: Path) -> str:
    return shlex.join(["--course", str(folder)])


def _next(exercise_: str, course_: Path) -> list[str]:
    at = _course_option(course_)
    return [
        f"grader lint {exercise_} {at}",
        f"grader lab up s1 --for {exercise_} {at}",
        f"grader prove {exercise_} {at}",
    ]


def _end(written: Sequence[Path], commands: Sequence[str]) -> None:
    """Print which files were written, and the next commands."""
    for path in written:
        typer.echo(os.path.relpath(path))
    typer.echo("\nNext:")
    for line in commands:
        typer.echo(f"  {line}")
