"""What a platform shows a student beside the score: what did not work and what to fix first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from grader.checks.verdict import Status
from grader.grading.findings import findings
from grader.grading.result import CheckResult, Result
from grader.i18n.catalogue import translator
from grader.reports.summary import reason, said_for_all, score_note, standing
from grader.text.clean import one_line
from grader.text.values import points

_LONGEST = 8_000
"""In characters, of all feedback on one exercise: platforms show it in a small box."""

_SENTENCE = 1_000


@dataclass(frozen=True, slots=True)
class Feedback:
    """The feedback on one exercise. Each text is on one line, at most 1,000 characters long, and not yet escaped."""

    notes: tuple[str, ...]
    """The outcome as a whole."""
    findings: tuple[str, ...]
    """What did not pass, what to fix first at the beginning, then what passes because it was set by hand."""

    def plain(self) -> str:
        """As lines of text."""
        return "\n".join([*self.notes, *(f"- {one}" for one in _first(self.findings))])

    def html(self) -> str:
        """As HTML on one line, for fields that show HTML."""
        paragraphs = "".join(f"<p>{escape(one)}</p>" for one in self.notes)
        items = "".join(f"<li>{escape(one)}</li>" for one in _first(self.findings))
        return paragraphs + (f"<ul>{items}</ul>" if items else "")


class FeedbackWriter:
    """Writes feedback on the results of a class: once for all that have the same checks, as one object."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Sequence[CheckResult], Feedback]] = {}

    def on(self, result: Result) -> Feedback:
        """The feedback on a result, in its language. It has no hidden checks if the result has none."""
        if (
            result.hidden or result.late or result.set_by_hand is not None or result.counts is None
        ):  # its notes are about more than its checks
            return _feedback_on(result)
        checks, feedback = self._known.get(id(result.checks), ((), None))
        if feedback is None or checks is not result.checks:
            feedback = _feedback_on(result)
            self._known[id(result.checks)] = result.checks, feedback  # the checks are kept, so their ID is theirs
        return feedback


def _feedback_on(result: Result) -> Feedback:
    _ = translator(result.language)
    notes = [standing(result, result.language), score_note(result, result.language)]
    if result.counts is None:
        cause = result.cause or _("unknown cause")
        notes.insert(0, _("Not graded: {cause}").format(cause=cause))
    found = [one.check for one in findings(result) if not said_for_all(one.check, result)]
    found += [one for one in result.checks if one.by_hand and one.status is Status.PASSED]
    return Feedback(
        tuple(one_line(note, _SENTENCE) for note in notes if note),
        tuple(one_line(_said(one, result), _SENTENCE) for one in found),
    )


def _said(check: CheckResult, result: Result) -> str:
    """The title, the points and the reason of a check, and a hint if it did not pass."""
    said = [f"{check.title} ({points(check.points, check.max_points)}):", reason(check, result.language)]
    if check.hint and check.status in {Status.PARTIAL, Status.FAILED}:
        said.append(check.hint)
    return " ".join(filter(None, said))


def _first(texts: tuple[str, ...]) -> Iterator[str]:
    """As many texts as there is room for."""
    left = _LONGEST
    for text in texts:
        left -= len(text)
        if left < 0:
            yield "…"
            return
        yield text
