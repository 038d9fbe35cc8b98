import json

import pytest
from lxml import etree

from grader.reports.formats import ResultDocument, ResultFormat, captured, print_text
from tests.support.samples import result

LOOKS_RIGHT = {
    "text": lambda data: b"0 / 0 points" in data and b"\x1b" not in data,
    "json": lambda data: json.loads(data)["schema"] == "grader.result/1",
    "junit": lambda data: etree.fromstring(data).tag == "testsuites",
    "html": lambda data: data.lower().startswith(b"<!doctype html>"),
    "github": lambda data: data.startswith(b"::notice"),
    "github-classroom": lambda data: json.loads(data)["version"] == 3,
    "markdown": lambda data: data.startswith(b"## ex05"),
    "gradescope": lambda data: json.loads(data)["score"] == 0,
    "prairielearn": lambda data: json.loads(data)["gradable"] is True,
}


@pytest.mark.parametrize("format_", ResultFormat)
def test_each_format_renders_a_result_as_bytes(format_):
    assert LOOKS_RIGHT[format_.value](format_.render(ResultDocument([result([])], "en")))


def test_text_in_a_file_is_what_a_terminal_shows():
    document = ResultDocument([result([])], "ko")
    assert captured(lambda console: print_text(document, console)) == ResultFormat.TEXT.render(document)


def test_a_format_is_called_by_its_name():
    assert [str(one) for one in ResultFormat] == [*LOOKS_RIGHT]
