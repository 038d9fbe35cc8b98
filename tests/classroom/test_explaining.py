"""What an explanation of a check contains and omits, and a student's whole history."""

import json

import pytest

from grader.cli.main import run
from tests.support.class_folder import THREE, WHY, ClassFolder, do, write
from tests.support.pages import find, page, said

HIDDEN = {"visibility": "hidden"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, new_course):
    """Graded, overridden and regraded once; its last check is hidden."""
    folder = ClassFolder(tmp_path_factory.mktemp("class"), new_course())
    folder.write("student_id,name,host\ns1,Ada <b>,local:\ns2,Bo,ssh://127.0.0.1:9\n", THREE)
    write(folder, THREE, follows=HIDDEN)
    assert folder.grade("--quiet") == 3
    assert do(folder, "override", "s1", "ex01", "counts", "--points", "30", *WHY) == 0
    write(folder, THREE.replace("< 3", "< 2"), follows=HIDDEN)
    assert do(folder, "regrade", "--why", "two are enough", "--by", "dean") == 0
    return folder


def shown(folder, capsys, *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert do(folder, *words) == code
    out = capsys.readouterr()
    return out.out if code == 0 else out.err


def test_a_check_is_explained_with_its_facts_its_rubric_and_its_changes(graded, capsys):
    text = shown(graded, capsys, "explain", "s1", "ex01", "counts", "--lang", "en")
    for words in ("30/33.33", "Set by hand: seen in the lab", "passed", "Think of counts.", "set by hand · 16.67 → 30"):
        assert words in text
    assert "$ echo 1; echo 2" in text
    assert "(exit code 0)" in text
    assert "prof" not in text


def test_of_a_whole_exercise_what_waits_for_another_check_is_a_line(tmp_path, new_course, capsys):
    folder = ClassFolder(tmp_path, new_course())
    folder.write("student_id,name,host\ns1,Ada,local:\n", THREE.replace("partial(0.5, ", "fail("))
    assert folder.grade("--quiet") == 0
    whole = shown(folder, capsys, "explain", "s1", "ex01", "--lang", "en")
    assert "(follows) – depends on counts" in " ".join(whole.split())
    assert whole.count("$ echo 1; echo 2") == 1
    assert "depends on  counts" in shown(folder, capsys, "explain", "s1", "ex01", "follows", "--lang", "en")


def test_of_a_whole_exercise_what_was_set_by_hand_says_why(graded, capsys):
    assert "Set by hand: seen in the lab" in shown(graded, capsys, "explain", "s1", "ex01", "--lang", "en")


def test_the_hint_is_that_for_what_was_found(tmp_path, new_course, capsys):
    folder = ClassFolder(tmp_path, new_course())
    folder.write("student_id,name,host\ns1,Ada,local:\n", THREE)
    write(folder, THREE, counts={"hints": {"too-few": {"en": "Count again.", "ko": "다시 세어 보세요."}}})
    assert folder.grade("--quiet") == 0
    text = shown(folder, capsys, "explain", "s1", "ex01", "counts", "--lang", "en")
    assert "Count again." in text
    assert "Think of counts." not in text


def test_without_a_check_all_that_students_are_shown_is_explained(graded, capsys):
    text = shown(graded, capsys, "explain", "s1", "ex01", "--lang", "en")
    assert "greets" in text
    assert "counts" in text
    assert "follows" not in text


def test_a_hidden_check_is_refused_unless_it_is_for_the_instructor(graded, capsys):
    assert "follows is not shown to students" in shown(graded, capsys, "explain", "s1", "ex01", "follows", code=2)
    assert "follows" in shown(graded, capsys, "explain", "s1", "ex01", "follows", "--instructor")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_for_the_student_says_the_same_and_hides_the_same(graded, capsys, tmp_path, language):
    out = tmp_path / "page.html"
    shown(graded, capsys, "explain", "s1", "ex01", "--format", "html", "-o", str(out), "--lang", language)
    document = page(out.read_text(encoding="utf-8"))
    assert document.get("lang") == language
    text = said(document)
    assert "Ada <b>" in text
    assert "seen in the lab" in text
    assert "follows" not in text
    assert said(find(document, "pre")[0]).startswith("hello")


def test_programs_get_the_facts_too(graded, capsys):
    found = json.loads(shown(graded, capsys, "explain", "s1", "ex01", "counts", "--format", "json"))
    (check,) = found["checks"]
    assert (check["points"], check["concluded"]["status"]) == (30, "passed")
    assert check["facts"] == [{"asked": "echo 1; echo 2", "answered": "1\n2\n(exit code 0)"}]
    assert [one["kind"] for one in check["events"]] == ["override"]


def test_text_can_go_to_a_file(graded, capsys, tmp_path):
    shown(graded, capsys, "explain", "s1", "ex01", "-o", str(tmp_path / "text"))
    assert "greets" in (tmp_path / "text").read_text(encoding="utf-8")


def test_where_nothing_was_seen_there_is_nothing_to_explain(graded, capsys):
    text = shown(graded, capsys, "explain", "s2", "ex01", code=2)
    assert "s2 has no verdict in ex01" in text
    assert "Connection refused" in text
    assert "ex01 has no check “nope”" in shown(graded, capsys, "explain", "s1", "ex01", "nope", code=2)


def test_without_its_evidence_a_verdict_is_still_explained(class_copy, capsys):
    text = shown(class_copy, capsys, "explain", "s1", "ex01", "greets", "--lang", "en")
    assert "No facts were recorded for this check." in text


@pytest.fixture
def class_copy(tmp_path, new_course):
    folder = ClassFolder(tmp_path, new_course())
    folder.write("student_id,name,host\ns1,Ada,local:\n", THREE)
    folder.grade("--quiet")
    for one in folder.results.rglob("*.gz"):
        one.unlink()
    return folder


def test_an_explanation_shows_the_points_that_count_and_what_lateness_cost(class_copy, capsys):
    keys = json.loads(class_copy.path.read_text())
    late = {"due": {"ex01": "2020-01-01T00:00:00+00:00"}, "late": {"per_day": "10%", "floor": "50%"}}
    class_copy.path.write_text(json.dumps({**keys, **late, "timezone": "Asia/Seoul"}))
    assert do(class_copy, "regrade", "--rescore", *WHY) == 0
    text = shown(class_copy, capsys, "explain", "s1", "ex01", "--lang", "en")
    assert "25/100" in text.splitlines()[1]
    assert "Points: 50 earned, 25 taken off for being" in text
    page = shown(class_copy, capsys, "explain", "s1", "ex01", "--format", "html", "--lang", "en")
    assert "Points: 50 earned, 25 taken off for being" in page


def test_an_explanation_does_not_show_a_score_that_hidden_checks_are_in(graded, capsys):
    assert "/100" not in shown(graded, capsys, "explain", "s1", "ex01").splitlines()[1]
    assert "63.33/100" in shown(graded, capsys, "explain", "s1", "ex01", "--instructor").splitlines()[1]


def test_changes_in_an_explanation_have_the_time_of_the_class(class_copy, capsys):
    keys = json.loads(class_copy.path.read_text())
    class_copy.path.write_text(json.dumps({**keys, "timezone": "Asia/Seoul"}))
    assert do(class_copy, "override", "s1", "ex01", "counts", "--points", "30", *WHY) == 0
    assert " KST · set by hand" in shown(class_copy, capsys, "explain", "s1", "ex01", "counts", "--lang", "en")


def test_a_history_lists_everything_in_order_with_who_and_why(graded, capsys):
    text = shown(graded, capsys, "history", "s1")
    places = [text.index(words) for words in ("grade ", "override ", "regrade ")]
    assert places == sorted(places)
    assert "by prof: seen in the lab" in text
    assert "counts set to 30 points" in text
    assert "by dean: two are enough" in text


def test_a_history_is_in_the_language_that_is_asked_for(graded, capsys):
    text = shown(graded, capsys, "history", "s1", "--lang", "ko")
    for words in ("수동 지정 ", "담당 prof: seen in the lab", "counts: 30점으로 지정", "재채점 "):
        assert words in text
    assert "바뀐 점수 없음" in shown(graded, capsys, "history", "s2", "--lang", "ko")


def test_a_history_for_programs_has_points_before_and_after(graded, capsys):
    found = json.loads(shown(graded, capsys, "history", "s1", "ex01", "--format", "json"))
    assert (found["schema"], found["student"]) == ("grader.history/1", "s1")
    kinds = [(one["kind"], one["points"]["before"], one["points"]["after"]) for one in found["events"]]
    half, more = pytest.approx(50, abs=0.01), pytest.approx(63.33, abs=0.01)
    assert kinds == [("grade", None, half), ("override", half, more), ("regrade", more, more)]
    assert found["events"][1]["checks"][0] == {"id": "counts", "before": pytest.approx(16.67), "after": 30}


def test_a_history_says_what_was_looked_at_and_stayed(graded, capsys):
    text = shown(graded, capsys, "history", "s2")
    assert "not graded" in text
    assert "no score changed" in text
    assert "Connection refused" in text


def test_a_history_of_an_unknown_student_or_without_records_is_refused(graded, capsys):
    assert "There is no student “nobody”" in shown(graded, capsys, "history", "nobody", code=2)
    assert run(["history", str(graded.path)]) == 2


def test_an_explanation_does_not_name_a_hidden_check_that_another_waits_for(tmp_path, tiny, capsys):
    suite = """
    def test_furtive(session): fail("missing", seen=session.run("echo x").out.decode())
    @pytest.mark.needs("furtive")
    def test_open(): pass
    """
    folder = ClassFolder(tmp_path, tiny)
    folder.write("student_id,name,host\ns1,Ada,local:\n", suite)
    write(folder, suite, furtive=HIDDEN)
    assert folder.grade("--quiet") == 0
    for format_ in ("text", "html", "json"):
        told = shown(folder, capsys, "explain", "s1", "ex01", "--format", format_)
        assert "open" in told
        assert "furtive" not in told
    assert "furtive" in shown(folder, capsys, "explain", "s1", "ex01", "open", "--instructor")
    pages = [folder.page("s1"), (folder.results / "junit" / "s1.xml").read_text()]
    assert not any("furtive" in text for text in pages)
