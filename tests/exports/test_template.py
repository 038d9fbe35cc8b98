import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exports.template import read_template

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=12)
WIDTH = 4


@st.composite
def tables(draw):
    """Rows with a separator of which the header has most, and how a platform may write them."""
    header = ["Name", "Key", "One", "Two; three"]
    rows = draw(st.lists(st.lists(CELL, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=5))
    rows = [["x", *row[1:]] for row in rows]  # none is empty
    separator = draw(st.sampled_from([",", ";", "\t"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    quoting = draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    text = io.StringIO(newline="")
    csv.writer(
        text, delimiter=separator, quoting=quoting, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    ).writerows([header, *rows])
    return [header, *rows], text.getvalue().encode(encoding), encoding, separator


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(), CELL, st.integers(1, WIDTH - 1))
def test_a_cell_is_filled_and_every_other_cell_and_byte_is_kept(tmp_path, table, text, column):
    rows, data, encoding, separator = table
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    template = read_template(path)
    assert [[cell.text for cell in row] for row in template.rows] == rows
    assert template.filled({}) == data
    filled = template.filled({(1, column): text})
    rows[1][column] = text
    read = csv.reader(io.StringIO(filled.decode(encoding), newline=""), delimiter=separator, strict=True)
    assert list(read) == rows
    cell = template.rows[1][column]
    text_before = data.decode(template.encoding)
    assert filled.decode(template.encoding).startswith(text_before[: cell.start])
    assert filled.decode(template.encoding).endswith(text_before[cell.end :])


def test_a_header_with_more_semicolons_than_commas_is_still_read_by_its_commas(tmp_path):
    (tmp_path / "x.csv").write_text("a;b;c;d,e\n1,2\n", encoding="utf-8")
    assert read_template(tmp_path / "x.csv").header == ["a;b;c;d", "e"]


@pytest.mark.parametrize("data", [b"", b"a,b", b"a,b\n1\n", b"a\n1\n", b"\xff\xfe", b"\x00"])
def test_what_is_not_a_table_is_refused(tmp_path, data):
    (tmp_path / "x.csv").write_bytes(data)
    with pytest.raises(UsageError, match="not a table"):
        read_template(tmp_path / "x.csv")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_template(tmp_path / "x.csv")
