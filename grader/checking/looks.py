"""What each check looked at: the facts, and what it read of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from grader.checks.reads import Place, Read, Reads, compact

LookedAt = Callable[[], Collection[int]]
"""The facts that were read since the last call, as indexes into the evidence."""


@dataclass(slots=True)
class _Look:
    facts: set[int] = field(default_factory=set)
    reads: dict[Place, None] = field(default_factory=dict)


_NOTHING = _Look()


class Looks:
    """What the current check looked at, and each fixture when it was set up.

    What a fixture looked at belongs to every check that uses it, even if the fixture was set up only once.
    """

    def __init__(self, looked_at: LookedAt, reads: Reads) -> None:
        self._looked_at = looked_at
        self._reads = reads
        self._by_fixture: dict[str, _Look] = {}
        self._own = _Look()

    def begin(self) -> None:
        """A check begins."""
        self._move_to(_Look())
        self._own = _Look()

    def begin_fixture(self) -> None:
        """A fixture of the check begins to be set up."""
        self._move_to(self._own)

    def end_fixture(self, name: str) -> None:
        """The fixture is set up, or failed to be."""
        look = _Look()
        self._move_to(look)
        # The Engine's version is read for every check, and proves nothing about any of them.
        self._by_fixture[name] = _NOTHING if name == "docker" else look

    def of_check(self, fixtures: Iterable[str]) -> tuple[tuple[int, ...], tuple[Read, ...]]:
        """The facts that the check and these fixtures looked at, in order, and what they read of them."""
        self._move_to(self._own)
        looks = [*(self._by_fixture.get(name, _NOTHING) for name in fixtures), self._own]
        facts = tuple(sorted({fact for look in looks for fact in look.facts}))
        return facts, compact((place for look in looks for place in look.reads), facts)

    def _move_to(self, look: _Look) -> None:
        """Move what was looked at since the last call to this look."""
        look.facts.update(self._looked_at())
        if self._reads.log:
            look.reads.update(self._reads.log)
            self._reads.log.clear()
