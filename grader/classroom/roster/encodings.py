"""Detects the encoding of a text: the only one in which it makes sense.

Bytes that are not UTF-8 are valid in many encodings. One is used if it alone gives the file a known header, Korean
names, or words that can only be Western. Statistics over all bytes are not used: with them, one student more can
change how a short file is read.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

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
_CELLS = re.compile(r"[,;\t|\r\n\"]+")

_HANGUL, _HAN = r"가-힣", r"\u3400-\u9fff\uf900-\ufaff"
_SURNAMES = frozenset(
    "가간갈감강견경계고공곽구국권금기길김나남낭노뇌누단담당대도독돈동두류라마만맹명모목묘무문미민박반방배백범변복봉부"
    "비빈빙사삼상서석선설섭성소손송순승시신심아안애야양어엄여연염엽영예오옥온옹왕요용우운원위유육윤은음이인임자장"
    "전점정제조종좌주준즙지진차창채천초최추탁탄태판팽편평포표풍피필하학한함해허현형호홍화황후"
)
_GIVEN = frozenset(
    "가강건겸경고관광교구국권규균그근금기길나난남노누늘다단달담대덕도동두드라란람래려련령로록론루류륜률름리린림마만말"
    "명모목무문미민바반방배백범별병보복봄봉부비빈빛사산상새샘서석선설섭성세소솔송수숙순슬승시식신실심아안애양어언엄업"
    "여연열염영예오옥온올완왕외요용우욱운웅원월위유육윤율은을음의이익인일임자잔장재전정제조종주준중지직진차찬창채천철"
    "초총추춘충치칠태택판평표풍하학한함해향허혁현형혜호홍화환황회효후훈휘휴희흥힘궁갈공"
)
_KOREAN_ENDS = frozenset("과부반년기조팀")

_EVERYWHERE = frozenset("ÁÂÄÇÉËÍÎÓÔÖÚÜßáâäçéëíîóôöúüŠŽšž")
"""Letters with the same byte in Windows-1252 and Windows-1250."""
# Letters that are others in Windows-1250, in places where those do not occur.
_WESTERN = re.compile(
    r"[åà]|ñ(?=[aeiouáéíóúü])|ã(?=[eo])|õ(?=e)|(?<=[aeo])ï(?=[a-z])"
    r"|(?<=[bcdfghjklmnpqrstvxz])[øæ](?=[bcdfghjklmnpqrstvxyz])|\bø(?=[bcdfghjklmnpqrstvxyz])"
    r"|è(?=[bcdfglmnpqrstvz]{1,2}e|s\b)",
    re.IGNORECASE,
)
_ASCII = frozenset(map(chr, range(128)))
_SAME_PUNCTUATION = "\xa0‘’“”–—"


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
    raise UnclearEncoding(_bad_line(data), _readings(data), "UTF-8, UTF-16, CP949 or Windows-1252")


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
    checks = (("cp949", _is_korean), ("cp1252", _is_western))
    return [encoding for encoding, check in checks if encoding in texts and check(texts[encoding])]


def _is_korean(text: str) -> bool:
    """Whether most words that are not ASCII are Korean names, or end like names of departments and groups."""
    words = {word for word in re.findall(r"\w+", text) if not word.isascii()}
    if not words or not all(re.fullmatch(rf"[\dA-Za-z]*[{_HANGUL}]+\d*|[{_HAN}]+", word) for word in words):
        return False
    hangul = {word for word in words if re.search(rf"[{_HANGUL}]", word)}
    return bool(hangul) and sum(map(_is_korean_word, hangul)) >= 0.6 * len(hangul)


def _is_korean_word(word: str) -> bool:
    if len(word) <= 4 and word[0] in _SURNAMES and all(one in _GIVEN for one in word[1:]):
        return True
    return word[-1] in _KOREAN_ENDS and all(_is_common(one) for one in word if not one.isascii())


def _is_common(syllable: str) -> bool:
    """Whether it is in KS X 1001, not among the 8,822 rare syllables that CP949 adds."""
    return min(syllable.encode("cp949")) > 0xA0


def _is_western(text: str) -> bool:
    """Whether all that is not ASCII is letters within Latin words, most of which make sense only in Windows-1252."""
    if not all(map(_is_letter, text)):
        return False
    words = {word for word in re.findall(r"\w+", text) if not word.isascii()}
    if not words or any(re.search(r"[a-zß-ÿ][À-ÞŠŽŸŒ]", word) or _is_foreign(word) for word in words):
        return False
    sure = {word for word in words if _WESTERN.search(word)}
    doubtful = {word for word in words if set(_WESTERN.sub("", word)) - _EVERYWHERE - _ASCII}
    return len(doubtful) <= len(sure)


def _is_foreign(word: str) -> bool:
    """Whether most letters of a word have accents: then they are letters of another alphabet, read as Latin."""
    return len(word) > 1 and sum(one.isascii() for one in word) * 2 < len(word)


def _bad_line(data: bytes) -> int:
    """The line of the first byte that is not UTF-8, the most likely encoding."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return data.count(b"\n", 0, max(data.find(b"\0"), 0)) + 1


def _readings(data: bytes) -> dict[str, str]:
    """The first line that is not UTF-8, in each encoding in which it consists of words of one script."""
    line = data.split(b"\n")[_bad_line(data) - 1]
    texts = {one: text.strip() for one, text in _texts(line).items()}
    return {
        one: text
        for one, text in texts.items()
        if all(map(_is_letter, text)) and all(len(_scripts(word)) < 2 for word in re.findall(r"\w+", text))
    }


def _scripts(word: str) -> set[str]:
    """The scripts of a word's letters, such as LATIN, CYRILLIC, HANGUL or CJK."""
    return {unicodedata.name(char, "?").partition(" ")[0] for char in word if char.isalpha()}


def _is_letter(char: str) -> bool:
    return char.isascii() or char in _SAME_PUNCTUATION or unicodedata.category(char)[0] in "LM"
