"""The command line: one place that parses, prints errors and chooses the exit code."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from grader import __version__
from grader.checking import prefork
from grader.errors import GraderError

INTERRUPTED = 130

# Command to module and function. Only the module of the command asked for is loaded: students wait for `check`.
_COMMANDS = {
    "list": ("course", "list_"),
    "show": ("course", "show"),
    "check": ("check", "check"),
    "collect": ("collect", "collect"),
    "grade": ("grade", "grade"),
    "regrade": ("regrade", "regrade"),
    "override": ("override", "override"),
    "undo": ("override", "undo"),
    "history": ("history", "history"),
    "explain": ("explain", "explain"),
    "verify": ("verify", "verify"),
    "demo": ("demo", "demo"),
    "lint": ("authoring", "lint"),
    "prove": ("authoring", "prove"),
    "lab": ("lab", "app"),
    "roster": ("roster", "app"),
    "report": ("report", "report"),
    "same-as": ("similarity", "same_as"),
    "forget": ("removal", "forget"),
    "retention": ("removal", "retention"),
}

_WITHOUT_FORK_SERVER = {"-h", "--help", "--check", "--scheduler"}
"""Options with which `grade` grades nothing, or not on this machine."""


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"grader {__version__}")
        raise typer.Exit


def grader(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Check hands-on Docker exercises on a student's real machine.

    Exit codes: 0 everything passed, 1 something did not, 2 wrong use, 3 the grader could not tell, 130 interrupted.
    """


def application(names: Sequence[str] = tuple(_COMMANDS)) -> typer.Typer:
    """The command line with these commands."""
    app = typer.Typer(
        name="grader",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(grader)
    for name in names:
        module, attribute = _COMMANDS[name]
        command = getattr(importlib.import_module(f"grader.cli.{module}"), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    asked = [arguments[0]] if arguments and arguments[0] in _COMMANDS else list(_COMMANDS)
    started = None
    try:
        if asked == ["grade"] and _WITHOUT_FORK_SERVER.isdisjoint(word.partition("=")[0] for word in arguments):
            started = _fork_server()
        application(asked)(list(arguments), prog_name="grader", obj=started)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0
        return _interrupted() if code == INTERRUPTED else code  # Typer has caught a KeyboardInterrupt
    except KeyboardInterrupt:  # before Typer began
        return _interrupted()
    except GraderError as error:
        sys.stderr.write(f"grader: {error}\n")
        return error.exit_code
    except Exception:  # noqa: BLE001  exit code 1 says something of the student; a fault of ours must not
        traceback.print_exc()
        sys.stderr.write(
            "grader: this is a fault of grader itself, not of the host.\n  → Please report it with the lines above.\n"
        )
        return GraderError.exit_code
    finally:
        if started is not None:
            started.discard()
    return 0


def _fork_server() -> prefork.ServerProcess:
    """A fork server that starts before the class is read; `grade` claims it through Typer's context."""
    from grader.checking.fork_server import serve  # noqa: PLC0415

    return prefork.fork(serve)


def _interrupted() -> int:
    sys.stderr.write("grader: interrupted.\n")
    return INTERRUPTED
