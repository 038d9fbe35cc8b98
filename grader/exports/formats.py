"""The formats in which the grades of a class are exported to platforms.

To add one, write a module in this folder with a `FORMAT`, and name it in `ExportName`: a dash in the name is an
underscore in the module's.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, cast

from grader.errors import UsageError
from grader.exports.grades import ClassGrades
from grader.exports.keys import KeyMap
from grader.message import Message
from grader.text.csv_safety import STANDARD, CsvLayout


class ExportName(StrEnum):
    """The names of the formats."""

    CSV = "csv"
    XLSX = "xlsx"
    JUNIT = "junit"
    JUNIT_FILES = "junit-files"
    GRADESCOPE = "gradescope"
    MOODLE_XML = "moodle-xml"
    MOODLE_CSV = "moodle-csv"
    MOODLE_WORKSHEET = "moodle-worksheet"
    MOODLE_FEEDBACK_ZIP = "moodle-feedback-zip"
    CANVAS_CSV = "canvas-csv"
    CANVAS_RUBRIC = "canvas-rubric"
    BRIGHTSPACE_CSV = "brightspace-csv"
    BLACKBOARD_CSV = "blackboard-csv"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to export."""

    key: str = ""
    """The roster column with the platform's key, if not one that the format knows."""
    template: Path | None = None
    """The platform's own file, to be filled in."""
    items: Mapping[str, str] = field(default_factory=dict)
    """By exercise: what the platform calls its grade item, if not the exercise ID."""
    dialect: Literal["universal", "codegrade", "ant", "surefire"] = "universal"
    """Of JUnit."""
    layout: CsvLayout = STANDARD

    def item(self, exercise: str) -> str:
        """What the platform calls the grade item of an exercise."""
        return self.items.get(exercise, exercise)

    def given_template(self) -> Path:
        """The template of a format that cannot do without one.

        Raises:
            UsageError: there is none.
        """
        if self.template is None:
            raise UsageError(
                Message("This format fills in a file that the platform wrote."),
                next_step=Message("Download it from the platform, and name it: --template FILE"),
            )
        return self.template


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export."""

    name: str
    """Its path below the folder of the export, with slashes."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Exported:
    """An export, ready to be written."""

    files: Sequence[ExportedFile]
    notes: Sequence[Message] = ()
    """What the instructor should know although nothing is wrong."""


Option = Literal["template", "item", "junit-dialect", "layout"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: how students are mapped, and how the grades of those who have a key are written."""

    mapped: Callable[[ClassGrades, ExportOptions], KeyMap]
    rendered: Callable[[ClassGrades, KeyMap, ExportOptions], Exported]
    """Gets the whole class; students without a key in the map are left out."""
    takes: frozenset[Option] = frozenset()
    """The options that it has a use for."""
    needs_template: bool = False
    one_exercise: bool = False
    """Whether a file holds a single exercise."""
    is_folder: bool = False
    """Whether it writes any number of files into a folder."""
    is_binary: bool = False
    timed: bool = False
    """Whether it says how long each check took."""


def shared_item(item: str) -> UsageError:
    """The error for two exercises with one grade item, where the score of one would replace that of the other."""
    return UsageError(
        Message("Several exercises have the grade item “{item}”.", item=item),
        next_step=Message("Give each exercise an item of its own."),
    )


def export_format(name: ExportName) -> ExportFormat:
    """The format with this name. Only its own module is loaded."""
    module = importlib.import_module(f"grader.exports.{name.value.replace('-', '_')}")
    return cast("ExportFormat", module.FORMAT)


def checked_options(name: ExportName, options: ExportOptions, exercises: Sequence[str]) -> ExportFormat:
    """The format, if it can export these exercises with these options.

    Raises:
        UsageError: it has no use for an option, or misses one.
    """
    found = export_format(name)
    given: dict[Option, bool] = {
        "template": options.template is not None,
        "item": bool(options.items),
        "junit-dialect": options.dialect != "universal",
        "layout": options.layout != STANDARD,
    }
    for option, is_given in given.items():
        if is_given and option not in found.takes:
            words = "--separator, --decimal-comma or --bom" if option == "layout" else f"--{option}"
            problem = Message("The format {format} does not use {option}.", format=name, option=words)
            raise UsageError(problem, next_step=Message("Leave it out."))
    if found.needs_template:
        options.given_template()
    if found.one_exercise and len(exercises) != 1:
        raise UsageError(
            Message("The format {format} holds one exercise, but there are {n}.", format=name, n=len(exercises)),
            next_step=Message("Name one: --exercise EXERCISE"),
        )
    return found
