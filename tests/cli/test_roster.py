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
    assert any("team" in line and "kept as it is" in line and "red" in line for line in said.splitlines())
    assert "2 students, read as UTF-8 with semicolons." in said
    assert "Nothing was written" in said
    assert "\x1b[31m" not in said


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
    assert "note: one host" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--output", "out.csv"]])
def test_a_wrong_list_is_wrong_use(tmp_path, options, capsys):
    assert run(["roster", "import", str(tmp_path / "none.csv"), *options]) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.fixture
def klass(tmp_path):
    (tmp_path / "roster.csv").write_text("ID,host,net\ns1,h1,10.1.0.0/24\n")
    folder = tmp_path / "pack" / "exercises" / "ex04_net"
    folder.mkdir(parents=True)
    (folder / "exercise.yml").write_text("id: ex04\ntitle: {en: Net, ko: 망}\nparams: {subnet: 10.0.0.0/24}\n")
    (folder / "handout.en.md").write_text("Your subnet is {{ subnet }}.\n")
    path = tmp_path / "class.yml"
    path.write_text('name: c\nroster: roster.csv\ncourse: pack\nparams: {ex04: {subnet: "{column:net}"}}\n')
    return path


def test_a_students_own_handout_is_shown(klass, capsys):
    assert run(["show", "ex04", "--lang", "en", "--class", str(klass), "--student", "s1"]) == 0
    assert capsys.readouterr().out.startswith("Your subnet is 10.1.0.0/24.\n")


def test_it_says_the_commands_with_the_students_own_values(klass, capsys):
    assert run(["show", "ex04", "--lang", "en", "--class", str(klass), "--student", "s1"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "    grader check ex04 --param subnet=10.1.0.0/24" in said
    assert "    grader collect ex04 --student s1 --param subnet=10.1.0.0/24" in said


def test_without_a_class_the_handout_has_the_exercises_own_parameters(klass, capsys):
    assert run(["show", "ex04", "--lang", "en", "--course", str(klass.parent / "pack")]) == 0
    assert capsys.readouterr().out == "Your subnet is 10.0.0.0/24.\n"


@pytest.mark.parametrize("half", [["--student", "s1"], ["--class", "class.yml"]])
def test_half_of_who_is_meant_is_wrong_use(half, capsys):
    assert run(["show", "ex04", *half]) == 2
    assert "go together" in capsys.readouterr().err


def test_on_a_terminal_the_handout_is_laid_out(klass, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert run(["show", "ex04", "--lang", "en", "--course", str(klass.parent / "pack")]) == 0
    assert "Your subnet is 10.0.0.0/24." in capsys.readouterr().out
