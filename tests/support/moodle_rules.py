"""What Moodle's importers do with a file, restated: each function raises AssertionError where the importer refuses.

Sources: moodle/moodle, grade/import/xml/lib.php (168eda8), grade/import/csv/classes/load_data.php (0289d8c),
mod/assign/feedback/offline/importgradeslib.php (452e36f) and locallib.php (0497556),
mod/assign/feedback/file/importziplib.php (0203d8f). All were compared with what Moodle 4.4.3 answered.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection
from xml.etree import ElementTree as ET

LARGEST = 100
"""The largest grade of a CSV import, unless the site allows unlimited grades."""


def imported_xml(
    data: bytes, users: Collection[str], items: Collection[str]
) -> dict[tuple[str, str], tuple[float, str]]:
    """`import_xml_grades`: score and feedback by user and grade item, both by ID number. Any miss aborts everything."""
    root = ET.fromstring(data)  # noqa: S314  our own document
    assert root.tag == "results"
    assert len(root), "errbadxmlformat"
    found = {}
    for result in root.iter("result"):
        item, user, score = (result.findtext(tag) for tag in ("assignment", "student", "score"))
        assert item in items, "errincorrectgradeidnumber"
        assert user in users, "errincorrectuseridnumber"
        assert score is not None
        assert re.fullmatch(r"-?\d+(\.\d+)?", score), "badgrade"
        found[user, item] = (float(score), result.findtext("feedback") or "")
    return found


def _float(text: str, decimal: str) -> float:
    """`unformat_float`: a number in the site's notation."""
    assert re.fullmatch(rf"\d+([.{decimal}]\d+)?", text), "badgrade"
    return float(text.replace(decimal, "."))


def imported_csv(
    data: bytes, users: Collection[str], *, separator: str = ",", decimal: str = "."
) -> dict[tuple[str, str], tuple[float | None, str]]:
    """`gradeimport_csv_load_data`: the first column maps to users, the others to the items in their headers."""
    text = data.decode("utf-8").removeprefix("\ufeff")
    header, *rows = csv.reader(io.StringIO(text), delimiter=separator)
    assert len({len(row) for row in [header, *rows]}) == 1, "csvweirdcolumns"
    found = {}
    for row in rows:
        assert row[0] in users, "usermappingerror"
        cells = dict(zip(header, row, strict=True))
        for item in header[2::2]:
            grade = None if cells[item] in {"", "-"} else _float(cells[item], decimal)
            assert grade is None or grade <= LARGEST, "gradevaluetoobig"
            found[row[0], item] = (grade, cells[f"Feedback: {item}"])
    return found


def imported_worksheet(
    data: bytes, names: dict[str, str], participants: Collection[int], *, most: float, decimal: str = "."
) -> dict[int, tuple[float | None, str]]:
    """`assignfeedback_offline_grade_importer`: the grade and feedback that are saved, by participant number.

    `names` are the words of the instructor's language for identifier, prefix, grade, modified and feedback.
    """
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8").removeprefix("\ufeff")))
    assert {len(row) for row in rows} == {len(header)}, "csvweirdcolumns"
    at = {name: header.index(names[name]) for name in ("identifier", "grade", "modified")}  # ValueError: invalid
    found: dict[int, tuple[float | None, str]] = {}
    for row in rows:
        number = int(row[at["identifier"]][len(names["prefix"]) :])
        if number not in participants:
            continue
        text = row[at["grade"]]
        grade = _float(text, decimal) if text else None
        saved = None if grade is None or not 0 <= grade <= most else grade  # anything else is silently skipped
        feedback = row[header.index(names["feedback"])] if names["feedback"] in header else ""
        found[number] = (saved, feedback)
    return found


def imported_zip(data: bytes, participants: Collection[int]) -> dict[int, tuple[str, bytes]]:
    """`assignfeedback_file_zip_importer`: file name and content by participant number; other files are ignored."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            parts = entry.filename.split("/")
            if parts[-1].startswith((".", "~")):
                continue
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) < 4 or not info[1].isdecimal() or int(info[1]) not in participants:
                    continue
                if info[2:4] != ["assignfeedback", "file"]:
                    continue
                rest = [*info[4:5], *parts]
                found[int(info[1])] = ("/".join(one for one in rest if one), archive.read(entry))
                break
    return found
