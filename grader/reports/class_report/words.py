"""The words that the class page's script shows, in the language of the report."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks.verdict import Status
from grader.i18n.catalogue import translator
from grader.reports.class_report.figures import HALF, Need
from grader.reports.summary import status_word


def words(language: str) -> dict[str, str]:
    """The words by their names in the script."""
    _ = translator(language)
    return {
        **{status.value: status_word(status, language) for status in Status},
        **{f"need-{need.value}": said for need, said in needs(language).items()},
        "points": _("points"),
        "absent": _("not attempted"),
        "unreachable-cell": _("unreachable"),
        "ungraded": _("not graded"),
        "late-cell": _("late"),
        "hint": _("hint"),
        "excerpt": _("What the host answered"),
        "waits": _("Waits for {check}"),
        "causes": _("Waiting for it"),
        "due": _("Due"),
        "done": _("Work done"),
        "graded": _("Graded"),
        "late": _("Days late: {days}; {kept} % kept of {before} points"),
        "evidence": _("Evidence file"),
        "page": _("Student's page"),
        "host": _("Host"),
        "commands": _("Commands"),
        "explain": _("Explain the result"),
        "override": _("Override it"),
        "regrade": _("Preview a regrade from evidence"),
        "grade": _("Grade the host again"),
        "reason": _("Reason"),
        "reason-default": _("reviewed by hand"),
        "set": _("Set to"),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "exercises": _("Exercises"),
        "nothing-wrong": _("Nothing to fix."),
        "no-excerpt": _("The student's page and {command} show what the host answered."),
        "previous": _("Previous student"),
        "next": _("Next student"),
        "close-panel": _("Close"),
    }


def needs(language: str) -> Mapping[Need, str]:
    """Why a student needs attention."""
    _ = translator(language)
    return {
        Need.UNREACHABLE: _("host unreachable"),
        Need.UNDETERMINED: _("part could not be graded"),
        Need.NOTHING: _("nothing graded"),
        Need.LOW: _("below {percent} %").format(percent=HALF),
    }
