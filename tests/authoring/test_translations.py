import pytest

from grader.authoring.lint import lint, lint_messages

SUITE = '''
def test_first():
    """Zuerst"""
    fail("wrong")
'''


@pytest.fixture
def german(tiny):
    """A course in German, then English, that has both everywhere."""
    tiny.write(SUITE)
    both = {"de": "Falsch.", "en": "Wrong."}
    check = {"points": 100, "title": {"en": "First"}, "hint": both, "says": {"wrong": both}}
    tiny.save("course.yml", languages=["de", "en"])
    tiny.save("exercises/ex01_tiny/exercise.yml", id="ex01", title={"de": "Winzig", "en": "Tiny"})
    tiny.save("rubrics/ex01.yml", exercise="ex01", checks={"first": check})
    for code in ("de", "en"):
        (tiny.folder / f"handout.{code}.md").write_text("# Winzig\n")
    (tiny.folder / "handout.ko.md").unlink()
    (tiny.folder / "solution.sh").write_text("true\n")
    (tiny.folder / "mistakes").mkdir()
    (tiny.folder / "mistakes" / "none.sh").write_text("# breaks: first\n")
    return tiny


def found(tiny):
    return [one.replace(f"{tiny.root}/", "") for one in lint(tiny.course, "ex01")]


def test_a_course_is_asked_for_its_own_languages_only(german):
    assert found(german) == []


def test_a_text_that_lacks_a_language_is_named_with_file_line_and_key(german):
    german.save("exercises/ex01_tiny/exercise.yml", id="ex01", title={"de": "Winzig"})
    assert found(german) == ["exercises/ex01_tiny/exercise.yml, line 3, title: the text in “en” is missing"]


def test_a_title_that_lacks_a_language_is_named_at_its_check(german):
    check = {"points": 100, "hint": {"de": "a", "en": "b"}, "says": {"wrong": {"de": "a", "en": "b"}}}
    german.save("rubrics/ex01.yml", exercise="ex01", checks={"first": check})
    assert found(german) == ["rubrics/ex01.yml, line 4, checks.first.title: the text in “en” is missing"]


def test_a_language_that_the_course_does_not_have_is_named(german):
    german.save("exercises/ex01_tiny/exercise.yml", id="ex01", title={"de": "a", "en": "b", "ko": "c"})
    assert found(german) == ["exercises/ex01_tiny/exercise.yml, line 3, title: “ko” is not a language of the course"]


def test_a_handout_that_is_missing_is_named(german):
    (german.folder / "handout.en.md").unlink()
    assert found(german) == ["exercises/ex01_tiny/handout.en.md is missing"]


def test_a_shared_sentence_that_lacks_a_language_is_named(german):
    german.save("rubrics/messages.yml", says={"wrong": {"de": "Falsch."}})
    [problem] = lint_messages(german.course)
    assert problem.endswith("rubrics/messages.yml, line 3, says.wrong: the text in “en” is missing")
