"""Makes text from a student's host safe to show. Reports print no such text without it."""

from __future__ import annotations

import re

_SEQUENCES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    # OSC, DCS, PM, APC, SOS: titles, links, clipboards
    "|(?:\x1b[\\]P^_X]|[\x9d\x90\x9e\x9f\x98])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]",
)
_NEW_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Invisible characters, and those that reverse the direction of the text around them: with them, one name can look like
# another.
_INVISIBLE = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_NONCHARACTERS = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17))
_NOT_XML = re.compile(f"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

TRUNCATED = " […]"
"""Marks the end of a text that was too long."""


def truncate(text: str, limit: int) -> str:
    """The text, or its beginning and `TRUNCATED` if it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    return text[: limit - len(TRUNCATED)].rstrip() + TRUNCATED if limit > len(TRUNCATED) else text[:limit]


def _plain(text: str) -> str:
    return _INVISIBLE.sub("", _NEW_LINES.sub("\n", _SEQUENCES.sub("", text)))


def visible(text: str, limit: int | None = None) -> str:
    """Text for a terminal or a page, of at most `limit` characters: lines of printable characters in reading order.

    Escape sequences, control characters, invisible characters and those that change the reading direction are removed.
    A lone surrogate, which stands for a byte that is not UTF-8, becomes U+FFFD.
    """
    if not text.isprintable():  # printable text, which most is, needs no change
        text = _NONCHARACTERS.sub(_REPLACEMENT, _CONTROLS.sub("", _plain(text).replace("\t", "    ")))
    return text if limit is None else truncate(text, limit)


def one_line(text: str, limit: int | None = None) -> str:
    """Like `visible`, on one line with single spaces."""
    text = " ".join(visible(text).split())
    return text if limit is None else truncate(text, limit)


def for_xml(text: str, limit: int | None = None) -> str:
    """Text for any XML 1.0 parser: a character that a document must not or should not contain becomes U+FFFD."""
    if not text.isprintable():
        text = _NOT_XML.sub(_REPLACEMENT, _plain(text))
    return text if limit is None else truncate(text, limit)
