"""One visit checks several exercises on one host."""

from grader.checking.visit import MESSAGE_BYTES, SHARED_BYTES, Visit
from grader.evidence.cache import FRESH_SECONDS
from grader.hosts.base import EngineRequest
from grader.hosts.open import open_host


class Asking:
    """A suite whose only check asks for the Engine's version."""

    def check(self, exercise, session, emit, *, only, looked_at):  # noqa: ARG002
        session.ask(EngineRequest("GET", "/info"))


def examined(tiny, engine, monkeypatch, pause, info="E1"):
    """What two exercises of one visit send, the second begun so many seconds after the first."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/info': {'ID': info}})}")
    tiny.write("def test_a(): pass")
    host, updates = open_host("local:"), []
    visit = Visit(Asking(), host, updates.append)
    visit.examine(tiny.job())
    later = host.now() + pause
    monkeypatch.setattr(host, "now", lambda: later)
    visit.examine(tiny.job())
    host.close()
    return updates


def manifests(updates):
    return [one.manifest for one in updates if one.seconds is not None]


def test_evidence_says_how_old_the_snapshot_was_that_it_begins_with(tiny, engine, monkeypatch):
    first, second = manifests(examined(tiny, engine, monkeypatch, 3.0))
    assert first.snapshot_age is None
    assert 3.0 <= second.snapshot_age < FRESH_SECONDS


def test_a_snapshot_that_is_too_old_is_taken_anew(tiny, engine, monkeypatch):
    updates = examined(tiny, engine, monkeypatch, FRESH_SECONDS + 0.1)
    assert [one.snapshot_age for one in manifests(updates)] == [None, None]


def test_a_snapshot_that_is_too_large_is_not_shared(tiny, engine, monkeypatch):
    updates = examined(tiny, engine, monkeypatch, 3.0, "E" * (SHARED_BYTES + 1))
    assert [one.snapshot_age for one in manifests(updates)] == [None, None]


def test_large_facts_are_sent_one_by_one(tiny, engine, monkeypatch):
    updates = examined(tiny, engine, monkeypatch, 3.0, "E" * MESSAGE_BYTES)
    large = [one.facts for one in updates if any(len(fact.body) > MESSAGE_BYTES for fact in one.facts)]
    assert large
    assert {len(facts) for facts in large} == {1}
    assert sum(len(one.facts) for one in updates) > 6
