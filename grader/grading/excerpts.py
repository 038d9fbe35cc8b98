"""Excerpts of evidence: the part that a check looked at. The evidence file has all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from grader.checks.streams import printed
from grader.checks.verdict import Verdict
from grader.evidence.facts import Fact, raw
from grader.evidence.file import Evidence
from grader.grading import answers, questions
from grader.grading.result import Excerpt
from grader.i18n.catalogue import translator

MOST_EXCERPTS = 6
"""The most excerpts of one check: the last ones, which decided its result."""

MOST_LINES = 12
"""The most lines of one excerpt."""

LONGEST_LINE = 160
"""The longest line of an answer, in characters."""

_CREATED = re.compile(r"POST (/v[\d.]+)?/containers/(create\b|[^/]+/exec$)")
_FOLLOWS = re.compile(r"[A-Z]+ (?:/v[\d.]+)?/(?:exec|containers)/(?P<id>[^/?]+)")
_OUTPUT = re.compile(r"(POST (/v[\d.]+)?/exec/[^/]+/start$|GET (/v[\d.]+)?/containers/[^/]+/logs\?)")
_PROGRAM = re.compile(r"GET (/v[\d.]+)?/exec/[^/]+/json$")
_EVENTS = re.compile(r"GET (/v[\d.]+)?/events\?")
_FAILED = 400


def facts_behind(verdict: Verdict, evidence: Evidence) -> list[Fact]:
    """The facts that a verdict is based on; empty without the evidence."""
    return [evidence.facts[at] for at in verdict.facts if at < len(evidence.facts)]


def excerpts(verdict: Verdict, evidence: Evidence, language: str) -> list[Excerpt]:
    """What a check looked at, by question. Of a question that was asked again and again it is the last answer."""
    found: dict[str, _Question] = {}
    followed: dict[str, str] = {}
    paths = {read.fact: read.paths for read in verdict.reads}
    for index in verdict.facts:
        if index >= len(evidence.facts) or questions.is_plumbing(evidence.facts[index]):
            continue
        fact = evidence.facts[index]
        asked = _begun(fact, followed) or questions.asked(fact)
        question = found.pop(asked, None) or _Question(asked, language)
        question.add(fact, paths.get(index))
        found[asked] = question  # behind those that were asked last before
    return [one.excerpt() for one in list(found.values())[-MOST_EXCERPTS:]]


def _begun(fact: Fact, followed: dict[str, str]) -> str | None:
    """The question that a request belongs to, if an earlier one created the program or container that it is about.

    `followed` holds the questions by these ids and names.
    """
    request = fact.request or ""
    if _CREATED.match(request):
        document = answers.parsed(fact.body)
        name = re.search(r"\?name=([^&]+)", request)
        ids = (document.get("Id") if isinstance(document, dict) else None, name[1] if name else None)
        followed.update({str(one): questions.asked(fact) for one in ids if one})
        return None
    found = _FOLLOWS.match(request)
    return followed.get(found["id"]) if found else None


class _Question:
    """A question with what was looked at of its answers."""

    def __init__(self, asked: str, language: str) -> None:
        self._asked = asked
        self._language = language
        self._at = 0.0
        self._fields: dict[str, str] = {}
        self._output: list[str] = []
        self._said = ""
        """What there is to say if nothing else is."""
        self._code: object = None

    def add(self, fact: Fact, paths: Iterable[str] | None) -> None:
        """Add another answer."""
        self._at = fact.at
        if fact.error:
            self._said = f"{fact.error}: {fact.problem}"
        elif fact.command is not None:
            self._code = fact.rc
            self._output = [] if questions.prints_bytes(fact) else answers.lines(raw(fact.out) + raw(fact.err))
        elif (fact.status or 0) >= _FAILED:
            self._said = answers.message(fact)
        else:
            self._add_answer(fact, paths)

    def _add_answer(self, fact: Fact, paths: Iterable[str] | None) -> None:
        _ = translator(self._language)
        request = fact.request or ""
        document = answers.parsed(fact.body)
        if _OUTPUT.match(request):
            self._output = answers.lines(printed(raw(fact.body)))
        elif _PROGRAM.match(request) and isinstance(document, dict):
            self._code = document.get("ExitCode")
        elif _EVENTS.match(request):
            self._output = answers.event_lines(raw(fact.body))
        elif paths is not None and not _CREATED.match(request):
            self._fields.update(answers.fields(document, paths, self._language))
            entries = isinstance(document, list)
            self._said = _("(entries: {n})").format(n=len(document)) if entries else _("(it exists)")
        elif request.startswith("GET "):
            self._output = answers.document_lines(fact)

    def excerpt(self) -> Excerpt:
        """The excerpt, of at most `MOST_LINES` lines."""
        _ = translator(self._language)
        # docker-py asks on by ids: they say something only where nothing else was read.
        telling = {path: value for path, value in self._fields.items() if path.rpartition(".")[2] != "Id"}
        fields = telling or ({} if self._output else self._fields)
        lines = [*(f"{path} = {value}" for path, value in fields.items()), *self._output]
        end = [] if self._code is None else [_("(exit code {code})").format(code=self._code)]
        lines = lines or ([self._said] if self._said and not end else [])
        room = MOST_LINES - len(end)
        if len(lines) > room:
            lines = [*lines[: room - 1], _("… {n} more lines").format(n=len(lines) - room + 1)]
        return Excerpt(
            asked=self._asked,
            answered="\n".join(map(_cut, [*lines, *end])),
            at=self._at,
            by_hand=questions.by_hand(self._asked, tuple(fields)),
        )


def _cut(line: str) -> str:
    line = questions.shortened(line)
    return line if len(line) <= LONGEST_LINE else questions.beginning(line, LONGEST_LINE)
