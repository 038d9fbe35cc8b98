"""The changes made by a regrade, rescore, override or undo, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.checks.verdict import Status
from grader.i18n.catalogue import translator
from grader.i18n.error_translation import in_language
from grader.records.differences import Difference, Differences, ScoreChange
from grader.reports.json_output import strict_json
from grader.reports.summary import status_word
from grader.text.clean import one_line, visible
from grader.text.values import number

_LIMIT = 150
"""The longest table that is printed. JSON output has no limit."""


def render_differences(found: Differences, console: Console, language: str) -> None:
    """Print a table of the changes, the results that could not be determined, and counts."""
    _ = translator(language)
    as_given = not console.is_terminal
    ends = accumulate(max(1, len(one.checks)) for one in found.changed)
    shown = found.changed[: sum(end <= _LIMIT for end in ends)]
    if shown:
        console.print(_table(shown, language))
    if len(found.changed) > len(shown):
        left = _("… and {n} more; --format json has them all.").format(n=len(found.changed) - len(shown))
        console.print(left)
    for cause, count, example in _causes(found):
        more = f" {_('and {n} more').format(n=count - 1)}" if count > 1 else ""
        console.print(Text(f"! {example}{more}: {visible(in_language(cause, language), 600)}"), soft_wrap=as_given)
    for note in found.notes:
        console.print(Text(visible(in_language(note, language))), soft_wrap=as_given)
    console.print(Text(_summary(found, language)), soft_wrap=as_given)


def differences_json(found: Differences) -> str:
    """The changes as JSON, `grader.changes/1`."""
    document = {
        "schema": "grader.changes/1",
        "kind": found.kind,
        "run": found.run,
        "made_by": found.made_by,
        "why": found.why,
        "changed": [
            {
                "student": one.student,
                "exercise": one.exercise,
                "attempt": one.attempt,
                "number": one.number,
                "of": one.of,
                "points": {"before": one.before, "after": one.after},
                "max_points": {"before": one.max_before, "after": one.max_after},
                "checks": [
                    {
                        "id": check.check,
                        "status": {"before": check.before, "after": check.after},
                        "points": {"before": check.points_before, "after": check.points_after},
                    }
                    for check in one.checks
                ],
            }
            for one in found.changed
        ],
        "untold": [
            {"student": one.student, "exercise": one.exercise, "cause": one.cause} for one in found.undetermined
        ],
        "same": found.same,
        "notes": list(map(str, found.notes)),
    }
    return strict_json(document)


def _table(changed: Sequence[Difference], language: str) -> Table:
    """A row for each check of each attempt; where somebody has several, attempts are numbered."""
    _ = translator(language)
    several = any(one.of > 1 for one in changed)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(_("student"))
    table.add_column(_("exercise"))
    if several:
        table.add_column(_("attempt"), no_wrap=True)
    table.add_column(_("score"), justify="right", no_wrap=True)
    table.add_column(_("check"))
    table.add_column(_("verdict"))
    table.add_column(_("points"), justify="right", no_wrap=True)
    for one in changed:
        place = [_("{n} of {total}").format(n=one.number, total=one.of)] if several else []
        head = [one_line(one.student, 40), one.exercise, *place, _arrow(*_scores(one))]
        for check in one.checks or (None,):
            table.add_row(*map(Text, [*head, *_cells(check, language)]))
            head = [""] * len(head)
    return table


def _cells(check: ScoreChange | None, language: str) -> list[str]:
    if check is None:
        return ["", "", ""]
    return [
        one_line(check.check, 60),
        _arrow(_verdict(check.before, language), _verdict(check.after, language)),
        _arrow(_points(check.points_before), _points(check.points_after)),
    ]


def _verdict(status: Status | None, language: str) -> str:
    return "–" if status is None else status_word(status, language)


def _scores(one: Difference) -> tuple[str, str]:
    before, after = _points(one.before), _points(one.after)
    if one.max_before == one.max_after:
        return before, after
    return f"{before}/{number(one.max_before)}", f"{after}/{number(one.max_after)}"


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _points(points: float | None) -> str:
    return "–" if points is None else number(points)


def _causes(found: Differences) -> list[tuple[str, int, str]]:
    """Each cause once, with the number of results and the first of them."""
    counts = Counter(one.cause for one in found.undetermined)
    first = {one.cause: f"{one_line(one.student, 40)} {one.exercise}" for one in reversed(found.undetermined)}
    return [(cause, count, first[cause]) for cause, count in counts.most_common(20)]


def _summary(found: Differences, language: str) -> str:
    _ = translator(language)
    moves = [(one.before, one.after) for one in found.changed]
    known = [(before, after) for before, after in moves if before is not None and after is not None]
    higher, lower = sum(b < a for b, a in known), sum(b > a for b, a in known)
    counts = [
        _("{n} changed ({higher} higher, {lower} lower)").format(n=len(moves), higher=higher, lower=lower),
        _("{n} the same").format(n=found.same),
    ]
    if found.undetermined:
        said = _("{n} could not be determined and keep what they have")
        counts.append(said.format(n=len(found.undetermined)))
    return ", ".join(counts) + "."
