import io

import pandas as pd
import pytest

from grader.errors import UsageError
from grader.exports.blackboard_csv import FORMAT
from grader.exports.formats import ExportOptions
from tests.support.class_grades import class_of, exported, student, who
from tests.support.offline_grades_rules import imported_blackboard
from tests.support.samples import bind_mount, hostile

SCORE = bind_mount().counts

ROWS = (
    (
        "Last Name",
        "First Name",
        "Username",
        "Student ID",
        "Last Access",
        "Availability",
        "Total [Total Pts: up to 110 Score] |3229201",
        "ex05 [Total Pts: 10 Score] |3229258",
        "Zoë's lab [Total Pts: 100 Score] |3229259",
    ),
    ("Beispiel", "Ada", "ada", "0001", "2026-11-23 14:03:09", "Yes", "", "", ""),
    ("Sample", 'Bo "B"', "bo", "0002", "", "Yes", "8.00", "5.00", "3.00"),
    ("Other", "Zed", "zed", "0009", "", "No", "", "", ""),
)
FEEDBACK = ("Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format")


def table(separator, rows=ROWS):
    """As Blackboard writes it: every cell in quotes, CRLF or LF."""
    quoted = ([f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows)
    return "\r\n".join(separator.join(row) for row in quoted) + "\r\n"


@pytest.fixture
def download(tmp_path):
    def written(text, encoding="utf-8-sig", items=None, key=""):
        path = tmp_path / "gc_docker_2026.xls"
        path.write_bytes(text.encode(encoding))
        return ExportOptions(template=path, items=items or {}, key=key)

    return written


@pytest.fixture
def two():
    return class_of(student(who("a", username="ADA"), bind_mount()), student(who("b", username="bo")))


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-16", "\t"), ("utf-8-sig", ","), ("utf-8", "\t"), ("cp1252", ",")]
)
def test_blackboard_reads_the_score_of_the_right_student(download, two, encoding, separator):
    filled = exported(FORMAT, two, download(table(separator), encoding))
    found = imported_blackboard(filled, encoding, separator)
    assert found == {
        ("ada", "3229258"): round(SCORE / 10, 2),
        ("bo", "3229201"): 8,
        ("bo", "3229258"): 5,
        ("bo", "3229259"): 3,
    }


@pytest.mark.parametrize(("encoding", "separator"), [("utf-16", "\t"), ("utf-16-le", "\t"), ("utf-8-sig", ",")])
def test_every_other_byte_is_kept(download, two, encoding, separator):
    text = ("\ufeff" if encoding == "utf-16-le" else "") + table(separator)
    row = separator.join(f'"{cell}"' for cell in (*ROWS[1][:7], f"{SCORE / 10:.2f}", ""))
    before = separator.join(f'"{cell}"' for cell in ROWS[1])
    assert exported(FORMAT, two, download(text, encoding)) == text.replace(before, row).encode(encoding)


def test_pandas_reads_a_filled_tab_file_in_utf_16(download, two):
    filled = exported(FORMAT, two, download(table("\t"), "utf-16"))
    read = pd.read_csv(io.BytesIO(filled), sep="\t", encoding="utf-16", dtype={"Student ID": str})
    assert read["ex05 [Total Pts: 10 Score] |3229258"].iloc[0] == round(SCORE / 10, 2)
    assert read["Student ID"].tolist() == ["0001", "0002", "0009"]


@pytest.mark.parametrize("item", ["zoë's lab", "3229259", "Zoë's lab [Total Pts: 100 Score] |3229259"])
def test_a_column_is_named_by_title_number_or_header(download, two, item):
    filled = exported(FORMAT, two, download(table(","), items={"ex05": item}))
    assert imported_blackboard(filled, "utf-8-sig", ",")["ada", "3229259"] == SCORE


def test_headers_in_another_language_need_no_names(download, two):
    german = (
        *("Nachname", "Vorname", "Benutzername", "Kennung", "Letzter Zugriff", "Verfügbarkeit"),
        "Gesamt [Punkte gesamt: bis zu 110 Punktzahl] |1",
        "ex05 [Punkte gesamt: 10 Punktzahl] |2",
        "Labor [Punkte gesamt: 12,5 Punktzahl] |3",
    )
    filled = exported(FORMAT, two, download(table("\t", (german, *ROWS[1:])), "utf-16"))
    assert f'"{SCORE / 10:.2f}"' in filled.decode("utf-16")


def test_decimal_commas_of_another_column_are_followed(download, two):
    rows = [[cell.replace("8.00", "8,00").replace(".00", "") for cell in row] for row in ROWS]
    filled = exported(FORMAT, two, download(table("\t", rows), "utf-16")).decode("utf-16")
    assert f'"{SCORE / 10:.2f}"'.replace(".", ",") in filled


def test_a_student_id_identifies_students_as_well(download):
    grades = class_of(student(who("a", sis_id="0001"), bind_mount()), student(who("b", sis_id="0002")))
    assert FORMAT.mapped(grades, download(table("\t"), "utf-16")).key.name == "Student ID"


def test_a_download_of_one_column_with_comments_gets_feedback(download, two):
    rows = [(*row[:6], row[7], *more) for row, more in zip(ROWS, (FEEDBACK, *[("", "HTML", "", "")] * 3), strict=True)]
    filled = exported(FORMAT, two, download(table(",", rows)))
    read = pd.read_csv(io.BytesIO(filled), keep_default_na=False)
    assert read["Feedback to Learner"].iloc[0].startswith("<p>")
    assert read["Feedback Format"].tolist() == ["HTML", "", ""]
    assert read["Feedback to Learner"].iloc[1] == ""


def test_hostile_output_of_a_host_stays_in_its_cell(download):
    rows = [(*row[:6], row[7], *more) for row, more in zip(ROWS, (FEEDBACK, *[("", "HTML", "", "")] * 3), strict=True)]
    bad = hostile().model_copy(update={"exercise": "ex05"})
    filled = exported(FORMAT, class_of(student(who("a", username="ada"), bad)), download(table("\t", rows), "utf-16"))
    assert len(pd.read_csv(io.BytesIO(filled), sep="\t", encoding="utf-16")) == 3


def test_a_student_who_is_not_in_the_file_is_a_problem_and_other_rows_are_noted(download, two):
    grades = class_of(*two.students, student(who("c", username="cy"), bind_mount()))
    options = download(table("\t"), "utf-16")
    keys = FORMAT.mapped(grades, options)
    assert set(keys.problems) == {"c"}
    notes = [str(one) for one in FORMAT.rendered(grades, keys, options).notes]
    assert "1 row of gc_docker_2026.xls belongs to nobody on the roster and was left unchanged" in notes


def test_a_filled_file_can_be_filled_again(download, two):
    once = exported(FORMAT, two, download(table("\t"), "utf-16"))
    assert exported(FORMAT, two, download(once.decode("utf-16"), "utf-16")) == once


@pytest.mark.parametrize("text", ["", "Username,ex05\nada,1\n", "ex05 |1,x\n1,2\n", "\x00", "PK\x03\x04"])
def test_another_file_is_refused(download, two, text):
    with pytest.raises(UsageError):
        FORMAT.mapped(two, download(text))
