"""The pages in tests/golden/: what a student reads of each exercise in typical states, in each language.

`make golden` writes them; read them aloud before you commit them.
"""

import dataclasses
import datetime
import re

from grader.checking.fork_client import ForkServer
from grader.checking.job import Job
from grader.course.pack import Course
from grader.demo.sample import evidence, sample_class
from grader.grading.evaluation import evaluate
from grader.hosts.address import HostOptions
from grader.i18n.languages import LANGUAGES
from grader.reports.formats import ResultDocument, ResultFormat
from tests.support import ROOT

FOLDER = ROOT / "tests" / "golden"
TYPOS = FOLDER / "typos"
RECORDINGS = FOLDER / "recordings"
MISTAKES = ROOT / "tests" / "exercises" / "evidence"

TYPICAL = {
    "ex01": "not_in_group",
    "ex02": "exported",
    "ex03": "os1_exited",
    "ex04": "default_bridge",
    "ex05": "named_volume",
    "ex06": "wrong_password",
    "ex07": "dynamic_in_image",
    "ex08": "never_pushed",
    "ex09": "life3_killed",
    "ex10": "exported",
    "ex11": "page_edited_later",
    "ex12": "port_taken",
    "ex13": "not_linked",
    "ex14": "other_way_round",
    "ex15": "background",
    "ex16": "changed_later",
}
"""The mistake of each exercise that stands for all."""

CLOSED = "ssh://student@127.0.0.1:9"
"""No host answers at this address: the port is closed."""

SEVERAL = 4
"""So many exercises are in the pages of several."""

GRADED = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)

# The recordings are made at different times and of hosts with random ports; a page is written of a student's own host.
HOST = "local:"

_HANDOUT = re.compile(r'(<div class="handout">).*?(</div></details>)', re.DOTALL)


def of_sample(exercise, work):
    """The evidence of a student in the sample class who did this; None if nobody did."""
    student = next((one for one in sample_class().students if one.work.get(exercise.id) == work), None)
    return evidence(student, exercise.id) if student else None


def states(exercise):
    """The recordings of an exercise by the state that they show; those that have not been made are left out."""
    found = {
        state: of_sample(exercise, state) or RECORDINGS / f"{exercise.id}-{state}.gz"
        for state in ("nothing", "typo", "solution")
    }
    found["mistake"] = MISTAKES / f"{exercise.id}-{TYPICAL.get(exercise.id)}.gz"
    return {state: path for state, path in found.items() if path.is_file()}


def complete(exercise):
    """Whether all states of the exercise have been recorded."""
    return len(states(exercise)) == 4


class Pages:
    """Renders pages of the built-in course."""

    def __init__(self):
        self.course = Course.at(None)
        self._server = ForkServer(self.course.exercises())

    def close(self):
        self._server.close()

    def attempts(self, exercise):
        """An attempt of each state, as if it had been made on the same host at the same time."""
        found = {state: self._visit(Job(exercise, f"evidence:{path}")) for state, path in states(exercise).items()}
        found = {state: dataclasses.replace(one, host=HOST) for state, one in found.items()}
        found["unreachable"] = self._visit(Job(exercise, CLOSED, HostOptions()))
        return {state: dataclasses.replace(one, started=GRADED, seconds=0.0) for state, one in found.items()}

    def _visit(self, job):
        [attempt] = self._server.visit([job])
        return attempt

    def of(self, exercise):
        """The pages of an exercise by their paths in tests/golden/."""
        found = {}
        for state, attempt in self.attempts(exercise).items():
            for language in LANGUAGES:
                result = evaluate(attempt, self.course, exercise, language=language)
                found |= self.rendered([result], language, f"{exercise.id}/{state}")
        return found

    def of_several(self, exercises):
        """The pages of several exercises in one document, by their paths in tests/golden/."""
        found = {}
        attempts = {exercise.id: self.attempts(exercise) for exercise in exercises}
        mixed = dict(zip(attempts, ("solution", "mistake", "typo", "nothing") * len(attempts), strict=False))
        for name, chosen in (("mixed", mixed), ("unreachable", dict.fromkeys(attempts, "unreachable"))):
            for language in LANGUAGES:
                results = [
                    evaluate(attempts[one.id][chosen[one.id]], self.course, one, language=language) for one in exercises
                ]
                found |= self.rendered(results, language, f"several/{name}")
        return found

    def rendered(self, results, language, name):
        document = ResultDocument(results, language, course=self.course)
        return {
            f"{name}.{language}.txt": ResultFormat.TEXT.render(document).decode(),
            f"{name}.{language}.html": body(ResultFormat.HTML.render(document).decode()),
        }


def body(page):
    """The body of a page without its handout: fonts, styles and the task would hide in a diff what a change says."""
    inside = page.partition("<body>")[2].partition("</body>")[0]
    return _HANDOUT.sub(r"\1…\2", inside).strip() + "\n"


def written(name):
    """The page of this name as it was last written; None if there is none."""
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def main():
    pages = Pages()
    try:
        exercises = [one for one in pages.course.exercises() if complete(one)]
        found = {name: text for one in exercises for name, text in pages.of(one).items()}
        found |= pages.of_several(exercises[:SEVERAL])
    finally:
        pages.close()
    for name, text in found.items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
