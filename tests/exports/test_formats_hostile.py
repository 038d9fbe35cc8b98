"""No text of a student or of a host breaks a file, whichever format writes it."""

import codecs
import csv
import io
import json
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.exports.formats import ExportName, ExportOptions, export_format
from tests.support.class_grades import class_of, student, who
from tests.support.export_golden import template_of
from tests.support.samples import bind_mount, result

HOSTILE = [
    "\x00\x07\x1b[31mred\x1b[0m\x9b5n\x7f",
    "\ud800 \udfff \ufffe \uffff",
    "]]> <![CDATA[ <!DOCTYPE x> &amp; &#0; <script>",
    "👩‍🚀 مرحبا \u202e gnp.exe \u2066",
    '=1+1\t;,"\r\n+2\n-3\n@x',
    "ＡＢ＝１",
    "x" * 1_000_000,
    "<&\"'" * 250_000,
]
FORMATS = [name for name in ExportName if template_of(name) or not export_format(name).needs_template]


def files(name, text):
    said = (
        bind_mount()
        .checks[0]
        .model_copy(update={"message": text, "hint": text, "title": text, "status": Status.FAILED, "seen": text})
    )
    identity = who("20260001", name=text[:999], email="ada@school.example", username="ada", section=text[:99])
    grades = class_of(student(identity, result([said], exercise="ex05")))
    options = ExportOptions(template=template_of(name) if export_format(name).needs_template else None)
    format_ = export_format(name)
    return format_.rendered(grades, format_.mapped(grades, options), options).files


def read(name, data):
    """Read a file strictly, as what it is."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
        return
    encoding = "utf-16" if data.startswith(codecs.BOM_UTF16) else "utf-8"
    text = data.decode(encoding)
    assert "\x00" not in text
    if data.startswith(b"<?xml"):
        ET.fromstring(data)  # noqa: S314  our own document
    elif data.startswith(b"{"):
        json.loads(text)
    else:
        separator = "\t" if encoding == "utf-16" else ","
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator, strict=True))
        assert len({len(row) for row in rows}) == 1
        cells = [cell for row in rows for cell in row]
        template = template_of(name)
        kept = template.read_text(encoding=encoding) if template else ""
        assert [one for one in cells if one[:1] in {"=", "+", "-", "@"} and one not in kept] == []


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[1:12])
def test_hostile_text_makes_a_valid_file(name, text):
    for file in files(name, text):
        read(name, file.data)
        assert len(file.data) < 3_000_000


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(text=st.text(st.characters(codec=None), max_size=120))
def test_any_text_makes_a_valid_file(name, text):
    for file in files(name, text):
        read(name, file.data)
