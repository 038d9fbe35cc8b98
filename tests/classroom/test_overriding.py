"""Overrides: applied to every later score, listed in the history, and undone exactly."""

import json

import pytest

from grader.cli.main import run
from tests.support.class_folder import THREE, WHY, ClassFolder, do, record, rows, write

HALF = pytest.approx(50, abs=0.02)


def final(folder: ClassFolder, student: str = "s1") -> float | None:
    with folder.book() as book:
        return book.standing(student, "ex01").score


def test_an_override_survives_a_regrade_a_rescore_and_a_live_run(graded, capsys):
    assert do(graded, "override", "s1", "ex01", "follows", "--points", "20", *WHY) == 0
    assert final(graded) == pytest.approx(70, abs=0.02)
    write(graded, THREE.replace("< 3", "< 2"))
    assert do(graded, "regrade", *WHY) == 0
    assert final(graded) == pytest.approx(86.67, abs=0.02)
    write(graded, THREE.replace("< 3", "< 2"), greets={"points": 10})
    assert do(graded, "regrade", "--rescore", *WHY) == 0
    assert final(graded) == pytest.approx(63.33, abs=0.02)
    assert graded.grade("--quiet") == 0
    assert record(graded).score.points["follows"] == 20
    assert record(graded, "s2").score.points["follows"] == 0


def test_attempts_are_numbered_where_there_are_several(graded, capsys):
    assert graded.grade("--quiet") == 0
    capsys.readouterr()
    assert do(graded, "override", "s1", "ex01", "follows", "--points", "20", *WHY) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[:3]]
    assert rows[0][:4] == ["student", "exercise", "attempt", "score"]
    assert [row[2:5] for row in rows[1:]] == [["1", "of", "2"], ["2", "of", "2"]]


def test_what_an_override_leaves_blocked_is_said_in_the_readers_language(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\n", THREE.replace("partial(0.5, ", "fail("))
    assert class_folder.grade("--quiet") == 0
    capsys.readouterr()
    assert do(class_folder, "override", "s1", "ex01", "counts", "--verdict", "passed", "--lang", "ko", *WHY) == 0
    assert "counts 때문에 아직 보류된 항목: follows." in capsys.readouterr().out


def test_a_verdict_by_hand_is_shown_on_the_students_page_with_its_reason(graded, capsys):
    assert do(graded, "override", "s1", "ex01", "follows", "--verdict", "passed", *WHY) == 0
    assert "failed → passed" in capsys.readouterr().out
    assert final(graded) == pytest.approx(83.33, abs=0.02)
    page = (graded.results / "reports" / "students" / "s1.html").read_text()
    assert "seen in the lab" in page
    report = json.loads((graded.results / "reports" / "class.json").read_text())
    assert report["rows"][0]["attempts"][0]["result"]["score"] == pytest.approx(83.33, abs=0.02)
    assert report["previous"]["kind"] == "override"


def test_points_for_the_exercise_count_as_they_are_also_when_it_was_late(graded, capsys):
    keys = json.loads(graded.path.read_text())
    late = {"due": {"ex01": "2020-01-01T00:00:00+00:00"}, "late": {"per_day": "10%", "floor": "50%"}}
    graded.path.write_text(json.dumps({**keys, **late}))
    assert do(graded, "regrade", "--rescore", *WHY) == 0
    assert do(graded, "override", "s1", "ex01", "--points", "77", *WHY) == 0
    assert (final(graded), final(graded, "s2")) == (77, pytest.approx(25, abs=0.02))
    report = json.loads((graded.results / "reports" / "class.json").read_text())
    assert report["rows"][0]["attempts"][0]["result"]["score"] == 77


def test_points_for_the_exercise_are_explained_wherever_the_student_reads_them(graded, capsys):
    assert do(graded, "override", "s1", "ex01", "--points", "77", *WHY) == 0
    said = "The instructor set this score by hand: seen in the lab"
    capsys.readouterr()
    assert do(graded, "explain", "s1", "ex01") == 0
    assert said in capsys.readouterr().out
    for file in ("reports/students/s1.html", "reports/class.html", "junit/s1.xml"):
        assert said in (graded.results / file).read_text(), file
    assert said not in (graded.results / "reports/students/s2.html").read_text()


def test_a_withdrawn_override_leaves_the_score_that_the_checks_gave(graded, capsys):
    before = record(graded).score
    assert do(graded, "override", "s1", "ex01", "--points", "77", *WHY) == 0
    assert do(graded, "override", "s1", "ex01", "--withdraw", *WHY) == 0
    after = record(graded).score
    assert (after.points, after.raw, after.final) == (before.points, before.raw, before.final)
    assert do(graded, "override", "s1", "ex01", "--withdraw", *WHY) == 2
    assert "There is no override of ex01 as a whole for s1" in capsys.readouterr().err


def test_a_host_that_was_never_reached_can_be_graded_by_hand_and_that_taken_back(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,ssh://127.0.0.1:9\n", THREE)
    assert class_folder.grade("--quiet") == 3
    assert do(class_folder, "override", "s1", "ex01", "--points", "60", *WHY) == 0
    assert final(class_folder) == 60
    assert do(class_folder, "override", "s1", "ex01", "--withdraw", *WHY) == 0
    assert final(class_folder) is None
    with class_folder.book() as book:
        assert book.last_run().done() == set()


def test_an_undo_also_scores_again_what_was_graded_under_the_override(graded, capsys):
    assert do(graded, "override", "s1", "ex01", "follows", "--verdict", "passed", *WHY) == 0
    assert graded.grade("--quiet", "--student", "s1") == 0
    assert record(graded).score.points["follows"] == pytest.approx(33.33, abs=0.02)
    assert do(graded, "undo", "--by", "dean") == 0
    with graded.book() as book:
        assert [one.score.final for one in book.history("s1")] == [HALF, HALF]
        assert book.overrides(class_name="tiny") == []
        assert book.changes(class_name="tiny")[-1].made_by == "dean"


def test_scores_of_another_rubric_are_brought_up_to_date_first(graded, capsys):
    write(graded, THREE, greets={"points": 50})
    before = rows(graded)
    assert do(graded, "override", "s1", "ex01", "follows", "--points", "20", *WHY) == 2
    said = capsys.readouterr().err
    assert "The rubric of ex01 has changed since s1 was graded." in said
    assert f"grader regrade {graded.path} --rescore --student s1 --exercise ex01" in said
    assert rows(graded) == before


def test_what_was_blocked_is_named_when_its_check_is_declared_passed(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\n", THREE.replace("partial(0.5,", "fail("))
    class_folder.grade("--quiet")
    assert do(class_folder, "override", "s1", "ex01", "counts", "--verdict", "passed", *WHY) == 0
    assert "Still blocked by counts: follows. If they deserve credit, repeat" in capsys.readouterr().out
    assert do(class_folder, "override", "s1", "ex01", "counts", "--verdict", "passed", "--with-dependants", *WHY) == 0
    assert "Declared passed as well: follows." in capsys.readouterr().out
    assert final(class_folder) == 100


CHAIN = """
def test_a(host): fail("missing", seen=host.run("echo a").stdout)
@pytest.mark.needs("a")
def test_b(): pass
@pytest.mark.needs("b")
def test_c(): pass
def test_d(host): assert host.run("echo d").rc == 0
"""


def test_dependants_are_overridden_together_with_their_check_and_undone_with_it(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\n", CHAIN)
    class_folder.grade("--quiet")
    assert do(class_folder, "override", "s1", "ex01", "c", "--points", "5", *WHY) == 0
    assert final(class_folder) == 30
    assert do(class_folder, "override", "s1", "ex01", "a", "--verdict", "passed", "--with-dependants", *WHY) == 0
    assert "Declared passed as well: b." in capsys.readouterr().out
    assert final(class_folder) == 80
    assert do(class_folder, "undo") == 0
    assert final(class_folder) == 30


def test_an_override_that_an_undo_restored_and_that_is_undone_itself_is_gone(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\n", CHAIN)
    class_folder.grade("--quiet")
    declared = ("override", "s1", "ex01", "a", "--verdict", "passed")
    assert do(class_folder, *declared, *WHY) == 0
    assert do(class_folder, *declared, "--with-dependants", *WHY) == 0
    assert (do(class_folder, "undo"), final(class_folder)) == (0, 50)
    capsys.readouterr()
    assert class_folder.grade("--quiet") == 0
    assert (do(class_folder, "undo"), final(class_folder)) == (0, 25)
    assert "passed → failed" in capsys.readouterr().out
    with class_folder.book() as book:
        assert book.overrides(class_name="tiny") == []
        assert [one.score.final for one in book.history("s1")] == [25, 25]
    assert do(class_folder, "regrade", *WHY) == 0
    assert final(class_folder) == 25


def test_what_an_override_changes_is_told_in_the_language_that_is_asked_for(graded, capsys):
    assert do(graded, "override", "s1", "ex01", "follows", "--verdict", "passed", *WHY, "--lang", "ko") == 0
    said = capsys.readouterr().out
    assert "실패 → 통과" in said
    assert "변경 1건(상승 1건, 하락 0건), 그대로 0건." in said
    assert "되돌리려면 다음을 실행하세요: grader undo" in said


def test_dependants_need_a_check_that_is_declared_passed(graded, capsys):
    for words in (["--verdict", "failed"], ["--points", "1"], ["--withdraw"]):
        assert do(graded, "override", "s1", "ex01", "counts", *words, "--with-dependants", *WHY) == 2
        assert "--with-dependants requires --verdict passed" in capsys.readouterr().err


def test_an_undo_that_another_change_prevents_names_the_command_for_this_class(graded, capsys):
    do(graded, "override", "s1", "ex01", "--points", "5", *WHY)
    with graded.book() as book:
        [first] = book.changes(class_name="tiny")
    do(graded, "override", "s1", "ex01", "--points", "6", *WHY)
    capsys.readouterr()
    assert do(graded, "undo", first.id) == 2
    command = capsys.readouterr().err.partition("Undo that first: grader ")[2].split()
    assert command[:2] == ["undo", str(graded.path)]
    assert run(command) == 0


def test_a_check_that_could_not_be_determined_needs_every_unknown_check_by_hand(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\n", THREE.replace("partial(0.5,", "pratial("))
    class_folder.grade("--quiet")
    assert do(class_folder, "override", "s1", "ex01", "counts", "--verdict", "passed", *WHY) == 0
    assert "There is no score yet: these checks could not be determined: follows." in capsys.readouterr().out
    assert final(class_folder) is None
    assert do(class_folder, "override", "s1", "ex01", "follows", "--points", "10", *WHY) == 0
    assert final(class_folder) == pytest.approx(76.67, abs=0.02)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("s1", "ex01", "nope", "--points", "1", *WHY), "ex01 has no check “nope”"),
        (("s1", "ex01", "greets", "--points", "34", *WHY), "greets cannot have 34 points"),
        (("s1", "ex01", "greets", "--points", "3"), "An override needs a reason"),
        (("s1", "ex01", "greets", *WHY), "needs exactly one of --points, --verdict and --withdraw"),
        (
            ("s1", "ex01", "greets", "--points", "3", "--withdraw", *WHY),
            "needs exactly one of --points, --verdict and --withdraw",
        ),
        (("s1", "ex01", "--verdict", "passed", *WHY), "--verdict applies to a check"),
        (("s1", "--points", "3", *WHY), "This command takes STUDENT EXERCISE [CHECK]"),
        (("s1", "ex01", "greets", "--withdraw", *WHY), "There is no override of greets in ex01 for s1"),
    ],
)
def test_what_makes_no_sense_is_refused_and_writes_nothing(graded, capsys, words, said):
    before = rows(graded)
    assert do(graded, "override", *words) == 2
    assert said in capsys.readouterr().err
    assert rows(graded) == before


def test_who_was_never_graded_cannot_be_overridden(graded, capsys):
    roster = (graded.folder / "roster.csv").read_text() + "s3,Cy,local:\n"
    (graded.folder / "roster.csv").write_text(roster)
    assert do(graded, "override", "s3", "ex01", "--points", "3", *WHY) == 2
    assert "s3 was never graded in ex01" in capsys.readouterr().err


def test_an_undo_names_what_there_is(graded, capsys):
    assert do(graded, "undo") == 2
    assert "There is nothing to undo" in capsys.readouterr().err
    assert do(graded, "override", "s1", "ex01", "--points", "3", *WHY) == 0
    with graded.book() as book:
        (change,) = book.changes(class_name="tiny")
    assert do(graded, "undo", "ffffffffffff") == 2
    assert f"{change.id[:8]} (override)" in capsys.readouterr().err
    assert do(graded, "undo", change.id[:6]) == 0
    assert final(graded) == HALF
