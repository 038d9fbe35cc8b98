"""Mutants of files that a check reads from a container, as the Engine sends them."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Sequence

from grader.authoring.mutants.solution_facts import SolutionFacts, path_of, refused
from grader.authoring.mutants.texts import OtherText
from grader.evidence.facts import Fact, kept, raw


def other_archives(facts: SolutionFacts, alike: Sequence[int]) -> Iterator[tuple[OtherText, dict[int, Fact]]]:
    """Other answers in place of a file: it is not there, it is empty, it has something else in it."""
    last = facts.facts[alike[-1]]
    target = (last.request or "").partition(" ")[2]
    same = [
        index
        for index, fact in enumerate(facts.facts)
        if (fact.request or "").partition(" ")[2] == target and fact.status == 200
    ]
    if not same:
        return
    name = path_of(last).split("/")[2]
    said = f"Could not find the file in container {name}"
    yield OtherText("", "file", "all", "gone"), {one: refused(facts.facts[one], 404, said) for one in same}
    for change, suffix in (("empty", None), ("other content", b"x")):
        changed = {one: other for one in same if (other := _other_content(facts.facts[one], suffix)) is not None}
        if changed:
            yield OtherText("", "file", "content", change), changed


def _other_content(fact: Fact, suffix: bytes | None) -> Fact | None:
    """The archive with other content in its first file; None if it has none. Without a suffix, the file is empty."""
    try:
        with tarfile.open(fileobj=io.BytesIO(raw(fact.body))) as archive:
            member = archive.next()
            file = archive.extractfile(member) if member is not None and member.isreg() else None
            content = file.read() if file is not None else None
    except (tarfile.TarError, OSError, EOFError, ValueError):
        return None
    if member is None or content is None:
        return None
    new = b"" if suffix is None else suffix + content
    member.size = len(new)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(member, io.BytesIO(new))
    return fact.model_copy(update={"body": kept(out.getvalue())})
