"""Compares the hosts of a class by value, never pair by pair."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from grader.similarity.findings import Common, Group, SameAs, Shared, Sight, SimilarityFinding, Strength
from grader.similarity.traits import Fingerprint, Kind, Origin, Trait

_WEAK = {Kind.VOLUME_CREATED}
"""Kinds that can match by chance: in a busy hour, two of many volumes are created in the same second."""
_CARRIED = {Kind.IMAGE_ID, Kind.IMAGE_CREATED, Kind.DATABASE_ID, Kind.CONTENT_CHANGED}
"""Kinds that honest students get from elsewhere: from a registry, an image or the course."""
_SAID_BY = {Kind.CONTAINER_CREATED: Kind.CONTAINER_ID, Kind.IMAGE_CREATED: Kind.IMAGE_ID}
"""Kinds of times, which add nothing if the ids match."""
_ORDER = list(Kind)

_Holders = dict[str, Trait]
"""The students that have a value."""


def compare(
    title: str, prints: Mapping[str, Fingerprint], hosts: Mapping[str, str], *, students: int = 3, percent: float = 10
) -> SameAs:
    """Find what the hosts of a class have in common.

    Args:
        title: the name of the class.
        prints: the fingerprint of each student, in the order of the roster; an empty one was not seen.
        hosts: the host of each student, as the roster has it.
        students: what more than so many share is common, and was most likely handed out.
        percent: the same, of those that were seen; the larger of the two limits counts.
    """
    seen = [student for student, found in prints.items() if found.traits]
    limit = max(students, math.ceil(len(seen) * percent / 100))
    shared = {key: holders for key, holders in _holders(prints).items() if len(holders) > 1 and _tells(key[0], holders)}
    common = [_common(key, holders) for key, holders in shared.items() if len(holders) > limit]
    groups: dict[tuple[str, ...], dict[Kind, list[Shared]]] = defaultdict(lambda: defaultdict(list))
    for (kind, value), holders in shared.items():
        if len(holders) <= limit:
            groups[tuple(holders)][kind].append(_shared(value, holders))
    return SameAs(
        title=title,
        compared=len(seen),
        missing=tuple(student for student, found in prints.items() if not found.traits),
        common_above=limit,
        groups=tuple(sorted((_group(who, kinds, hosts) for who, kinds in groups.items()), key=_rank)),
        common=tuple(sorted(common, key=lambda one: (-one.students, _ORDER.index(one.kind), one.value))),
    )


def _holders(prints: Mapping[str, Fingerprint]) -> dict[tuple[Kind, str], _Holders]:
    found: dict[tuple[Kind, str], _Holders] = defaultdict(dict)
    for student, fingerprint in prints.items():
        for key, trait in fingerprint.traits.items():
            found[key][student] = trait
    return found


def _tells(kind: Kind, holders: _Holders) -> bool:
    """Whether a match is relevant: portable objects only if one of the students made it and nobody got it elsewhere."""
    if kind not in _CARRIED:
        return True
    origins = {trait.found.origin for trait in holders.values()}
    return Origin.MADE in origins and Origin.PULLED not in origins


def _common(key: tuple[Kind, str], holders: _Holders) -> Common:
    label = next(iter(holders.values())).found.label
    return Common(kind=key[0], value=key[1], label=label, students=len(holders))


def _shared(value: str, holders: _Holders) -> Shared:
    sights = (
        Sight(
            student=student,
            label=trait.found.label,
            exercise=trait.exercise,
            fact=trait.fact,
            asked=trait.asked,
            shown=trait.found.shown,
        )
        for student, trait in holders.items()
    )
    return Shared(value=value, sights=tuple(sights))


def _group(students: tuple[str, ...], kinds: Mapping[Kind, Iterable[Shared]], hosts: Mapping[str, str]) -> Group:
    told = [
        SimilarityFinding(
            kind=kind, strength=Strength.WEAK if kind in _WEAK else Strength.STRONG, values=tuple(kinds[kind])
        )
        for kind in _ORDER
        if kind in kinds and _SAID_BY.get(kind) not in kinds
    ]
    known = {hosts.get(student, "") for student in students}
    # Who hands in a file may have no host in the roster.
    return Group(students=students, same_host=len(known) == 1 and "" not in known, findings=tuple(told))


def _rank(group: Group) -> tuple[bool, bool, int, tuple[str, ...]]:
    """A sort key: groups that need an explanation first, then by strength, then by the number of matches."""
    return (group.same_host, group.strength is Strength.WEAK, -len(group.findings), group.students)
