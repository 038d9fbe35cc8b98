"""Many replays in few processes: each costs itself only."""

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


def test_of_no_jobs_nothing_comes(tiny):
    assert list(replays([])) == []


def test_whoever_stops_asking_ends_the_processes(tiny, tmp_path, no_process_has):
    running = replays(jobs(tiny, tmp_path, *["well"] * 3, "hang"), processes=1, silence=60)
    running.close()
    started = replays(jobs(tiny, tmp_path, "well"), processes=1)
    assert told([next(started)]) == ["passed"]
    started.close()
