import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.text.clean import TRUNCATED, for_xml, one_line, truncate, visible
from tests.support.samples import HOSTILE

# Any code point at all, lone surrogates too, with more of what hurts.
anything = st.text(
    st.one_of(st.characters(exclude_categories=()), st.sampled_from("\x1b\x9b\x07[]m;<&\u202e\ud800\r\n\t"))
)

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]0;a title\x07rest", "rest"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice\x1b\\rest", "rest"),
        ("\x1b(Bplain", "plain"),
        ("\x1b]0;never ended", "0;never ended"),
        ("bell\x07 and null\x00", "bell and null"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("tab\tstop", "tab    stop"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("한국어 é 😀", "한국어 é 😀"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_a_terminal_sees_only_what_can_be_read(text, shown):
    assert visible(text) == shown


@given(anything)
def test_nothing_that_steers_a_terminal_is_left(text):
    for character in visible(text):
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cs"}
        assert unicodedata.bidirectional(character) not in BIDI
    visible(text).encode()


@given(anything)
def test_cleaning_twice_changes_nothing_more(text):
    assert visible(visible(text)) == visible(text)
    assert for_xml(for_xml(text)) == for_xml(text)


@given(anything, st.integers(1, 60))
def test_a_limit_is_kept_and_seen(text, limit):
    for clean in (visible, one_line, for_xml):
        whole, short = clean(text), clean(text, limit)
        assert len(short) <= limit
        assert short == whole or limit <= len(TRUNCATED) or short.endswith(TRUNCATED)


@given(anything)
def test_one_line_is_one_line(text):
    assert "\n" not in one_line(text)
    assert "  " not in one_line(text)


@given(anything)
def test_xml_gets_only_characters_of_xml(text):
    allowed = "[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*"
    assert re.fullmatch(allowed, for_xml(text))
    assert not any(ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF for c in for_xml(text))


def test_what_python_calls_printable_needs_no_cleaning():
    """So says the code, which does not look at it; here every character is looked at."""
    text = "".join(char for char in map(chr, range(sys.maxunicode + 1)) if char.isprintable())
    pieces = [text[at : at + 1000] + "\0" for at in range(0, len(text), 1000)]
    assert "".join(visible(piece) for piece in pieces) == text
    assert "".join(for_xml(piece)[:-1] for piece in pieces) == text


def test_xml_shows_where_a_character_was():
    assert for_xml("a\x00b\ufffec\U0001fffe") == "a\ufffdb\ufffdc\ufffd"


def test_short_text_is_not_cut():
    assert truncate("abc", 3) == "abc"
    assert truncate("abcdef", 2) == "ab"
    assert truncate("some words here", 9) == "some" + TRUNCATED


def test_a_hostile_text_becomes_harmless():
    assert one_line(HOSTILE).startswith("red ]]> & <b>")
