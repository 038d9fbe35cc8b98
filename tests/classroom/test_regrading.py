"""A class regraded from evidence: equal where nothing changed, right where it did, and nothing lost."""

import json
import shutil
from pathlib import Path

import pytest

from grader.authoring.case import concluded
from grader.cli.main import run
from grader.demo import sample
from grader.records.gradebook import Gradebook
from tests.support.class_folder import THREE, WHY, ClassFolder, do, record, rows, write


def regrade(folder: ClassFolder, capsys, *words: str, code: int = 0) -> dict:
    capsys.readouterr()
    why = () if {"--why", "--dry-run"} & {*words} else ("--why", "checks changed")
    assert do(folder, "regrade", "--format", "json", "--by", "prof", *why, *words) == code
    return json.loads(capsys.readouterr().out)


def test_a_regrade_with_nothing_changed_says_bit_for_bit_the_same(graded, capsys):
    before = rows(graded)
    found = regrade(graded, capsys)
    assert (found["changed"], found["untold"], found["same"], found["run"]) == ([], [], 2, None)
    assert rows(graded) == before


def test_checks_that_were_renamed_and_reordered_conclude_the_same(graded, capsys):
    before = {one.check: concluded(one) for one in record(graded).verdicts}
    parts = THREE.strip().split("\n\n")
    again = "\n\n".join([parts[1], parts[2], parts[0]]).replace("test_greets", "test_says_hello")
    write(graded, again)
    regrade(graded, capsys)
    after = {one.check: concluded(one) for one in record(graded).verdicts}
    assert list(after) == ["counts", "follows", "says-hello"]
    assert after["says-hello"] | {"check": "greets"} == before["greets"]
    assert {check: after[check] for check in ("counts", "follows")} == {
        check: before[check] for check in ("counts", "follows")
    }


def test_a_new_check_that_asks_what_was_seen_is_answered(graded, capsys):
    write(graded, THREE + '\ndef test_more(session):\n    assert b"2" in session.run("echo 1; echo 2").out\n')
    found = regrade(graded, capsys, "--why", "one more check")
    assert [one["checks"][-1]["id"] for one in found["changed"]] == ["more", "more"]
    score = record(graded).score
    assert (score.kind, score.made_by, score.why, score.points["more"]) == ("regrade", "prof", "one more check", 25)


def test_what_was_not_seen_keeps_its_grade_and_is_listed_for_a_live_run(graded, capsys):
    before = record(graded).score
    write(graded, THREE + '\ndef test_more(session):\n    session.run("echo something else")\n')
    found = regrade(graded, capsys, code=3)
    assert [(one["student"], one["exercise"]) for one in found["untold"]] == [("s1", "ex01"), ("s2", "ex01")]
    assert "Not in evidence: the command “echo something else”" in found["untold"][0]["cause"]
    assert record(graded).score == before
    assert do(graded, "grade", "--only-missing", "--quiet", "--student", "s2") == 0
    assert record(graded, "s2").score.points["more"] == 25
    assert regrade(graded, capsys, "--dry-run", "--student", "s1", code=3)["untold"][0]["student"] == "s1"
    assert do(graded, "grade", "--only-missing", "--quiet") == 0
    capsys.readouterr()
    assert do(graded, "grade", "--only-missing") == 0
    assert capsys.readouterr().out == "Nothing is missing.\n"


def test_what_is_not_missing_any_more_is_not_visited_though_its_points_are_the_same(graded, capsys):
    write(graded, THREE.replace('session.run("echo hello")', 'session.run("echo unseen")', 1))
    untold = regrade(graded, capsys, code=3)["untold"]
    assert [one["student"] for one in untold] == ["s1", "s2"]
    write(graded, THREE)
    found = regrade(graded, capsys)
    assert (found["changed"], found["same"], found["run"] is None) == ([], 2, False)
    assert do(graded, "grade", "--only-missing") == 0
    assert capsys.readouterr().out == "Nothing is missing.\n"


def test_a_check_that_was_broken_at_first_is_graded_once_it_is_fixed(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\n", THREE.replace('fail("never"', 'fale("never"'))
    assert class_folder.grade("--quiet") == 3
    write(class_folder, THREE)
    found = regrade(class_folder, capsys)
    assert found["changed"][0]["points"] == {"before": None, "after": pytest.approx(50, abs=0.01)}
    with class_folder.book() as book:
        assert book.standing("s1", "ex01").score == pytest.approx(50, abs=0.01)
        assert book.last_run().done() == {("s1", "ex01")}
    assert do(class_folder, "undo") == 0
    with class_folder.book() as book:
        assert book.standing("s1", "ex01").score is None


def test_a_dry_run_shows_the_difference_and_writes_nothing(graded, capsys):
    write(graded, THREE.replace("< 3", "< 2"))
    before, data = rows(graded), (graded.results / "gradebook.db").read_bytes()
    found = regrade(graded, capsys, "--dry-run")
    assert [one["checks"][0]["status"] for one in found["changed"]] == [{"before": "partial", "after": "passed"}] * 2
    assert rows(graded) == before
    assert (graded.results / "gradebook.db").read_bytes() == data
    assert do(graded, "regrade", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "partial → passed" in out
    assert "2 changed (2 higher, 0 lower), 0 the same." in out
    assert "nothing was written" in out


def test_only_the_checks_asked_for_change_their_verdicts(graded, capsys):
    write(graded, THREE.replace("< 3", "< 2").replace('== b"hello\\n"', '== b"bye"'))
    found = regrade(graded, capsys, "--check", "counts", "--student", "s1")
    assert [(one["student"], [check["id"] for check in one["checks"]]) for one in found["changed"]] == [
        ("s1", ["counts"])
    ]
    assert {one.check: one.status.value for one in record(graded).verdicts} == {
        "greets": "passed",
        "counts": "passed",
        "follows": "failed",
    }


def test_a_new_check_that_was_not_asked_for_leaves_the_grade_as_it_is(graded, capsys):
    before = record(graded).score
    write(graded, THREE + "\ndef test_more(session):\n    pass\n")
    found = regrade(graded, capsys, "--check", "counts", code=3)
    assert found["untold"][0]["cause"].startswith("There is no verdict for more.")
    assert record(graded).score == before


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.unlink(), "cannot be read (No such file or directory)"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\0"), "has changed since it was recorded"),
    ],
)
def test_evidence_that_is_gone_or_changed_is_named_and_the_grade_stays(graded, capsys, harm, said):
    before = record(graded)
    harm(before.evidence)
    write(graded, THREE.replace("< 3", "< 2"))
    found = regrade(graded, capsys, code=3)
    assert [one["student"] for one in found["untold"]] == ["s1"]
    assert said in found["untold"][0]["cause"]
    assert [one["student"] for one in found["changed"]] == ["s2"]
    assert record(graded).score == before.score


def test_a_rescore_follows_the_rubric_and_asks_no_evidence(graded, capsys):
    shutil.rmtree(graded.results / "evidence")
    before = record(graded).verdicts
    write(graded, THREE, greets={"points": 50})
    found = regrade(graded, capsys, "--rescore", "--why", "greeting counts more")
    assert [one["points"]["after"] for one in found["changed"]] == [pytest.approx(66.67, abs=0.01)] * 2
    assert (record(graded).score.kind, record(graded).verdicts) == ("rescore", before)


def test_the_late_policy_is_applied_again_from_the_time_of_the_work(graded, capsys):
    keys = json.loads(graded.path.read_text())
    late = {"due": {"ex01": "2020-01-01T00:00:00+00:00"}, "late": {"per_day": "10%", "floor": "50%"}}
    graded.path.write_text(json.dumps({**keys, **late}))
    found = regrade(graded, capsys, "--rescore")
    assert [one["points"]["after"] for one in found["changed"]] == [pytest.approx(25, abs=0.01)] * 2
    assert record(graded).score.late.percent_kept == 50


def test_the_reports_are_written_again_and_the_class_page_says_what_changed(graded, capsys):
    page = graded.results / "reports" / "students" / "s1.html"
    before = page.read_text()
    write(graded, THREE.replace("< 3", "< 2"))
    regrade(graded, capsys, "--why", "two are enough")
    assert page.read_text() != before
    report = json.loads((graded.results / "reports" / "class.json").read_text())
    assert (report["previous"]["kind"], report["previous"]["why"]) == ("regrade", "two are enough")
    assert report["previous"]["results"][0]["score"] == pytest.approx(50, abs=0.01)
    html = (graded.results / "reports" / "class.html").read_text()
    assert "two are enough" in html
    assert "2 results differ" in html or "결과 2개가" in html


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--check", "nope"), "There is no check “nope”"),
        (("--student", "nobody"), "There is no student “nobody”"),
        (("--exercise", "ex09"), "There is no exercise “ex09”"),
        (("--rescore", "--check", "counts"), "--check and --rescore exclude each other"),
        (("surplus",), "“grader regrade” does not take “surplus”."),
    ],
)
def test_what_cannot_be_meant_is_refused(graded, capsys, words, said):
    assert do(graded, "regrade", *WHY, *words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("words", [(), ("--rescore",), ("--why", " ")])
def test_a_regrade_without_a_reason_records_nothing(graded, capsys, words):
    write(graded, THREE.replace("< 3", "< 2"))
    before = rows(graded)
    assert do(graded, "regrade", *words) == 2
    assert "A regrade that is recorded needs a reason." in capsys.readouterr().err
    assert rows(graded) == before


def test_a_class_that_was_never_graded_cannot_be_regraded(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\n", THREE)
    assert do(class_folder, "regrade", *WHY) == 2
    assert "Grade a class first" in capsys.readouterr().err


def test_the_sample_class_is_regraded_without_a_difference(tmp_path, capsys):
    folder = Path(sample.__file__).parent / "evidence"
    people = "".join(f"{one.name},Student {one.name},evidence:{one}\n" for one in sorted(folder.iterdir()))
    (tmp_path / "roster.csv").write_text("student_id,name,host\n" + people)
    recorded = ", ".join(sorted({one.name.removesuffix(".gz") for one in folder.glob("*/*.gz")}))
    (tmp_path / "class.yml").write_text(f"name: sample\nroster: roster.csv\nexercises: [{recorded}]\n")
    assert run(["grade", str(tmp_path / "class.yml"), "--quiet"]) == 0
    assert run(["regrade", str(tmp_path / "class.yml"), *WHY]) == 0
    assert "0 changed (0 higher, 0 lower), 96 the same." in capsys.readouterr().out
    with Gradebook.open(tmp_path / "results" / "gradebook.db") as book:
        assert book.changes(class_name="sample") == []
