"""The sample class on real student hosts."""

from __future__ import annotations

from collections.abc import Callable

from grader.checking.attempt import Attempt
from grader.checking.isolated import run
from grader.checking.job import Job
from grader.course.exercise import Exercise
from grader.demo.sample import SampleStudent, script
from grader.hosts.address import HostOptions
from grader.lab import hosts

SCRIPT_SECONDS = 180.0
"""The time limit of a student's script."""


def perform(student: SampleStudent, exercise: Exercise, *, progress: Callable[[str], object]) -> Attempt:
    """Run a student's script for an exercise on a fresh host, check the exercise there, and remove the host."""
    path = script(exercise, student.work[exercise.id])
    name = f"demo-{student.id}-{exercise.id}"
    lab = exercise.file.lab
    host = hosts.up(name, engine=lab.engine, images=lab.images, progress=progress)
    try:
        if path is not None:
            hosts.run_script(host, path, timeout=SCRIPT_SECONDS)
        return run(Job(exercise, host.url, HostOptions(host.ssh_config), student=student.id))
    finally:
        hosts.down(name)
