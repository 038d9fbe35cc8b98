"""Grades what a student uploaded to a platform, as the platform's autograder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.autograders.members import Member, Members, owner
from grader.autograders.platform import Platform
from grader.autograders.submission import check_values, find_submitted
from grader.checking.isolated import run
from grader.checking.job import Job
from grader.classroom.assignment import Assignment
from grader.errors import NoSubmission, UsageError
from grader.grading.evaluation import evaluate
from grader.i18n.error_translation import in_language
from grader.i18n.languages import Language
from grader.message import Message

_SOMEBODY = "ID"


def results_of(
    platform: Platform,
    given: Assignment,
    folder: Path,
    language: Language,
    *,
    members: Members | None = None,
    addresses: Sequence[str] = (),
) -> str:
    """The platform's results for the evidence in a folder of uploaded files.

    Checks that students do not see are not run. A submission that cannot be graded as it is has results that say why.

    Args:
        platform: who reads the results.
        given: the exercise, with values for students whom the class does not know.
        folder: the uploaded files.
        language: of the results.
        members: the students of the class, if evidence of somebody else is to be refused.
        addresses: the e-mail addresses of those who submitted, as far as the platform knows them.

    Raises:
        UsageError: there is no such folder.
        GraderError: the evidence is in order, and still a result could not be determined. The platform must then
            get no results: its own report of a failed autograder is not a zero.
    """
    if not folder.is_dir():
        step = Message("Name the folder with the submitted files.")
        raise UsageError("There is no folder {folder}.", next_step=step, folder=folder)
    known = members or Members()
    submitters = known.at(addresses)
    student = submitters[0] if submitters else Member(id=_SOMEBODY, params=given.params or {})
    try:
        submitted = find_submitted(folder, given.exercise, student.params, student.id)
        student = owner(submitters, known, submitted.manifest.student) or student
        check_values(submitted, given.exercise, student.params, student.id)
    except NoSubmission as error:
        return platform.render_rejected(in_language(error.message, language), language)
    params = student.params
    rubric = given.course.rubric(given.exercise.id)
    visible = tuple(name for name, entry in rubric.checks.items() if entry.visibility == "always")
    attempt = run(Job(given.exercise, f"evidence:{submitted.path}", params=params, only=visible))
    result = evaluate(
        attempt,
        given.course,
        given.exercise,
        language=language,
        student=submitted.manifest.student,
        params=params,
    )
    return platform.render([result])
