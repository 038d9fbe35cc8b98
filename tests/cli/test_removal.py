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


def points(klass):
    """Who has which points, by the report."""
    rows = json.loads((klass.results / "reports/class.json").read_text())["rows"]
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
        "roster.csv, line 2: the roster is yours, and still names the student",
        "hand-ins/adabeispiel: what was handed in",
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
    assert "There is nothing of a student “nobody”" in err


def test_retention_removes_evidence_and_keeps_grades(call, recorded):
    recorded.write(retention={"evidence": "0"})
    scores = points(recorded)
    code, out, _ = call("retention", recorded.path, "--yes")
    assert code == 0
    assert "6 attempts" in out
    assert "6 evidence files" in out
    assert not list(recorded.results.glob("evidence/**/*.gz"))
    assert points(recorded) == scores
    assert "bm1" not in (recorded.results / "reports/students/20260001.html").read_text().partition("<details")[2]
    assert call("retention", recorded.path, "--yes")[1].endswith("Nothing was removed.\n")


def test_retention_removes_records_and_what_was_known_of_former_students(call, recorded):
    recorded.write(retention={"records": "0"})
    roster = recorded.path.parent / "roster.csv"
    roster.write_text("\n".join(line for line in roster.read_text().splitlines() if not line.startswith(ADA)))
    assert call("retention", recorded.path, "--yes")[0] == 0
    with Gradebook.open(recorded.results / "gradebook.db") as book:
        assert book.standings() == []
        assert book.kept(ADA) is None
        assert book.kept("20260002") is not None
    assert NAMES[ADA][0].encode() not in (recorded.results / "gradebook.db").read_bytes()
    assert recorded.results.joinpath("reports/class.html").is_file()


def test_a_dry_run_only_says_what_would_go(call, recorded):
    recorded.write(retention={"evidence": "0", "records": "0"})
    files = recorded.files()
    code, out, _ = call("retention", recorded.path, "--dry-run")
    assert (code, recorded.files()) == (0, files)
    assert out.endswith("6 evidence files\nNothing was removed.\n")


def test_what_is_young_enough_stays(call, recorded):
    recorded.write(retention={"evidence": "180d", "records": "730d"})
    code, out, _ = call("retention", recorded.path, "--yes")
    assert code == 0
    assert "0 attempts" in out


def test_a_class_without_a_rule_is_told_how_to_make_one(call, recorded):
    code, _, err = call("retention", recorded.path)
    assert code == 2
    assert "retention: {evidence: 180d, records: 730d}" in err
