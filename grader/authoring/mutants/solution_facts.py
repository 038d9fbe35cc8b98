"""The facts of a solution, by what they answer: several of them may describe one object or one program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from grader.evidence.facts import Fact, raw
from grader.grading.questions import asked

_INSPECTED = re.compile(r"/(?P<kind>containers|images)/(?P<name>.+)/json|/(?P<network>networks|volumes)/(?P<of>[^/]+)")
_LISTED = re.compile(r"/(containers|images)/json|/(networks|volumes)")
_CREATED = re.compile(r"/containers/(?P<name>[^/]+)/exec")
_EXECUTED = re.compile(r"/exec/(?P<id>[0-9a-f]+)/(?P<what>start|json)")


class SolutionFacts:
    """A solution's facts with the JSON documents in them."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = tuple(facts)
        self._documents = [_document(fact) for fact in facts]
        self._programs = {
            str(document.get("Id")): index
            for index, document in enumerate(self._documents)
            if isinstance(document, dict) and _CREATED.fullmatch(path_of(facts[index]))
        }
        self._subjects = [self._subject(index) for index in range(len(facts))]

    def document(self, index: int) -> Any:
        """The JSON document in the answer of a request; None if it is not one."""
        return self._documents[index]

    def alike(self, index: int) -> list[int]:
        """The facts that answer the same as this one, itself included: another look at the same object."""
        return [other for other, subject in enumerate(self._subjects) if subject == self._subjects[index]]

    def question(self, index: int) -> str:
        """What was asked; of a program in a container, the program."""
        return asked(self.facts[self._origin(index)])

    def inspected(self, index: int) -> tuple[str, str] | None:
        """The kind and the id of the object that a fact describes; None if it does not describe one."""
        fact, document = self.facts[index], self._documents[index]
        found = _INSPECTED.fullmatch(path_of(fact))
        if found is None or not is_get(fact) or fact.status != 200 or not isinstance(document, dict):
            return None
        id_ = document.get("Id") or document.get("Name")
        return (found["kind"] or found["network"], id_) if isinstance(id_, str) else None

    def object_at(self, index: int, place: Sequence[str | int]) -> str:
        """The id of the object that a place of an answer belongs to; empty if it belongs to none."""
        described = self.inspected(index)
        if described:
            return described[1]
        document = self._documents[index]
        at = next((step for step in place if isinstance(step, int)), None)
        if not self.listed(index) or at is None:
            return ""
        items = document.get("Volumes") if isinstance(document, dict) else document
        one = items[at] if isinstance(items, list) and at < len(items) else {}
        return str(one.get("Id") or one.get("Name") or "")

    def listed(self, index: int) -> str:
        """The kind of the objects that a fact lists: `containers`; empty if it is not a list of objects."""
        found = _LISTED.fullmatch(path_of(self.facts[index]))
        return (found[1] or found[2]) if found and is_get(self.facts[index]) else ""

    def with_document(self, index: int, document: object) -> Fact:
        """A fact with another JSON document as the body of its answer."""
        return self.facts[index].model_copy(update={"body": json.dumps(document, separators=(",", ":"))})

    def _origin(self, index: int) -> int:
        """The request that created the program of which a fact is an answer, or else the fact itself."""
        found = _EXECUTED.fullmatch(path_of(self.facts[index]))
        return self._programs.get(found["id"], index) if found else index

    def _subject(self, index: int) -> str:
        origin = self._origin(index)
        if origin != index:
            kind = path_of(self.facts[index]).rpartition("/")[2]
            return f"{kind} {self.facts[origin].key}"
        return repr(self.inspected(index) or self.facts[index].key)


def path_of(fact: Fact) -> str:
    """The path of a request, without the API's version and the query; empty for a command."""
    target = (fact.request or "").partition(" ")[2]
    return unquote(re.sub(r"^/v[0-9.]+(?=/)", "", urlsplit(target).path))


def is_get(fact: Fact) -> bool:
    """Whether it is the answer to a request that asks for something."""
    return (fact.request or "").startswith("GET ")


def refused(fact: Fact, status: int, said: str) -> Fact:
    """A request with the Engine's refusal in place of its answer."""
    return fact.model_copy(update={"status": status, "body": json.dumps({"message": said}) + "\n"})


def _document(fact: Fact) -> Any:
    if fact.request is None or fact.status is None or fact.status >= 400:
        return None
    try:
        return json.loads(raw(fact.body))
    except (ValueError, RecursionError):
        return None


def indices(facts: SolutionFacts) -> Iterator[int]:
    """The indices of all facts that are answers."""
    yield from (index for index, fact in enumerate(facts.facts) if fact.error is None)
