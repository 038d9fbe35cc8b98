"""A student submits a file and keeps its receipt; the instructor sees which file it is for."""

import shutil

import pytest

ROSTER = "student_id,name,host\ns01,Ada Beispiel,\n"


@pytest.fixture
def submitted(tiny, call, tmp_path):
    """The evidence of s01 and its receipt, and what was printed."""
    tiny.write("def test_open(session): session.run('echo hello')")
    code, out, _ = call(
        *("submit", "ex01", "--student", "s01", "--course", tiny.root, "-o", tmp_path / "mine" / "ex01.evidence")
    )
    assert code == 0
    return tmp_path / "mine", out


def test_the_receipt_is_printed_and_kept(submitted):
    folder, out = submitted
    kept = (folder / "ex01.receipt").read_text()
    assert kept.split("\n")[1].split()[0] in out
    assert "ex01, student s01, 20" in out
    assert "Keep the receipt" in out


@pytest.mark.parametrize("command", ["submit", "collect"])
def test_both_speak_korean(tiny, call, tmp_path, command):
    tiny.write("def test_open(session): session.run('echo hello')")
    words = ("ex01", "--student", "s01", "--course", tiny.root, "-o", tmp_path / "x", "--lang", "ko")
    assert "그대로 제출하" in call(command, *words)[1]


@pytest.mark.parametrize("words", [(), ("--student", " ")])
def test_a_receipt_needs_a_student(call, words):
    code, _, err = call("submit", "ex01", *words)
    assert code == 2
    assert "--student" in err


@pytest.mark.parametrize("command", ["submit", "collect"])
def test_evidence_is_not_submitted_again_as_somebody_else_s(submitted, tiny, call, command):
    folder, _ = submitted
    other = folder / "other.evidence"
    words = (command, "ex01", "--student", "s02", "--course", tiny.root, "-o", other)
    code, _, err = call(*words, "--host", f"evidence:{folder / 'ex01.evidence'}")
    assert (code, "is evidence, not a machine" in err, other.exists()) == (2, True, False)


def test_receipt_and_file_are_verified_together(submitted, call):
    folder, _ = submitted
    code, out, _ = call("verify", folder)
    assert code == 0
    assert "agrees with ex01.evidence; ex01, student s01" in out
    assert "2 files verified, no problems." in out


def test_a_receipt_of_another_file_is_a_problem(submitted, call):
    folder, _ = submitted
    (folder / "ex01.evidence").write_bytes(b"")
    code, out, _ = call("verify", folder / "ex01.receipt")
    assert code == 1
    assert "ex01.evidence is another file" in out


def test_the_receipt_alone_finds_what_was_graded(submitted, tiny, call, tmp_path):
    folder, _ = submitted
    shutil.copytree(folder, tmp_path / "in" / "s01")
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "class.yml").write_text(f"name: c\nroster: roster.csv\nsubmissions: in\ncourse: {tiny.root}\n")
    code, _, err = call("grade", tmp_path / "class.yml")
    assert (code, "skipped" in err) == (0, False)
    (folder / "ex01.evidence").unlink()
    code, out, _ = call("verify", tmp_path / "class.yml", folder / "ex01.receipt")
    assert code == 0
    assert "agrees with what was graded for s01 on" in out
