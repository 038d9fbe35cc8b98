import pytest

from grader.errors import UsageError
from grader.exports.formats import ExportOptions
from grader.exports.moodle_worksheet import FORMAT
from tests.support.class_grades import class_of, exported, student, who
from tests.support.moodle_rules import imported_worksheet
from tests.support.samples import bind_mount, hostile

REAL = """\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 6","민준 김",s01@example.org,"No submission",,100.00,Yes,-,-,
"Participant 4","서연 이",s02@example.org,"No submission",,100.00,Yes,-,-,
"Participant 1","Ada Beispiel",s03@example.org,"No submission",,100.00,Yes,-,-,
"Participant 3","Zoë O'Test, Jr",s04@example.org,"No submission",,100.00,Yes,-,-,
"Participant 5","=cmd Formula",s05@example.org,"No submission",,100.00,Yes,-,-,
"Participant 2","Bo Sample",s06@example.org,"No submission",,100.00,Yes,-,-,
"""
"""As Moodle 4.4.3 wrote it."""

GERMAN = """Identifikator,"Vollständiger Name",ID-Nummer,Status,Bewertung,Bestwertung,Bewertungsworkflow-Status,\
"Bewertung kann geändert werden","Zuletzt geändert (Abgabe)",Texteingabe,"Zuletzt geändert (Bewertung)",\
"Feedback als Kommentar"
"Teilnehmer/in21","Ada Beispiel",20260001,"Zur Bewertung abgegeben","7,50","10,00","In Bewertung",Ja,\
"Montag, 23. November 2026, 14:03","<p>1, 2</p>","Dienstag, 24. November 2026, 08:00","<p>alt 1</p>"
"Teilnehmer/in22","Bo ""B"" Sample",20260002,"Keine Abgabe",,"10,00","Nicht bewertet",Ja,-,,-,\r
"""

ENGLISH_NAMES = {
    "identifier": "Identifier",
    "prefix": "Participant ",
    "grade": "Grade",
    "modified": "Last modified (grade)",
    "feedback": "Feedback comments",
}
GERMAN_NAMES = {
    "identifier": "Identifikator",
    "prefix": "Teilnehmer/in",
    "grade": "Bewertung",
    "modified": "Zuletzt geändert (Bewertung)",
    "feedback": "Feedback als Kommentar",
}
SCORE = bind_mount().counts


@pytest.fixture
def sheet(tmp_path):
    def written(text, encoding="utf-8"):
        (tmp_path / "Grades.csv").write_bytes(text.encode(encoding))
        return ExportOptions(template=tmp_path / "Grades.csv")

    return written


@pytest.fixture
def two():
    return class_of(
        student(who("20260001", email="S03@example.org"), bind_mount()),
        student(who("20260002", email="s06@example.org")),
    )


def test_moodle_reads_the_grade_and_the_feedback_of_the_right_student(sheet, two):
    found = imported_worksheet(exported(FORMAT, two, sheet(REAL)), ENGLISH_NAMES, range(1, 7), most=100)
    assert {number: grade for number, (grade, _) in found.items() if grade is not None} == {1: SCORE}
    assert found[1][1].startswith("<p>")
    assert {feedback for number, (_, feedback) in found.items() if number != 1} == {""}


def test_every_other_byte_is_kept(sheet, two):
    filled = exported(FORMAT, two, sheet(REAL)).decode().split("\n")
    for line, before in zip(filled, REAL.split("\n"), strict=True):
        if before.startswith('"Participant 1"'):
            assert line.startswith(
                f'"Participant 1","Ada Beispiel",s03@example.org,"No submission",{SCORE:.2f},100.00,Yes,-,-,'
            )
        else:
            assert line == before


def test_a_worksheet_in_another_language_is_filled_in_its_notation(sheet, two):
    filled = exported(FORMAT, two, sheet(GERMAN))
    found = imported_worksheet(filled, GERMAN_NAMES, (21, 22), most=10, decimal=",")
    assert found[21][0] == round(SCORE / 10, 2)
    assert "alt 1" not in found[21][1]
    assert b'"<p>1, 2</p>"' in filled
    assert filled.endswith(b"\r\n")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_file_that_a_spreadsheet_saved_keeps_its_encoding(sheet, two, encoding):
    options = sheet(GERMAN, encoding)
    filled = exported(FORMAT, two, options)
    assert filled.decode(encoding).startswith('Identifikator,"Vollständiger Name"')
    assert f"{SCORE / 10:.2f}".replace(".", ",") in filled.decode(encoding)


def test_a_student_without_a_row_stops_the_export_and_a_row_without_a_student_is_noted(sheet, two):
    options = sheet(REAL)
    grades = class_of(*two.students, student(who("s9", email="s9@example.org"), bind_mount()))
    keys = FORMAT.mapped(grades, options)
    assert "not in the platform's file" in str(keys.problems["s9"])
    notes = [str(one) for one in FORMAT.rendered(grades, keys, options).notes]
    assert "4 rows of Grades.csv belong to nobody on the roster and were left unchanged" in notes


def test_other_points_than_the_assignments_are_converted_and_noted(sheet, two):
    options = sheet(GERMAN)
    notes = [str(one) for one in FORMAT.rendered(two, FORMAT.mapped(two, options), options).notes]
    assert "points were converted: 100 points here are 10 points in Moodle" in notes


def test_a_worksheet_without_feedback_comments_gets_grades_alone(sheet, two):
    bare = "\n".join(line.rpartition(",")[0] for line in REAL.strip().split("\n"))
    options = sheet(bare)
    exported_ = FORMAT.rendered(two, FORMAT.mapped(two, options), options)
    assert "no column for feedback comments" in str(exported_.notes[-1])
    assert exported_.files[0].data.decode().count("\n") == bare.count("\n")


@pytest.mark.parametrize("most", ["100", "100.0", "100.00000"])
def test_the_maximum_has_as_many_decimals_as_the_grade_item_shows(sheet, two, most):
    """`col_grademax` of gradingtable.php: `format_float(grade, get_decimals())`, 0 to 5."""
    text = REAL.replace(",100.00,", f",{most},")
    found = imported_worksheet(exported(FORMAT, two, sheet(text)), ENGLISH_NAMES, range(1, 7), most=100)
    assert [score for score, _ in found.values() if score is not None] == [SCORE]


def test_a_whole_maximum_is_told_from_other_numbers_by_its_header(sheet):
    text = (
        'Identifier,"Full name","ID number",Phone,Department,Status,Grade,"Maximum Grade","Grade can be changed"\n'
        '"Participant 1",Ada,20260001,10,10,Draft,,100,Yes\n'
    )
    filled = exported(FORMAT, class_of(student(who("20260001"), bind_mount())), sheet(text)).decode()
    assert f"10,10,Draft,{SCORE:.2f},100,Yes" in filled


def test_grades_that_moodle_has_locked_are_counted(sheet, two):
    row = 's03@example.org,"No submission",,100.00,'
    options = sheet(REAL.replace(f"{row}Yes", f"{row}No"))
    notes = [str(one) for one in FORMAT.rendered(two, FORMAT.mapped(two, options), options).notes]
    assert notes[-1] == "1 grade cannot be changed in Moodle, which will skip it"


def test_other_numbers_are_not_taken_for_the_maximum(sheet):
    text = (
        'Identifier,"Full name","ID number",Username,Phone,Department,Status,Grade,"Maximum Grade",Changeable\n'
        '"Participant 1",Ada,20260001,20260001,10,10,Draft,,100.00,Yes\n'
    )
    filled = exported(FORMAT, class_of(student(who("20260001"), bind_mount())), sheet(text)).decode()
    assert f"10,10,Draft,{SCORE:.2f},100.00,Yes" in filled


def test_a_filled_worksheet_can_be_filled_again(sheet, two):
    once = exported(FORMAT, two, sheet(REAL))
    assert exported(FORMAT, two, sheet(once.decode())) == once


def test_hostile_output_of_a_host_stays_in_its_cell(sheet):
    grades = class_of(student(who("s03", email="s03@example.org"), hostile()))
    found = imported_worksheet(exported(FORMAT, grades, sheet(REAL)), ENGLISH_NAMES, range(1, 7), most=100)
    assert len(found) == 6


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n", "id,name\n1,x\n", 'a,"b\n', "Identifier,a,b\nx,y\n", "\x00", "Participant 1,a,b,c,,x,100\n" * 3],
)
def test_another_file_is_refused(sheet, two, text):
    with pytest.raises(UsageError):
        FORMAT.mapped(two, sheet(text))
