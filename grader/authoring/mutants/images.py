"""Mutants of images, consistent in every answer: one that has lost a name, and one that was made otherwise."""

from __future__ import annotations

import json
from typing import Any

from grader.authoring.mutants.objects import id_of, items_of
from grader.authoring.mutants.solution_facts import SolutionFacts, indices, path_of, refused
from grader.evidence.facts import Fact, raw

_STEP = {"CreatedBy": '/bin/sh -c #(nop)  CMD ["/bin/sh"]', "Comment": ""}
"""The last step of an image, as the builder of Dockerfiles describes it."""


def untagged(facts: SolutionFacts, id_: str) -> dict[str, dict[int, Fact]]:
    """The facts of a host on which this image has lost one of its names, by the name."""
    names = {
        str(name)
        for index in indices(facts)
        for one in ([facts.document(index)] if facts.inspected(index) else items_of(facts.document(index)))
        if isinstance(one, dict) and id_of(one) == id_
        for name in one.get("RepoTags") or []
    }
    return {name: _without_name(facts, id_, name) for name in sorted(names)}


def _without_name(facts: SolutionFacts, id_: str, name: str) -> dict[int, Fact]:
    def removed(one: dict[str, Any]) -> dict[str, Any]:
        tags = one.get("RepoTags")
        return {**one, "RepoTags": [tag for tag in tags if tag != name]} if id_of(one) == id_ and tags else one

    changed = {}
    for index in indices(facts):
        fact, document = facts.facts[index], facts.document(index)
        if facts.inspected(index) == ("images", id_):
            called = path_of(fact).removeprefix("/images/").removesuffix("/json")
            is_it = called in {name, name.removesuffix(":latest")}
            changed[index] = (
                refused(fact, 404, f"No such image: {called}")
                if is_it
                else facts.with_document(index, removed(document))
            )
        elif facts.listed(index) == "images":
            changed[index] = facts.with_document(index, [removed(one) for one in items_of(document)])
    return changed


def built(facts: SolutionFacts, id_: str) -> dict[int, Fact]:
    """The facts of a host on which this image was built from a Dockerfile, and nothing was committed.

    None if nobody asked for the image's history.
    """
    changed = {}
    names = {id_, id_.removeprefix("sha256:")}
    for index in indices(facts):
        path, document = path_of(facts.facts[index]), facts.document(index)
        name = path.removeprefix("/images/").removesuffix("/history")
        if path == f"/images/{name}/history" and name in names and _is_committed(document):
            changed[index] = facts.with_document(index, [{**document[0], **_STEP}, *document[1:]])
    if changed:
        changed |= {index: _without_commits(facts.facts[index]) for index in indices(facts) if _is_events(facts, index)}
    return changed


def _is_committed(history: object) -> bool:
    """Whether the last step of an image's history may be a commit."""
    return isinstance(history, list) and bool(history) and "#(nop)" not in str(history[0].get("CreatedBy"))


def _is_events(facts: SolutionFacts, index: int) -> bool:
    return path_of(facts.facts[index]) == "/events" and facts.facts[index].status == 200


def _without_commits(fact: Fact) -> Fact:
    lines = raw(fact.body).decode("utf-8", "replace").splitlines(keepends=True)
    left = [line for line in lines if not line.strip() or json.loads(line).get("Action") != "commit"]
    return fact.model_copy(update={"body": "".join(left)})
