"""A student writes down what their machine answers; the instructor grades it without the machine."""

import json
import re
import stat

import pytest

from grader.cli.main import run
from grader.evidence.facts import Manifest
from grader.evidence.file import Evidence

HIDING = """
def test_open(session):
    assert session.run("echo hello").rc == 0

def test_secretly_wrong(session):
    fail("seen-through")
"""
ROSTER = "student_id,name,host\ns01,Ada Beispiel,\ns02,Bo Sample,\n"


@pytest.fixture
def course(tiny):
    tiny.write(HIDING, secretly_wrong={"visibility": "hidden"})
    return tiny


@pytest.fixture
def collected(course, tmp_path, capsys):
    def collect(*words):
        code = run(["collect", "ex01", "--course", str(course.root), *map(str, words)])
        return code, capsys.readouterr().out

    return collect


@pytest.fixture
def graded(course, tmp_path):
    """graded(words): grade two students by what lies in the folder `in`."""
    (tmp_path / "in").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "class.yml").write_text(f"name: c\nroster: roster.csv\nsubmissions: in\ncourse: {course.root}\n")
    return lambda *words: run(["grade", str(tmp_path / "class.yml"), *map(str, words)])


def test_what_was_collected_is_said_and_no_verdict(collected, tmp_path):
    code, said = collected("-o", tmp_path / "mine.evidence", "--student", "s01")
    assert code == 0
    assert f"{tmp_path / 'mine.evidence'}" in said
    assert re.search(r"\b\d+ facts,", said)
    assert not [
        word for word in ("secretly", "seen-through", "✗", "✓", "100") if word in said.replace(str(tmp_path), "")
    ]
    evidence = Evidence.read(tmp_path / "mine.evidence")
    assert (evidence.manifest.student, evidence.manifest.exercise) == ("s01", "ex01")
    assert evidence.ending.key
    assert stat.S_IMODE((tmp_path / "mine.evidence").stat().st_mode) == 0o600


def test_a_students_own_values_are_asked_for_and_kept(course, collected, tmp_path):
    course.write("def test_a(session, param): session.run(f\"echo {param['net']} {param['port']}\")")
    exercise = json.loads((course.folder / "exercise.yml").read_text())
    course.save("exercises/ex01_tiny/exercise.yml", **exercise, params={"net": "net1", "port": 80})
    assert collected("-o", tmp_path / "x", "--param", "net=net7", "--param", "port=8017")[0] == 0
    evidence = Evidence.read(tmp_path / "x")
    assert evidence.manifest.params == {"net": "net7", "port": 8017}
    assert evidence.facts[-1].command == "echo net7 8017"


@pytest.mark.parametrize("words", [["ex04", "--param", "colour=red"], ["ex04", "ex05", "--param", "network=a"]])
def test_a_parameter_that_is_for_none_or_for_which_of_them_is_wrong_use(words, tmp_path, capsys):
    assert run(["collect", *words, "-o", str(tmp_path)]) == 2
    assert "→" in capsys.readouterr().err


def test_a_name_that_instructors_would_skip_is_noted(call, course, tmp_path):
    words = ("collect", "ex01", "--course", course.root, "-o")
    assert "Rename" in call(*words, tmp_path / "mine")[2]
    assert call(*words, tmp_path / "mine.evidence")[2] == ""


def test_without_a_name_the_file_is_called_after_its_exercise(collected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert collected()[0] == 0
    assert Evidence.read(tmp_path / "ex01.evidence").manifest.student is None


def test_a_folder_takes_the_files_of_several_exercises(collected, tmp_path):
    (tmp_path / "out").mkdir()
    assert collected("-o", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "ex01.evidence").is_file()


def test_one_file_cannot_hold_several_exercises(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert run(["collect", "ex01", "ex02", "-o", str(tmp_path / "file")]) == 2
    assert "one file, and you named 2 exercises" in capsys.readouterr().err


@pytest.mark.parametrize(("host", "url"), [("me@h.invalid", "ssh://me@h.invalid"), ("me@::1:9", "ssh://me@[::1:9]")])
def test_a_host_is_written_as_people_write_it(course, tmp_path, capsys, host, url):
    words = ["--course", str(course.root), "-o", str(tmp_path / "x"), "--ssh-option", "ConnectTimeout=1"]
    assert run(["collect", "ex01", "--host", host, *words]) == 3
    assert url in capsys.readouterr().err


def test_a_host_that_cannot_be_reached_leaves_no_file(collected, tmp_path):
    assert collected("-o", tmp_path / "x", "--host", "docker://no-such-container")[0] == 3
    assert not (tmp_path / "x").exists()


def test_what_did_not_come_to_its_end_is_kept_and_said(course, collected, tmp_path):
    course.write("def test_a(session): session.run('echo seen')\ndef test_b(): import time; time.sleep(60)", seconds=4)
    assert collected("-o", tmp_path / "x")[0] == 3
    assert Evidence.read(tmp_path / "x").manifest.exercise == "ex01"


def test_where_no_key_can_be_kept_the_seal_has_no_signature(collected, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert collected("-o", tmp_path / "x")[0] == 0
    assert Evidence.read(tmp_path / "x").ending.key == ""


def test_who_handed_in_is_graded_by_the_instructors_suite_and_who_did_not_is_a_row(collected, graded, tmp_path, capsys):
    collected("-o", tmp_path / "in" / "s01" / "ex01.evidence", "--student", "s01")
    assert graded() == 3
    said = capsys.readouterr().err
    assert "Nothing was submitted for ex01." in said
    assert "s01  Ada Beispiel  ex01 50" in said
    assert "Missing: 1 of 2 results." in said
    collected("-o", tmp_path / "in" / "Bo Sample_77_assignsubmission_file" / "ex01.evidence")
    assert graded("--resume") == 0


def test_what_is_missing_is_known_before_anything_is_graded(collected, graded, tmp_path, capsys):
    collected("-o", tmp_path / "in" / "s01" / "ex01.evidence")
    assert graded("--check") == 3
    said = capsys.readouterr().out
    assert sorted(re.findall(r"(?m)^. s0\d.*", said), key=lambda line: line[2:]) == [
        f"✓ s01  evidence:{tmp_path / 'in'}  evidence",
        f"✗ s02  evidence:{tmp_path / 'in'}  Nothing was submitted for ex01.",
    ]
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("option", ["--submissions", "--hand-ins"])
def test_a_folder_may_be_named_on_the_command_line(collected, graded, tmp_path, capsys, option):
    for student in ("s01", "s02"):
        collected("-o", tmp_path / "other" / f"{student}_ex01.evidence")
    (tmp_path / "other" / "\x1b[31mnote.txt").touch()
    assert graded(option, tmp_path / "other") == 0
    said = capsys.readouterr().err
    assert "is skipped: its name does not end in .evidence or .gz" in said
    assert "\x1b" not in said


def test_a_hand_in_of_another_student_is_no_grade(collected, graded, tmp_path, capsys):
    for student in ("s01", "s02"):
        collected("-o", tmp_path / "in" / student / "ex01.evidence", "--student", "s01")
    assert graded() == 3
    assert "lies in s02's place, but is evidence of s01" in capsys.readouterr().err


def test_check_names_all_that_a_student_did_not_submit_in_one_sentence(tmp_path, capsys):
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "class.yml").write_text("name: c\nroster: roster.csv\nsubmissions: in\nexercises: [ex03, ex04, ex05]\n")
    Evidence(Manifest(exercise="ex04", student="s01"), []).write(tmp_path / "in" / "s01" / "ex04.evidence")
    assert run(["grade", str(tmp_path / "class.yml"), "--check"]) == 3
    out = capsys.readouterr().out
    assert re.search(r"(?m)^✗ s01 .* Nothing was submitted for ex03, ex05\.$", out)


def test_check_lists_each_student_once_with_all_that_is_wrong(tmp_path, capsys):
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "class.yml").write_text("name: c\nroster: roster.csv\nsubmissions: in\nexercises: [ex04, ex05]\n")
    for student in ("s01", "s02"):
        Evidence(Manifest(exercise="ex04", student="s02"), []).write(tmp_path / "in" / student / "ex04.evidence")
    assert run(["grade", str(tmp_path / "class.yml"), "--check"]) == 3
    out, err = capsys.readouterr()
    assert sorted(re.findall(r"(?m)^. (s0\d)", out)) == ["s01", "s02"]
    assert re.search(r"✗ s01 .*lies in s01's place, but is evidence of s02\. Nothing was submitted for ex05\.", out)
    assert re.search(r"✗ s02  \S+  Nothing was submitted for ex05\.", out)
    assert "lies in" not in err
    assert "3 problems." in out
