"""Students' hosts of all kinds get the right verdict, and stay as they were: see students.yml beside this file."""

import contextlib
import gzip
import os
import threading
import time
from pathlib import Path

import pytest
import yaml

from grader.authoring import host_state
from grader.checking.isolated import run
from grader.checking.job import Job
from grader.course.pack import Course
from grader.evidence.redaction import Redaction
from grader.grading.evaluation import evaluate
from grader.grading.grade import grade
from grader.hosts.address import HostOptions
from grader.lab import hosts
from grader.reports.json_output import render_json
from grader.reports.student_report.html import render_html
from grader.reports.student_report.junit import render_junit
from grader.reports.summary import differences

CASES = yaml.safe_load((Path(__file__).parent / "students.yml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.lab


@pytest.fixture
def host(case):
    images = Course.at(None).exercise(case["ex"]).file.lab.images
    name = f"student-{case['id']}-{os.getpid()}"[:40].rstrip("-")
    yield hosts.up(name, images=images)
    hosts.down(name)


@contextlib.contextmanager
def meanwhile(host, script):
    """Run a script as root beside the block, which begins when the script has begun; wait for its end."""
    if not script:
        yield
        return
    begun = "/run/begun"
    words = {"user": "root", "timeout": 120}
    thread = threading.Thread(target=hosts.run_script, args=(host, f"touch {begun}\n{script}"), kwargs=words)
    thread.start()
    while hosts.run_script(host, f"test -e {begun}", **words).rc != 0 and thread.is_alive():
        time.sleep(0.1)
    yield
    thread.join()


def points(attempt, rubric):
    return {line.check: line.points for line in grade(attempt.verdicts, rubric).checks}


def problems(case, attempt, rubric):
    """What is not as the case says."""
    undetermined = grade(attempt.verdicts, rubric).status == "error"
    if case.get("status") == "error":
        broken = [one.cause for one in attempt.verdicts if "check itself is broken" in (one.cause or "")]
        return broken if undetermined else [f"there is a score: {described(attempt)}"]
    if undetermined and case.get("or") == "status: error":
        return []
    return (
        [str(attempt.error)] if attempt.error else [*wrong_scores(case, attempt, rubric), *wrong_checks(case, attempt)]
    )


def wrong_scores(case, attempt, rubric):
    score, earned = grade(attempt.verdicts, rubric).score, points(attempt, rubric)
    if score != case.get("score", score):
        yield f"score {score}, not {case['score']}: {described(attempt)}"
    if score is None or score > case.get("max_score", 100):
        yield f"score {score}, not at most {case.get('max_score')}: {described(attempt)}"
    for check, limit in case.get("below", {}).items():
        if earned[check] is None or earned[check] >= limit:
            yield f"{check} earns {earned[check]}, not less than {limit}"


def wrong_checks(case, attempt):
    said = described(attempt)
    for check, status in case.get("checks", {}).items():
        if said.get(check, "").partition(" ")[0] != status:
            yield f"{check} is {said.get(check)}, not {status}"


def described(attempt):
    return {one.check: f"{one.status.value} {one.reason or one.cause or ''}".strip() for one in attempt.verdicts}


def wrong_words(case, attempt, exercise):
    """What students read or do not read at a check against what the case says."""
    result = evaluate(attempt, Course.at(None), exercise, language="en")
    read = {
        check.id: "\n".join([check.message or "", *(text for _name, text in differences(check, "en"))])
        for check in result.checks
    }
    for check, words in case.get("says", {}).items():
        if words not in read[check]:
            yield f"{check} does not say “{words}”: {read[check]}"
    for check, words in case.get("unsaid", {}).items():
        if words in read[check]:
            yield f"{check} says “{words}”: {read[check]}"


def leaked(case, attempt, exercise, path):
    """The words of the case that must be in no output, but are."""
    attempt.evidence.write(path)
    result = evaluate(attempt, Course.at(None), exercise, language="en")
    outputs = [
        gzip.decompress(path.read_bytes()).decode(),
        render_json([result]),
        render_junit([result]).decode(),
        render_html([result], "en"),
    ]
    return [word for word in case.get("absent", ()) if any(word in output for output in outputs)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_host_gets_the_right_verdict_and_stays_as_it_was(case, host, tmp_path):
    course = Course.at(None)
    exercise, rubric = course.exercise(case["ex"]), course.rubric(case["ex"])
    hosts.run_script(host, case["setup"], timeout=180)
    before = host_state.settled(host)
    for _ in range(case.get("times", 1)):
        with meanwhile(host, case.get("during")):
            attempt = run(Job(exercise, host.url, HostOptions(host.ssh_config), redaction=Redaction()))
        assert list(problems(case, attempt, rubric)) == []
    assert list(wrong_words(case, attempt, exercise)) == []
    assert leaked(case, attempt, exercise, tmp_path / "evidence.gz") == []
    for command, printed in case.get("after", {}).items():
        assert hosts.run_script(host, command, timeout=60).output.strip() == printed
    if "during" not in case:
        assert list(host_state.differences(before, host_state.take(host, before))) == []
