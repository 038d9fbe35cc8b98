"""How the checks of an exercise judge its mutants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from grader.authoring.mutants.mutant import Mutant, ReadValue
from grader.checks.verdict import Status, Verdict


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    """A check no longer passes."""
    SURVIVED = "survived"
    """Checks read the value, and all of them pass."""
    EXPLAINED = "explained"
    """It survived, and the author has said why that is right."""
    EQUIVALENT = "equivalent"
    """It survived, and by a rule no check need judge the value."""
    UNDETERMINED = "undetermined"
    """A check asked what the evidence does not answer, or could not read the answer."""


@dataclass(frozen=True, slots=True)
class TriedMutant:
    """One mutant, tried."""

    mutant: Mutant
    fate: Fate
    killers: tuple[str, ...] = ()
    """The checks that no longer pass."""
    why: str = ""
    """The rule by which it is equivalent, or the author's reason."""


@dataclass(slots=True)
class Trials:
    """All mutants of an exercise, tried."""

    exercise: str
    checks: tuple[str, ...]
    tried: list[TriedMutant] = field(default_factory=list)
    unused: tuple[str, ...] = ()
    """The declared values of which no mutant survived."""

    def count(self, fate: Fate) -> int:
        """The number of mutants with this fate."""
        return sum(one.fate is fate for one in self.tried)

    @property
    def kill_rate(self) -> float | None:
        """The share of killed mutants among these and those that survived, explained or not; None if there are none."""
        killed = self.count(Fate.KILLED)
        all_ = killed + self.count(Fate.SURVIVED) + self.count(Fate.EXPLAINED)
        return killed / all_ if all_ else None

    @property
    def not_killed(self) -> list[str]:
        """The checks that pass whatever is changed."""
        killers = {check for one in self.tried for check in one.killers}
        return [check for check in self.checks if check not in killers]

    def survivors(self) -> dict[ReadValue, list[Mutant]]:
        """The mutants that survived, by the value."""
        found: dict[ReadValue, list[Mutant]] = defaultdict(list)
        for one in self.tried:
            if one.fate is Fate.SURVIVED:
                found[one.mutant.value].append(one.mutant)
        return dict(found)


def judged(
    mutants: Sequence[Mutant], verdicts: Sequence[Sequence[Verdict]], declared: Mapping[str, str]
) -> Iterator[TriedMutant]:
    """The trials of mutants with the verdicts on each.

    `declared` has the author's reasons by the value that need not be judged; `*` stands for any part of it.
    """
    pairs = list(zip(mutants, verdicts, strict=True))
    items: dict[ReadValue, set[str]] = defaultdict(set)
    spared = set()
    for mutant, found in pairs:
        if any(map(is_killed, found)):
            items[mutant.value].add(mutant.item)
        elif mutant.is_gone and not _undetermined(mutant, found):
            spared.add(mutant.object)
    for mutant, found in pairs:
        killers = tuple(verdict.check for verdict in found if is_killed(verdict))
        if killers:
            yield TriedMutant(mutant, Fate.KILLED, killers)
        elif _undetermined(mutant, found):
            yield TriedMutant(mutant, Fate.UNDETERMINED)
        else:
            searched = bool(items[mutant.value] - {mutant.item}) or (not mutant.is_gone and mutant.object in spared)
            rule = _remark(mutant, found) or mutant.rule or ("searched" if searched else "")
            reason = "" if rule else _reason(mutant, declared)
            fate = Fate.EQUIVALENT if rule else Fate.EXPLAINED if reason else Fate.SURVIVED
            yield TriedMutant(mutant, fate, why=rule or reason)


def is_killed(verdict: Verdict) -> bool:
    """Whether the check failed by itself, wholly or in part. One that was not run, for another one's sake, did not."""
    if verdict.status is Status.BLOCKED:
        return verdict.reason is not None  # it failed for the same cause as the check that states it
    return verdict.status in {Status.FAILED, Status.PARTIAL}


def _undetermined(mutant: Mutant, verdicts: Iterable[Verdict]) -> bool:
    found = [verdict for verdict in verdicts if verdict.check in mutant.readers]
    return not found or any(verdict.status is Status.ERROR for verdict in found)


def _remark(mutant: Mutant, verdicts: Iterable[Verdict]) -> str:
    remarked = any(verdict.check in mutant.readers and verdict.reason is not None for verdict in verdicts)
    return "remark" if remarked else ""


def _reason(mutant: Mutant, declared: Mapping[str, str]) -> str:
    return next((why for value, why in declared.items() if is_of(mutant, value)), "")


def is_of(mutant: Mutant, value: str) -> bool:
    """Whether a mutant is of a declared value, in which `*` stands for anything."""
    return fnmatchcase(str(mutant.value), value.replace("[", "[[]").replace("?", "[?]"))
