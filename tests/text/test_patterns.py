"""Patterns as goss has them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.message import InvalidValue
from grader.text.patterns import filled_pattern, wanted_text

TEXT = "Listen 80\nServerName web\na/b/ !wow\n"


@pytest.mark.parametrize(
    "pattern",
    [
        "Listen 80",
        "!Listen 81",
        "/^Listen [0-9]+$/",
        "!/^Server$/",
        "\\!wow",
        "a/b/",
        "\\/b/",
        "/",
        "//",
    ],
)
def test_a_text_fits(pattern):
    text = TEXT + "//"
    assert wanted_text(pattern).fits(text)


@pytest.mark.parametrize("pattern", ["Listen 81", "!Listen", "/^80/", "!/web$/", "L.sten", "listen"])
def test_a_text_does_not_fit(pattern):
    assert not wanted_text(pattern).fits(TEXT)


@pytest.mark.parametrize("pattern", ["/(/", "!/a{2,1}/"])
def test_a_regular_expression_must_be_valid(pattern):
    with pytest.raises(InvalidValue, match="is not a valid regular expression"):
        wanted_text(pattern)


@pytest.mark.parametrize("written", ["@", "/^@$/", "/@", "!@", "!/^@$/", "!/@"])
@given(value=st.text(st.characters(exclude_characters="\n"), min_size=1))
@example(value="/srv/")
@example(value="a.c")
@example(value="!x")
@example(value="\\!x")
@example(value="x/")
def test_a_value_in_a_pattern_is_plain_text(written, value):
    pattern = filled_pattern(written, lambda text, quote: text.replace("@", quote(value)))
    wanted = wanted_text(pattern)
    text = f"/{value}" if written.endswith("/@") else value
    assert wanted.fits(text) is not written.startswith("!")
    assert wanted_text(pattern).fits("other") is (value in "other" and "/@" not in written) or wanted.is_absent


@pytest.mark.parametrize(
    ("written", "shown"), [("\\!x", "!x"), ("!\\/x", "/x"), ("/a.c/", "/a.c/"), ("!/a/", "/a/"), ("\\x", "\\x")]
)
def test_a_pattern_is_shown_without_what_only_marks_it(written, shown):
    assert wanted_text(written).shown == shown


@given(st.text(min_size=1))
def test_any_text_can_be_asked_for(text):
    pattern = f"\\{text}" if text[0] in "!/" else text
    assert wanted_text(pattern).fits(f"before {text} after") or text.startswith("\\")
