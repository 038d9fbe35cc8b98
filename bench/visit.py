"""`python -m bench.visit`: one student, all exercises in one visit, beside a batch script that asks for the same facts.

The script is made from the evidence of a first visit: every command that was run and every request that was made, one
after the other, through one ssh. What the checks create for a moment is left out of it, and so is every pause.
"""

from __future__ import annotations

import re
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import as_installed, measured
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.evidence.facts import Fact, raw
from grader.evidence.file import Evidence
from grader.lab import hosts

ROUNDS = 5
SETTLE_SECONDS = 25
FIRST = ("ex02", "ex09")
"""ex02 removes images and ex09 stopped containers, so they are done before the others."""
_EXEC = re.compile(r"POST (/v[\d.]+)/containers/[^/]+/exec$")
_SOCKET = "curl -s -o /dev/null --unix-socket /var/run/docker.sock"


def _in_order(course: Course) -> list[Exercise]:
    return sorted(course.exercises(), key=lambda one: (one.id not in FIRST, one.id))


def _asked(facts: list[Fact]) -> Iterator[str]:
    """The same questions for a shell on the host."""
    for fact in facts:
        if fact.command is not None:
            yield f"(\n{fact.command}\n) </dev/null >/dev/null 2>&1"
        elif fact.request is not None:
            method, _, target = fact.request.partition(" ")
            if found := _EXEC.match(fact.request):
                body = shlex.quote(raw(fact.sent).decode())
                json_ = "-H 'Content-Type: application/json'"
                yield (
                    f"id=$({_SOCKET.replace('-o /dev/null ', '')} {json_} -d {body} {shlex.quote('http://d' + target)}"
                    """ | cut -d '"' -f 4)\n"""
                    f"{_SOCKET} {json_} -d '{{}}' http://d{found[1]}/exec/$id/start"
                )
            elif method == "GET":
                yield f"{_SOCKET} {shlex.quote('http://d' + target)}"


def main() -> None:
    """Measure and print the table."""
    as_installed()
    course = Course.at(None)
    images = dict.fromkeys(name for one in course.exercises() for name in one.file.lab.images)
    host = hosts.up("bench-visit", images=[*images])
    check = [sys.executable, "-m", "grader", "check", "--all", "--host", host.url, "--ssh-config", str(host.ssh_config)]
    try:
        hosts.run_script(host, "docker run hello-world", timeout=60)
        for exercise in _in_order(course):
            if exercise.id != "ex01":
                hosts.run_script(host, exercise.solution, timeout=240)
        time.sleep(SETTLE_SECONDS)  # a student's containers have been up for a while as well
        with tempfile.TemporaryDirectory() as folder:
            measured([*check, "--evidence", folder], codes=(0, 1, 3))
            files = sorted(Path(folder).iterdir())
            # What the exercises share is in the evidence of each of them.
            facts = [*{(one.at, one.key): one for file in files for one in Evidence.read(file).facts}.values()]
        script = "\n".join(_asked(facts)).encode()
        ssh = ["ssh", "-F", str(host.ssh_config), host.name, "sh", "-s"]
        floor, ours = [], []
        for _ in range(ROUNDS):
            floor.append(measured(ssh, stdin=script, codes=range(256)).wall)
            ours.append(measured(check, codes=(0, 1, 3)).wall)
    finally:
        hosts.down(host.name)
    low, high = statistics.median(floor), statistics.median(ours)
    print(f"{len(files)} exercises, {len(facts)} questions, median of {ROUNDS} rounds")
    print(f"floor: one ssh, batch script {low:6.2f} s")
    print(f"grader check --all           {high:6.2f} s, {high / low:.2f} times the floor (wanted: at most 2.0)")


if __name__ == "__main__":
    main()
