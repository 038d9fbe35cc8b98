"""What a student is told with a score: the points, and the step to take next."""

from __future__ import annotations

from collections.abc import Iterator

from grader.checks.verdict import Status
from grader.grading.findings import findings
from grader.grading.result import Result
from grader.i18n.catalogue import translator
from grader.reports.summary import late_note, reason, score_line, standing
from grader.text.clean import for_xml, truncate, visible
from grader.text.values import points

LONGEST = 4000
"""Characters of a comment: platforms cut or refuse much longer ones."""
_LONGEST_SAID = 1500


def next_step(result: Result, language: str) -> list[str]:
    """The first problem to fix: what was checked with its points, what was found, and the hint; empty without one."""
    found = findings(result)
    if not found or found[0].check.status is Status.ERROR:
        return []
    check = found[0].check
    title = f"{check.title} ({points(check.points, check.max_points)})"
    said = [title, reason(check, language), check.hint]
    return [visible(one, _LONGEST_SAID) for one in said if one]


def lines(result: Result, score: float, language: str) -> Iterator[str]:
    """The feedback on one exercise, in lines.

    Args:
        result: as the student may see it.
        score: the points that count.
        language: that of the result.
    """
    _ = translator(language)
    yield score_line(score, result.max_score, language)
    late = late_note(result, language)
    if late:
        yield late
    if said := standing(result, language):
        yield said
    step = next_step(result, language)
    if step:
        yield _("Next step: {step}").format(step=step[0])
        yield from step[1:]


def comment(result: Result, score: float, language: str) -> str:
    """The feedback as the plain text of a platform's comment."""
    return truncate(for_xml("\n".join(lines(result, score, language))), LONGEST)
