"""Texts that lack a language of the course, or have one that the course does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.course.exercise import Exercise
from grader.course.files import text_of
from grader.course.pack import Course
from grader.course.rubric import Rubric, Text, Title
from grader.course.yaml_file import YamlFile
from grader.text.validation import dotted

_Located = Iterable[tuple[tuple[str, ...], Text | Title]]


def untranslated(course: Course, exercise: Exercise, rubric: Rubric) -> Iterator[str]:
    """The problems of an exercise's texts, one line each."""
    rubric_file = course.root / "rubrics" / f"{exercise.id}.yml"
    yield from _problems(course, exercise.folder / "exercise.yml", [(("title",), exercise.file.title)])
    yield from _problems(course, rubric_file, _of_rubric(rubric))


def untranslated_messages(course: Course) -> Iterator[str]:
    """The problems of the course's own rubrics/messages.yml, one line each."""
    messages = course.own_messages
    texts = (("says", messages.says), ("also", messages.also), ("hints", messages.hints))
    located = [((key, name), text) for key, named in texts for name, text in named.items()]
    yield from _problems(course, course.root / "rubrics" / "messages.yml", located)


def _of_rubric(rubric: Rubric) -> Iterator[tuple[tuple[str, ...], Text | Title]]:
    for check, entry in rubric.checks.items():
        yield ("checks", check, "title"), entry.title
        yield ("checks", check, "hint"), entry.hint
        for key, texts in (("says", entry.says), ("hints", entry.hints)):
            yield from ((("checks", check, key, reason), text) for reason, text in texts.items())


def _problems(course: Course, path: Path, located: _Located) -> Iterator[str]:
    file = None
    for location, text in located:
        first = course.languages[0]  # the docstring may be the title in this language
        given = {code for code, said in text.root.items() if said or (isinstance(text, Title) and code == first)}
        asked = set(course.languages) - ({first} if isinstance(text, Title) else set())
        wrong = [
            *(f"the text in “{code}” is missing" for code in course.languages if code in asked - given),
            *(
                f"“{code}” is not a language of the course"
                for code, said in text.root.items()
                if said and code not in course.languages
            ),
        ]
        file = (file or YamlFile(path, text_of(path))) if wrong else file
        yield from (f"{file.place(location, dotted(location))}: {one}" for one in wrong if file)
