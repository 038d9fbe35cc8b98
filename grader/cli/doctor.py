"""`grader doctor`: whether this machine, or a host, has what a check needs, and how to get what is missing."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from grader.cli import options as opt
from grader.hosts.address import HostOptions, url_of
from grader.hosts.diagnosis import Requirement, diagnose
from grader.i18n.catalogue import plural_translator, translator
from grader.i18n.error_translation import in_language
from grader.text.clean import one_line
from grader.text.terminal import Terminal, max_width, pad

_TOPIC_WIDTH = 8
_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("!", "yellow")}


def command(
    host: opt.HostUrl = "local:",
    lang: opt.LangOption = None,
    ssh_config: opt.SshConfig = None,
    ssh_option: opt.SshOption = None,
    account: opt.Account = "",
    patience: opt.Patience = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")] = False,
) -> None:
    """Show what a check needs, what is missing, and how to fix it. Nothing is changed."""
    language = opt.language(lang)
    missing = 0
    options = HostOptions(ssh_config, tuple(ssh_option or ()), patience=patience)
    found = diagnose(url_of(host), options, account=account)
    if as_json:
        needs = list(found)
        document = _document(needs, url_of(host), language)
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        raise typer.Exit(0 if document["ready"] else 1)
    terminal = Terminal(Console(highlight=False))
    for need in found:
        _print(need, terminal, language)
        missing += need.met is False
    n_, _ = plural_translator(language), translator(language)
    if missing:
        typer.echo("\n" + n_("{n} thing to fix.", "{n} things to fix.", missing).format(n=missing))
        raise typer.Exit(1)
    given = {"--host": host if host != "local:" else "", "--ssh-config": ssh_config, "--account": account}
    words = [word for name, value in given.items() if value for word in (name, str(value))]
    ready = shlex.join(["grader", "check", "ex05", *words])
    typer.echo("\n" + _("Ready. To check an exercise, run: {command}").format(command=ready))


def _document(needs: Sequence[Requirement], url: str, language: str) -> dict[str, Any]:
    """The needs for a program: `need` is the same in each language, `met` is null if that could not be determined."""
    return {
        "schema": "grader.doctor/1",
        "host": url,
        "ready": all(one.met is not False for one in needs),
        "needs": [
            {
                "need": str(one.topic).lower().replace(" ", "-"),
                "met": one.met,
                "seen": one_line(in_language(one.seen, language), 400),
                "fix": one_line(in_language(one.fix, language), 400) if one.fix else None,
            }
            for one in needs
        ],
    }


def _print(need: Requirement, terminal: Terminal, language: str) -> None:
    mark, style = _MARKS[need.met]
    topic = in_language(need.topic, language)
    label = pad(topic, max(_TOPIC_WIDTH, max_width([topic])))
    left = Text.assemble((f"{mark} ", style), (label, "bold"), "  ")
    terminal.print(terminal.hanging(left, Text(one_line(in_language(need.seen, language), 400))))
    if need.fix is not None:
        arrow = Text(" " * (left.cell_len - 2) + "→ ", style="dim")
        terminal.print(terminal.hanging(arrow, Text(one_line(in_language(need.fix, language), 400))))
