"""The Engine keeps 256 events. What it has forgotten costs nobody points, however much that is."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from grader.checking.job import Job
from grader.checking.replays import replays
from grader.course.pack import Course
from grader.evidence.facts import raw
from grader.evidence.file import Evidence
from grader.grading.grade import grade
from tests.support.recorded_class import EVIDENCE

COURSE = Course.at(None)
FOLDER = Path(__file__).parent


def events_of(fact):
    """The Engine's events in this fact, with their lines."""
    if fact.request is None or "/events?" not in fact.request:
        return []
    lines = raw(fact.body).decode().splitlines(keepends=True)
    return [(json.loads(line), line) for line in lines if line.strip()]


def forgetting(evidence, moment):
    """The facts without the events before a moment."""
    for fact in evidence.facts:
        kept = "".join(line for event, line in events_of(fact) if event["timeNano"] >= moment)
        yield fact.model_copy(update={"body": kept}) if events_of(fact) else fact


RECORDED = [
    *(EVIDENCE / "s01" / f"{one}.gz" for one in ("ex02", "ex03", "ex08", "ex09", "ex15", "ex16")),
    FOLDER / "evidence" / "ex15-stopped.gz",
]


@pytest.fixture(scope="module")
def attempts(tmp_path_factory):
    """The attempts of each recording: as it is, then with more and more events forgotten."""
    jobs = []
    for path in RECORDED:
        evidence, exercise = Evidence.read(path), COURSE.exercise(path.stem.partition("-")[0])
        moments = {event["timeNano"] for fact in evidence.facts for event, _ in events_of(fact)}
        for moment in [0, *sorted(one + 1 for one in moments)]:
            place = tmp_path_factory.mktemp(path.stem) / f"{moment}.gz"
            Evidence(evidence.manifest, list(forgetting(evidence, moment))).write(place)
            jobs.append((path, Job(exercise, f"evidence:{place}")))
    found = defaultdict(list)
    for (path, _), attempt in zip(jobs, replays([job for _, job in jobs]), strict=True):
        found[path].append(attempt)
    return found


@pytest.mark.parametrize("recording", RECORDED, ids=lambda path: path.stem)
def test_what_the_engine_has_forgotten_costs_no_points(attempts, recording):
    rubric = COURSE.rubric(recording.stem.partition("-")[0])
    first, *others = ([*grade(one.verdicts, rubric).checks] for one in attempts[recording])
    assert others
    for lines in others:
        # What would have to be asked now, and was not then, is in no evidence: such a check has no points.
        pairs = [(now, then) for now, then in zip(lines, first, strict=True) if now.points is not None]
        assert [now.check for now, then in pairs if now.points < then.points] == []
