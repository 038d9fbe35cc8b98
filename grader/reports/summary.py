"""What all reports show about results as a whole: counts, totals, lost points."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Result
from grader.i18n.catalogue import plural_translator, translator
from grader.reports.comparison import compared
from grader.text.values import number, points

if TYPE_CHECKING:
    from grader.records.entries import Kind
    from grader.records.events import AttemptPlace

SYMBOLS = dict(zip(Status, "✓◐✗–!", strict=True))


def status_word(status: Status, language: str) -> str:
    """The word beside the symbol."""
    _ = translator(language)
    return {
        Status.PASSED: _("passed"),
        Status.PARTIAL: _("partial"),
        Status.FAILED: _("failed"),
        Status.BLOCKED: _("blocked"),
        Status.ERROR: _("error"),
    }[status]


def status_count(status: Status, count: int, language: str) -> str:
    """How many checks ended so: `2 passed`, `6 errors`."""
    n_ = plural_translator(language)
    return {
        Status.PASSED: n_("{n} passed", "{n} passed", count),
        Status.PARTIAL: n_("{n} partial", "{n} partial", count),
        Status.FAILED: n_("{n} failed", "{n} failed", count),
        Status.BLOCKED: n_("{n} blocked", "{n} blocked", count),
        Status.ERROR: n_("{n} error", "{n} errors", count),
    }[status].format(n=count)


def tally(result: Result) -> list[tuple[Status, int]]:
    """The number of checks per status, in the order of `Status`, without zeros."""
    counts = Counter(check.status for check in result.checks)
    return [(status, counts[status]) for status in Status if counts[status]]


def standing(result: Result, language: str) -> str:
    """One or two sentences: the outcome of the visible checks, and that there are hidden ones."""
    if result.checks and result.passed:
        said = [_all_passed(len(result.checks), language, some_hidden=result.hidden > 0)]
    else:
        counts = [status_count(status, count, language) for status, count in tally(result)]
        said = [", ".join(counts) + "."] if counts else []
    return " ".join([*said, *([hidden_note(result, language)] if result.hidden else [])])


def _all_passed(count: int, language: str, *, some_hidden: bool) -> str:
    n_ = plural_translator(language)
    if some_hidden:
        return n_("The {n} visible check passed.", "All {n} visible checks passed.", count).format(n=count)
    return n_("The {n} check passed.", "All {n} checks passed.", count).format(n=count)


def hidden_note(result: Result, language: str) -> str:
    """State how many checks are not shown, and whether the score includes them."""
    n_ = plural_translator(language)
    if result.hidden_max_points is None:
        said = n_(
            "{n} hidden check is graded later and is not included in this score.",
            "{n} hidden checks are graded later and are not included in this score.",
            result.hidden,
        )
        return said.format(n=result.hidden)
    said = n_(
        "{n} check is not shown here; this score includes its {points} points.",
        "{n} checks are not shown here; this score includes their {points} points.",
        result.hidden,
    )
    return said.format(n=result.hidden, points=points(result.hidden_points, result.hidden_max_points))


def late_note(result: Result, language: str) -> str | None:
    """State how many points lateness cost; None for work that was not late or not graded."""
    late = result.late
    if late is None or late.before is None or late.after is None:
        return None
    n_ = plural_translator(language)
    said = n_(
        "Points: {before} earned, {taken} taken off for being {n} day late ({kept} % kept).",
        "Points: {before} earned, {taken} taken off for being {n} days late ({kept} % kept).",
        late.days,
    )
    taken = number(round(late.before - late.after, 2))
    return said.format(before=number(late.before), n=late.days, taken=taken, kept=number(late.kept))


def score_note(result: Result, language: str) -> str | None:
    """State what made the score if not the checks alone: the instructor or lateness. None if the checks did."""
    if result.set_by_hand is None:
        return late_note(result, language)
    _ = translator(language)
    return _("The instructor set this score by hand: {reason}").format(reason=result.set_by_hand)


def punctuality(result: Result, language: str) -> str | None:
    """Whether the work was done in time; None without a due time or without a score."""
    if result.due is None or result.counts is None:
        return None
    _ = translator(language)
    if result.late is None:
        return _("On time")
    n_ = plural_translator(language)
    return n_("{n} day late", "{n} days late", result.late.days).format(n=result.late.days)


def times(result: Result, language: str) -> list[tuple[str, str]]:
    """The times that the late policy uses, each with its name; empty if there is no due time."""
    _ = translator(language)
    found = ((_("Due"), result.due), (_("Work done"), result.done)) if result.due else ()
    return [(name, when) for name, when in found if when]


def moment(when: str) -> str:
    """A time for people, in its own time zone."""
    try:
        found = datetime.datetime.fromisoformat(when)
    except ValueError:
        return when
    return f"{found:%Y-%m-%d %H:%M} {found.tzname() or 'UTC'}"


def graded_at(result: Result) -> str:
    """When it was graded, in the time zone of its other times."""
    if result.done is None:
        return result.started
    zone = datetime.datetime.fromisoformat(result.done).tzinfo
    return datetime.datetime.fromisoformat(result.started).astimezone(zone).isoformat(timespec="seconds")


def kind_word(kind: Kind, language: str) -> str:
    """What a run did, as a noun."""
    _ = translator(language)
    return {
        "grade": _("grade"),
        "regrade": _("regrade"),
        "rescore": _("rescore"),
        "override": _("override"),
        "undo": _("undo"),
    }[kind]


def attempt_label(place: AttemptPlace, language: str) -> str | None:
    """Which attempt it is, and whether it counts; None for the only one."""
    if place.of < 2:
        return None
    _ = translator(language)
    which = _("attempt {n} of {total}, counts") if place.counts else _("attempt {n} of {total}")
    return which.format(n=place.number, total=place.of)


def score_line(score: float, of: float, language: str) -> str:
    """`85 / 100 points`."""
    _ = translator(language)
    return _("{score} / {max} points").format(score=number(score), max=number(of))


@dataclass(frozen=True)
class ScoreTotal:
    """The sum of several results. Ungraded results are in neither number."""

    score: float
    max_score: float
    ungraded: int


def total(results: Sequence[Result]) -> ScoreTotal:
    """Add up the points that count of the graded results."""
    graded = [(r.counts, r.max_score) for r in results if r.counts is not None]
    return ScoreTotal(
        round(sum(score for score, _ in graded), 2), round(sum(of for _, of in graded), 2), len(results) - len(graded)
    )


def told_once(results: Sequence[Result]) -> list[list[Result]]:
    """The results in order. Those of which there is only one thing to tell, why they were not graded, are together."""
    found: dict[tuple[str, str] | int, list[Result]] = {}
    for position, result in enumerate(results):
        nothing_else = result.cause and all(said_for_all(one, result) for one in result.checks)
        found.setdefault((result.host, result.cause or "") if nothing_else else position, []).append(result)
    return list(found.values())


def host_shown(result: Result) -> str | None:
    """The address of the host; None if the student works on it."""
    return None if result.host == "local:" else result.host


def label(check_id: str, result: Result) -> str:
    """A check as named by another one: its id, and its title if it is shown."""
    titles = {check.id: check.title for check in result.checks}
    return f"{check_id} ({titles[check_id]})" if check_id in titles else check_id


def said_for_all(check: CheckResult, result: Result) -> bool:
    """Whether the report gives the cause of the check's error for the whole exercise."""
    return check.status is Status.ERROR and result.status == "error" and check.cause in {None, result.cause}


def said_once(check: CheckResult, result: Result, language: str) -> str | None:
    """The reason for a check's status, unless the report gives it for the whole exercise."""
    return None if said_for_all(check, result) and result.cause else reason(check, language)


def reason(check: CheckResult, language: str) -> str | None:
    """The reason for a check's status as a sentence; None if there is none."""
    if check.status is not Status.ERROR:
        return check.message
    _ = translator(language)
    cause = check.cause or check.message or _("unknown cause")
    return _("Could not be checked: {cause}").format(cause=cause)


def brief_reason(check: CheckResult, language: str) -> str | None:
    """The reason without what differs from student to student, such as near misses and the output of a container."""
    brief = check.sentence if check.status is not Status.ERROR else None
    return brief or reason(check, language)


def differences(check: CheckResult, language: str) -> list[tuple[str, str]]:
    """Seen and expected values with their names, as `compared` selects them."""
    return [(value.name, value.text) for value in compared(check, language)]


def ungraded_note(count: int, language: str) -> str:
    """State that a total does not include some exercises."""
    n_ = plural_translator(language)
    said = n_(
        "{n} exercise could not be graded and is not counted.",
        "{n} exercises could not be graded and are not counted.",
        count,
    )
    return said.format(n=count)
