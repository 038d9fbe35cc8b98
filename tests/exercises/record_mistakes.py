"""`make record-mistakes`: records each mistake of the exercises on a real student host; exercises may be named.

Record again after a mistake was added or a check asks something else: `test_next_step.py` replays the recordings.
"""

import sys
from pathlib import Path

from grader.course.pack import Course, mistakes
from tests.support.recordings import record

FOLDER = Path(__file__).parent / "evidence"


def main():
    course = Course.at(None)
    for exercise in course.chosen(sys.argv[1:] or course.folders):
        for mistake in mistakes(exercise):
            record(exercise, mistake.script, FOLDER / f"{exercise.id}-{mistake.name}.gz")
            print(exercise.id, mistake.name, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
