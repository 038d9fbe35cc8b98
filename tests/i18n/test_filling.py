import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.i18n.catalogue import translator
from grader.i18n.filling import fill
from grader.i18n.languages import LANGUAGES


@pytest.mark.parametrize(
    ("template", "values", "said"),
    [
        ("{a}은(는) {b}(으)로 갑니다", {"a": "os5", "b": "net1"}, "os5는 net1로 갑니다"),
        ("“{a}”을(를) {b}과(와) {a}이(가)", {"a": "web1", "b": "wp-db"}, "“web1”을 wp-db와 web1이"),
        ("{name}({id})은(는)", {"name": "latest", "id": "ab12"}, "latest(ab12)는"),
        ("도커은(는) {a}", {"a": "x"}, "도커은(는) x"),  # no value precedes it
    ],
)
def test_particles_fit_the_values_before_them(template, values, said):
    assert fill(template, values, "ko") == said


@pytest.mark.parametrize("value", ["은(는)", "a은(는) b이(가)", "{a}", "{b}은(는)", "\\1", "%s", ""])
@pytest.mark.parametrize("language", [*LANGUAGES, "tlh"])
def test_a_value_is_never_changed(value, language):
    assert fill("<{a}> {a}.", {"a": value, "b": "x"}, language) == f"<{value}> {value}."


def test_english_has_no_particles():
    assert fill("{a}은(는)", {"a": "os5"}, "en") == "os5은(는)"


def test_a_placeholder_without_a_value_stays_and_so_does_its_particle():
    assert fill("{a}은(는) {b}은(는) {}", {"b": "os5"}, "ko") == "{a}은(는) os5는 {}"


@given(st.text(), st.dictionaries(st.sampled_from(["a", "b"]), st.text()), st.sampled_from([*LANGUAGES, "tlh"]))
def test_any_template_takes_any_value(template, values, language):
    fill(template, values, language)


@given(st.text())
def test_a_value_stands_in_the_text_as_it_came(value):
    assert fill("앞 {a}", {"a": value}, "ko") == f"앞 {value}"


def test_a_translated_message_is_filled_the_same_way():
    _ = translator("ko")
    assert _("{host} does not answer.").format(host="ssh://web1") == "ssh://web1이 응답하지 않습니다."
    assert _("{host} does not answer.").format(host="wp-db") == "wp-db가 응답하지 않습니다."
