"""`make record-states`: records what the pages in tests/golden/ need beside mistakes; exercises may be named.

That is nothing done, one typo (its script is in tests/golden/typos/) and the solution, unless the sample class has it.
"""

import sys

from grader.course.pack import Course
from tests.support.golden import RECORDINGS, TYPOS, of_sample
from tests.support.recordings import record


def main():
    course = Course.at(None)
    for exercise in course.chosen(sys.argv[1:] or course.folders):
        scripts = {"nothing": None, "typo": TYPOS / f"{exercise.id}.sh", "solution": exercise.solution}
        for state, script in scripts.items():
            if of_sample(exercise, state) is None:
                record(exercise, script, RECORDINGS / f"{exercise.id}-{state}.gz")
                print(exercise.id, state, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
