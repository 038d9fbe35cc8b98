"""Makes text from a student's host safe to show. Everything that a report prints goes through here."""

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
# Characters that turn the direction of what stands around them, or that are not seen at all: they make one name
# read as another.
_INVISIBLE = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17))
_NOT_XML = re.compile(f"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

CUT = " […]"
"""Stands where text was left out."""


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and a mark when it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    return text[: limit - len(CUT)].rstrip() + CUT if limit > len(CUT) else text[:limit]


def _plain(text: str) -> str:
    return _INVISIBLE.sub("", _NEW_LINES.sub("\n", _SEQUENCES.sub("", text)))


def visible(text: str, limit: int | None = None) -> str:
    """Text for a terminal or a page: lines of printable characters, in the order in which they are read.

    Escape sequences, control characters and marks that change the direction of reading go; a lone surrogate
    (a byte that was not UTF-8) becomes U+FFFD.
    """
    if not text.isprintable():  # of what Python calls printable nothing is changed, and most text is
        text = _NO_CHARACTERS.sub(_REPLACEMENT, _CONTROLS.sub("", _plain(text).replace("\t", "    ")))
    return text if limit is None else cut(text, limit)


def one_line(text: str, limit: int | None = None) -> str:
    """Like `visible`, on one line, with single spaces."""
    text = " ".join(visible(text).split())
    return text if limit is None else cut(text, limit)


def for_xml(text: str, limit: int | None = None) -> str:
    """Text that every XML 1.0 parser takes: what must or should not be in a document becomes U+FFFD."""
    if not text.isprintable():
        text = _NOT_XML.sub(_REPLACEMENT, _plain(text))
    return text if limit is None else cut(text, limit)
