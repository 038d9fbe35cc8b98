"""Other texts in place of what was printed."""

import json

from hypothesis import given
from hypothesis import strategies as st

from grader.authoring.mutants.texts import MOST_LINES, other_outputs, spread, unpositioned, with_value


def changes(text: str) -> dict[str, str]:
    return {one.change: one.text for one in other_outputs(text)}


@given(st.text(max_size=300))
def test_every_other_text_differs(text):
    assert all(one.text != text for one in other_outputs(text))


@given(st.integers(0, 500), st.integers(1, 40))
def test_positions_are_spread_over_all_and_few(count, most):
    found = spread(count, most)
    assert len(found) == min(count, most)
    assert found == sorted(set(found))
    assert all(0 <= at < count for at in found)


def test_a_line_is_gone_or_has_another_first_or_last_word():
    assert changes("a b\nc\n") == {
        "nothing printed": "",
        "without “a b”": "c\n",
        "“a b” → “b b”": "b b\nc\n",
        "“a b” → “a a”": "a a\nc\n",
        "without “c”": "a b\n",
        "“c” → “a”": "a b\na\n",
    }


def test_the_status_of_a_page_becomes_404():
    assert (
        changes("HTTP/1.1 200 OK\n\nhello\n")["“HTTP/1.1 200 OK” → “HTTP/1.1 404 OK”"] == "HTTP/1.1 404 OK\n\nhello\n"
    )


def test_values_that_several_lines_have_under_one_name_change_together():
    text = "Id=a.service\nActiveState=active\n\nId=b.socket\nActiveState=active\n"
    found = changes(text)["every “ActiveState=” is another"]
    assert found == "Id=a.service\nActiveState=bctive\n\nId=b.socket\nActiveState=bctive\n"


def test_a_json_document_stays_one_with_one_other_value():
    found = list(other_outputs('[{"Config": "ab", "Tags": ["x", "y"]}]'))
    assert {one.place for one in found} == {"", "[*].Config", "[*].Tags"}
    assert {"Config": "ab", "Tags": ["y"]} in [json.loads(one.text)[0] for one in found if one.text]


def test_a_long_text_has_so_many_lines_changed():
    found = {one.item for one in other_outputs("\n".join(map(str, range(500))))}
    assert len(found - {"all"}) == MOST_LINES


def test_a_value_is_replaced_in_a_copy():
    document = {"a": [{"b": 1}, {"b": 2}]}
    assert with_value(document, ("a", 1, "b"), 3) == {"a": [{"b": 1}, {"b": 3}]}
    assert document == {"a": [{"b": 1}, {"b": 2}]}


def test_a_place_without_its_positions():
    assert unpositioned(("Ports", "80/tcp", 0, "HostPort")) == 'Ports."80/tcp"[*].HostPort'
