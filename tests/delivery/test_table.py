import io
import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from grader.delivery.sending import Row, State
from grader.delivery.table import counts, line_of, rows_json, show_all, show_missing

ROWS = [
    Row("s1", "ex05", "17", "87.5/100", State.SENT),
    Row("s2", "ex05", "18", "50/100", State.REFUSED, "400 not enrolled"),
    Row("s3", "ex05", "", "", State.NO_RESULT),
]


def shown(show, rows):
    file = io.StringIO()
    show(rows, Console(file=file, width=80), "en")
    return file.getvalue()


def test_what_is_missing_is_listed_with_its_reason_and_the_rest_counted():
    out = shown(show_missing, ROWS)
    assert "s2" in out
    assert "refused: 400 not enrolled" in out
    assert "s1" not in out
    assert out.endswith("sent: 1, refused: 1, no result: 1\n")


def test_a_column_in_which_nothing_stands_is_left_out():
    assert "exercise" not in shown(show_all, [Row("s1", "", "a@b.example", "1/1", State.TO_SEND)])


def test_nothing_to_send_is_said():
    assert counts([], "en") == "There is nothing to send."


texts = st.text(max_size=30)


@given(st.builds(Row, texts, texts, texts, texts, st.sampled_from(State), texts))
def test_hostile_text_breaks_no_line_and_no_json(row):
    line = line_of(row, "en")
    assert [line] == (line.splitlines() or [""])
    assert not any(unicodedata.category(one) == "Cc" for one in line)
    assert rows_json([row], "en").isascii()
    assert json.loads(rows_json([row], "en"))["rows"][0]["state"] == row.state.value
    assert "\x1b" not in shown(show_all, [row])
