"""Events that are left out."""

import json

from grader.authoring.mutants.events import MOST_EVENTS, other_events


def event(action: str, name: str) -> str:
    return json.dumps({"Type": "container", "Action": action, "Actor": {"Attributes": {"name": name}}}) + "\n"


def test_the_events_of_one_action_on_one_object_are_left_out_together():
    first, again, other = event("start", "os3"), event("start", "os3"), event("start", "os4")
    assert {one.change: one.text for one in other_events(first + other + again)} == {
        "none": "",
        "without “container start os3”": other,
        "without “container start os4”": first + again,
    }


def test_of_many_kinds_the_last_ones_are_left_out():
    found = list(other_events("".join(event("start", f"c{number}") for number in range(200))))
    assert len(found) == MOST_EVENTS + 1
    assert found[-1].item == "container start c199"


def test_without_events_nothing_is_left_out():
    assert list(other_events("\n")) == []
