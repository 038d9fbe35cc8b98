"""The points of results for platforms that take nothing but a number."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import GraderError
from grader.grading.result import Result
from grader.i18n.catalogue import translator
from grader.message import Message
from grader.reports.summary import ScoreTotal, score_line, score_note, standing, total
from grader.text.clean import one_line


def required_total(results: Sequence[Result]) -> ScoreTotal:
    """The points of all results together.

    Raises:
        GraderError: one could not be determined. No file must be written then: it would have to have a number, and
            the platform would take it for the student's.
    """
    for result in results:
        if result.counts is None:
            raise GraderError(
                Message(
                    "{exercise} could not be graded, so there is no score: {cause}",
                    exercise=result.exercise,
                    cause=result.cause or Message("unknown cause"),
                ),
                next_step=Message("Grade it again. For the details, leave out --format."),
            )
    return total(results)


def headline(result: Result) -> str:
    """A result in one line: the exercise, the points, how many checks passed, and what else made the score."""
    language = result.language
    score = score_line(result.counts or 0.0, result.max_score, language)
    said = [f"{result.exercise} {result.title}: {score}.", standing(result, language), score_note(result, language)]
    return one_line(" ".join(filter(None, said)), 1_000)


def not_gradable(language: str) -> str:
    """The title of what is shown for a submission that cannot be graded as it is."""
    _ = translator(language)
    return _("This submission cannot be graded")
