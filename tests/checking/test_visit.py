"""One visit checks several exercises on one host."""

from grader.checking.visit import Visit
from grader.evidence.cache import FRESH_SECONDS
from grader.hosts.base import EngineRequest
from grader.hosts.open import open_host


class Asking:
    """A suite whose only check asks for the Engine's version."""

    def check(self, exercise, session, emit, *, only, looked_at):  # noqa: ARG002
        session.ask(EngineRequest("GET", "/info"))


def examined(tiny, engine, monkeypatch, pause):
    """The manifests of two exercises of one visit, the second begun so many seconds after the first."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/info': {'ID': 'E1'}})}")
    tiny.write("def test_a(): pass")
    host, updates = open_host("local:"), []
    visit = Visit(Asking(), host, updates.append)
    visit.examine(tiny.job())
    later = host.now() + pause
    monkeypatch.setattr(host, "now", lambda: later)
    visit.examine(tiny.job())
    host.close()
    return [one.manifest for one in updates if one.seconds is not None]


def test_evidence_says_how_old_the_snapshot_was_that_it_begins_with(tiny, engine, monkeypatch):
    first, second = examined(tiny, engine, monkeypatch, 3.0)
    assert first.snapshot_age is None
    assert 3.0 <= second.snapshot_age < FRESH_SECONDS


def test_a_snapshot_that_is_too_old_is_taken_anew(tiny, engine, monkeypatch):
    assert [one.snapshot_age for one in examined(tiny, engine, monkeypatch, FRESH_SECONDS + 0.1)] == [None, None]
