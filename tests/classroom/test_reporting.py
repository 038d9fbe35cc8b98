import json
from urllib.parse import unquote

import pytest

from grader.classroom.class_reader import read_class
from grader.classroom.reporting import Reporter, unreachable
from tests.support.class_folder import ClassFolder
from tests.support.pages import find, said
from tests.support.pages import page as document

DEAD = "ssh://127.0.0.1:9"
ROSTER = """student_id,name,host,good,sleep
anna@school.example,Ada,local:,{good},0
학생-2,이름,{host},1,0
new,Cy,{dead},1,0
"""


@pytest.fixture(scope="module")
def twice(tmp_path_factory, new_course):
    """A class that was graded twice: the first does worse the second time, the second's host is gone by then."""
    folder = ClassFolder(tmp_path_factory.mktemp("class"), new_course())
    for good, host in ((1, "local:"), (0, DEAD)):
        folder.write(ROSTER.format(good=good, host=host, dead=DEAD), counts="latest")
        assert folder.grade("--quiet") == 3
    report = json.loads((folder.results / "reports" / "class.json").read_text())
    return folder, report, {row["student"]: row for row in report["rows"]}


def test_what_counts_may_be_of_an_earlier_run(twice):
    folder, _, _ = twice
    assert folder.scores() == {"anna@school.example": 0, "학생-2": 100, "new": None}


def test_a_report_compares_with_the_run_before(twice):
    _, report, _ = twice
    assert {one["student"] for one in report["previous"]["results"]} == {"anna@school.example", "학생-2", "new"}
    assert report["previous"]["run"] != report["run"]


def test_the_links_of_the_class_page_lead_to_the_students_pages(twice):
    folder, _, rows = twice
    for page in [row["page"] for row in rows.values()]:
        file, _, place = unquote(page).partition("#")
        own = document(folder.results.joinpath("reports", file).read_text())
        assert [link.get("href") for link in find(own.get_element_by_id(place), "a")] == ["../class.html"]
        assert f'href="{page}"' in folder.results.joinpath("reports/class.html").read_text()


def test_a_student_whose_host_was_never_reached_is_reported_in_sshs_own_words(twice):
    folder, _, rows = twice
    assert "Connection refused" in rows["new"]["unreachable"]
    assert "Connection refused" in folder.results.joinpath("reports/students/new.html").read_text()


def test_a_report_with_gaps_says_how_to_fill_them(twice):
    folder, report, _ = twice
    assert report["resume"] == f"grader grade {folder.path} --resume"


def test_gaps_that_were_filled_by_several_runs_are_none(class_folder, capsys):
    def written(*hosts):
        rows = "".join(f"s{n},{host},1,0\n" for n, host in enumerate(hosts, 1))
        class_folder.write(f"student_id,host,good,sleep\n{rows}")

    def report():
        found = json.loads((class_folder.results / "reports" / "class.json").read_text())
        return found["resume"], [row["student"] for row in found["rows"] if row["unreachable"]]

    written("local:", DEAD, DEAD)
    assert class_folder.grade("--quiet") == 3
    written("local:", "local:", DEAD)
    assert class_folder.grade("--quiet", "--student", "s2") == 0
    assert class_folder.grade("--quiet", "--resume") == 3
    assert report() == (f"grader grade {class_folder.path} --resume", ["s3"])
    written("local:", "local:", "local:")
    assert class_folder.grade("--quiet", "--resume") == 0
    assert report() == (None, [])


def test_a_student_is_unreachable_if_the_run_saw_nothing_at_all(twice):
    folder, _, _ = twice
    with folder.book() as book:
        rows = book.run_rows(book.last_run())
        assert set(unreachable(rows)) == {"학생-2", "new"}
        [seen] = [row for row in rows if row.verdicts]
        assert set(unreachable([*rows, seen])) == {"학생-2", "new"}


def test_lost_or_damaged_evidence_spoils_no_report(twice):
    folder, _, _ = twice
    first, *others = sorted(folder.results.rglob("ex01.gz"))
    first.write_bytes(b"\x1f\x8bdamaged")
    for other in others:
        other.unlink()
    _write(folder, folder.tiny.course)
    assert folder.scores()["학생-2"] == 100


def test_records_of_an_exercise_that_the_course_no_longer_has_are_left_out(twice, new_course):
    folder, _, _ = twice
    other = new_course()
    (other.root / "rubrics").mkdir(exist_ok=True)
    with folder.book() as book:
        assert book.counting("best", class_name=book.last_run().class_name)
    other.write("def test_a():\n    pass\n")
    other.folder.rename(other.root / "exercises" / "ex02_tiny")
    keys = json.loads((other.root / "exercises/ex02_tiny/exercise.yml").read_text())
    (other.root / "exercises/ex02_tiny/test_ex01.py").rename(other.root / "exercises/ex02_tiny/test_ex02.py")
    other.save("exercises/ex02_tiny/exercise.yml", **{**keys, "id": "ex02"})
    other.save("rubrics/ex02.yml", **{**json.loads((other.root / "rubrics/ex01.yml").read_text()), "exercise": "ex02"})
    _write(folder, other.course)
    assert folder.scores() == {"anna@school.example": None, "학생-2": None, "new": None}


def test_the_class_report_has_all_checks_and_the_scores_of_the_gradebook_on_time_and_late(hiding):
    assert hiding.scores() == {"late": 80, "ontime": 70, "longer": 100}
    lines = (hiding.results / "reports/class.csv").read_text().splitlines()
    assert [line.split(",")[4:7] for line in lines[1:]] == [[f"{n}.00"] * 2 + ["100.00"] for n in (80, 70, 100)]
    report = json.loads((hiding.results / "reports/class.json").read_text())
    shown = {row["student"]: row["attempts"][0] for row in report["rows"]}
    assert {key: one["result"]["score"] for key, one in shown.items()} == {"late": 100, "ontime": 70, "longer": 100}
    assert shown["late"]["late"] == {"days": 2, "kept": 80, "before": 100, "after": 80}
    assert [one["id"] for one in shown["late"]["result"]["checks"]] == ["open", "later", "never"]
    assert "later" in (hiding.results / "reports/checks.csv").read_text().splitlines()[0]


def test_after_due_checks_open_for_a_student_once_their_own_due_time_is_over(hiding):
    shown = {
        name: [said(title) for title in find(document(hiding.page(name)), ".short .name, .check h3")]
        for name in ("late", "ontime", "longer")
    }
    assert [name for name, titles in shown.items() if "later" in titles] == ["late"]
    assert not any("never" in titles for titles in shown.values())


def test_a_students_page_says_what_the_total_is_of_and_what_counts(hiding):
    late, longer = (said(document(hiding.page(name)).find("body")) for name in ("late", "longer"))
    assert "80 / 100 points" in late
    assert "Points: 100 earned, 20 taken off for being 2 days late (80 % kept)." in late
    assert "1 check is not shown here; this score includes its 30/30 points." in late
    assert "Work done" in late
    assert "40 / 40 points" in longer
    assert "2 hidden checks are graded later and are not included in this score." in longer


def test_a_students_junit_leaves_hidden_checks_out_and_tells_of_being_late(hiding):
    text = (hiding.results / "junit/late.xml").read_text()
    assert 'name="ex01.late"' in text
    assert "ex01.never" not in text
    assert "ex01.late" not in (hiding.results / "junit/ontime.xml").read_text()


def test_the_class_page_has_groups_and_exercises_that_nobody_was_graded_in_yet(class_of_two):
    report = json.loads((class_of_two.results / "reports/class.json").read_text())
    assert [(one["id"], one["max_score"]) for one in report["exercises"]] == [("ex01", 100)]
    assert [one["group"] for one in report["exercises"][0]["checks"]] == ["both", "both"]


@pytest.fixture
def class_of_two(tmp_path, tiny):
    folder = ClassFolder(tmp_path, tiny)
    folder.write(f"student_id,host\ns1,{DEAD}\n", "def test_a():\n    pass\ndef test_b():\n    pass\n")
    rubric = json.loads((tiny.root / "rubrics/ex01.yml").read_text())
    tiny.save("rubrics/ex01.yml", **rubric, groups={"both": {"checks": ["a", "b"], "award": "all-or-nothing"}})
    assert folder.grade("--quiet") == 3
    return folder


def test_the_reports_of_a_korean_class_say_why_a_host_is_unreachable_in_korean(class_of_two):
    assert class_of_two.grade("--quiet", "--lang", "ko") == 3
    said = "접속을 거부했습니다"
    assert said in class_of_two.page("s1")
    assert said in (class_of_two.results / "reports/class.html").read_text()
    assert "Check that sshd" not in class_of_two.page("s1")


def test_the_cause_of_a_failed_attempt_is_not_a_failure_of_each_check(class_of_two):
    page = (class_of_two.results / "reports/class.html").read_text()
    assert "Connection refused" in page
    assert "Could not tell" not in page
    assert "unknown cause" not in page
    assert "unknown cause" not in class_of_two.page("s1")


def _write(folder, course):
    with folder.book() as book:
        reporter = Reporter(read_class(folder.path), course, "ko", folder.results / "reports", "grader grade")
        assert reporter.write(book, book.last_run()).page.is_file()
