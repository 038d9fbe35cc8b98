"""Writes documents to a file or to standard output, and gives the exit code of results."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import CourseError, UsageError
from grader.grading.result import Result
from grader.i18n.languages import Language
from grader.message import Message
from grader.reports.formats import ResultDocument, ResultFormat, preload_text, print_text
from grader.text.clean import one_line


def exit_code(results: Sequence[Result]) -> int:
    """0 if everything passed, 1 if something did not, 3 if a result could not be determined."""
    if any(result.status == "error" for result in results):
        return 3
    return 0 if all(result.passed for result in results) else 1


def show(document: ResultDocument, format_: ResultFormat, output: Path | None) -> None:
    """Write results to a file or to standard output.

    Raises:
        UsageError: the file cannot be written.
    """
    if format_ is ResultFormat.TEXT and output is None:
        from rich.console import Console  # noqa: PLC0415  a machine-readable format does without Rich

        print_text(document, Console(highlight=False))
    else:
        write(format_.render(document), output)


def show_left_out(broken: Mapping[str, CourseError], language: Language) -> None:
    """Print which exercises are left out because their files are wrong, and what is wrong, to standard error."""
    from grader.i18n.error_translation import in_language  # noqa: PLC0415  only what is wrong needs it

    for name, error in broken.items():
        said = Message("{exercise} is left out.\n{problem}", exercise=name, problem=error.message)
        sys.stderr.write(f"grader: {in_language(said, language)}\n")


def show_page(page: Path) -> None:
    """Print the path of a page, as a link where the terminal has links."""
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        Console(highlight=False).print(Text(str(page), style=f"link {page.resolve().as_uri()}"), soft_wrap=True)
    else:
        sys.stdout.write(f"{page}\n")


def show_item(mark: str, text: str) -> None:
    """Print an item of a list; on a terminal, its text is wrapped beside the mark."""
    if not sys.stdout.isatty():
        sys.stdout.write(f"{mark} {text}\n")
        return
    from rich.console import Console  # noqa: PLC0415  what is read by programs does without Rich
    from rich.text import Text  # noqa: PLC0415

    from grader.text.terminal import Terminal  # noqa: PLC0415

    terminal = Terminal(Console(highlight=False))
    terminal.print(terminal.hanging(Text(f"{mark} "), Text(text)))


def write(data: bytes, output: Path | None) -> None:
    """Write a document to a file or to standard output.

    Raises:
        UsageError: the file cannot be written.
    """
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from grader.files import write_file  # noqa: PLC0415

    try:
        write_file(output, data)
    except OSError as error:
        raise _unwritable(output, error) from error
    sys.stderr.write(f"{output}\n")


def show_note(note: Message, language: Language) -> None:
    """Print what is good to know to standard error."""
    from grader.i18n.catalogue import translator  # noqa: PLC0415  most documents need no notes
    from grader.i18n.error_translation import in_language  # noqa: PLC0415

    text = one_line(in_language(note, language), 600)
    _ = translator(language)
    sys.stderr.write(_("note: {note}").format(note=text) + "\n")


def write_folder(files: Mapping[str, bytes], folder: Path, language: Language) -> None:
    """Write documents into a folder, by their paths below it, and note what is there from earlier.

    Raises:
        UsageError: a file cannot be written.
    """
    from grader.files import write_file  # noqa: PLC0415

    for name, data in files.items():
        try:
            write_file(folder / name, data, durable=False)
        except OSError as error:
            raise _unwritable(folder / name, error) from error
    sys.stderr.write(f"{folder}\n")
    likes = {"/".join(["*"] * len(Path(name).parts)) + Path(name).suffix for name in files}
    earlier = {path for like in likes for path in folder.glob(like)} - {folder / name for name in files}
    if earlier:
        note = Message(
            "{n} file from earlier is in {folder} as well: {example}",
            plural="{n} files from earlier are in {folder} as well, such as {example}",
            n=len(earlier),
            folder=folder,
            example=min(earlier).relative_to(folder),
        )
        show_note(note, language)


def _unwritable(file: Path, error: OSError) -> UsageError:
    return UsageError(
        "{file} cannot be written: {reason}.",
        next_step="Use --output to name another file.",
        file=file,
        reason=error.strerror or error,
    )


def preload(format_: ResultFormat) -> None:
    """Load what showing results in this format takes."""
    if format_ is ResultFormat.TEXT:
        preload_text()
