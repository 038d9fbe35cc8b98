"""Mutants of whole objects, consistent in every answer: a container that is gone is neither listed nor described."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.authoring.mutants.solution_facts import SolutionFacts, indices, path_of, refused
from grader.authoring.mutants.values import other_texts
from grader.evidence.facts import Fact

CONSISTENT = frozenset({"Running", "Status", "Paused", "Restarting", "State", "Image", "ImageID", "RepoTags"})
"""Keys of what several answers tell of a container or image, so that it changes in all of them at once."""

_SAYS = {
    "containers": "No such container: {name}",
    "images": "No such image: {name}",
    "networks": "network {name} not found",
    "volumes": "get {name}: no such volume",
}
_OF_CONTAINER = re.compile(r"/containers/(?P<name>[^/]+)/(?P<what>\w+)")

_STATES: Mapping[str, tuple[dict[str, Any], str, str]] = {
    "stopped": (
        {"Running": False, "Status": "exited", "Paused": False, "Restarting": False, "Pid": 0, "ExitCode": 137},
        "exited",
        "Exited (137) 5 minutes ago",
    ),
    "paused": ({"Status": "paused", "Paused": True}, "paused", "Up 5 minutes (Paused)"),
    "restarting": (
        {"Status": "restarting", "Restarting": True, "Pid": 0, "ExitCode": 1},
        "restarting",
        "Restarting (1) 5 seconds ago",
    ),
    "running": (
        {"Running": True, "Status": "running", "Paused": False, "Restarting": False, "Pid": 4321, "ExitCode": 0},
        "running",
        "Up 5 minutes",
    ),
}


def gone(facts: SolutionFacts, kind: str, id_: str) -> dict[int, Fact]:
    """The facts of a host that lacks this object."""
    names = _names(facts, kind, id_)
    changed = {}
    for index in indices(facts):
        fact, document = facts.facts[index], facts.document(index)
        if facts.inspected(index) == (kind, id_):
            changed[index] = refused(fact, 404, _SAYS[kind].format(name=path_of(fact).split("/")[2]))
        elif facts.listed(index) == kind:
            kept = [one for one in items_of(document) if id_of(one) != id_]
            if len(kept) < len(items_of(document)):
                changed[index] = facts.with_document(
                    index, kept if isinstance(document, list) else {**document, "Volumes": kept}
                )
        elif kind == "containers" and (found := _OF_CONTAINER.fullmatch(path_of(fact))) and found["name"] in names:
            changed[index] = refused(fact, 404, _SAYS[kind].format(name=found["name"]))
        elif kind == "images" and path_of(fact).startswith("/images/") and path_of(fact).endswith("/history"):
            name = path_of(fact).removeprefix("/images/").removesuffix("/history")
            if name in names:
                changed[index] = refused(fact, 404, _SAYS[kind].format(name=name))
    changed.update(_without_links(facts, kind, id_, changed))
    return changed


def in_state(facts: SolutionFacts, id_: str, state: str) -> dict[int, Fact]:
    """The facts of a host on which this container is `stopped`, `paused`, `restarting` or `running`."""
    inspected, listed, status = _STATES[state]
    names = _names(facts, "containers", id_)
    changed = {}
    for index in indices(facts):
        fact, document = facts.facts[index], facts.document(index)
        if facts.inspected(index) == ("containers", id_):
            was = document.get("State") if isinstance(document.get("State"), dict) else {}
            same = {key: inspected[key] for key in inspected if key in was}
            changed[index] = facts.with_document(index, {**document, "State": {**was, **same}})
        elif facts.listed(index) == "containers" and any(id_of(one) == id_ for one in items_of(document)):
            changed[index] = facts.with_document(
                index,
                [
                    {**one, "State": listed, "Status": status} if id_of(one) == id_ else one
                    for one in items_of(document)
                ],
            )
        elif state in {"stopped", "restarting"} and _needs_running(fact, names):
            changed[index] = refused(fact, 409, f"Container {id_} is not running")
    return changed


def _needs_running(fact: Fact, names: set[str]) -> bool:
    """Whether the Engine answers the question only while the container with these names runs."""
    found = _OF_CONTAINER.fullmatch(path_of(fact))
    return found is not None and found["name"] in names and found["what"] in {"exec", "top"}


def of_another_image(facts: SolutionFacts, id_: str) -> dict[int, Fact]:
    """The facts of a host on which this container was made from another image, which has another name and id."""
    changed = {}
    for index in indices(facts):
        document = facts.document(index)
        if facts.inspected(index) == ("containers", id_):
            config = document.get("Config") or {}
            other = {**document, "Image": _other(document.get("Image")), "Config": {**config, **_image(config)}}
            changed[index] = facts.with_document(index, other)
        elif facts.listed(index) == "containers" and any(id_of(one) == id_ for one in items_of(document)):
            items = [{**one, **_image(one)} if id_of(one) == id_ else one for one in items_of(document)]
            changed[index] = facts.with_document(index, items)
    return changed


def _image(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _other(one[key]) for key in ("Image", "ImageID") if key in one}


def _other(value: Any) -> Any:
    return other_texts(value)[0] if isinstance(value, str) and value else value


def other_states(facts: SolutionFacts, id_: str) -> tuple[str, ...]:
    """The states that this container may be in instead."""
    states = [facts.document(one).get("State") for one in indices(facts) if facts.inspected(one) == ("containers", id_)]
    state = states[-1] if states and isinstance(states[-1], dict) else {}
    if state.get("Paused"):
        return "stopped", "running"
    return ("stopped", "paused", "restarting") if state.get("Running") else ("running",)


def objects(facts: SolutionFacts) -> Iterator[tuple[str, str, str]]:
    """The objects in the answers: the kind, the id and a name of each."""
    found: dict[tuple[str, str], str] = {}
    for index in indices(facts):
        described = facts.inspected(index)
        documents = [facts.document(index)] if described else items_of(facts.document(index))
        kind = described[0] if described else facts.listed(index)
        for one in documents if kind else []:
            if id_ := id_of(one):
                found.setdefault((kind, id_), _name(one) or id_[:12])
    yield from ((kind, id_, name) for (kind, id_), name in found.items())


def position_in(facts: SolutionFacts, index: int, id_: str) -> int | None:
    """The position of an object in a list of objects; None if it is not listed there."""
    return next((at for at, one in enumerate(items_of(facts.document(index))) if id_of(one) == id_), None)


def _without_links(facts: SolutionFacts, kind: str, id_: str, done: Mapping[int, Fact]) -> Iterator[tuple[int, Fact]]:
    """The answers of other objects that name this one: a network its containers, a container its networks."""
    if kind == "containers":
        removes: Callable[[Any], Any] = _without_container(id_)
    elif kind == "networks":
        removes = _without_network(id_)
    else:
        return
    for index in indices(facts):
        document = facts.document(index)
        if index not in done and (facts.inspected(index) or facts.listed(index)):
            other = [removes(one) for one in document] if isinstance(document, list) else removes(document)
            if other != document:
                yield index, facts.with_document(index, other)


def _without_container(id_: str) -> Callable[[Any], Any]:
    def removed(one: Any) -> Any:
        attached = one.get("Containers") if isinstance(one, dict) else None
        if not isinstance(attached, dict) or id_ not in attached:
            return one
        return {**one, "Containers": {key: value for key, value in attached.items() if key != id_}}

    return removed


def _without_network(id_: str) -> Callable[[Any], Any]:
    def removed(one: Any) -> Any:
        settings = one.get("NetworkSettings") if isinstance(one, dict) else None
        networks = settings.get("Networks") if isinstance(settings, dict) else None
        if not isinstance(settings, dict) or not isinstance(networks, dict):
            return one
        kept = {name: net for name, net in networks.items() if (net or {}).get("NetworkID") != id_}
        return one if kept == networks else {**one, "NetworkSettings": {**settings, "Networks": kept}}

    return removed


def _names(facts: SolutionFacts, kind: str, id_: str) -> set[str]:
    """What the object is called in requests."""
    names = {id_, id_.removeprefix("sha256:")}
    for index in indices(facts):
        if facts.inspected(index) == (kind, id_):
            names.add(path_of(facts.facts[index]).removeprefix(f"/{kind}/").removesuffix("/json"))
            names.add(str(facts.document(index).get("Name")).removeprefix("/"))
        elif facts.listed(index) == kind:
            same = [one for one in items_of(facts.document(index)) if id_of(one) == id_]
            names |= {str(name).removeprefix("/") for one in same for name in one.get("Names") or []}
    return names


def items_of(document: Any) -> list[dict[str, Any]]:
    found = document.get("Volumes") if isinstance(document, dict) else document
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def id_of(one: Mapping[str, Any]) -> str:
    found = one.get("Id") or one.get("Name")
    return found if isinstance(found, str) else ""


def _name(one: Mapping[str, Any]) -> str:
    found = one.get("Name") or next(iter(one.get("Names") or one.get("RepoTags") or []), "")
    return str(found).removeprefix("/")
