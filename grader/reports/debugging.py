"""What helps the author of a check with an error in it: the line, the questions asked so far, and the traceback.

It quotes the suite, so no report for students has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from pydantic import JsonValue

from grader.checks.verdict import ErrorPlace, Status
from grader.grading.result import CheckResult, Excerpt, Result
from grader.text.clean import visible

if TYPE_CHECKING:
    from rich.console import Console

_LONGEST = 8000


def render_debugging(results: Sequence[Result], console: Console) -> None:
    """Print where the errors of all checks were raised, with tracebacks."""
    from rich.text import Text  # noqa: PLC0415  JSON does without Rich

    for result in results:
        for check in result.checks:
            if check.status is Status.ERROR:
                console.print()
                for line in (f"{result.exercise} {check.id}", *error_lines(check.place, check.evidence, check.trace)):
                    console.print(Text(line), soft_wrap=True)


def debug_document(check: CheckResult) -> dict[str, JsonValue]:
    """The value of the key `debug` of a check: the keys of its place, `asked` and `traceback`."""
    place = asdict(check.place) if check.place else dict.fromkeys(("file", "line", "function", "source"))
    return {
        **place,
        "asked": [one.model_dump(include={"asked", "answered"}) for one in check.evidence],
        "traceback": check.trace,
    }


def error_lines(place: ErrorPlace | None, asked: Sequence[Excerpt], trace: str | None) -> Iterator[str]:
    """The place of an error, the line there, what was asked until then with the answers, and the traceback."""
    if place is not None:
        yield f"  {place} in {place.function}" if place.function.isidentifier() else f"  {place}"
        yield f"    {visible(place.source, 200)}"
    if asked:
        yield "  asked until then:"
        yield from excerpt_lines(asked)
    for line in visible(trace or "", _LONGEST).splitlines():
        yield f"  {line}"


def excerpt_lines(asked: Sequence[Excerpt]) -> Iterator[str]:
    """Questions as one would ask them by hand, each with what was looked at of its answer."""
    for one in asked:
        yield f"    $ {visible(one.asked, 200)}"
        for line in visible(one.answered, _LONGEST).splitlines():
            yield f"      {line}"
