"""All mutants of a solution: of each value that a check read, and of each object."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.authoring.mutants import archives, images, objects
from grader.authoring.mutants.events import other_events
from grader.authoring.mutants.mutant import Mutant, ReadValue
from grader.authoring.mutants.rules import rule_of_text, rule_of_value
from grader.authoring.mutants.solution_facts import SolutionFacts, is_get, path_of
from grader.authoring.mutants.texts import OtherText, other_outputs, shown, unpositioned, with_value
from grader.authoring.mutants.values import others
from grader.checks.reads import NotThere, Place, path_text, place_of, value_at
from grader.checks.streams import frames, printed
from grader.checks.verdict import Verdict
from grader.evidence.facts import Fact, kept, raw
from grader.grading.questions import prints_bytes

_EXECUTED = re.compile(r"/exec/[0-9a-f]+/start")
_LOGS = re.compile(r"/containers/[^/]+/logs")


@dataclass(slots=True)
class _Readers:
    """Which checks read which fact, and which place of which."""

    of_fact: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    of_place: dict[int, dict[Place, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> _Readers:
        found = cls()
        for verdict in verdicts:
            for fact in verdict.facts:
                found.of_fact[fact].add(verdict.check)
            for fact, paths in verdict.reads:
                for path in paths:
                    found.of_place[fact][place_of(path)].add(verdict.check)
        return found

    def any_of(self, indices: Iterable[int]) -> frozenset[str]:
        return frozenset(check for index in indices for check in self.of_fact.get(index, ()))


def mutants(facts: SolutionFacts, verdicts: Sequence[Verdict]) -> list[Mutant]:
    """The mutants of a solution, from the verdicts of its checks, which tell what they read."""
    readers = _Readers.of(verdicts)
    found = [*_of_objects(facts, readers), *_of_places(facts, readers), *_of_texts(facts, readers)]
    return [one for one in found if one.readers and any(facts.facts[at] != fact for at, fact in one.facts.items())]


def _of_objects(facts: SolutionFacts, readers: _Readers) -> Iterator[Mutant]:
    for kind, id_, name in objects.objects(facts):
        changes = [("", "gone", objects.gone(facts, kind, id_))]
        if kind == "images":
            untagged = images.untagged(facts, id_)
            changes += [("name", f"without the name {one}", found) for one, found in untagged.items()]
            changes += [("origin", "built from a Dockerfile", images.built(facts, id_))]
        if kind == "containers":
            changes += [("image", "of another image", objects.of_another_image(facts, id_))]
            states = objects.other_states(facts, id_)
            changes += [("state", state, objects.in_state(facts, id_, state)) for state in states]
        asked_for = [index for index in readers.of_fact if facts.inspected(index) == (kind, id_)]
        who = frozenset().union(*_readers_of_object(facts, readers, kind, id_))
        for place, change, changed in changes:
            value = ReadValue(f"the {kind.removesuffix('s')} {name}", place)
            rule = "" if asked_for else "searched"
            yield Mutant(value, place, change, changed, who, rule, id_, is_gone=change == "gone")


def _readers_of_object(facts: SolutionFacts, readers: _Readers, kind: str, id_: str) -> Iterator[set[str]]:
    """The checks that read something of an object, by itself or in a list."""
    for index in list(readers.of_fact):
        if facts.inspected(index) == (kind, id_):
            yield readers.of_fact[index]
        elif facts.listed(index) == kind:
            at = objects.position_in(facts, index, id_)
            yield from (found for place, found in readers.of_place[index].items() if at is not None and at in place[:2])


def _of_places(facts: SolutionFacts, readers: _Readers) -> Iterator[Mutant]:
    done = set()
    for index in sorted(readers.of_place):
        alike = facts.alike(index)
        for place in readers.of_place[index]:
            if (alike[0], place) in done:
                continue
            done.add((alike[0], place))
            checks = frozenset(check for one in alike for check in readers.of_place.get(one, {}).get(place, ()))
            yield from _of_place(facts, index, place, checks)


def _of_place(facts: SolutionFacts, index: int, place: Place, checks: frozenset[str]) -> Iterator[Mutant]:
    fact = facts.facts[index]
    created = not is_get(fact)  # the id of what a check itself created
    whole = path_of(fact).startswith(("/containers/", "/images/")) and place[-1:] and place[-1] in objects.CONSISTENT
    try:
        value = value_at(facts.document(index), place)
    except NotThere:
        return
    if created or whole:
        return
    rule = rule_of_value(facts, index, path_text(place), value)
    for other in others(value):
        changed = {}
        for one in facts.alike(index):
            if _value(facts, one, place) == (True, value):
                changed[one] = facts.with_document(one, with_value(facts.document(one), place, other))
        yield Mutant(
            ReadValue(facts.question(index), unpositioned(place)),
            path_text(place),
            f"{shown(value)} → {shown(other)}",
            changed,
            checks,
            rule,
            facts.object_at(index, place),
        )


def _value(facts: SolutionFacts, index: int, place: Place) -> tuple[bool, object]:
    try:
        return True, value_at(facts.document(index), place)
    except NotThere:
        return False, None


def _of_texts(facts: SolutionFacts, readers: _Readers) -> Iterator[Mutant]:
    """The mutants of what is not a document with places: output, events, files."""
    done = set()
    for index in sorted(readers.of_fact):
        alike = facts.alike(index)
        fact = facts.facts[alike[-1]]
        if alike[0] in done or fact.error is not None:
            continue
        done.add(alike[0])
        checks = readers.any_of(alike)
        for other, changed in _other_answers(facts, alike):
            rule = rule_of_text(facts, alike[-1], holds_time=other.is_time)
            place = other.place or ("exit code" if other.item == "exit code" else "output")
            yield Mutant(
                ReadValue(facts.question(alike[-1]), place), other.item or place, other.change, changed, checks, rule
            )


def _other_answers(facts: SolutionFacts, alike: Sequence[int]) -> Iterator[tuple[OtherText, dict[int, Fact]]]:
    """Other texts of the last of these facts, each with all of these facts that had the same."""
    last = facts.facts[alike[-1]]
    if last.command is not None:
        yield from _other_results(facts, alike)
    elif is_get(last) and path_of(last) == "/events" and last.status == 200:
        text = raw(last.body).decode("utf-8", "replace")
        for other in other_events(text):
            yield other, {alike[-1]: last.model_copy(update={"body": other.text})}
    elif last.status == 200 and (_EXECUTED.fullmatch(path_of(last)) or _LOGS.fullmatch(path_of(last))):
        yield from _other_streams(facts, alike)
    elif path_of(last).endswith("/archive"):
        yield from archives.other_archives(facts, alike)


def _other_results(facts: SolutionFacts, alike: Sequence[int]) -> Iterator[tuple[OtherText, dict[int, Fact]]]:
    last = facts.facts[alike[-1]]
    text = raw(last.out).decode("utf-8", "replace")
    same = {
        one: facts.facts[one] for one in alike if facts.facts[one].out == last.out and facts.facts[one].rc == last.rc
    }
    if not isinstance(last.out, str) or not text.strip():
        code = 0 if last.rc else 1
        other = OtherText("", "", "exit code", f"{last.rc} → {code}")
        yield other, {one: fact.model_copy(update={"rc": code}) for one, fact in same.items()}
        return
    failed = OtherText("", "", "all", "the command fails")
    yield failed, {one: fact.model_copy(update={"rc": 1, "out": ""}) for one, fact in same.items()}
    for other in other_outputs(text):
        if not prints_bytes(last) or other.item in {"all", "line 1"}:
            yield other, {one: fact.model_copy(update={"out": other.text}) for one, fact in same.items()}


def _other_streams(facts: SolutionFacts, alike: Sequence[int]) -> Iterator[tuple[OtherText, dict[int, Fact]]]:
    body = raw(facts.facts[alike[-1]].body)
    text = printed(body).decode("utf-8", "replace")
    same = [one for one in alike if facts.facts[one].body == facts.facts[alike[-1]].body]
    framed = printed(body) != body and next(frames(body), None) is not None
    for other in other_outputs(text):
        new = other.text.encode()
        frame = b"\1\0\0\0" + len(new).to_bytes(4, "big") + new if framed else new
        yield other, {one: facts.facts[one].model_copy(update={"body": kept(frame)}) for one in same}
