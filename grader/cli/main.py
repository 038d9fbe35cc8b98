"""The command line: one place that parses, prints errors and chooses the exit code.

To add a command, write `grader/cli/NAME.py` with a function `command` (or a `typer.Typer`, for one with subcommands),
and add NAME to `AUDIENCES` in `grader/cli/help.py`, with an example. A dash in NAME is an underscore there, and a
keyword of Python ends with one.
"""

from __future__ import annotations

import importlib
import keyword
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from grader import __version__
from grader.checking import prefork
from grader.cli.help import AUDIENCES, COMPLETE, CommandsByAudience, CommandWithArguments, examples
from grader.errors import GraderError, UsageError

INTERRUPTED = 130

COMMANDS = tuple(name for names in AUDIENCES.values() for name in names)
"""All commands, in the order of the help."""

_FORMER_NAMES = {"same-as": "similarity"}
"""Hidden names of commands that were renamed; each works for one release."""

_WITHOUT_FORK_SERVER = {"-h", "--help", "--check", "--scheduler"}
"""Options with which `grade` grades nothing, or not on this machine."""


_COMPLETED_WORDS = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
"""The variables in which the scripts that complete words in a shell pass what there is."""


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"grader {__version__}")
        raise typer.Exit


def grader(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Grade hands-on Docker labs on the machines that students worked on.

    Exit codes: 0 all checks passed, 1 a check did not pass, 2 usage error, 3 a result could not be determined,
    130 interrupted.
    """


def application(names: Sequence[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands. The modules of others are not loaded: students wait for `check`."""
    app = typer.Typer(
        name="grader",
        cls=CommandsByAudience,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(grader)
    for name in names:
        module = _FORMER_NAMES.get(name, name).replace("-", "_") + ("_" if keyword.iskeyword(name) else "")
        command = importlib.import_module(f"grader.cli.{module}").command
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name, cls=CommandWithArguments, hidden=name in _FORMER_NAMES, epilog=examples(name))(command)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    first = _completed_command() or next(iter(arguments), "")
    asked = [first] if first in {*COMMANDS, *_FORMER_NAMES} else list(COMMANDS)
    started = None
    try:
        if (
            asked == ["grade"]
            and COMPLETE not in os.environ
            and _WITHOUT_FORK_SERVER.isdisjoint(word.partition("=")[0] for word in arguments)
        ):
            started = _fork_server()
        code = application(asked)(list(arguments), prog_name="grader", obj=started, standalone_mode=False)
        return _interrupted() if code == INTERRUPTED else code or 0  # Typer has caught a KeyboardInterrupt
    except SystemExit as leaving:  # the reader of our output has gone
        return leaving.code if isinstance(leaving.code, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except (GraderError, TyperException) as error:
        return _shown(error, arguments)
    except Exception:  # noqa: BLE001  exit code 1 says something about the student; our bugs must not
        traceback.print_exc()
        sys.stderr.write(
            "grader: this is a bug in grader, not a problem of the host.\n  → Please report it with the lines above.\n"
        )
        return GraderError.exit_code
    finally:
        if started is not None:
            started.discard()


def _completed_command() -> str:
    """The command whose words a shell wants completed; empty if it wants nothing, or the command itself completed."""
    if COMPLETE not in os.environ:
        return ""
    words = next((os.environ[name].split() for name in _COMPLETED_WORDS if name in os.environ), [])
    return words[1] if len(words) > 2 else ""


def _shown(error: GraderError | TyperException, arguments: Sequence[str]) -> int:
    """Print an error in the user's language, and return the exit code."""
    # Only errors need these, and the fork server starts before anything is loaded.
    from grader.cli.options import language  # noqa: PLC0415
    from grader.cli.usage_errors import usage_error  # noqa: PLC0415
    from grader.i18n.error_translation import in_language  # noqa: PLC0415
    from grader.i18n.languages import LANGUAGES  # noqa: PLC0415

    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error}\n")
        return UsageError.exit_code
    ours = error if isinstance(error, GraderError) else usage_error(error, " ".join(["grader", *arguments[:1]]))
    asked = _option(arguments, "--lang")
    said = in_language(ours.message, language(asked if asked in LANGUAGES else None))
    sys.stderr.write(f"grader: {said}\n")
    return ours.exit_code


def _option(arguments: Sequence[str], name: str) -> str | None:
    """The value of an option of a command line that may be wrong elsewhere; None if it is not there."""
    for index, argument in enumerate(arguments):
        key, equals, value = argument.partition("=")
        if key == name:
            return value if equals else next(iter(arguments[index + 1 :]), None)
    return None


def _fork_server() -> prefork.ServerProcess:
    """A fork server that starts before the class is read; `grade` claims it through Typer's context."""
    from grader.checking.fork_server import serve  # noqa: PLC0415

    return prefork.fork(serve)


def _interrupted() -> int:
    sys.stderr.write("grader: interrupted.\n")
    return INTERRUPTED
