"""Many replays in few processes: each costs itself only."""

from dataclasses import replace

from grader.checking.job import Job
from grader.checking.replays import replays

SUITE = """
import os, time

def test_works(session, param):
    if param["does"] == "hang":
        time.sleep(600)
    if param["does"] == "crash":
        os._exit(9)
    session.run("echo hello")
"""


def jobs(tiny, tmp_path, *does: str) -> list[Job]:
    """A job for each, all on one piece of evidence."""
    tiny.write(SUITE)
    tiny.save("exercises/ex01_tiny/exercise.yml", id="ex01", title={"en": "x", "ko": "x"}, params={"does": "well"})
    path = tmp_path / "ex01.gz"
    if not path.exists():
        tiny.run().evidence.write(path)
    return [Job(tiny.course.exercise("ex01"), f"evidence:{path}", params={"does": one}) for one in does]


def told(attempts) -> list[str]:
    return [str(one.error or one.verdicts[0].status) for one in attempts]


def test_replays_come_in_the_order_of_their_jobs_without_facts(tiny, tmp_path):
    found = list(replays(jobs(tiny, tmp_path, *["well"] * 5), processes=2))
    assert told(found) == ["passed"] * 5
    assert {(one.exercise, one.host, len(one.evidence.facts)) for one in found} == {("ex01", "local:", 0)}


def test_a_check_that_hangs_or_crashes_costs_its_own_replay_only(tiny, tmp_path):
    found = told(replays(jobs(tiny, tmp_path, "well", "hang", "well", "crash", "well"), processes=1, silence=1.5))
    assert [one.splitlines()[0] for one in found] == [
        "passed",
        "A check took longer than 1.5 s in a replay, where nothing has to be waited for.",
        "passed",
        "The process that runs the checks crashed.",
        "passed",
    ]


def test_evidence_that_cannot_be_read_costs_its_own_replay_only(tiny, tmp_path):
    good, bad = jobs(tiny, tmp_path, "well", "well")
    torn = tmp_path / "torn.gz"
    torn.write_bytes(b"no gzip")
    found = list(replays([good, Job(bad.exercise, f"evidence:{torn}"), good]))
    assert [one.error is None for one in found] == [True, False, True]
    assert "torn.gz" in str(found[1].error)


def test_facts_of_evidence_can_be_changed_and_added_for_one_replay(tiny, tmp_path):
    tiny.write("""
    def test_works(session):
        if session.run("echo hello").out != b"hello\\n" and session.run("test -e /nowhere").rc:
            fail("other")
    """)
    path = tmp_path / "ex01.gz"
    attempt = tiny.run()
    attempt.evidence.write(path)
    [index] = [at for at, fact in enumerate(attempt.evidence.facts) if "echo hello" in (fact.command or "")]
    asked = attempt.evidence.facts[index].command
    other = attempt.evidence.facts[index].model_copy(update={"out": "bye\n"})
    answer = other.model_copy(update={"command": asked.replace("echo hello", "test -e /nowhere"), "rc": 1, "out": ""})
    changes = ({}, {index: other}, {index: other, 10**6: answer}, {})
    job = Job(tiny.course.exercise("ex01"), f"evidence:{path}")
    found = list(replays([replace(job, changed=one) for one in changes], processes=1))
    assert told(found) == ["passed", "error", "failed", "passed"]


def test_of_no_jobs_nothing_comes(tiny):
    assert list(replays([])) == []


def test_whoever_stops_asking_ends_the_processes(tiny, tmp_path, no_process_has):
    running = replays(jobs(tiny, tmp_path, *["well"] * 3, "hang"), processes=1, silence=60)
    running.close()
    started = replays(jobs(tiny, tmp_path, "well"), processes=1)
    assert told([next(started)]) == ["passed"]
    started.close()


STATEFUL = """
import collections, functools, random, sys
from pathlib import Path

SEEN, NESTED, NAMES, COUNT, RECENT = [], {"a": {"b": [1]}}, {"x"}, 0, collections.deque(maxlen=3)
BYTES, PAIR, TALLY = bytearray(b"x"), ([], {}), collections.Counter()
DICE = random.Random(7)
FIRST = random.Random(7).random()

class Kept:
    instances = []
    number = 0

    def __init__(self):
        self.values = {}

KEPT = Kept()

def remembered(value, memory=[]):
    memory.append(value)
    return memory

def closed():
    held = []
    return lambda value: held.append(value) or held

HELD = closed()
CALLS = []

@functools.cache
def cached(key):
    CALLS.append(key)
    return len(CALLS)

@functools.lru_cache(maxsize=8)
def also_cached(key):
    return random.random()

def test_list():
    SEEN.append(1)
    assert SEEN == [1]

def test_nested():
    NESTED["a"]["b"].append(2)
    NESTED["c"] = 1
    assert NESTED == {"a": {"b": [1, 2]}, "c": 1}

def test_removed():
    assert PAIR[1].setdefault("k", len(PAIR[0])) == 0
    PAIR[0].append(1)
    assert NAMES.pop() == "x"

def test_variable():
    global COUNT, ANOTHER
    COUNT += 1
    assert COUNT == 1
    assert "ANOTHER" not in globals()
    ANOTHER = 1

def test_others():
    RECENT.append(1), BYTES.extend(b"y"), TALLY.update("a")
    assert (list(RECENT), BYTES, TALLY["a"]) == ([1], b"xy", 1)

def test_random():
    assert DICE.random() == FIRST

def test_class():
    Kept.instances.append(1)
    Kept.number += 1
    Kept.more = getattr(Kept, "more", 0) + 1
    KEPT.values[len(KEPT.values)] = 1
    KEPT.new = getattr(KEPT, "new", 0) + 1
    assert (Kept.instances, Kept.number, Kept.more, KEPT.values, KEPT.new) == ([1], 1, 1, {0: 1}, 1)

def test_functions():
    test_functions.called = getattr(test_functions, "called", 0) + 1
    assert (remembered(1), HELD(1), test_functions.called) == ([1], [1], 1)

def test_caches():
    assert also_cached.cache_info().currsize == 0
    assert (also_cached(1), cached("a"), cached("b"), CALLS) == (also_cached(1), 1, 2, ["a", "b"])

def test_imported():
    import importlib.util
    if "lazily" not in sys.modules:
        spec = importlib.util.spec_from_file_location("lazily", Path(__file__).with_name("lazily.py"))
        sys.modules["lazily"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["lazily"])
    sys.modules["lazily"].USED.append(1)
    assert sys.modules["lazily"].USED == [1]

@pytest.fixture(scope="session")
def kept(history=[]):
    history.append(1)
    return history

def test_fixture(kept):
    kept.append(2)
    assert kept == [1, 2]
"""


def test_what_a_suite_keeps_does_not_reach_the_next_replay(tiny, tmp_path):
    tiny.write(STATEFUL)
    (tiny.folder / "lazily.py").write_text("USED = []\n")
    first = tiny.run()
    assert {one.check: str(one.status) for one in first.verdicts if one.status != "passed"} == {}
    path = tmp_path / "ex01.gz"
    first.evidence.write(path)
    job = Job(tiny.course.exercise("ex01"), f"evidence:{path}")
    for attempt in replays([job] * 4, processes=1):
        assert {one.check: one.seen for one in attempt.verdicts if one.status != "passed"} == {}
        assert len(attempt.verdicts) == len(first.verdicts)
