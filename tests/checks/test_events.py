"""What an Engine remembers of the time before the visit."""

import dataclasses

import pytest

from grader.checks.events import past_events, request
from grader.errors import GarbledAnswer


@pytest.fixture
def remembering(engine, visit, monkeypatch):
    """remembering(body): a session with an Engine whose events are these bytes."""

    def look(body):
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/events': body})}")
        return visit()

    return look


def test_events_are_in_their_order(remembering):
    session = remembering(b'{"Action":"create"}\n\n{"Action":"start"}\n')
    assert [event["Action"] for event in past_events(session)] == ["create", "start"]


def test_an_engine_may_have_no_events(remembering):
    assert past_events(remembering(b"")) == []


@pytest.mark.parametrize("body", [b"7\n", b"{", b"[" * 5000, b'{"Action":"x"}\nno\n', b"null"])
def test_anything_but_events_is_garbled(remembering, body):
    with pytest.raises(GarbledAnswer, match="past events"):
        past_events(remembering(body))


def test_events_of_programs_in_containers_are_not_requested(remembering):
    asked = request(remembering(b"")).target
    assert "exec" not in asked
    assert "%22save%22" in asked


@pytest.mark.parametrize(("clock", "until"), [(1700000000.25, "1700000000.250010"), (1700000000.0, "1700000001")])
def test_events_end_when_the_host_was_reached(remembering, monkeypatch, clock, until):
    session = remembering(b"")
    monkeypatch.setattr(session._host, "_host", _At(session._host._host, clock))
    assert f"until={until}&" in request(session).target


class _At:
    """A host with another clock."""

    def __init__(self, host, clock):
        self._host = host
        self.facts = dataclasses.replace(host.facts, clock=clock)

    def __getattr__(self, name):
        return getattr(self._host, name)


def test_more_actions_are_asked_for_apart_and_all_come_in_their_order(remembering):
    session = remembering(b'{"Action":"start","timeNano":9}\n{"Action":"pause","time":0}\n')
    assert [event["Action"] for event in past_events(session, "pause")] == ["pause", "pause", "start", "start"]
    assert [event["Action"] for event in past_events(session)] == ["start", "pause"]
    assert "pause" not in request(session).target
    assert request(session, ["pause"]).target.endswith("%22pause%22%5D%7D")
