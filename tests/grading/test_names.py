import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.names import named
from grader.grading.wording import filled
from grader.i18n.filling import Filled


def names(template, language="en", **values):
    text, spans = filled(template, values, language)
    return [text[start:end] for start, end in spans]


def test_names_and_paths_among_the_values_are_found():
    assert names("{name} mounts {seen} at {n} places.", name="os3", seen="/root/bm1", n=3) == ["os3", "/root/bm1"]


def test_what_a_sentence_adds_to_a_path_belongs_to_it():
    assert names("~/{folder}/{file} is missing.", folder="bm1", file="a.txt") == ["~/bm1/a.txt"]
    assert names("See {image}:latest.", image="centos") == ["centos:latest"]


def test_particles_and_full_stops_do_not_belong_to_a_name():
    assert names("{name}이(가) {name}.", "ko", name="os3") == ["os3", "os3"]


def test_each_name_of_a_list_is_one():
    assert names("Visible: {seen}.", seen=["a.txt", "b.txt"]) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("value", [None, True, 80, [], {}, {"a": "b"}, "No such file", "", "x" * 121])
def test_other_values_are_not_names(value):
    assert names("Found: {seen}.", seen=value) == []


VALUES = st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@given(st.text(), st.text(), VALUES, VALUES)
def test_names_are_in_order_apart_and_within_the_text(between, after, one, other):
    text, spans = filled(f"{{a}}{between}{{b}}{after}", {"a": one, "b": other}, "ko")
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_a_long_path_is_read_in_time():
    text = "/" * 50_000 + "x"
    assert named(Filled(text, (("a", 50_000, 50_001),)), {"a": "x"}).names
