import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.checks.verdict import Status
from grader.reports.student_report.markdown import render_markdown
from tests.support.samples import HOSTILE, bind_mount, check, korean, perfect, result, unreachable


def html(*results):
    return MarkdownIt("gfm-like", {"linkify": False}).render(render_markdown(results))


def test_the_points_come_first():
    assert html(bind_mount()).startswith("<h2>ex05 Bind mount</h2>\n<p><strong>47.5 / 100 points</strong></p>")


def test_what_did_not_pass_is_listed_with_values_and_hint_the_next_step_first():
    shown = html(bind_mount())
    assert shown.index("is a bind mount of ~/bm1</strong>") < shown.index("A file that appears on one side")
    assert "seen: <code>/root/bm1</code>" in shown
    assert "hint: The left side" in shown


def test_each_check_has_a_row_with_its_points():
    shown = html(bind_mount())
    assert shown.count("<tr>") == 8
    assert re.search(r"<td>◐</td>\n<td>A file.*</td>\n<td style=\"text-align:right\">7.5/15</td>", shown)


def test_several_results_end_with_their_total():
    assert "<strong>147.5 / 200 points</strong>" in html(perfect(), bind_mount())


def test_why_nothing_was_graded_is_there():
    assert "<strong>Not graded: host-17 does not answer" in html(unreachable())


def test_the_words_are_those_of_the_language_of_the_result():
    assert "힌트: " in html(korean())


EVIL = [
    "<b>x</b>",
    "[a](http://x)",
    "![a](x)",
    "`x`",
    "a | b",
    "# x",
    "- x",
    "1. x",
    "@ada",
    "**x**",
    "&lt;",
    "\\",
    "~~x~~",
]


@given(st.text(st.characters(exclude_categories=[])) | st.sampled_from([HOSTILE, *EVIL, "``` | `` `"]))
def test_text_of_a_host_is_only_text(text):
    shown = check("a", f"A{text}", Status.FAILED, 0, 1, message=f"B{text}", seen=text, expected=1, hint=f"C{text}")
    made = html(result([shown], title=f"T{text}"))
    tags = re.findall(r"<(/?\w+)", made)
    harmless = html(
        result([shown.model_copy(update={"title": "A", "message": "B", "seen": "x", "hint": "C"})], title="T")
    )
    assert set(tags) <= set(re.findall(r"<(/?\w+)", harmless))
    assert made.count("<tr>") == 2
    assert made.count("<h2>") == 1
    assert not re.search(r"@\w", re.sub("<code>.*?</code>", "", made))
