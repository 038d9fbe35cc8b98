"""One student's work, looked at in every way in which a host can be reached, gets one and the same verdict."""

import json
import sys
from pathlib import Path

import pytest

import grader
from grader.authoring.case import concluded
from grader.checking.attempt import Attempt
from grader.checking.isolated import run
from grader.checking.job import Job
from grader.course.pack import Course, mistakes
from grader.hosts.address import HostOptions
from grader.lab import hosts

pytestmark = pytest.mark.lab

REPOSITORY = Path(grader.__file__).parent.parent
COURSE = Course.at(None)
FEW = 4
"""Events that one check may leave in the Engine's memory of 256."""


def _mistake(exercise):
    return next(one.script for one in mistakes(exercise) if len(one.breaks) < 6)


WORK = [("ex01", "untouched"), *((name, kind) for name in COURSE.folders for kind in ("solution", "mistake"))]


@pytest.fixture(params=WORK, ids="-".join)
def done(request):
    """A student host with a piece of work on it, and the grader's own Python mounted for `local:`."""
    name, kind = request.param
    exercise = COURSE.exercise(name)
    paths = {str(REPOSITORY), sys.prefix, sys.base_prefix} - {"/usr"}
    host = hosts.up(
        f"agree-{name}-{kind}",
        engine=exercise.file.lab.engine,
        images=exercise.file.lab.images,
        mounts=[f"{path}:{path}:ro" for path in sorted(paths)],
    )
    try:
        if kind != "untouched":
            script = exercise.solution if kind == "solution" else _mistake(exercise)
            hosts.run_script(host, script, timeout=180)
        yield host, exercise
    finally:
        hosts.down(host.name)


def _said(attempt: Attempt) -> dict[str, object]:
    assert attempt.error is None
    return {verdict.check: concluded(verdict) for verdict in attempt.verdicts}


def _locally(host, exercise):
    """`grader check` typed by the student on the student's machine."""
    script = (
        f"chmod a+x /root 2>/dev/null; su - student -c '{sys.executable} -m grader check {exercise.id} --format json'"
    )
    said = hosts.run_script(host, script, user="root", timeout=120)
    result = json.loads(said.output[said.output.index("{") :])
    return {check["id"]: (check["status"], check["seen"], check["expected"]) for check in result["checks"]}


def _logins(host) -> int:
    script = "journalctl -u ssh -u sshd --no-pager -o cat | grep -c 'Accepted publickey'; true"
    return int(hosts.run_script(host, script, user="root", timeout=30).output.strip() or 0)


def _events(host) -> int:
    script = "docker events --since 0 --until $(date +%s) --format '{{.TimeNano}}' 2>/dev/null | wc -l"
    return int(hosts.run_script(host, script, user="root", timeout=30).output.strip() or 0)


def test_verdicts_are_the_same_over_ssh_docker_local_and_evidence(done, tmp_path):
    host, exercise = done
    options = HostOptions(host.ssh_config)
    logins, events = _logins(host), _events(host)

    over_ssh = run(Job(exercise, host.url, options))

    assert _logins(host) == logins + 1
    assert _events(host) - events <= FEW * len(over_ssh.verdicts)
    over_ssh.evidence.write(tmp_path / "evidence.gz")
    said = _said(over_ssh)
    assert said == _said(run(Job(exercise, f"docker://{host.container}")))
    assert said == _said(run(Job(exercise, f"evidence:{tmp_path / 'evidence.gz'}")))
    local = {name: (v["status"], v["seen"], v["expected"]) for name, v in said.items()}
    assert local == _locally(host, exercise)
