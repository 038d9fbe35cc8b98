"""Static validation: an exercise's suite, rubric, handouts and mistakes must agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.authoring.defined_names import undefined_names
from grader.authoring.misspelt import alike, hint, reconciled
from grader.authoring.occupation import unknown_parameters
from grader.authoring.own_machine import reached
from grader.authoring.prove import cases
from grader.authoring.shared_state import shared_state
from grader.authoring.suite_names import unknown_names
from grader.authoring.suites import compared_secrets, suite_of
from grader.authoring.translations import untranslated, untranslated_messages
from grader.authoring.unfilled import unfilled
from grader.course.exercise import Exercise
from grader.course.files import text_of
from grader.course.handout import rendered_handout
from grader.course.markdown import steps_of
from grader.course.pack import Course, mistakes
from grader.course.rubric import Rubric, Text, Title
from grader.course.source import SuiteSource
from grader.errors import CourseError
from grader.i18n.languages import Language
from grader.text.suggestions import nearest

FULL_SCORE = 100.0
"""The sum of the points of every exercise."""

LIBRARY_REASONS = frozenset({"container-missing", "not-running", "restarting", "not-found", "assertion"})
"""Reasons that the grader's own fixtures and plugin give."""

LIBRARY_VALUES = frozenset({"seen", "expected", "name"})
"""The values that come with these reasons."""


def lint(course: Course, exercise: str) -> list[str]:
    """The problems of one exercise, one line each."""
    try:
        chosen = course.exercise(exercise)
        rubric, suite, misspelt = reconciled(chosen, course.rubric(exercise), suite_of(chosen))
    except CourseError as error:
        return error.problem.splitlines()
    searches = (
        _checks(chosen, rubric, suite),
        _leaks(rubric, suite),
        _of_python(chosen),
        compared_secrets(chosen),
        _points(course, rubric),
        _reasons(course, chosen, rubric, suite),
        _placeholders(chosen, rubric, suite),
        unfilled(course, chosen, rubric),
        unknown_parameters(chosen),
        *(_handout(chosen, rubric, language) for language in chosen.languages),
        _solution(chosen),
        untranslated(course, chosen, rubric),
        _mistakes(chosen, rubric),
        _cases(chosen),
    )
    return list(dict.fromkeys([*misspelt, *(problem for search in searches for problem in _whole(search))]))


def _whole(search: Iterator[str]) -> Iterator[str]:
    """What a search finds; a file that is wrong ends this search only."""
    try:
        yield from search
    except CourseError as error:
        yield from error.problem.splitlines()


def _of_python(exercise: Exercise) -> Iterator[str]:
    """What only a suite in Python can have wrong."""
    if not exercise.suite.is_file():
        return
    yield from unknown_names(exercise)
    yield from undefined_names(exercise)
    yield from reached(exercise.suite)
    yield from shared_state(exercise.suite)


def _checks(exercise: Exercise, rubric: Rubric, suite: SuiteSource) -> Iterator[str]:
    seen: set[str] = set()
    for check in suite.checks:
        where = check.where
        if check.id in seen:
            yield f"{where}: check {check.id} is defined twice"
        if check.id not in rubric.checks:
            yield f"{where}: check {check.id} has no line in the rubric"
        if not check.title:
            yield f"{where}: check {check.id} has no docstring; it is what the student reads"
        for need in check.needs:
            if need not in seen:
                yield f"{where}: check {check.id} needs {need}, which is not a check above it"
        seen.add(check.id)
    for check_id in sorted(suite.blocking - seen):
        yield f"{exercise.suite}: blocked names {check_id}, which is not a check"
    for check_id in rubric.checks:
        if check_id not in seen:
            suites = " or ".join(path.name for path in exercise.suites)
            yield f"rubrics/{exercise.id}.yml: {check_id} is scored, but no check of {suites} proves it"


_OPENNESS = ("hidden", "after_due", "always")


def _leaks(rubric: Rubric, suite: SuiteSource) -> Iterator[str]:
    """Checks that would tell students how one that they do not see ended."""
    for check in suite.checks:
        for need in check.needs:
            if check.id in rubric.checks and need in rubric.checks:
                own, other = rubric.checks[check.id].visibility, rubric.checks[need].visibility
                if _OPENNESS.index(own) > _OPENNESS.index(other):
                    yield (
                        f"{check.where}: check {check.id} ({own}) needs {need} ({other}): "
                        "a blocked check would tell students that a hidden one failed"
                    )


def _points(course: Course, rubric: Rubric) -> Iterator[str]:
    if rubric.max_score != FULL_SCORE:
        path = course.root / "rubrics" / f"{rubric.exercise}.yml"
        yield f"{path}: the points add up to {rubric.max_score:g}, not to {FULL_SCORE:g}"


def _reasons(course: Course, exercise: Exercise, rubric: Rubric, suite: SuiteSource) -> Iterator[str]:
    shared = course.messages.says
    own = {reason for check in rubric.checks.values() for reason in check.says}
    unsaid = (suite.reasons | LIBRARY_REASONS) - own - set(shared)
    unused = (own | {reason for check in rubric.checks.values() for reason in check.hints}) - suite.reasons
    unused -= LIBRARY_REASONS
    meant = dict(alike(unsaid, unused))
    for reason in sorted(unsaid):
        suggestion = hint(reason, [meant[reason]] if reason in meant else sorted(shared))
        problem = f"reason {reason} has no sentence in rubrics/{exercise.id}.yml or messages.yml"
        yield f"{exercise.suites[-1]}: {problem}{suggestion}"
    for reason in sorted(unused - set(meant.values())):
        problem = f"reason {reason} has a sentence or hint, but no check gives it"
        yield f"rubrics/{exercise.id}.yml: {problem}{hint(reason, sorted(suite.reasons))}"
    for check_id, check in rubric.checks.items():
        for key, texts in (("says", check.says), ("hints", check.hints)):
            for reason, text in texts.items():
                if _differ(text):
                    where = f"{check_id}.{key}.{reason}"
                    yield f"rubrics/{exercise.id}.yml: {where}: the languages use different placeholders"


def _placeholders(exercise: Exercise, rubric: Rubric, suite: SuiteSource) -> Iterator[str]:
    """Texts may use parameters as placeholders; sentences for reasons may also use the values that checks give."""
    params = set(exercise.file.params)
    values = params | suite.values | LIBRARY_VALUES
    docstrings = {check.id: check.title for check in suite.checks}
    for check_id, check in rubric.checks.items():
        where = f"rubrics/{rubric.exercise}.yml: {check_id}"
        docstring = docstrings.get(check_id, "")
        if _differ(check.title, docstring):
            yield f"{where}.title: the languages use different placeholders"
        if _differ(check.hint):
            yield f"{where}.hint: the languages use different placeholders"
        texts: list[tuple[str, Text | Title, set[str]]] = [
            ("title", check.title, params),
            ("hint", check.hint, params),
            *((f"says.{reason}", text, values) for reason, text in check.says.items()),
            *((f"hints.{reason}", text, values) for reason, text in check.hints.items()),
        ]
        for key, text, known in texts:
            for name in sorted(frozenset().union(*_placeholder_names(text, docstring)) - known):
                kind = "a parameter" if key in {"title", "hint"} else "a parameter or a value"
                yield f"{where}.{key}: {{{name}}} is not {kind}"


def _placeholder_names(text: Text | Title, docstring: str = "") -> set[frozenset[str]]:
    """The placeholders of a text in each language; a single set when all languages have the same."""
    return {frozenset(re.findall(r"\{(\w+)\}", one or docstring)) for one in text.root.values() or [None]}


def _differ(text: Text | Title, docstring: str = "") -> bool:
    return len(_placeholder_names(text, docstring)) > 1


def _handout(exercise: Exercise, rubric: Rubric, language: Language) -> Iterator[str]:
    handout = exercise.handout_in(language)
    if not handout.is_file():
        yield f"{handout} is missing"
        return
    if not text_of(handout).strip():
        yield f"{handout} is empty"
    steps = steps_of(rendered_handout(exercise, language, {}))
    for check_id, check in rubric.checks.items():
        if check.step is not None and check.step not in steps:
            where = f"rubrics/{rubric.exercise}.yml: {check_id}.step"
            yield f"{where}: {handout.name} has no step {check.step}; steps are numbered lists"


def _solution(exercise: Exercise) -> Iterator[str]:
    if not exercise.solution.is_file():
        yield f"{exercise.solution} is missing"


def _mistakes(exercise: Exercise, rubric: Rubric) -> Iterator[str]:
    broken: set[str] = set()
    for mistake in mistakes(exercise):
        for check in mistake.breaks:
            if check not in rubric.checks:
                yield f"{mistake.script}: {check} is not a check of {exercise.id}{hint(check, rubric.checks)}"
                broken |= {*nearest(check, rubric.checks)}
        broken |= mistake.breaks.keys()
    for check in rubric.checks:
        if check not in broken:
            yield f"{exercise.folder / 'mistakes'}: no mistake breaks {check}, so nothing shows that it can fail"


def _cases(exercise: Exercise) -> Iterator[str]:
    for case in cases(exercise):
        if case.script is None or not case.script.is_file():
            continue
        try:
            _ = case.oldest_docker
        except CourseError as error:
            yield error.problem


def lint_messages(course: Course) -> list[str]:
    """The problems of the sentences that rubrics share, one line each."""
    try:
        messages = course.own_messages
    except CourseError as error:
        return error.problem.splitlines()
    problems = [
        f"rubrics/messages.yml: {key}.{reason}: the languages use different placeholders"
        for key, texts in (("says", messages.says), ("also", messages.also), ("hints", messages.hints))
        for reason, text in texts.items()
        if _differ(text)
    ]
    for value, text in messages.also.items():
        unknown = frozenset().union(*_placeholder_names(text)) - LIBRARY_VALUES - {value}
        problems += [f"rubrics/messages.yml: also.{value}: {{{name}}} is not {{{value}}}" for name in sorted(unknown)]
    return [*problems, *untranslated_messages(course)]
