"""Writing results in the format asked for, and the exit code that goes with them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.options import Dialect, Format
from grader.course.pack import Course
from grader.errors import UsageError
from grader.grading.result import Result
from grader.i18n.languages import Language

if TYPE_CHECKING:
    from rich.console import Console


def exit_code(results: Sequence[Result]) -> int:
    """0 everything passed, 1 something did not, 3 the grader could not tell."""
    if any(result.status == "error" for result in results):
        return 3
    return 0 if all(result.passed for result in results) else 1


def show(
    results: Sequence[Result],
    format_: Format,
    output: Path | None,
    *,
    language: Language,
    course: Course,
    dialect: Dialect = Dialect.UNIVERSAL,
) -> None:
    """Write results to a file or to standard output."""
    if format_ is Format.TEXT and output is None:
        from rich.console import Console  # noqa: PLC0415  a machine-readable format does without Rich

        from grader.reports.student_report.text import render_text  # noqa: PLC0415

        render_text(results, Console(highlight=False), language)
        return
    write(rendered(results, format_, language=language, course=course, dialect=dialect), output)


def write(data: bytes, output: Path | None) -> None:
    """Write a document to a file or to standard output.

    Raises:
        UsageError: it cannot be written there.
    """
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        from grader.files import write_file  # noqa: PLC0415

        try:
            write_file(output, data)
        except OSError as error:
            raise UsageError(
                f"{output} cannot be written: {error.strerror or error}.", next_step="Choose another place for it."
            ) from error
        sys.stderr.write(f"{output}\n")


def rendered(
    results: Sequence[Result], format_: Format, *, language: Language, course: Course, dialect: Dialect
) -> bytes:
    """Results as the bytes of a file."""
    match format_:
        case Format.JSON:
            from grader.reports.json_output import render_json  # noqa: PLC0415

            return render_json(results).encode()
        case Format.JUNIT:
            from grader.reports.student_report.junit import render_junit  # noqa: PLC0415

            return render_junit(results, dialect=dialect.value)
        case Format.HTML:
            from grader.reports.student_report.html import render_html  # noqa: PLC0415

            return render_html(results, language, course.templates).encode()
        case Format.GITHUB:
            from grader.reports.student_report.github import render_github  # noqa: PLC0415

            return render_github(results).encode()
        case Format.TEXT:
            return _plain(results, language)


def _plain(results: Sequence[Result], language: Language) -> bytes:
    from grader.reports.student_report.text import render_text  # noqa: PLC0415

    return captured(lambda console: render_text(results, console, language))


def captured(render: Callable[[Console], None]) -> bytes:
    """What is printed on a console of 80 columns without colours."""
    import io  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415

    text = io.StringIO()
    render(Console(file=text, highlight=False, width=80))
    return text.getvalue().encode()


def warm_up(format_: Format) -> None:
    """Load what writing in this format takes, while there is nothing else to do."""
    if format_ is Format.TEXT:
        import rich.console  # noqa: F401, PLC0415

        import grader.reports.student_report.text  # noqa: F401, PLC0415
