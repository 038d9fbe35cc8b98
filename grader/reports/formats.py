"""The formats in which results are written.

To add one, write a function that turns a `ResultDocument` into bytes, and name it in `ResultFormat`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from grader.course.pack import Course
from grader.grading.result import Result
from grader.i18n.languages import Language

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class ResultDocument:
    """What is to be written."""

    results: Sequence[Result]
    language: Language
    templates: Path | None = None
    """A course's own templates, for pages."""
    course: Course | None = None
    """The course, whose handouts pages show."""
    name: str = ""
    """The student's name, if it is known."""
    junit_dialect: Literal["universal", "codegrade", "ant", "surefire"] = "universal"
    debug: bool = False
    """Whether text and JSON show where the errors in checks were raised, for authors: they quote the suite."""


Renderer = Callable[[ResultDocument], bytes]
"""Raises a GraderError if there is no score and the format cannot do without one."""

# Each loads what it takes when it is called: a student who waits for one format does not wait for the others.


def _text(document: ResultDocument) -> bytes:
    return captured(lambda console: print_text(document, console))


def _json(document: ResultDocument) -> bytes:
    from grader.reports.json_output import render_json  # noqa: PLC0415

    return render_json(document.results, debug=document.debug).encode()


def _junit(document: ResultDocument) -> bytes:
    from grader.reports.student_report.junit import render_junit  # noqa: PLC0415

    return render_junit(document.results, dialect=document.junit_dialect)


def _html(document: ResultDocument) -> bytes:
    from grader.reports.student_report.html import render_html  # noqa: PLC0415

    page = render_html(
        document.results, document.language, document.templates, name=document.name, course=document.course
    )
    return page.encode()


def _github(document: ResultDocument) -> bytes:
    from grader.reports.student_report.github import render_github  # noqa: PLC0415

    return render_github(document.results).encode()


def _github_classroom(document: ResultDocument) -> bytes:
    from grader.reports.student_report.github_classroom import render_github_classroom  # noqa: PLC0415

    return render_github_classroom(document.results).encode()


def _markdown(document: ResultDocument) -> bytes:
    from grader.reports.student_report.markdown import render_markdown  # noqa: PLC0415

    return render_markdown(document.results).encode()


def _gradescope(document: ResultDocument) -> bytes:
    from grader.reports.student_report.gradescope import render_gradescope  # noqa: PLC0415

    return render_gradescope(document.results).encode()


def _prairielearn(document: ResultDocument) -> bytes:
    from grader.reports.student_report.prairielearn import render_prairielearn  # noqa: PLC0415

    return render_prairielearn(document.results).encode()


class ResultFormat(StrEnum):
    """The formats of results, each with the function that renders it."""

    render: Renderer

    TEXT = "text", _text
    JSON = "json", _json
    JUNIT = "junit", _junit
    HTML = "html", _html
    GITHUB = "github", _github
    GITHUB_CLASSROOM = "github-classroom", _github_classroom
    MARKDOWN = "markdown", _markdown
    GRADESCOPE = "gradescope", _gradescope
    PRAIRIELEARN = "prairielearn", _prairielearn

    def __new__(cls, name: str, render: Renderer) -> Self:
        member = str.__new__(cls, name)
        member._value_ = name
        member.render = render
        return member


def print_text(document: ResultDocument, console: Console) -> None:
    """Print results on a terminal, in colour if it has any."""
    from grader.reports.student_report.text import render_text  # noqa: PLC0415

    render_text(document.results, console, document.language)
    if document.debug:
        from grader.reports.debugging import render_debugging  # noqa: PLC0415

        render_debugging(document.results, console)


def captured(print_on: Callable[[Console], None]) -> bytes:
    """What is printed on a console of 80 columns without colours."""
    from rich.console import Console  # noqa: PLC0415

    text = io.StringIO()
    print_on(Console(file=text, highlight=False, width=80))
    return text.getvalue().encode()


def preload_text() -> None:
    """Load what `print_text` takes, while there is nothing else to do."""
    import grader.reports.student_report.text  # noqa: F401, PLC0415
