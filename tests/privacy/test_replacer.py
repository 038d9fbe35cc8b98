import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.privacy.replacer import Replacer


@pytest.mark.parametrize(("text", "masked"), [
    ("Ada Beispiel", "X"),
    ("ADA BEISPIEL and ada", "X and Y"),
    ("adapter, Canada, ada1", "adapter, Canada, ada1"),
    ("ada_files ada.txt /home/ada", "Y_files Y.txt /home/Y"),
    ("김예시가 만든", "Z가 만든"),
    ("a@b.example.", "M."),
    ("STRAẞE ada straße", "STRAẞE Y straße"),
    ("", ""),
])  # fmt: skip
def test_words_are_replaced_where_they_are_meant(text, masked):
    words = {"Ada Beispiel": "X", "ada": "Y", "김예시": "Z", "a@b.example": "M", "  ": "never"}
    assert Replacer(words)(text) == masked


def test_without_words_a_text_stays_as_it_is():
    assert Replacer({})("Ada") == "Ada"


def test_a_word_may_be_as_long_as_a_host_likes():
    assert Replacer({"a" * 5000: "X"})("a" * 5000 + "!") == "X!"


NAMES = st.text("aB가ß.-@1", min_size=1, max_size=8)


@given(st.lists(NAMES, min_size=1, max_size=8))
def test_of_a_list_of_names_none_is_left(names):
    assert Replacer(dict.fromkeys(names, "§"))(", ".join(names)) == ", ".join(["§"] * len(names))


@given(st.text(), st.text(max_size=30))
def test_text_around_a_word_is_kept(text, name):
    before = text.replace("§", "")
    assert Replacer({"§": name})(f"{before}§") == f"{before}{name}"
