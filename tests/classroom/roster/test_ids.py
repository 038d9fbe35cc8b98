import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.filenames import file_name
from grader.classroom.roster.ids import given_id, invalid_id


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026/17",
            "B 123 456",
            "SCHOOL\\ada",
            "uid:17",
            "o'brien@school.example",
            "a_b.c~d+e-f",
            "0",
            "학생1",
            "Zoë",
        ),
        *("12#4", "E12", "2E10", "1.2", "20.24.0001", "x" * 100),
    ],
)
def test_many_texts_are_ids(text):
    assert invalid_id(text) == ""


@pytest.mark.parametrize(
    "text", ["", "-x", "_x", "/etc", "../x", "~ada", "a  b", "a\tb", "a<b", "a\n", " a", "x" * 101]
)
def test_others_are_not(text):
    assert invalid_id(text)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        *[(text, "a number with decimals") for text in ("202458001.0", "202458001,0", "202458001.00")],
        *[(text, "a rounded number") for text in ("2.02E+08", "2,02E+08", "2.02458e+08", "2E+08", "2.02E08")],
        *[(text, "a date") for text in ("2026-03-01 00:00", "2026-03-01T00:00:00")],
        *[(text, "an error") for text in ("#REF!", "#NAME?", "#VALUE!", "########", "REF!")],
    ],
)
def test_what_a_spreadsheet_made_of_an_id_is_refused_with_the_reason(problems, text, made):
    (said,) = problems(f'학번,ip\n"{text}",h1\n')
    assert f"is not the original ID: a spreadsheet has changed it into {made};" in said


@pytest.mark.parametrize("text", ["n/a", "#N/A", "NaN", "null", "None", "-", "–", "없음", ""])
def test_a_cell_may_say_that_there_is_no_id(roster, problems, text):
    assert given_id(text) == ""
    assert problems(f"ID,ip\n{text},h1\n") == ["2: this student has no ID."]
    assert roster(f"ID,login,ip\n{text},ada,h1\n").students[0].id == "ada"


@given(st.text(max_size=120).filter(lambda text: not invalid_id(text)))
def test_a_valid_id_gives_the_name_of_a_file_and_never_a_path(text):
    name = file_name(text)
    assert not set(name) & set('/\\:*?"<>|\0 ')
    assert name not in {"", ".", ".."}
    assert not name.startswith(("-", "."))


@given(st.lists(st.text("ab/ .-\\", min_size=1, max_size=6), min_size=2, max_size=2, unique=True))
def test_two_ids_give_two_names(pair):
    assert file_name(pair[0]) != file_name(pair[1])
