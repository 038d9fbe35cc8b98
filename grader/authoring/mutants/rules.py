"""Why no check need judge a value: the rules by which a mutant that survives is equivalent to the solution."""

from __future__ import annotations

from pydantic import JsonValue

from grader.authoring.mutants.solution_facts import SolutionFacts, path_of
from grader.authoring.mutants.values import is_id, is_time
from grader.grading.questions import asked, is_plumbing

RULES = {
    "platform": "It tells which system or Engine the host has; that decides how to ask, not what is right.",
    "time": "It is a time. The order of events may matter; the moment itself is only recorded.",
    "id": "It is an id, with which the same object is found in another answer.",
    "fixture": "A fixture of the grader reads it for every check, whether the check needs it or not.",
    "forgotten": "An event is missing. The Engine forgets events, so that one that is missing proves nothing.",
    "searched": "It belongs to something that a check looked at while it searched for something else.",
    "remark": "A check passes with a remark because of it.",
}
"""Each rule with what it says."""

_OF_FIXTURES = {
    "exec": {"Running", "Pid", "ExitCode"},
    "containers": {"RestartCount", "Config.Tty"},
}
_OF_WORK = ("stat -L -c %Y ", "stat -c %y ", "touch ", "rm -f ")
"""How commands begin with which the grader notes a time, or creates a file for a moment and removes it."""


def rule_of_value(facts: SolutionFacts, index: int, place: str, value: JsonValue) -> str:
    """The rule for a value at a place of an answer; empty if there is none."""
    fact = facts.facts[index]
    if is_plumbing(fact):
        return "platform"
    if place in _OF_FIXTURES.get(path_of(fact).split("/")[1], ()):
        return "fixture"
    return "time" if is_time(value) else "id" if is_id(value) else ""


def rule_of_text(facts: SolutionFacts, index: int, *, holds_time: bool) -> str:
    """The rule for a text that was printed; empty if there is none."""
    fact = facts.facts[index]
    if is_plumbing(fact):
        return "platform"
    if fact.command is not None and asked(fact).startswith(_OF_WORK):
        return "fixture"
    if path_of(fact) == "/events":
        return "forgotten"
    return "time" if holds_time else ""
