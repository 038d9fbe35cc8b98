"""Whatever the grader says in English is said in every other language too."""

import re
from functools import lru_cache
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from grader.i18n.catalogue import LOCALE, plural_translator, translator
from grader.i18n.languages import LANGUAGES, SOURCE
from tests.support import ROOT
from tests.support.error_templates import calls

COMPILE = "run: pybabel compile -D grader -d grader/locale"
TRANSLATED = [code for code in LANGUAGES if code != SOURCE]


@lru_cache
def catalogue(language):
    with (LOCALE / language / "LC_MESSAGES" / "grader.po").open("rb") as file:
        return read_po(file)


def texts(messages):
    return sorted((str(list(message.id)), str(list(message.string))) for message in messages if message.id)


def used():
    keywords = {"_": None, "n_": (1, 2), "gettext": None, "ngettext": (1, 2)}
    for folder, kind in (("grader", [("**.py", "python")]), ("reports", [("**.j2", "jinja2.ext:babel_extract")])):
        for _, _, message, *_ in extract_from_dir(ROOT / folder, kind, keywords=keywords):
            yield message if isinstance(message, str) else tuple(message[:2])
    for call in calls():
        yield from call.messages if call.reported else ()


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("message", sorted(set(used()), key=str))
def test_every_message_has_a_translation(message, language):
    found = catalogue(language).get(message if isinstance(message, str) else message[0])
    assert found is not None, f"not in grader.po: {message}"
    assert found.id == message
    assert all(found.string if isinstance(found.string, tuple) else [found.string])


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over(language):
    assert {message.id for message in catalogue(language) if message.id} == set(used())


@pytest.mark.parametrize("message", [one for code in TRANSLATED for one in catalogue(code) if one.id], ids=str)
def test_a_translation_fills_the_same_gaps(message):
    def gaps(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    assert {frozenset(gaps(text)) for text in strings} == {frozenset(gaps(ids[-1]))}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_current(language):
    with (LOCALE / language / "LC_MESSAGES" / "grader.mo").open("rb") as file:
        compiled = texts(read_mo(file))
    assert compiled == texts(catalogue(language)), COMPILE


def test_no_message_hides_from_the_extraction():
    """Only messages given to `_` and `n_` are found, so no translator is called without such a name."""
    for path in (ROOT / "grader").rglob("*.py"):
        assert not re.search(r"\b(translator|plural_translator)\([^()]*\)\(", path.read_text(encoding="utf-8")), path


def test_english_needs_no_catalogue():
    assert translator("en")("passed") == "passed"
    assert plural_translator("en")("{n} student", "{n} students", 1) == "{n} student"


def test_korean_is_korean():
    assert translator("ko")("passed") == "통과"
    assert (
        plural_translator("ko")("The {n} check passed.", "All {n} checks passed.", 1)
        == "항목 {n}개를 모두 통과했습니다."
    )


def test_an_unknown_language_reads_english():
    assert translator("tlh")("passed") == "passed"
