"""A course in German: its texts are German, and the grader's own words around them English."""

import pytest

from grader.cli.main import run


@pytest.fixture
def call(capsys):
    """call("list", …): run a command; its exit code and what it wrote."""

    def do(*words):
        return run([str(word) for word in words]), *capsys.readouterr()

    return do


@pytest.fixture
def german(tiny):
    tiny.write('def test_a():\n    """Ist da"""\n    fail("missing", expected="x")\n')
    tiny.save("course.yml", languages=["de"])
    tiny.save("exercises/ex01_tiny/exercise.yml", id="ex01", title="Winzig")
    tiny.save("rubrics/ex01.yml", exercise="ex01", checks={"a": {"points": 100, "hint": "Denk nach."}})
    for code in ("en", "ko"):
        (tiny.folder / f"handout.{code}.md").rename(tiny.folder / "handout.de.md")
    (tiny.folder / "handout.de.md").write_text("# Winzig\n", encoding="utf-8")
    return tiny.root


def test_the_reader_has_german_texts_whatever_the_locale_is(call, german, monkeypatch):
    for locale in ("de_DE.UTF-8", "en_US.UTF-8", "C"):
        monkeypatch.setenv("LC_ALL", locale)
        code, out, _ = call("check", "ex01", "--course", german)
        assert code == 1
        assert "ex01 – Winzig" in out
        assert "Ist da" in out
        assert "Denk nach." in out
        assert "0 / 100 points" in out
        assert "x does not exist." in out
        assert call("show", "ex01", "--course", german)[1] == "# Winzig\n"


def test_its_language_can_be_named(call, german):
    code, out, _ = call("check", "ex01", "--course", german, "--lang", "de", "--format", "html")
    assert code == 1
    assert '<html lang="de">' in out


def test_a_language_that_neither_has_is_refused(call, german):
    code, _, err = call("list", "--course", german, "--lang", "fr")
    assert code == 2
    assert "--lang: “fr” is not allowed here." in err
    assert "Choose one of de, en, ko." in err


def test_the_built_in_course_does_not_speak_it(call):
    code, _, err = call("list", "--lang", "de")
    assert code == 2
    assert "Choose one of en, ko." in err
