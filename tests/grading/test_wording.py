import pytest

from grader.checks.verdict import Status, Verdict
from grader.course.pack import Course
from grader.course.rubric import CheckRubric
from grader.grading.wording import Wording

ENTRY = CheckRubric.model_validate({"points": 1, "title": {"ko": "제목"}, "hint": {"en": "hint", "ko": "힌트"}})


@pytest.fixture
def said():
    """said(language, reason, values): the message of a failed check in the words of the built-in course."""

    def say(language, reason, *, brief=False, **values):
        verdict = Verdict(check="os3-running", status=Status.FAILED, reason=reason, values=values)
        return Wording(language, {}, {}, Course.at(None).messages).message(verdict, ENTRY, brief=brief).text

    return say


def test_a_near_miss_follows_the_sentence(said):
    assert said("en", "container-missing", name="os3", near_container="OS3") == (
        "There is no container named os3. There is a container named OS3; the names must match exactly."
    )


def test_a_korean_near_miss_has_the_particle_that_fits(said):
    assert "os4가 있습니다" in said("ko", "missing", near_file="os4")
    assert "os3이 있습니다" in said("ko", "missing", near_file="os3")


@pytest.mark.parametrize("nothing", [None, []])
def test_nothing_follows_without_a_value(said, nothing):
    assert said("en", "container-missing", name="os3", near_container=nothing) == "There is no container named os3."


def test_output_begins_on_a_line_of_its_own(said):
    message = said("en", "restarting", seen=3, name="wp-db", exit_137=137, last_output="[ERROR]\nno password")
    assert message.split("\n")[1:] == ["Its last output:", "[ERROR]", "no password"]
    assert message.startswith("wp-db keeps crashing and restarting (restarts so far: 3). Exit code 137 means")


def test_long_output_is_shown_whole(said):
    output = "\n".join(["z" * 99] * 5)
    assert said("en", "restarting", name="wp-db", last_output=output).endswith(output)


def test_a_brief_message_has_only_the_sentence_of_the_reason(said):
    brief = said("en", "container-missing", brief=True, name="os3", near_container="OS3")
    assert brief == "There is no container named os3."
