"""Answers of the Engine that note what is read of them: in use they are dictionaries and lists."""

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, TypeAdapter

from grader.checks.reads import compact
from grader.checks.traced import TracedDict, TracedList, traced

keys = st.sampled_from(["a", "b", "80/tcp", "", "é"])
leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
answers = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)

MOUNTS = {"Mounts": [{"Type": "volume", "Destination": "/b"}, {"Type": "bind", "Destination": "/a"}], "Name": "/os3"}


def walked(value):
    """The value, read piece by piece as a check would."""
    if isinstance(value, dict):
        return {key: walked(value[key]) for key in value}
    if isinstance(value, list):
        return [walked(one) for one in value]
    return value


def merged(value):
    match value:
        case {**rest}:
            return {**rest}
        case [first, *others]:
            return [*others, first]
    return value


def unpickled(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301  our own


USES = [
    lambda value: value,
    walked,
    merged,
    json.dumps,
    lambda value: json.dumps(value, indent=1, sort_keys=True),
    repr,
    str,
    bool,
    lambda value: f"{value}",
    copy.copy,
    copy.deepcopy,
    unpickled,
    lambda value: TypeAdapter(JsonValue).validate_python(value),
    lambda value: isinstance(value, dict),
    lambda value: isinstance(value, list),
    len,
    list,
    lambda value: list(reversed(value)),
    lambda value: "a" in value,
    lambda value: value["a"],
    lambda value: value["a"]["b"],
    lambda value: value[0],
    lambda value: value[-1],
    lambda value: value[9],
    lambda value: value[:1],
    lambda value: value.get("a"),
    lambda value: value.get("a", 7),
    lambda value: list(value.keys()),
    lambda value: value.keys() & {"a"},
    lambda value: list(value.values()),
    lambda value: list(value.items()),
    dict,
    lambda value: {**value, "c": 1},
    lambda value: value | {"c": 1},
    lambda value: {"c": 1} | value,
    lambda value: value + [1],  # noqa: RUF005  what is added is what is tested
    lambda value: [1] + value,  # noqa: RUF005
    lambda value: value * 2,
    sorted,
    lambda value: value.copy(),
    lambda value: value.index(None),
    lambda value: value.count(None),
    lambda value: value < [1],
    hash,
    lambda value: value.no_such_method(),
]

CHANGES = [
    lambda value: value.update({"a": {"b": 1}}),
    lambda value: value.setdefault("d", {"e": []}).update(f=1),
    lambda value: value.pop("a"),
    lambda value: value.popitem(),
    lambda value: value.__setitem__("a", {"x": [{}]}),
    lambda value: value.__delitem__("a"),
    lambda value: value["a"].__setitem__("b", 2),
    lambda value: value.append({"a": {}}),
    lambda value: value[0].append(3),
    lambda value: value.extend([{"a": 1}]),
    lambda value: value.insert(0, []),
    lambda value: value.pop(),
    lambda value: value.pop(0),
    lambda value: value.reverse(),
    lambda value: value.sort(key=str),
    lambda value: value.remove(None),
    lambda value: value.clear(),
]


def outcome(use, value):
    """What a use of the value returns, or the kind of error that it raises."""
    try:
        return use(value)
    except Exception as error:  # noqa: BLE001  whatever it is, it must be the same
        return type(error)


@given(answer=answers, uses=st.lists(st.sampled_from(USES + CHANGES), max_size=6))
def test_a_traced_answer_is_used_as_any_other(answer, uses):
    plain, noted = copy.deepcopy(answer), traced(copy.deepcopy(answer), {}, 0)
    for use in uses:
        wanted, found = outcome(use, plain), outcome(use, noted)
        assert repr(found) == repr(wanted)
        assert found == wanted
        assert noted == plain
        assert plain == noted


@pytest.mark.parametrize("value", [TracedDict({"a": 1}, {}, (0,)), TracedList([{}], {}, (0,))])
def test_a_copy_is_an_ordinary_object(value):
    for made in (copy.copy(value), copy.deepcopy(value), value.copy(), unpickled(value)):
        assert type(made) in {dict, list}


def test_an_object_that_a_check_puts_in_stays_that_object():
    answer, own = traced({"a": {"b": 1}}, {}, 0), {"x": [{"y": 1}]}
    answer["own"] = own
    assert answer["own"] is own


def test_what_is_reached_twice_is_one_object():
    answer = traced({"a": {"b": 1}}, {}, 0)
    assert answer["a"] is answer.get("a") is next(iter(answer.values()))


@pytest.mark.parametrize(
    ("read", "paths"),
    [
        (lambda answer: answer["Mounts"][1]["Type"], ["Mounts[1].Type"]),
        (lambda answer: answer["Mounts"][-1]["Type"], ["Mounts[1].Type"]),
        (lambda answer: [one.get("RW") for one in answer.get("Mounts") or []], ["Mounts[0].RW", "Mounts[1].RW"]),
        (lambda answer: answer.get("State"), ["State"]),
        (lambda answer: "State" in answer, ["State"]),
        (lambda answer: len(answer["Mounts"]), ["Mounts"]),
        (lambda answer: answer["Mounts"] == [], ["Mounts"]),
        (lambda answer: answer["Mounts"][0].keys(), ["Mounts[0]"]),
        (lambda answer: answer["Mounts"] or None, []),
        (lambda answer: answer, []),
    ],
)
def test_what_is_read_is_noted(read, paths):
    log = {}
    read(traced(copy.deepcopy(MOUNTS), log, 3))
    [noted] = compact(log, [3])
    assert (noted.fact, list(noted.paths)) == (3, paths)


def test_a_missing_key_is_noted():
    log = {}
    with pytest.raises(KeyError):
        traced({"a": 1}, log, 0)["b"]
    assert compact(log, [0])[0].paths == ("b",)


def test_a_list_of_plain_values_is_one_value():
    log = {}
    assert traced({"Env": ["A=1", "B=2"]}, log, 0)["Env"][1] == "B=2"
    assert compact(log, [0])[0].paths == ("Env",)
