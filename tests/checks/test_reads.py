"""Which parts of answers a check read: paths, and how few of them are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.reads import MOST_ALIKE, MOST_PATHS, NotThere, Read, compact, path_text, place_of, value_at

places = st.lists(st.text(max_size=6) | st.integers(0, 99), max_size=5).map(tuple)


@given(places)
def test_a_path_names_one_place(place):
    assert place_of(path_text(place)) == place


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (("Mounts", 0, "Source"), "Mounts[0].Source"),
        (("HostConfig", "PortBindings", "80/tcp", 0, "HostPort"), 'HostConfig.PortBindings."80/tcp"[0].HostPort'),
        (("NetworkSettings", "Networks", "my-net"), "NetworkSettings.Networks.my-net"),
        ((0, "Id"), "[0].Id"),
        ((), ""),
    ],
)
def test_a_path_reads_as_in_docker_inspect(place, text):
    assert path_text(place) == text


@pytest.mark.parametrize("text", ["a b", '"a', "[x]", "a..b", "é"])
def test_what_is_not_a_path_is_told(text):
    with pytest.raises(ValueError, match="^" + text.replace("[", r"\[")):
        place_of(text)


def test_a_value_is_found_by_its_place():
    answer = {"a": [{"b": None}]}
    assert value_at(answer, ("a", 0, "b")) is None
    for place in (("b",), ("a", 1), ("a", "b"), ("a", 0, "b", "c"), (0,)):
        with pytest.raises(NotThere):
            value_at(answer, place)


def test_the_reads_of_other_facts_are_left_out():
    assert compact([(1, "a"), (2, "b"), (1, "a")], [2]) == (Read(2, ("b",)),)


def test_an_answer_of_which_nothing_was_read_is_kept():
    assert compact([(4,), (2,), (2, "a")], [2, 4]) == (Read(2, ("a",)), Read(4, ()))


def test_of_a_long_list_the_last_entries_are_kept():
    [read] = compact([(0, position, "Id") for position in range(1000)], [0])
    assert read.paths == tuple(f"[{position}].Id" for position in range(1000))[-MOST_ALIKE:]


def test_a_check_keeps_so_many_paths():
    reads = compact([(fact, f"key{n}") for fact in range(3) for n in range(30)], range(3))
    assert [len(read.paths) for read in reads] == [0, MOST_PATHS - 30, 30]


def test_endless_keys_are_left_out():
    assert compact([(0, "k" * 1000), (0, "a")], [0]) == (Read(0, ("a",)),)
