"""GitHub Actions: annotations, and the two notices from which GitHub Classroom reads points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from grader.checks.verdict import Status
from grader.grading.findings import Finding, findings
from grader.grading.result import Result
from grader.i18n.catalogue import translator
from grader.reports.summary import differences, reason, said_for_all, told_once, total
from grader.text.clean import one_line
from grader.text.values import number, points

_LIMIT = 1_000


def render_github(results: Sequence[Result]) -> str:
    """Render workflow commands: the points, then an annotation for each finding, the next step first.

    If a result could not be graded, there are no points: a partial sum would be taken for the total.
    """
    lines = [] if any(result.status == "error" for result in results) else _points(results)
    for alike in told_once(results):
        lines += _annotations(alike[0], ", ".join(one.exercise for one in alike))
    return "".join(f"{line}\n" for line in lines)


def _points(results: Sequence[Result]) -> list[str]:
    whole = total(results)
    earned, of = number(whole.score), number(whole.max_score)
    report = json.dumps({"totalPoints": json.loads(earned), "maxPoints": json.loads(of)}, separators=(",", ":"))
    return [
        _command("notice", "Autograding complete", f"Points {earned}/{of}"),
        _command("notice", "Autograding report", report),
    ]


def _annotations(result: Result, exercises: str) -> Iterator[str]:
    """The findings of a result, and for these exercises why there is no score."""
    _ = translator(result.language)
    if result.status == "error":
        cause = result.cause or _("unknown cause")
        yield _command("error", exercises, _("Not graded: {cause}").format(cause=cause))
    for finding in findings(result):
        if not said_for_all(finding.check, result):
            yield _annotation(finding, result)


def _annotation(finding: Finding, result: Result) -> str:
    """A finding, with the checks that wait for it."""
    language, check = result.language, finding.check
    _ = translator(language)
    if check.status is Status.BLOCKED:
        said = [_("depends on {check}").format(check=check.blocked_by)] if check.blocked_by else []
    else:
        said = [reason(check, language) or "", *(f"{name}: {text}" for name, text in differences(check, language))]
        said += [f"{_('hint')}: {check.hint}"] if check.hint else []
    if finding.waiting:
        said.append(f"{_('waiting')}: {', '.join(one.id for one in finding.waiting)}")
    text = "\n".join(one_line(part) for part in (check.title, *said) if part)
    title = f"{result.exercise}.{check.id} [{points(check.points, check.max_points)}]"
    return _command("notice" if check.status is Status.BLOCKED else "error", title, text)


def _command(kind: str, title: str, text: str) -> str:
    """A workflow command. Line breaks are escaped, so no text can start another command."""
    name = _escaped(one_line(title, 200)).replace(":", "%3A").replace(",", "%2C")
    text = "\n".join(one_line(line, _LIMIT) for line in text.splitlines())
    return f"::{kind} title={name}::{_escaped(text)}"


def without_commands(text: str) -> str:
    """One line of text for the log of a job that begins no workflow command.

    Runners look for `::` at the beginning of a line and for `##[`, the older form, anywhere in it
    (`ActionCommand.cs` of actions/runner 079cdb1).
    """
    text = text.replace("##[", "## [")
    return f"\N{WORD JOINER}{text}" if text.lstrip().startswith("::") else text


def _escaped(text: str) -> str:
    return without_commands(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
