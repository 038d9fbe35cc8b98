import openpyxl
import pytest

from grader.cli.main import run

MOODLE = (
    "First name;Last name;ID number;Email address;team\n"
    "Zoë;Muster;s1;zoe@school.example;\x1b[31mred\n"
    "Bo;Beispiel;s2;;\n"
)


@pytest.fixture
def moodle(tmp_path):
    path = tmp_path / "moodle.csv"
    path.write_text(MOODLE)
    return path


def imported(path, *options):
    return run(["roster", "import", str(path), "--host", "lab-{n}", *map(str, options)])


def test_it_is_shown_how_columns_are_understood(moodle, capsys):
    assert imported(moodle) == 0
    said = capsys.readouterr().out
    assert any("ID number" in line and "id" in line and "s1" in line for line in said.splitlines())
    assert any("team" in line and "kept unchanged" in line and "red" in line for line in said.splitlines())
    assert "2 students, read as UTF-8 with semicolons." in said
    assert "Nothing was written" in said
    assert "\x1b[31m" not in said


def test_three_whole_rows_are_shown_with_their_hosts(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text("ID,name,group\n" + "".join(f"s{n},Student {n},morning\n" for n in range(1, 5)))
    assert imported(path, "--ssh-user", "student", "--lang", "en") == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("The first students, as grader reads the rows:")
    rows = [line.split() for line in lines[start:] if "ssh:" in line]
    assert rows == [[f"s{n}", "Student", str(n), f"ssh://student@lab-{n}", "morning"] for n in range(1, 4)]


def test_the_import_speaks_korean(moodle, capsys):
    assert imported(moodle, "--lang", "ko") == 0
    said = capsys.readouterr().out
    assert "학생 2명" in said
    assert "세미콜론" in said
    assert "Nothing" not in said


def test_a_long_host_is_shown_whole_on_a_narrow_terminal(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    path = tmp_path / "list.csv"
    path.write_text("ID,ip\ns1,student-machine-17.department.school.example\n")
    assert run(["roster", "import", str(path)]) == 0
    said = "".join(capsys.readouterr().out.split())
    assert "school.example" in said.replace("│", "")


def test_the_roster_is_written(moodle, tmp_path, capsys):
    assert imported(moodle, "--ssh-user", "student", "-o", tmp_path / "roster.csv") == 0
    assert (tmp_path / "roster.csv").read_text().splitlines() == [
        "student_id,name,email,host,team",
        "s1,Zoë Muster,zoe@school.example,ssh://student@lab-1,[31mred",
        "s2,Bo Beispiel,,ssh://student@lab-2,",
    ]
    assert "roster: roster.csv" in capsys.readouterr().out


def test_a_file_that_is_there_is_replaced_only_when_asked(moodle, tmp_path, capsys):
    there = tmp_path / "roster.csv"
    there.write_text("mine")
    assert imported(moodle, "-o", there) == 2
    assert there.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert imported(moodle, "-o", there, "--force") == 0


def test_the_list_itself_is_never_replaced(moodle):
    assert imported(moodle, "-o", moodle, "--force") == 2
    assert moodle.read_text() == MOODLE


def test_times_ports_and_notes_are_shown(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text("ID,ip,port,extension,extension_ex05,due\ns1,h1,2222,2d,1h,\n")
    assert run(["roster", "import", str(path)]) == 0
    said = capsys.readouterr().out
    assert "1 student, " in said
    assert all(text in said for text in ("ssh://h1:2222", "2 days", "1:00:00", "extension ex05"))
    path.write_text("ID,ip\ns1,h1\ns2,h1\n")
    assert run(["roster", "import", str(path)]) == 0
    assert "note: the host" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--output", "out.csv"]])
def test_a_wrong_list_is_wrong_use(tmp_path, options, capsys):
    assert run(["roster", "import", str(tmp_path / "none.csv"), *options]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_encoding_may_be_chosen(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_bytes("ID,ip,name\ns1,h1,Zięba\n".encode("cp1250"))
    assert run(["roster", "import", str(path)]) == 2
    assert "--encoding cp1252" in capsys.readouterr().err
    assert run(["roster", "import", str(path), "--encoding", "cp1250"]) == 0
    said = capsys.readouterr().out
    assert "Zięba" in said
    assert "1 student, read as Windows-1250 with commas." in said
    assert run(["roster", "import", str(path), "--encoding", "none-such"]) == 2


def test_a_workbook_is_imported(tmp_path, capsys):
    book = openpyxl.Workbook()
    for row in (["ID", "ip"], ["001", "h1"]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert run(["roster", "import", str(tmp_path / "list.xlsx"), "-o", str(tmp_path / "roster.csv")]) == 0
    assert "1 student, read as an Excel workbook." in capsys.readouterr().out
    assert (tmp_path / "roster.csv").read_text() == "student_id,name,email,host\n001,,,ssh://h1\n"
