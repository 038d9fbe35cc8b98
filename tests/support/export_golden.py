"""The files in tests/golden/exports/: what each format that is text writes of a small class.

`make golden` writes them; read what changed before you commit them.
"""

from pathlib import Path

from grader.exports.formats import ExportName, ExportOptions, export_format
from tests.support import ROOT
from tests.support.class_grades import class_of, student, who
from tests.support.samples import bind_mount, hostile, unreachable

FOLDER = ROOT / "tests" / "golden" / "exports"
TEMPLATES = FOLDER / "templates"
"""The platforms' own files, by the name of the format, for those that fill one in."""


def small_class():
    """A student with problems, one with the output of a hostile host, one without a host, and one without a result."""
    of_hostile = hostile().model_copy(update={"exercise": "ex05"})
    return class_of(
        student(who("20260001", name="Ada Beispiel", email="ada@school.example", username="ada"), bind_mount()),
        student(who("20260002", name="김예시", email="yesi@school.example", username="yesi"), of_hostile),
        student(who("20260003", name="=Bo O'Sample", email="bo@school.example", username="bo"), unreachable()),
        student(who("20260004", name="Cy, Muster", email="cy@school.example", username="cy")),
        exercises=class_of(student(who("x"), bind_mount())).exercises,
    )


def template_of(name: ExportName) -> Path | None:
    return next(iter(TEMPLATES.glob(f"{name}.*")), None)


def names():
    """The formats that write one file of text."""
    found = {name: export_format(name) for name in ExportName}
    return [
        name
        for name, one in found.items()
        if not (one.is_binary or one.is_folder) and (template_of(name) or not one.needs_template)
    ]


def made(name: ExportName) -> bytes:
    format_, grades = export_format(name), small_class()
    options = ExportOptions(template=template_of(name) if format_.needs_template else None)
    [file] = format_.rendered(grades, format_.mapped(grades, options), options).files
    return file.data


def written(name: ExportName) -> bytes:
    return (FOLDER / name).read_bytes()


def main():
    for name in names():
        (FOLDER / name).write_bytes(made(name))


if __name__ == "__main__":
    main()
