"""Detects the encoding of a text: the only one in which it makes sense.

Bytes that are not UTF-8 are valid in many encodings. One is used if it alone gives the file a known header, Korean
names, or words that can only be Western. Statistics over all bytes are not used: with them, one student more can
change how a short file is read.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Container

from grader.classroom.roster.plausibility import is_korean, is_letter, is_western
from grader.classroom.roster.words import KNOWN, key_of
from grader.errors import UsageError

# UTF-32 first: its little-endian byte order mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF8, "UTF-8-sig"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_CANDIDATES = ("cp949", "cp1252", "cp1250", "cp1251", "gb18030", "shift_jis", "euc_jp", "big5")
_NAMES = {
    "cp949": "CP949",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "gb18030": "GB18030",
    "shift_jis": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "big5": "Big5",
}
_HEADER_LINES = 30
_BEFORE = 20
"""The characters shown before the first that is not ASCII."""
_CELLS = re.compile(r"[,;\t|\r\n\"]+")


class UnclearEncoding(Exception):
    """The encoding is not certain. `line` is the first line that depends on it, `readings` its text by encoding."""

    def __init__(self, line: int, readings: dict[str, str], kinds: str) -> None:
        super().__init__(kinds)
        self.line = line
        self.readings = readings
        self.kinds = kinds


def decoded(data: bytes, chosen: str = "") -> tuple[str, str]:
    """The text, and the name of its encoding.

    Args:
        data: The file.
        chosen: The encoding, if it is known; empty to detect it.

    Raises:
        UsageError: there is no such encoding.
        UnclearEncoding: the bytes are not text in this encoding, or none can be detected.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in _certain(data, marked, chosen):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, _NAMES.get(encoding, encoding.removesuffix("-sig"))
    if chosen or marked or b"\0" in data:
        raise UnclearEncoding(_bad_line(data), {}, chosen or (marked or "UTF-16").removesuffix("-sig"))
    texts = _texts(data)
    found = _by_header(texts) or _by_letters(texts)
    if len(found) == 1:
        return texts[found[0]], _NAMES.get(found[0], found[0])
    raise UnclearEncoding(_bad_line(data), _readings(data, texts), "UTF-8, UTF-16, CP949 or Windows-1252")


def _certain(data: bytes, marked: str | None, chosen: str) -> tuple[str, ...]:
    if chosen:
        return (_codec(chosen),)
    if marked:
        return (marked,)
    if b"\0" in data:
        little = data[1::2].count(0) >= data[::2].count(0)
        return ("UTF-16-LE",) if little else ("UTF-16-BE",)
    return ("UTF-8",)


def _codec(name: str) -> str:
    try:
        "é".encode(name, "replace").decode(name, "replace")
        found = codecs.lookup(name).name
    except (LookupError, UnicodeError, TypeError, ValueError) as error:
        step = "Write utf-8, cp949, cp1252, cp1250, gb18030 or shift_jis."
        raise UsageError("“{name}” is not an encoding.", next_step=step, name=name) from error
    return {"utf-8": "UTF-8-sig", "utf-16": "UTF-16"}.get(found, found)


def _texts(data: bytes) -> dict[str, str]:
    texts = {}
    for encoding in _CANDIDATES:
        try:
            texts[encoding] = data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return texts


def _by_header(texts: dict[str, str]) -> list[str]:
    """The encodings in which a known word that is not ASCII is a cell of the first lines."""
    found = [encoding for encoding, text in texts.items() if _has_known_words(text)]
    return [one for one in found if one != "cp1250" or "cp1252" not in found]


def _has_known_words(text: str) -> bool:
    lines = "\n".join(text.splitlines()[:_HEADER_LINES])
    keys = {key_of(cell) for cell in _CELLS.split(lines) if not cell.isascii()}
    return any(len(key) > 1 and not key.isascii() for key in keys & KNOWN)


def _by_letters(texts: dict[str, str]) -> list[str]:
    checks = (("cp949", is_korean), ("cp1252", is_western))
    return [encoding for encoding, check in checks if encoding in texts and check(texts[encoding])]


def _bad_line(data: bytes) -> int:
    """The line of the first byte that is not UTF-8, the most likely encoding."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return data.count(b"\n", 0, max(data.find(b"\0"), 0)) + 1


def _readings(data: bytes, fitting: Container[str]) -> dict[str, str]:
    """The first line that is not UTF-8, in each encoding in which it consists of words of one script."""
    line = data.split(b"\n")[_bad_line(data) - 1].lstrip()
    begin = max(next(index for index, byte in enumerate(line) if byte > 0x7F) - _BEFORE, 0)
    texts = {one: text.strip()[begin:] for one, text in _texts(line).items()}
    return {
        one: text
        for one, text in texts.items()
        if one in fitting and all(map(is_letter, text)) and _is_in_one_script(text)
    }


def _is_in_one_script(text: str) -> bool:
    """Whether no word mixes scripts, such as Latin and Hangul."""
    words = re.findall(r"[^\W\d_]+", text)
    return all(len({unicodedata.name(char, "?").partition(" ")[0] for char in word}) == 1 for word in words)
