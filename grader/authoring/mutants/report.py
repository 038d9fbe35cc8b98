"""The report of mutants, as lines of text and as a table for the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.authoring.mutants.trials import Fate, Trials, TriedMutant
from grader.text.values import quantity

MOST = 8
"""So many mutants are shown of one check or value."""


def lines(trials: Trials) -> Iterator[str]:
    """What became of the mutants of one exercise."""
    counts = ", ".join(f"{count} {fate}" for fate in Fate if (count := trials.count(fate)))
    yield f"{trials.exercise}  {quantity(len(trials.tried), 'mutant')}: {counts}; kill rate {rate(trials)}"
    for check in trials.not_killed:
        own = [one for one in trials.tried if check in one.mutant.readers]
        yield f"  ✗ {check} passes whatever is changed; {quantity(len(own), 'mutant')} tried:"
        yield from (f"      {_described(one)}" for one in own[:MOST])
        if len(own) > MOST:
            yield f"      … and {len(own) - MOST} more"
    for value, mutants in trials.survivors().items():
        yield f"  – {value}"
        readers = ", ".join(sorted(mutants[0].readers))
        yield f"      read by {readers}; survived: {'; '.join(one.change for one in mutants[:MOST])}"
    for declared in trials.unused:
        yield f"  ✗ mutants/survivors.yml: nothing survives of “{declared}”; remove it"


def summary(found: Sequence[Trials]) -> str:
    """The last line: of all exercises together."""
    killed, *survived = (sum(one.count(fate) for one in found) for fate in (Fate.KILLED, Fate.SURVIVED, Fate.EXPLAINED))
    judged = killed + sum(survived)
    checks = sum(len(one.checks) for one in found)
    not_killed = sum(len(one.not_killed) for one in found)
    share = f"{killed * 100 // judged} %" if judged else "–"
    mutants = quantity(sum(len(one.tried) for one in found), "mutant")
    return f"{mutants}, kill rate {share}; {quantity(checks, 'check')}, {not_killed} passing whatever is changed."


def table(found: Sequence[Trials]) -> str:
    """All exercises as a table in Markdown."""
    rows = [
        "| exercise | checks | mutants | killed | survived | explained | equivalent | undetermined | kill rate |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in found:
        counts = " | ".join(str(one.count(fate)) for fate in Fate)
        rows.append(f"| {one.exercise} | {len(one.checks)} | {len(one.tried)} | {counts} | {rate(one)} |")
    return "\n".join(rows)


def rate(trials: Trials) -> str:
    """The kill rate as a percentage, rounded down; a dash if there is none."""
    return "–" if trials.kill_rate is None else f"{int(trials.kill_rate * 100)} %"


def _described(trial: TriedMutant) -> str:
    why = f" ({trial.why})" if trial.why else ""
    return f"{trial.mutant.value}: {trial.mutant.change} – {trial.fate}{why}"
