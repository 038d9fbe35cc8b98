"""Other values: always different, always of the same JSON type, and of a form that docker-py can read."""

import ipaddress
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.authoring.mutants.values import MOST_ITEMS, is_id, is_time, other_texts, others

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=40)
JSON = st.recursive(
    SCALARS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=9), inner, max_size=6),
    max_leaves=20,
)
ID = "sha256:" + "0f" * 32


@given(JSON)
def test_every_other_value_differs_and_has_the_same_json_type(value):
    for other in others(value):
        assert other != value
        assert type(other) is type(value) or {type(other), type(value)} == {int, float}
        json.dumps(other)


@given(JSON)
def test_there_are_few_other_values_and_none_twice(value):
    found = [json.dumps(one, sort_keys=True) for one in others(value)]
    assert len(found) == len(set(found)) <= MOST_ITEMS + 2


@given(st.lists(st.text(max_size=9), min_size=1, max_size=6))
def test_a_list_of_texts_stays_one(value):
    assert all(isinstance(one, str) for other in others(value) for one in other)


@given(st.dictionaries(st.text(max_size=9), SCALARS, min_size=1, max_size=6))
def test_an_object_only_loses_keys(value):
    assert all(other.items() < value.items() for other in others(value))


@given(st.integers(0, 2**53))
def test_a_number_that_is_not_negative_stays_so(value):
    assert all(other >= 0 for other in others(value))


@given(st.ip_addresses())
def test_an_address_is_replaced_by_addresses_or_nothing(address):
    for other in other_texts(str(address)):
        assert not other or ipaddress.ip_address(other).version == address.version


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_a_subnet_is_replaced_by_subnets_or_nothing(number, bits):
    for other in other_texts(f"{ipaddress.IPv4Address(number)}/{bits}"):
        assert not other or ipaddress.ip_network(other, strict=False)


@given(st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='microseconds')}Z"))
def test_a_time_is_replaced_by_times(moment):
    assert is_time(moment)
    assert all(map(is_time, other_texts(moment)))


def test_an_id_is_replaced_by_an_id():
    assert [is_id(one) for one in others(ID)] == [True]


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_there_is_no_other_value_of_null_and_of_what_is_empty(value):
    assert others(value) == []


def test_an_address_for_all_becomes_the_one_of_the_host_itself():
    assert "127.0.0.1" in others("0.0.0.0")  # noqa: S104  an address in an answer


def test_a_time_in_seconds_moves_by_a_day():
    assert others(1_795_577_893) == [1_795_491_493, 1_795_664_293]
