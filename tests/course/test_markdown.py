import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from grader.course.markdown import html_of, steps_of

HANDOUT = "# Title\n\nWhy.\n\n## Task\n\n1. One\n   1. inner\n2. Two\n   - part\n\nand\n\n3. Three\n"


def test_steps_are_the_items_of_numbered_lists():
    assert steps_of(HANDOUT) == (1, 2, 3)
    assert steps_of("- a\n- b\n") == ()


def page(text):
    return html.fromstring(f"<div>{html_of(text, level=4, anchor='e1')}</div>")


def test_each_step_has_an_anchor():
    found = page(HANDOUT)
    assert found.xpath("//li[@id]/@id") == ["e1-step-1", "e1-step-2", "e1-step-3"]
    assert found.get_element_by_id("e1-step-2").text_content().split()[0] == "Two"


def test_of_two_steps_with_one_number_the_first_has_the_anchor():
    steps = page("1. a\n\nand\n\n1) b\n").xpath("//*[@id='e1-step-1']")
    assert [step.text_content() for step in steps] == ["a"]


def test_the_title_is_left_out_and_headings_fit_the_page():
    assert "Title" not in page(HANDOUT).text_content()
    assert page(HANDOUT).xpath("//h4/text()") == ["Task"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "[a](javascript:alert(1))", "![a](http://b/c.png)"])
def test_nothing_runs_and_nothing_is_fetched(text):
    assert not page(text).xpath("//script | //img | //@src | //@href[starts-with(., 'javascript')]")


@given(st.text(alphabet="#1.) \n<>&`*_[](){}abc-"), st.integers(2, 6))
def test_any_text_is_a_handout(text, level):
    html_of(text, level=level, anchor="e1")
    assert len(set(steps_of(text))) == len(steps_of(text))
