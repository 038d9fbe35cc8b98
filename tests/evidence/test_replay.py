"""Torn evidence is graded up to the tear; beyond it nobody can tell."""

from dataclasses import replace

import pytest

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.checking.replays import replays
from grader.checks.verdict import Status, concluded
from grader.course.pack import Course
from grader.demo.sample import evidence, sample_class
from grader.errors import NotInEvidence
from grader.evidence.facts import Fact, Manifest
from grader.evidence.file import Evidence
from grader.evidence.replay import ReplayHost
from grader.hosts.base import Command, HostFacts

STUDENTS = {student.id: student for student in sample_class().students}
ANSWERS = [Fact(at=n, seconds=0, command="date", rc=0, out=str(n)) for n in range(2)]


def test_the_last_answer_repeats():
    replay = ReplayHost(Evidence(facts=ANSWERS))
    assert [replay.run(Command("date")).out for _ in range(3)] == [b"0", b"1", b"1"]


def test_the_last_answer_in_torn_evidence_does_not_repeat():
    replay = ReplayHost(Evidence(facts=ANSWERS, torn=True))
    assert [replay.run(Command("date")).out for _ in range(2)] == [b"0", b"1"]
    with pytest.raises(NotInEvidence, match="torn after 2 facts"):
        replay.run(Command("date"))


@pytest.mark.parametrize(
    ("student", "exercise"),
    [("s01", "ex01"), ("s02", "ex03"), ("s05", "ex03"), ("s02", "ex05"), ("s03", "ex06"), ("s01", "ex07")],
)
def test_torn_evidence_gives_the_same_verdict_or_none(student, exercise, tmp_path):
    whole = evidence(STUDENTS[student], exercise)
    job = Job(Course.at(None).exercise(exercise), f"evidence:{whole}")
    full = {verdict.check: concluded(verdict) for verdict in run(job).verdicts}
    data = whole.read_bytes()
    torn, told = [tmp_path / f"{part}.gz" for part in range(1, 8)], 0
    for part, path in enumerate(torn, 1):
        path.write_bytes(data[: len(data) * part // 8])
    for attempt in replays([replace(job, host=f"evidence:{path}") for path in torn], processes=1):
        by_check = {verdict.check: verdict for verdict in attempt.verdicts}
        for check, verdict in by_check.items():
            root = by_check[verdict.blocked_by or check]
            unknown = root.status is Status.ERROR and "torn" in (root.cause or "")
            assert unknown or concluded(verdict) == full[check]
            told += not unknown
        assert attempt.error is not None or len(by_check) == len(full)
    assert told


def test_evidence_without_a_start_time_is_graded(tiny, tmp_path):
    tiny.write("def test_a(): pass")
    host = HostFacts(url="local:", user="u", uid=1, home="/", attempt="a")
    Evidence(Manifest(exercise="ex01", host=host)).write(tmp_path / "e.gz")
    attempt = tiny.run(f"evidence:{tmp_path / 'e.gz'}", account="u")
    assert [verdict.status for verdict in attempt.verdicts] == [Status.PASSED]
