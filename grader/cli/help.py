"""Help on the command line: commands by who uses them, and examples that work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter  # Typer has no public names for these types

COMPLETE = "_GRADER_COMPLETE"
"""The variable with which a shell asks for words that complete a command line."""

AUDIENCES = {
    "students": ("doctor", "list", "show", "check", "collect", "submit"),
    "instructors": (
        *("roster", "grade", "report", "export", "push", "mail", "regrade", "override", "undo", "history", "explain"),
        *("verify", "similarity", "autograder", "forget", "retention", "demo"),
    ),
    "authors": ("new", "lint", "try", "prove", "lab"),
}
"""All commands by who uses them, in the order of the help."""

_EXAMPLES = {
    "doctor": ("grader doctor", "grader doctor --host student@host-17"),
    "list": ("grader list --lang ko",),
    "show": ("grader show ex05", "grader show ex04 --class class.yml --student s01"),
    "check": ("grader check ex05", "grader check ex05 ex06 --host student@host-17", "grader check --all --lang ko"),
    "collect": ("grader collect ex05 --student s01",),
    "submit": ("grader submit ex05 --student s01", "grader submit ex05 ex06 --student s01 -o submission"),
    "roster import": ("grader roster import participants.csv --host 'lab-{n:02}' -o roster.csv",),
    "grade": ("grader grade class.yml --check", "grader grade class.yml", "grader grade class.yml --resume"),
    "report": ("grader report class.yml --lang ko",),
    "export": ("grader export csv class.yml -o scores.csv", "grader export csv class.yml --check"),
    "regrade": (
        "grader regrade class.yml --dry-run",
        "grader regrade class.yml --exercise ex05 --why 'links count'",
    ),
    "override": (
        "grader override class.yml s01 ex05 bind-mounted --verdict passed --why seen",
        "grader override class.yml s01 ex05 --points 85 --why 'oral examination'",
    ),
    "undo": ("grader undo class.yml",),
    "history": ("grader history class.yml s01 ex05",),
    "explain": ("grader explain class.yml s01 ex05 bind-mounted", "grader explain s01 ex05 --format html -o s01.html"),
    "push lti": ("grader push lti class.yml --dry-run", "grader push lti class.yml --exercise ex05"),
    "push moodle": ("grader push moodle class.yml --dry-run",),
    "push canvas": ("grader push canvas class.yml --dry-run",),
    "push log": ("grader push log class.yml --student s01",),
    "mail": ("grader mail class.yml -o letters", "grader mail class.yml --send --attach"),
    "verify": ("grader verify class.yml", "grader verify ex05.evidence", "grader verify class.yml ex05.receipt"),
    "similarity": ("grader similarity class.yml --format html -o similarity.html",),
    "autograder build": ("grader autograder build gradescope ex05 -o autograder.zip",),
    "autograder run": ("grader autograder run gradescope ex05 submission -o results.json",),
    "forget": ("grader forget class.yml s01",),
    "retention": ("grader retention class.yml --dry-run",),
    "demo": ("grader demo --open",),
    "new course": ("grader new course my-course --languages en,ko",),
    "new exercise": (
        "grader new exercise published_port --course my-course",
        "grader new exercise --from ex05 --course my-course",
    ),
    "new check": ("grader new check works-twice --exercise ex01 --course my-course",),
    "new mistake": ("grader new mistake other_port --exercise ex01 --course my-course",),
    "new zip": ("grader new zip --course my-course",),
    "new class": ("grader new class my-class --students 30 --host 'lab-{n:02}'",),
    "lint": ("grader lint ex05", "grader lint --course my-course"),
    "try": ("grader try ex05 --host lab://s1", "grader try ex05 --host evidence:ex05.gz --only bind-mounted --once"),
    "prove": ("grader prove ex05 --case solution", "grader prove ex05 --mutants"),
    "lab up": ("grader lab up s1 --for ex05",),
    "lab reset": ("grader lab reset s1", "grader lab reset s1 --for ex06"),
    "lab down": ("grader lab down s1",),
    "lab list": ("grader lab list",),
    "lab run": ("grader lab run s1 setup.sh --user root",),
}


_TYPICAL = {
    "students": "grader check ex05",
    "instructors": "grader grade class.yml",
    "authors": "grader prove ex05",
}
"""What each of them types most."""


def examples(command: str) -> str:
    """The end of a command's help: how it is called."""
    lines = _EXAMPLES.get(command, ())
    return "\n  ".join(["\b\nExample:" if len(lines) == 1 else "\b\nExamples:", *lines]) if lines else ""


class CommandsByAudience(TyperGroup):
    """The group of all commands, listed by who uses them."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        for audience, names in AUDIENCES.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            limit = formatter.width - 6 - max(map(len, self.commands), default=0)
            rows = [(name, one.get_short_help_str(limit)) for name, one in found if one is not None]
            if rows:
                with formatter.section(f"Commands for {audience}"):
                    formatter.write_dl(rows, col_max=30)
                formatter.write(f"  Example: {_TYPICAL[audience]}\n")


class CommandWithArguments(TyperCommand):
    """A command whose help names arguments as a person types them, without Python's types and extra brackets."""

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        arguments = [_typed(one) for one in self.get_params(ctx) if one.param_type_name == "argument"]
        return ["[OPTIONS]", *arguments]

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for one in self.get_params(ctx):
            record = one.get_help_record(ctx)
            if record is not None:
                kind, (name, text) = one.param_type_name, record
                rows[kind].append((str(one.metavar), text) if kind == "argument" else (name, text))
        for kind, found in rows.items():
            if found:
                with formatter.section(f"{kind.title()}s"):
                    formatter.write_dl(found)


def _typed(argument: Any) -> str:
    """An argument in the line that shows the usage."""
    name = str(argument.metavar)
    if " " in name:  # several words, which show themselves what may be left out
        return name
    shown = name if argument.required or name.startswith("[") else f"[{name}]"
    return f"{shown}..." if argument.nargs != 1 else shown
