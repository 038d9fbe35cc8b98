"""Whether a text makes sense as Korean, or as text in a Western European language."""

from __future__ import annotations

import re
import unicodedata

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
_KOREAN_PUNCTUATION = "\u3000·ㆍ※○●★△▲□■◎①②③④⑤⑥⑦⑧⑨㈜“”‘’…~～"
_KOREAN_ENDS = frozenset("과부반년기조팀")

# Letters with the same bytes in Windows-1252 and Windows-1250.
_COMMON = frozenset("ÁÂÄÇÉËÍÎÓÔÖÚÜßáâäçéëíîóôöúü")
_CARONS = frozenset("ŠŽšž")
_MIXED_CASE = re.compile(r"[a-zß-ÿ][À-ÞŠŽŸŒ]|[A-Z][à-þšžœ][A-Z]|[A-Z][À-ÞŠŽŸŒ][a-z]")
_OF_DOS_OR_MAC = re.compile(r"[ŠŽšž]|á\b|\b[à-þ]|(?<=[A-Za-z])[‘’“”–—](?=[A-Za-z])")
"""What Ä, ö, ß, Ó and other letters of DOS and the Mac become in Windows-1252."""
# Letters that are others in Windows-1250, in places where those do not occur.
_WESTERN = re.compile(
    r"[åà]|ñ(?=[aeiouáéíóúü])|ã(?=[eo])|õ(?=e)|(?<=[aeo])ï(?=[a-z])"
    r"|(?<=[bcdfghjklmnpqrstvxz])[øæ](?=[bcdfghjklmnpqrstvxyz])|\bø(?=[bcdfghjklmnpqrstvxyz])"
    r"|(?<=[bcdfghjklmnpqrstvxz])[øò]\b|\bæ(?=[bgr])|è(?=[bcdfglmnpqrstvz]{1,2}e|s\b)",
    re.IGNORECASE,
)
_ASCII = frozenset(map(chr, range(128)))
_PUNCTUATION = "\xa0‘’“”–—"


def is_korean(text: str) -> bool:
    """Whether most words that are not ASCII are Korean names, or end like names of departments and groups."""
    if not all(one.isalpha() or one.isascii() or one in _KOREAN_PUNCTUATION for one in text):
        return False
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


def is_western(text: str) -> bool:
    """Whether all that is not ASCII is letters within Latin words, most of which make sense only in Windows-1252."""
    if not all(map(is_letter, text)):
        return False
    words = {word for word in re.findall(r"\w+", text) if not word.isascii()}
    if not words or any(_MIXED_CASE.search(word) or _is_foreign(word) for word in words):
        return False
    sure = {word for word in words if _WESTERN.search(word)}
    doubtful = {word for word in words if set(_WESTERN.sub("", word)) - _COMMON - _CARONS - _ASCII}
    solid = {word.rstrip("á") for word in words if not _OF_DOS_OR_MAC.match(word)}
    if _OF_DOS_OR_MAC.search(text) and not sure & solid and not any(_COMMON & set(word) for word in solid):
        return False
    return len(doubtful) <= len(sure)


def _is_foreign(word: str) -> bool:
    """Whether most letters of a word have accents: then they are letters of another alphabet, read as Latin."""
    return len(word) > 1 and sum(one.isascii() for one in word) * 2 < len(word)


def is_letter(char: str) -> bool:
    """Whether a character occurs in names: ASCII, a letter, an accent, or punctuation between words."""
    return char.isascii() or char in _PUNCTUATION or unicodedata.category(char)[0] in "LM"
