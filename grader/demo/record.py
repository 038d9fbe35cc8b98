"""`make record-demo`: records the sample class on real student hosts."""

from __future__ import annotations

import sys

from grader.course.pack import Course
from grader.demo.live import perform
from grader.demo.sample import evidence, sample_class


def main() -> None:
    """Record every exercise of every student, or only the exercises named as arguments."""
    course = Course.at(None)
    for student in sample_class().students:
        for name in sys.argv[1:] or student.work:
            path = evidence(student, name)
            attempt = perform(student, course.exercise(name), progress=lambda line: sys.stderr.write(f"{line}\n"))
            if attempt.error is not None:
                raise attempt.error
            attempt.evidence.write(path)
            not_passed = ", ".join(f"{v.check} {v.status}" for v in attempt.verdicts if v.status != "passed")
            sys.stdout.write(f"{student.id} {name} {path.stat().st_size:,} bytes: {not_passed or 'all passed'}\n")


if __name__ == "__main__":
    main()
