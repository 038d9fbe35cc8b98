from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from grader.grading.wording import filled
from grader.reports.chips import with_chips
from grader.text.clean import visible
from tests.support.samples import HOSTILE


def chips(text, names, limit=4_000):
    return str(with_chips(text, names, limit))


def test_names_are_code_and_the_rest_is_text():
    assert chips("os3 & <b> at /tmp", ((0, 3), (13, 17))) == "<code>os3</code> &amp; &lt;b&gt; at <code>/tmp</code>"


def test_a_name_has_no_markup_of_its_own():
    assert chips("<script>", ((0, 8),)) == "<code>&lt;script&gt;</code>"


def test_a_long_text_is_cut():
    assert chips("a" * 30 + "b" * 30, ((30, 60),), limit=20) == "a" * 16 + " […]"
    assert len(html.fromstring(chips("ab " * 50, ((9, 11),), limit=40)).text_content()) <= 40


@given(st.text(), st.text() | st.just(HOSTILE), st.text() | st.lists(st.text() | st.just(HOSTILE), max_size=3))
def test_no_host_can_add_markup_or_change_a_sentence(words, one, other):
    text, names = filled(f"{{a}}{words} {{b}} {words}", {"a": one, "b": other}, "en")
    shown = html.fragment_fromstring(with_chips(text, names, 100_000), create_parent="p")
    assert {element.tag for element in shown.iterdescendants()} <= {"code"}
    assert not shown.xpath(".//@*")
    assert "".join(shown.text_content().split()) == "".join(visible(text).split())
