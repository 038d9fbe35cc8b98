import json
import os
import pty
import sys

import pytest

from grader.records.gradebook import Gradebook
from tests.support.recorded_class import NAMES

ADA = "20260001"


def bytes_of(folder):
    """All that is written in the files of a folder, the databases' included, and how they are called."""
    paths = list(folder.rglob("*"))
    return b"\n".join([str(path).encode() for path in paths] + [path.read_bytes() for path in paths if path.is_file()])


def names(student):
    """The words by which a student is known."""
    return [word.encode() for word in (student, *NAMES[student][:2])]


def points(class_folder):
    """Who has which points, by the report."""
    rows = json.loads((class_folder.results / "reports/class.json").read_text())["rows"]
    return [(row["student"], [one["result"]["score"] for one in row["attempts"]]) for row in rows]


@pytest.fixture
def shown(call, recorded):
    """The class with pseudonymous reports, too, and its last run graded with a command that names a student."""
    with Gradebook.open(recorded.results / "gradebook.db") as book:
        run = book.begin_run("docker-2026", exercises=["ex04"], students=[], command=f"grader grade --student {ADA}")
        run.finish()
    assert call("report", recorded.path, "--pseudonymous")[0] == 0
    return recorded


def test_nothing_of_a_forgotten_student_is_left_in_any_file(call, shown):
    before = bytes_of(shown.results)
    assert all(name in before for name in names(ADA))
    assert call("forget", shown.path, ADA, "--yes")[0] == 0
    after = bytes_of(shown.results) + bytes_of(shown.path.parent / "pseudonyms")
    assert [name for name in names(ADA) if name in after] == []
    assert all(name in after for other in ("20260002", "20260003") for name in names(other))


def test_the_others_keep_their_grades_reports_and_pseudonyms(call, shown):
    scores = points(shown)
    files = shown.files()
    call("forget", shown.path, ADA, "--yes")
    assert points(shown) == scores[1:]
    gone = set(files) - set(shown.files())
    assert len(gone) == 2 + 2 + 2  # evidence, page and JUnit, and these two under the pseudonym
    assert len(list((shown.results / "pseudonymous").rglob("p-*"))) == 4


def test_what_is_removed_and_what_is_not_reached_is_told(call, shown):
    code, out, _ = call("forget", shown.path, "ADA.BEISPIEL@school.example", "--yes")
    assert code == 0
    assert out.count(f"{ADA}/ex04.gz") == 1
    for said in (
        "20260001 (Ada Beispiel)",
        "2 attempts in the gradebook",
        "the pseudonym p-",
        "evidence/",
        "reports/students/20260001.html",
        "roster.csv, line 2: your roster still names the student",
        "submissions/adabeispiel: the student's submission",
        "backups",
    ):
        assert said in out


def test_a_file_is_told_once_where_the_class_is_named_from_its_own_folder(call, recorded, monkeypatch):
    monkeypatch.chdir(recorded.path.parent)
    code, out, _ = call("forget", ADA, "--yes")
    assert code == 0
    assert out.count(f"{ADA}/ex04.gz") == 1
    assert "database server" not in out


def test_nothing_is_removed_unless_somebody_agrees(call, recorded):
    files = recorded.files()
    code, _, err = call("forget", recorded.path, ADA)
    assert (code, recorded.files()) == (2, files)
    assert "Add --yes" in err


@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("y", 0)])
def test_it_asks_before_it_removes(call, recorded, monkeypatch, answer, code):
    keyboard, screen = pty.openpty()
    with os.fdopen(screen) as asked:
        monkeypatch.setattr(sys, "stdin", asked)
        os.write(keyboard, f"{answer}\n".encode())
        assert call("forget", recorded.path, ADA)[0] == code
    os.close(keyboard)
    assert (recorded.results / "reports/students/20260001.html").exists() is (code == 1)


def test_what_is_deleted_is_said_in_the_readers_language(recorded, call):
    code, out, _ = call("forget", recorded.path, ADA, "--yes", "--lang", "ko")
    assert code == 0
    assert "성적부의 시도 2건(판정, 점수, 수동 지정 포함)" in out
    assert "명단에 아직 이 학생이 있습니다" in out


def test_a_student_who_left_the_roster_can_be_forgotten(call, recorded):
    roster = recorded.path.parent / "roster.csv"
    roster.write_text("\n".join(line for line in roster.read_text().splitlines() if not line.startswith(ADA)))
    code, out, _ = call("forget", recorded.path, ADA, "--yes")
    assert code == 0
    assert "still names" not in out
    assert call("forget", recorded.path, ADA, "--yes")[0] == 2


def test_somebody_unknown_is_told(call, recorded):
    code, _, err = call("forget", recorded.path, "nobody", "--yes")
    assert code == 2
    assert "There is nothing about a student “nobody”" in err
