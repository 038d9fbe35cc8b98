"""What was answered is not asked again while it cannot have changed, live and in a replay alike."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import HostTimeout, NotInEvidence
from grader.evidence.cache import FRESH_SECONDS, CachingHost
from grader.evidence.recording import RecordingHost
from grader.evidence.replay import ReplayHost
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, HostFacts
from tests.support.asking import ask_each


class Counting:
    """A host that answers each question with how many it has answered, and takes its time for that."""

    facts = HostFacts("local:", "me", 1, "/home/me", "1234")

    def __init__(self, seconds=0.01):
        self.asked, self.time, self.seconds = [], 0.0, seconds

    def _count(self, what):
        self.asked.append(what)
        self.time += self.seconds
        return str(len(self.asked)).encode()

    def run(self, command):
        return CommandResult(0, self._count(command.text), b"", self.seconds)

    def ask(self, request):
        if "hangs" in request.target:
            raise HostTimeout("It hangs.", next_step="Wait.")
        return EngineAnswer(200, (), self._count(f"{request.method} {request.target}"), self.seconds)

    def ask_each(self, requests):
        return ask_each(self, requests)

    def sleep(self, seconds):
        self.time += seconds

    def now(self):
        return self.time


def get(target):
    return EngineRequest("GET", target)


POST = EngineRequest("POST", "/containers/x/exec", b"{}")


@pytest.fixture
def host():
    return Counting()


@pytest.fixture
def cache(host):
    return CachingHost(RecordingHost(host))


def test_the_same_get_is_asked_once(cache, host):
    assert cache.ask(get("/a")).body == cache.ask(get("/a")).body
    assert host.asked == ["GET /a"]


def test_a_head_is_cached_separately_from_a_get(cache, host):
    head = EngineRequest("HEAD", "/a")
    cache.ask(get("/a"))
    cache.ask(head)
    cache.ask(get("/a"))
    cache.ask_each([head])
    assert host.asked == ["GET /a", "HEAD /a"]


def test_the_query_is_part_of_the_question(cache, host):
    cache.ask(get("/a?x=1"))
    cache.ask(get("/a?x=2"))
    assert len(host.asked) == 2


@pytest.mark.parametrize(
    "between", [lambda m: m.ask(POST), lambda m: m.sleep(0.1)], ids=["something was done", "time was let pass"]
)
def test_it_is_asked_again_after_a_request_that_may_have_changed_it(cache, host, between):
    cache.ask(get("/a"))
    between(cache)
    cache.ask(get("/a"))
    assert host.asked.count("GET /a") == 2


def test_it_is_asked_again_when_questions_have_taken_long(host):
    host.seconds = FRESH_SECONDS / 2 + 0.01
    cache = CachingHost(RecordingHost(host))
    cache.ask(get("/a"))
    cache.run(Command("one"))
    cache.ask(get("/a"))
    cache.run(Command("two"))
    cache.ask(get("/a"))
    assert host.asked == ["GET /a", "one", "two", "GET /a"]


def test_commands_and_errors_are_not_cached(cache, host):
    cache.run(Command("date"))
    cache.run(Command("date"))
    assert host.asked == ["date", "date"]
    for _ in range(2):
        with pytest.raises(HostTimeout):
            cache.ask(get("/hangs"))


def test_answers_to_requests_sent_at_once_are_cached_and_errors_are_not(cache, host):
    cache.ask(get("/a"))
    cache.ask_each([get("/a"), get("/b"), get("/hangs"), get("/c")])
    cache.ask(get("/b"))
    cache.ask(get("/c"))
    assert sorted(host.asked) == ["GET /a", "GET /b", "GET /c"]
    with pytest.raises(HostTimeout):
        cache.ask(get("/hangs"))


def test_it_reports_which_facts_were_used(cache):
    cache.ask_each([get("/a"), get("/b")])
    assert cache.looked_at() == frozenset()
    cache.run(Command("x"))
    cache.ask(get("/b"))
    assert cache.looked_at() == {1, 2}
    with pytest.raises(HostTimeout):
        cache.ask(get("/hangs"))
    assert cache.looked_at() == {3}
    assert cache.looked_at() == frozenset()


def test_facts_of_an_earlier_recording_are_cached(host):
    first = RecordingHost(host)
    first.ask(get("/a"))
    second = RecordingHost(host, begun=first.evidence.facts)
    cache = CachingHost(second)
    cache.learn(range(1))
    assert cache.ask(get("/a")).body == b"1"
    assert host.asked == ["GET /a"]
    assert cache.looked_at() == {0}


def test_one_object_has_many_names(cache, host):
    cache.ask(get("/containers/os1/json"))
    cache.alias("/containers/os1/json", "/containers/5ea7/json")
    cache.alias("/containers/nobody/json", "/containers/0/json")
    assert cache.ask(get("/containers/5ea7/json")).body == b"1"
    assert cache.ask(get("/containers/0/json")).body == b"2"


STEPS = st.lists(
    st.sampled_from(["GET /a", "GET /b", "GET /hangs", "POST", "sleep", "run", "all"]),
    max_size=25,
)


def play(cache, steps):
    """What comes of these steps, in plain values."""
    said = []
    for step in steps:
        try:
            match step:
                case "POST":
                    said.append(cache.ask(POST).body)
                case "sleep":
                    cache.sleep(1)
                case "run":
                    said.append(cache.run(Command("x")).out)
                case "all":
                    cache.ask_each([get("/a"), get("/hangs"), get("/b")])
                case _:
                    said.append(cache.ask(get(step.split()[1])).body)
        except HostTimeout as error:
            said.append(error.problem)
        said.append(sorted(cache.looked_at()))
    return said


@given(steps=STEPS, seconds=st.sampled_from([0.01, 1.0, 3.0, 9.0]))
def test_a_replay_gives_the_same_answers_step_by_step(steps, seconds):
    live = RecordingHost(Counting(seconds))
    said = play(CachingHost(live), steps)
    assert play(CachingHost(ReplayHost(live.evidence)), steps) == said


def test_a_question_that_is_not_in_evidence_uses_no_fact(host):
    live = RecordingHost(host)
    live.ask(get("/a"))
    replay = CachingHost(ReplayHost(live.evidence))
    replay.ask_each([get("/a"), get("/new")])
    assert json.loads(replay.ask(get("/a")).body) == 1
    replay.looked_at()
    with pytest.raises(NotInEvidence):
        replay.ask(get("/new"))
    assert replay.looked_at() == frozenset()


def test_answers_that_are_older_than_they_seem_are_asked_for_sooner(cache, host):
    cache.ask_each([get("/a")])
    cache.grow_older(FRESH_SECONDS - 0.015)
    cache.ask(get("/a"))
    assert host.asked == ["GET /a"]
    cache.run(Command("one"))
    cache.run(Command("two"))
    cache.ask(get("/a"))
    assert host.asked == ["GET /a", "one", "two", "GET /a"]
