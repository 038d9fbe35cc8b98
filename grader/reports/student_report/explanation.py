"""Explanations for appeals: why checks ended as they did, with the facts, as text, as a page and as JSON."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.evidence.facts import Fact, raw
from grader.grading.answers import answer
from grader.grading.result import CheckResult, Excerpt
from grader.i18n.catalogue import translator
from grader.records.events import AttemptPlace, Event
from grader.reports.comparison import compared
from grader.reports.pages import page
from grader.reports.student_report.history import utc
from grader.reports.summary import attempt_label, reason, status_word
from grader.text.clean import one_line, truncate, visible
from grader.text.values import number

ANSWER_CHARACTERS = 20_000
"""The length up to which an answer is shown; the evidence file has all of it."""
FACTS = 30
"""The number of facts that are shown per check."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A check with everything that its points are based on."""

    check: CheckResult
    """The result that counts."""
    concluded: CheckResult
    """The check's own conclusion; it differs if an instructor overrode it."""
    by_hand: bool
    """Whether an instructor overrode the check."""
    hint: str
    """The hint for what was found or, if the check passed, the check's own."""
    facts: tuple[Fact, ...]
    """All facts that the check looked at; `check.evidence` has the part of them that it read."""
    events: tuple[Event, ...]
    """The changes of its points since grading."""
    folded: bool = False
    """Whether a line is enough: it passed or waits for another one, and nobody asked for it by name."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Checks of one student's attempt that counts."""

    student: str
    name: str
    exercise: str
    title: str
    host: str
    started: str
    """When it was graded, in UTC."""
    reached: datetime.datetime
    """When the host was reached, in the time zone of the class."""
    place: AttemptPlace
    account: str
    """The account that was graded."""
    score: float | None
    """The points that count; None if there are none yet, or if they include checks that students do not see."""
    max_score: float
    note: str | None
    """What else made the score, in a sentence: the instructor or lateness."""
    checks: tuple[Shown, ...]
    """Findings first, in the order in which to fix them, then the checks that passed."""

    def moment(self, excerpt: Excerpt) -> datetime.datetime:
        """The time of a question, in the time zone of the class."""
        return self.reached + datetime.timedelta(seconds=excerpt.at)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question to the host and its answer, ready to be shown."""

    asked: str
    answered: str

    @property
    def lines(self) -> list[str]:
        """The lines of the answer."""
        return self.answered.splitlines()


def exchanges(facts: Sequence[Fact], language: str) -> list[Exchange]:
    """The facts in the order of recording; a last entry counts those left out."""
    _ = translator(language)
    shown = [
        Exchange(visible(_asked(fact), 1_000), visible(answer(fact, _readable), ANSWER_CHARACTERS))
        for fact in facts[:FACTS]
    ]
    left = len(facts) - len(shown)
    return [*shown, Exchange(_("and {n} more").format(n=left), "")] if left > 0 else shown


def explanation_html(found: Explanation, language: str, templates: Path | None = None, *, facts: bool = False) -> str:
    """Render a page that can be sent to the student. With `facts`, it shows them in full as well."""
    _ = translator(language)
    return page(
        "explanation.html.j2",
        language,
        templates,
        found=found,
        attempt=attempt_label(found.place, language),
        checks=[
            {
                "shown": shown,
                "said": reason(shown.check, language),
                "own": _("Its own result: {said}").format(said=own_conclusion(shown, language))
                if shown.by_hand
                else None,
                "values": compared(shown.concluded, language),
                "events": [event_line(event, shown.check.id, language) for event in shown.events],
                "excerpts": [
                    {"asked": one.asked, "answered": visible(one.answered), "when": f"{found.moment(one):%H:%M:%S}"}
                    for one in shown.concluded.evidence
                ],
                "by_hand": by_hand(shown),
                "facts": exchanges(shown.facts, language) if facts else [],
            }
            for shown in found.checks
        ],
    )


def explanation_document(found: Explanation, language: str) -> dict[str, object]:
    """The explanation for programs, `grader.explanation/1`."""
    return {
        "schema": "grader.explanation/1",
        "student": found.student,
        "exercise": found.exercise,
        "host": found.host,
        "started": found.started,
        "attempt": dataclasses.asdict(found.place),
        "score": found.score,
        "max_score": found.max_score,
        "checks": [
            {
                **shown.check.model_dump(mode="json"),
                "concluded": shown.concluded.model_dump(mode="json"),
                "events": [
                    {"at": utc(event.at), "kind": event.kind, "run": event.run, "why": event.why, "said": event.said}
                    for event in shown.events
                ],
                "read": [
                    {
                        "asked": one.asked,
                        "answered": one.answered,
                        "at": utc(found.moment(one)),
                    }
                    for one in shown.concluded.evidence
                ],
                "facts": [{"asked": one.asked, "answered": one.answered} for one in exchanges(shown.facts, language)],
            }
            for shown in found.checks
        ],
    }


def by_hand(shown: Shown) -> list[str]:
    """The commands with which a person can see the same, at most three: the last ones that change nothing."""
    return [one.by_hand for one in shown.concluded.evidence if one.by_hand][-3:]


def own_conclusion(shown: Shown, language: str) -> str:
    """The check's own conclusion."""
    said = (status_word(shown.concluded.status, language), reason(shown.concluded, language))
    return ": ".join(filter(None, said))


def event_line(event: Event, check: str, language: str) -> str:
    """A change of this check's points in one line, without who made it."""
    _ = translator(language)
    kinds = {
        "grade": _("graded"),
        "regrade": _("regraded from evidence"),
        "rescore": _("rescored"),
        "override": _("set by hand"),
        "undo": _("change undone"),
    }
    moves = [f"{_points(before)} → {_points(after)}" for id_, before, after in event.checks if id_ == check]
    why = _("Reason: {reason}").format(reason=one_line(event.why, 600)) if event.why else ""
    return " · ".join(filter(None, (f"{event.at:%Y-%m-%d %H:%M %Z}", kinds[event.kind], *moves, why)))


def _points(value: float | None) -> str:
    return "?" if value is None else number(value)


def _asked(fact: Fact) -> str:
    if fact.command is not None:
        return fact.command
    sent = raw(fact.sent).decode("utf-8", "replace")
    return f"{fact.request} {sent}".rstrip()


def _readable(body: bytes) -> str:
    """An Engine's answer, with indented JSON so that it is cut at a line."""
    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=1, ensure_ascii=False)
    except (ValueError, RecursionError):
        return truncate(text, ANSWER_CHARACTERS)
