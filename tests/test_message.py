import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from grader.message import Message, gaps

DEEP = st.recursive(
    st.text() | st.integers(),
    lambda value: st.builds(
        lambda template, values: Message(template, plural="", **values),
        st.text(),
        st.dictionaries(st.text().filter(lambda name: name != "plural"), value, max_size=3),
    ),
    max_leaves=5,
)
MESSAGES = st.builds(lambda template, value: Message(template, value=value), st.text() | st.just("{value}!"), DEEP)


def test_values_stand_in_the_gaps_of_the_template():
    message = Message("User {name} cannot access {socket} ({name}).", name="ada", socket="/run/docker.sock")
    assert str(message) == "User ada cannot access /run/docker.sock (ada)."
    assert gaps(message.template) == ["name", "socket", "name"]


def test_braces_in_a_value_are_text():
    assert str(Message("“{said}” of {name}", said="{name} {0} {{}} %s", name="ada")) == "“{name} {0} {{}} %s” of ada"


def test_text_without_values_is_not_touched():
    assert (
        str(Message("docker ps --format '{{.Names}}' {host} {0} {")) == "docker ps --format '{{.Names}}' {host} {0} {"
    )


def test_a_message_may_be_a_value_of_another():
    assert str(Message("{path} is damaged ({why}).", path="a.gz", why=Message("it ends after {n}", n=3))) == (
        "a.gz is damaged (it ends after 3)."
    )


@pytest.mark.parametrize(("n", "said"), [(0, "0 facts"), (1, "1 fact"), (2, "2 facts")])
def test_a_number_chooses_between_singular_and_plural(n, said):
    assert str(Message("{n} fact", plural="{n} facts", n=n)) == said


def test_a_value_that_is_neither_text_nor_whole_number_is_kept_as_text():
    assert Message("", a=2.5, b=OSError("gone"), c=20.0, d=7, e=True).values == {
        "a": "2.5", "b": "gone", "c": "20", "d": 7, "e": "True",
    }  # fmt: skip


@given(MESSAGES)
def test_a_message_survives_json_and_pickle(message):
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message
    again = pickle.loads(pickle.dumps(message))  # noqa: S301  our own
    assert (again, str(again), hash(again)) == (message, str(message), hash(message))


def test_messages_with_other_values_are_not_equal():
    assert Message("{n}", n=1) != Message("{n}", n=2)


@pytest.mark.parametrize(
    "said",
    [
        None, "text", [], {}, {"template": "a"}, {"template": 1, "values": {}}, {"template": "a", "values": []},
        {"template": "a", "values": {"n": None}}, {"template": "a", "values": {"n": True}},
        {"template": "a", "values": {"n": 1.5}}, {"template": "a", "values": {"n": {"template": "b"}}},
        {"template": "a", "plural": 1, "values": {}}, {"template": "a", "values": {"plural": "b"}},
        {"template": "a", "values": {}, "more": 1}, {"template": "a", "values": {1: "b"}},
    ],
)  # fmt: skip
def test_other_json_is_not_a_message(said):
    with pytest.raises(ValueError, match="not a message"):
        Message.from_json(said)


def test_a_message_that_is_nested_too_deep_is_refused():
    said = {"template": "a", "values": {}}
    for _ in range(1_000):
        said = {"template": "{a}", "values": {"a": said}}
    with pytest.raises(ValueError, match="not a message"):
        Message.from_json(said)


def test_a_message_that_would_be_endless_is_refused_at_once():
    said = {"template": "{a}" * 1_000, "values": {"a": "x" * 1_000}}
    for _ in range(5):
        said = {"template": "{a}" * 1_000, "values": {"a": said}}
    with pytest.raises(ValueError, match="too long"):
        Message.from_json(said)


def test_a_model_keeps_a_message_as_json():
    class Kept(BaseModel):
        message: Message | None = None

    kept = Kept(message=Message("{n} of {of}", n=1, of=Message("many")))
    assert Kept.model_validate_json(kept.model_dump_json()) == kept
    assert Kept.model_validate(kept.model_dump()) == kept
    assert kept.model_dump(mode="json")["message"]["values"] == {"n": 1, "of": {"template": "many", "values": {}}}
    with pytest.raises(ValueError, match="not a message"):
        TypeAdapter(Message).validate_python({"template": 1})
