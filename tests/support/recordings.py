"""Recordings of students' work on real student hosts, which tests replay."""

import os

from grader.authoring.case import Case
from grader.checking.isolated import run
from grader.checking.job import Job
from grader.hosts.address import HostOptions
from grader.lab import hosts

SCRIPT_SECONDS = 300.0


def record(exercise, script, path):
    """Run a script on a fresh host, or none, check the exercise there, and write the evidence to this path."""
    name = f"recording-{os.getpid()}-{path.stem}".replace("_", "-")[:40].rstrip("-")
    # An image store or archive format that is new needs a newer Docker.
    suite = hosts.suite_with(Case(exercise, "mistake", path.stem, script).oldest_docker)
    host = hosts.up(name, suite=suite, engine=exercise.file.lab.engine, images=exercise.file.lab.images)
    try:
        if script is not None:
            hosts.run_script(host, script, timeout=SCRIPT_SECONDS)
        attempt = run(Job(exercise, host.url, HostOptions(host.ssh_config)))
    finally:
        hosts.down(name)
    if attempt.error is not None:
        raise attempt.error
    path.parent.mkdir(exist_ok=True)
    attempt.evidence.write(path)
