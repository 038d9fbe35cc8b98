"""A language is one entry and files of its own: a made-up one, in a course that speaks it, is all that this adds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from grader.i18n import catalogue as of_messages
from grader.i18n.catalogue import LOCALE
from grader.i18n.languages import LANGUAGES, SOURCE, of_environment

ENTRY = """
import sys
from pathlib import Path
from grader.i18n import catalogue, languages

entry = languages.LanguageInfo("tlh", "tlhIngan Hol", locales=("klingon",), style=":lang(tlh) { word-break: normal; }")
languages.LANGUAGES["tlh"] = entry
catalogue.LOCALE = Path(sys.argv.pop(1))
"""
GRADER = f"""{ENTRY}
from grader.__main__ import main
main()
"""
MESSAGES = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"

msgid "passed"
msgstr "Qapla'"

msgid "The {n} check passed."
msgid_plural "All {n} checks passed."
msgstr[0] "{n} Qap."
msgstr[1] "Hoch {n} Qap."
"""
SUITE = '''
from grader.checks import passed

def test_first():
    """First"""
    passed("as-asked", seen=True)
'''


def texts(en: str, ko: str, tlh: str) -> dict[str, str]:
    return {"en": en, "ko": ko, "tlh": tlh}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course of one exercise in three languages, beside the third language's catalogue."""
    root = tmp_path_factory.mktemp("course")
    folder = root / "exercises" / "ex01_tiny"
    folder.mkdir(parents=True)
    (root / "rubrics").mkdir()
    (folder / "test_ex01.py").write_text(SUITE, encoding="utf-8")
    (folder / "solution.sh").write_text("true\n", encoding="utf-8")
    for code in texts("", "", ""):
        (folder / f"handout.{code}.md").write_text(f"# {code} Qu'vatlh\n", encoding="utf-8")
    about = {"id": "ex01", "title": texts("Tiny", "작은 것", "mach")}
    (folder / "exercise.yml").write_text(json.dumps(about), encoding="utf-8")
    check = {
        "points": 100,
        "title": {"ko": "첫째", "tlh": "wa'DIch"},
        "hint": texts("Think.", "생각하세요.", "yIQub."),
        "says": {"as-asked": texts("As asked.", "요청대로입니다.", "tlhobpu'bogh.")},
    }
    rubric = {"exercise": "ex01", "checks": {"first": check}}
    (root / "rubrics" / "ex01.yml").write_text(json.dumps(rubric), encoding="utf-8")
    messages = root / "locale" / "tlh" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    with (messages / "grader.mo").open("wb") as file:
        write_mo(file, read_po(MESSAGES.encode().splitlines(keepends=True)))
    return root


@pytest.fixture(scope="module")
def speaks(course):
    """speaks(*words): what the grader prints in a process to which the third language is registered."""

    def run(*words: str, code: str = GRADER, **environment: str) -> str:
        typed, both = [sys.executable, "-c", code, str(course / "locale"), *words], {**os.environ, **environment}
        done = subprocess.run(typed, cwd=course, env=both, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_a_new_language_has_its_own_titles_and_handouts(speaks):
    assert "ex01  mach\n" in speaks("list", "--course", ".", "--lang", "tlh")
    assert speaks("show", "ex01", "--course", ".", "--lang", "tlh") == "# tlh Qu'vatlh\n"


def test_a_locale_asks_for_the_new_language(speaks):
    for locale in ("tlh_QO.UTF-8", "klingon"):
        assert "ex01  mach\n" in speaks("list", "--course", ".", LC_ALL=locale)


def test_a_text_report_speaks_the_new_language_and_english_where_its_catalogue_is_silent(speaks):
    text = speaks("check", "ex01", "--course", ".", "--host", "local:", "--lang", "tlh")
    assert text.startswith("ex01 – mach")
    assert "first: tlhobpu'bogh." in text
    assert "1 Qap." in text
    assert "100 / 100 points" in text  # not in the catalogue


def test_a_page_says_that_it_is_in_the_new_language(speaks):
    page = speaks("check", "ex01", "--course", ".", "--host", "local:", "--lang", "tlh", "--format", "html")
    assert '<html lang="tlh">' in page
    assert ":lang(tlh) { word-break: normal; }" in page
    assert "wa&#39;DIch" in page
    assert "Points reflect the state" in page  # not in the catalogue


def test_results_take_the_new_language(speaks):
    result = speaks("check", "ex01", "--course", ".", "--host", "local:", "--lang", "tlh", "--format", "json")
    assert json.loads(result)["language"] == "tlh"
    assert json.loads(result)["checks"][0]["message"] == "tlhobpu'bogh."


def test_a_text_that_lacks_the_new_language_is_named(speaks, course):
    messages = course / "rubrics" / "messages.yml"
    messages.write_text("says:\n  missing:\n    en: Gone.\n    ko: 없음\n", encoding="utf-8")
    code = f"""{ENTRY}
from grader.authoring.lint import lint_messages
from grader.course.pack import Course
print(*lint_messages(Course(Path("."))))
"""
    assert speaks(code=code) == "rubrics/messages.yml, line 2, says.missing: the text in “tlh” is missing\n"


def test_a_languages_code_is_its_key():
    assert all(code == one.code for code, one in LANGUAGES.items())
    assert SOURCE in LANGUAGES


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {SOURCE}))
def test_every_language_has_a_catalogue(code):
    assert (LOCALE / code / "LC_MESSAGES" / "grader.mo").is_file()
    assert type(of_messages.catalogue(code)).__name__ == "GNUTranslations"


@pytest.mark.parametrize(("locale", "code"), [("korean", "ko"), ("kok_IN.UTF-8", "en"), ("ko:en", "ko"), ("C", "en")])
def test_only_a_locales_language_decides(locale, code):
    assert of_environment({"LANGUAGE": locale}) == code


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "KO"}, "ko"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, "ko"),
    ],
)
def test_the_locale_chooses_the_language(environment, language):
    assert of_environment(environment) == language


@pytest.mark.parametrize(
    ("locale", "languages", "language"),
    [
        ("de_DE.UTF-8", ["de", "en"], "de"),
        ("en_US.UTF-8", ["de", "en"], "en"),
        ("fr_FR.UTF-8", ["de", "en"], "de"),
        ("ko_KR.UTF-8", ["de", "en"], "ko"),
        ("pt_BR.UTF-8", ["pt", "pt-BR"], "pt-BR"),
        ("", ["de"], "de"),
    ],
)
def test_the_locale_chooses_among_the_languages_of_the_course_first(locale, languages, language):
    assert of_environment({"LANG": locale}, languages) == language
