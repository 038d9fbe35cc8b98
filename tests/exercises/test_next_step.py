"""The next step is never a consequence: for each mistake, the first finding names what its script breaks."""

from pathlib import Path

import pytest

from grader.checking.fork_client import ForkServer
from grader.checking.job import Job
from grader.checks.verdict import Status
from grader.course.pack import Course, mistakes
from grader.grading.evaluation import evaluate
from grader.grading.findings import findings

FOLDER = Path(__file__).parent / "evidence"


def recording(exercise, mistake):
    return FOLDER / f"{exercise.id}-{mistake.name}.gz"


COURSE = Course.at(None)
# Not yet: exercises of which no mistake has been recorded.
EXERCISES = [one for one in COURSE.exercises() if any(FOLDER.glob(f"{one.id}-*.gz"))]
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in mistakes(exercise)]
IDS = [f"{exercise.id}-{mistake.name}" for exercise, mistake in MISTAKES]


@pytest.fixture(scope="module")
def fork_server():
    process = ForkServer(COURSE.exercises())
    yield process
    process.close()


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=IDS)
def test_the_first_finding_is_what_the_script_breaks(fork_server, exercise, mistake):
    [attempt] = fork_server.visit([Job(exercise, f"evidence:{recording(exercise, mistake)}")])
    said = {verdict.check: verdict.status.value for verdict in attempt.verdicts if verdict.status is not Status.PASSED}
    assert said == dict(mistake.breaks)
    first = findings(evaluate(attempt, COURSE, exercise, language="en"))[0].check
    assert mistake.breaks[first.id] in {"failed", "partial"}
    assert not {check for check in first.after if said.get(check, "blocked") != "blocked"}
