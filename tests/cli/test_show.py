import pytest

from grader.cli.main import run


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_handout_is_shown_in_both_languages(call, mixed, lang):
    assert call("show", "ex01", "--course", mixed.root, "--lang", lang) == (0, f"# Tiny ({lang})\n", "")


def test_a_handout_that_is_missing_is_wrong_use(call, mixed):
    for language in ("en", "ko"):
        (mixed.folder / f"handout.{language}.md").unlink()
    code, out, err = call("show", "ex01", "--course", mixed.root, "--lang", "en")
    assert (code, out) == (2, "")
    assert "handout.en.md" in err


def test_an_unknown_exercise_is_wrong_use(call, mixed):
    code, _, err = call("show", "ex77", "--course", mixed.root)
    assert code == 2
    assert "There is no exercise “ex77”" in err


@pytest.fixture
def class_folder(tmp_path):
    (tmp_path / "roster.csv").write_text("ID,host,net\ns1,h1,10.1.0.0/24\n")
    folder = tmp_path / "pack" / "exercises" / "ex04_net"
    folder.mkdir(parents=True)
    (folder / "exercise.yml").write_text("id: ex04\ntitle: {en: Net, ko: 망}\nparams: {subnet: 10.0.0.0/24}\n")
    (folder / "handout.en.md").write_text("Your subnet is {{ subnet }}.\n")
    path = tmp_path / "class.yml"
    path.write_text('name: c\nroster: roster.csv\ncourse: pack\nparams: {ex04: {subnet: "{column:net}"}}\n')
    return path


def test_a_students_own_handout_is_shown(class_folder, capsys):
    assert run(["show", "ex04", "--lang", "en", "--class", str(class_folder), "--student", "s1"]) == 0
    assert capsys.readouterr().out.startswith("Your subnet is 10.1.0.0/24.\n")


def test_it_says_the_commands_with_the_students_own_values(class_folder, capsys):
    assert run(["show", "ex04", "--lang", "en", "--class", str(class_folder), "--student", "s1"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "    grader check ex04 --course pack.zip --param subnet=10.1.0.0/24" in said
    assert "    grader collect ex04 --course pack.zip --student s1 --param subnet=10.1.0.0/24" in said


def test_students_of_the_built_in_course_name_no_course(class_folder, capsys):
    class_folder.write_text(class_folder.read_text().replace("course: pack\n", ""))
    assert run(["show", "ex04", "--lang", "en", "--class", str(class_folder), "--student", "s1"]) == 0
    assert "    grader check ex04 --param subnet=10.1.0.0/24" in capsys.readouterr().out.splitlines()


def test_without_a_class_the_handout_has_the_exercises_own_parameters(class_folder, capsys):
    assert run(["show", "ex04", "--lang", "en", "--course", str(class_folder.parent / "pack")]) == 0
    assert capsys.readouterr().out == "Your subnet is 10.0.0.0/24.\n"


@pytest.mark.parametrize("half", [["--student", "s1"], ["--class", "class.yml"]])
def test_half_of_who_is_meant_is_wrong_use(half, capsys):
    assert run(["show", "ex04", *half]) == 2
    assert "go together" in capsys.readouterr().err


def test_on_a_terminal_the_handout_is_laid_out(class_folder, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert run(["show", "ex04", "--lang", "en", "--course", str(class_folder.parent / "pack")]) == 0
    assert "Your subnet is 10.0.0.0/24." in capsys.readouterr().out
