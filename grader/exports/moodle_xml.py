"""`moodle-xml`: Moodle's “Grades → Import → XML file”, which needs no mapping of columns.

Moodle finds the grade item by the activity's ID number and the user by the profile's ID number. One that it does not
know aborts the whole import.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from grader.exports.feedback import FeedbackWriter
from grader.exports.formats import Exported, ExportedFile, ExportFormat, ExportOptions
from grader.exports.grades import ClassGrades
from grader.exports.keys import KeyMap, map_keys
from grader.exports.moodle import NUMBER, bonus_note, points_within
from grader.text.clean import for_xml


def _mapped(grades: ClassGrades, options: ExportOptions) -> KeyMap:
    return map_keys(grades, NUMBER, options.key, in_table=False)


def _rendered(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Exported:
    root = ET.Element("results", {"batch": for_xml(f"grader-{grades.run}")})
    root.extend(_results(grades, keys, options))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode").encode("ascii", "xmlcharrefreplace")  # ET is slower at it
    data = b'<?xml version="1.0" encoding="UTF-8"?>\n%b\n' % text
    return Exported([ExportedFile("moodle.xml", data)], bonus_note(grades, keys))


def _results(grades: ClassGrades, keys: KeyMap, options: ExportOptions) -> Iterator[ET.Element]:
    """One element for each score; what has no score has none, so that Moodle keeps what it has."""
    feedback = FeedbackWriter()
    for student in grades.students:
        key = keys.keys.get(student.who.id)
        if key is None or not student.scores:
            continue
        results = student.results()
        for exercise in grades.exercises:
            points = student.points(exercise.id)
            if points is not None:
                texts = {
                    "assignment": options.item(exercise.id),
                    "student": key,
                    "score": f"{points_within(points, exercise.max_score):.2f}",
                    "feedback": feedback.on(results[exercise.id]).html(),
                }
                element = ET.Element("result")
                for tag, text in texts.items():
                    ET.SubElement(element, tag).text = for_xml(text)
                yield element


FORMAT = ExportFormat(_mapped, _rendered, takes=frozenset({"item"}))
