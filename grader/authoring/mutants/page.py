"""`make mutants`: writes the table of the built-in exercises into docs/mutants.md."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.authoring.mutants.report import table
from grader.authoring.mutants.rules import RULES
from grader.authoring.mutants.trials import Trials
from grader.authoring.mutants.trying import tried
from grader.course.pack import Course

_RULES = "<!-- rules -->", "<!-- end of rules -->"
_TABLE = "<!-- table -->", "<!-- end of table -->"


def page(text: str, found: list[Trials]) -> str:
    """The page with its rules and its table as they are now.

    Raises:
        ValueError: the page lacks a mark between which they belong.
    """
    rules = "\n".join(["| rule | |", "|---|---|", *(f"| {name} | {says} |" for name, says in RULES.items())])
    return _between(_TABLE, table(found), _between(_RULES, rules, text))


def _between(marks: tuple[str, str], new: str, text: str) -> str:
    start, end = (text.index(mark) for mark in marks)
    return f"{text[: start + len(marks[0])]}\n\n{new}\n\n{text[end:]}"


def main(path: Path) -> None:
    """Try all mutants of the built-in course, and write the page."""
    text = page(path.read_text(encoding="utf-8"), list(tried(Course.at(None).exercises())))
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
