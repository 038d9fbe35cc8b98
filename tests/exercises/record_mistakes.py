"""`make record-mistakes`: records each mistake of the exercises on a real student host; exercises may be named.

Record again after a mistake was added or a check asks something else: `test_next_step.py` replays the recordings.
"""

import os
import sys
from pathlib import Path

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.course.pack import Course, mistakes
from grader.hosts.address import HostOptions
from grader.lab import hosts

FOLDER = Path(__file__).parent / "evidence"
SCRIPT_SECONDS = 300.0


def record(exercise, mistake):
    name = f"mistake-{os.getpid()}-{exercise.id}-{mistake.name}".replace("_", "-")[:40].rstrip("-")
    host = hosts.up(name, engine=exercise.file.lab.engine, images=exercise.file.lab.images)
    try:
        hosts.run_script(host, mistake.script, timeout=SCRIPT_SECONDS)
        attempt = run(Job(exercise, host.url, HostOptions(host.ssh_config)))
    finally:
        hosts.down(name)
    if attempt.error is not None:
        raise attempt.error
    attempt.evidence.write(FOLDER / f"{exercise.id}-{mistake.name}.gz")


def main():
    course = Course.at(None)
    FOLDER.mkdir(exist_ok=True)
    for exercise in course.chosen(sys.argv[1:] or course.folders):
        for mistake in mistakes(exercise):
            record(exercise, mistake)
            print(exercise.id, mistake.name, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
