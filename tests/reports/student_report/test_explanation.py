"""Explanations as they are shown: cut where they are long, clean where a host was hostile."""

import io
import json
import re

import pytest
from rich.console import Console

from grader.reports.json_output import strict_json
from grader.reports.student_report.explanation import (
    ANSWER_CHARACTERS,
    FACTS,
    exchanges,
    explanation_document,
    explanation_html,
)
from grader.reports.student_report.explanation_text import render_explanation
from tests.support.pages import find, page, said
from tests.support.samples import explanation


def text(language: str = "en", encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding, write_through=True), width=80, highlight=False)
    render_explanation(explanation(), console, language)
    return raw.getvalue().decode(encoding)


def test_what_a_host_said_moves_no_cursor_and_turns_no_direction():
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text())


def test_every_check_is_told_with_its_points_and_what_changed_them():
    shown = text()
    for words in (
        "1/1",
        "0/1",
        "?/1",
        "set by hand · 0 → 1",
        "check's own result",
        "depends on",
        "Could not be checked:",
    ):
        assert words in shown


def test_a_terminal_that_knows_ascii_only_gets_words_instead_of_symbols():
    shown = text(encoding="ascii")
    assert "passed" in shown
    assert "✓" not in shown


def test_a_long_answer_is_cut_and_says_so_and_a_short_one_is_whole():
    check = explanation().checks[0]
    command, long, broken, bytes_ = exchanges(check.facts, "en")
    assert len(long.answered) == ANSWER_CHARACTERS
    assert long.answered.endswith("[…]")
    assert command.lines[-1] == "(exit code 0)"
    assert broken.answered.startswith("HostTimeout: ")
    assert bytes_.asked == "POST /v1.41/x \N{REPLACEMENT CHARACTER}"


def test_more_facts_than_anybody_reads_are_counted():
    found = exchanges(explanation().checks[1].facts, "en")
    assert len(found) == FACTS + 1
    assert (found[-1].asked, found[-1].answered) == ("and 2 more", "")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_shows_a_hosts_markup_as_text(language):
    document = page(explanation_html(explanation(), language))
    assert find(document, "script") == []
    assert len(find(document, "li.check")) == 4
    assert "<script>alert(1)</script>" in said(document)
    assert all(one.get("tabindex") == "0" for one in find(document, "pre"))


def test_the_document_is_strict_json():
    found = json.loads(strict_json(explanation_document(explanation(), "en")))
    assert [one["id"] for one in found["checks"]] == ["passing", "failing", "waiting", "unknown"]
    assert found["checks"][1]["events"][0]["kind"] == "override"
    assert "prof" not in json.dumps(found)
