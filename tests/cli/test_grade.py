import json
import re
import stat
from urllib.parse import unquote

import pytest

from grader.cli.main import run
from tests.support.class_folder import ClassFolder

DEAD = "ssh://127.0.0.1:9"
SUITE = "def test_a():\n    pass\n"


@pytest.fixture
def class_folder(tmp_path, tiny):
    folder = ClassFolder(tmp_path, tiny)
    yield folder
    folder.end()


@pytest.fixture(scope="module")
def graded(tmp_path_factory, new_course):
    """A class of which one student has everything, one nothing, and one cannot be reached; graded once."""
    folder = ClassFolder(tmp_path_factory.mktemp("class"), new_course())
    folder.write(f"student_id,name,host,good,sleep\ns1,Ada,local:,1,0\ns@2,Bo <b>,local:,0,0\ns3,Cy,{DEAD},1,0\n")
    return folder, folder.finish()


def test_what_came_out_is_there_for_people_and_machines(graded):
    folder, _ = graded
    found = {str(one.relative_to(folder.results)) for one in folder.results.rglob("*") if one.is_file()}
    assert found >= {
        *("gradebook.db", "reports/class.html", "reports/class.csv", "reports/checks.csv", "reports/class.json"),
        *("reports/students/s1.html", "reports/students/s@2.html", "junit/s1.xml", "junit/s@2.xml"),
    }


def test_a_run_with_an_unreachable_host_ends_with_3_and_says_how_to_try_again(graded):
    folder, done = graded
    assert done.returncode == 3
    assert f"Missing: 1 of 3 results. To try again, run:\n  grader grade {folder.path} --resume" in done.stderr


def test_results_elsewhere_and_the_language_are_part_of_the_command_that_tries_again(class_folder, capsys):
    class_folder.write(f"student_id,host\ns1,{DEAD}\n", SUITE)
    place = class_folder.folder / "re sults"
    words = ["--results", place, "--lang", "ko", "--jobs", "2", "--retries", "0"]
    assert class_folder.grade(*words, "--quiet") == 3
    kept = f"grader grade {class_folder.path} --resume --output '{place}' --jobs 2 --retries 0 --lang ko"
    assert f"다시 시도하려면 다음을 실행하세요:\n  {kept} --quiet\n" in capsys.readouterr().err
    assert json.loads((place / "reports" / "class.json").read_text())["resume"] == kept
    assert run(["report", str(class_folder.path), "--results", str(place), "--lang", "ko"]) == 0
    written = json.loads((place / "reports" / "class.json").read_text())["resume"]
    assert written == f"grader grade {class_folder.path} --resume --output '{place}' --lang ko"
    assert not class_folder.results.exists()


def test_a_check_of_the_hosts_speaks_the_readers_language(class_folder, capsys):
    class_folder.write(f"student_id,host\ns1,{DEAD}\n", SUITE)
    assert class_folder.grade("--check", "--lang", "ko") == 3
    out = capsys.readouterr().out
    assert "sshd가 실행 중인지, 포트가 맞는지 확인하세요" in out
    assert "학생 1명, 실습 1개, 문제 " in out


def test_the_last_json_line_names_the_report_and_the_exit_code(graded):
    folder, done = graded
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said[-1] == {"event": "finished", "page": f"{folder.results}/reports/class.html", "exit_code": 3}


def test_a_class_in_which_everything_passed_ends_with_0_and_names_its_page(class_folder, capsys):
    assert class_folder.write("student_id,host\ns1,local:\n", SUITE).grade("--progress", "plain") == 0
    out, err = capsys.readouterr()
    assert out == f"{class_folder.results}/reports/class.html\n"
    assert err.startswith("[1/1] s1  ")
    assert class_folder.grade("--resume") == 0


def test_a_class_in_which_something_failed_ends_with_0_because_everybody_has_a_result(class_folder, capsys):
    class_folder.write("student_id,host\ns1,local:\n", "def test_a():\n    assert False\n")
    assert class_folder.grade("--progress", "plain") == 0


HALF = "def test_a():\n    pass\ndef test_b(host):\n    assert host.run('echo b').rc, 'b is wrong'\n"


def test_a_limit_makes_the_exit_code_1_if_a_student_is_below_it(class_folder, capsys):
    class_folder.write("student_id,host\ns1,local:\n", HALF)
    assert class_folder.grade("--quiet", "--fail-under", "50") == 0
    assert capsys.readouterr() == ("", "")
    assert class_folder.grade("--quiet", "--fail-under", "50.5") == 1
    assert capsys.readouterr() == ("", "Below 50.5 %: s1\n")


def test_a_missing_result_is_3_whatever_the_limit(class_folder, capsys):
    class_folder.write(f"student_id,host\ns1,local:\ns2,{DEAD}\n", HALF)
    assert class_folder.grade("--fail-under", "60") == 3
    said = capsys.readouterr().err
    assert "Below 60 %: s1\n" in said
    assert "--fail-under 60" in said.partition("To try again")[2]


def test_a_run_ends_with_a_summary(class_folder, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    class_folder.write(f"student_id,name,host\ns1,Ada,local:\ns2,Bo,local:\ns3,Cy,{DEAD}\n", HALF)
    class_folder.grade("--lang", "en")
    out, err = capsys.readouterr()
    summary = err[err.index("\n2 of 3") :]
    first = "2 of 3 students graded · mean 50 % · 0 with full marks · 0 late"
    assert summary.splitlines()[1:3] == [first, "Unreachable: Cy (s3)"]
    assert "Common problems:\n  2 × ex01  " in summary
    assert all(len(line) <= 80 for line in summary.partition("Missing:")[0].splitlines())
    assert out == f"{class_folder.results}/reports/class.html\n"


def test_the_summary_speaks_the_language_of_the_reports(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\n", SUITE)
    class_folder.grade("--lang", "ko")
    assert "\n학생 1명 중 1명 채점 · 평균 100 % · 만점 1명 · 지각 제출 0명\n" in capsys.readouterr().err


def test_the_summary_is_about_those_asked_for(class_folder, capsys):
    class_folder.write(f"student_id,host\ns1,local:\ns2,{DEAD}\n", SUITE)
    assert class_folder.grade("--student", "s1", "--lang", "en") == 0
    said = capsys.readouterr().err
    assert "1 of 1 student graded · mean 100 % · 1 with full marks" in said
    assert "s2" not in said


def test_quiet_says_nothing_but_problems(class_folder, capsys):
    assert class_folder.write("student_id,host\ns1,local:\n", SUITE).grade("--quiet") == 0
    assert capsys.readouterr() == ("", "")
    assert class_folder.write(f"student_id,host\ns1,{DEAD}\n", SUITE).grade("--quiet") == 3
    assert "Connection refused" in capsys.readouterr().err


def test_only_the_students_asked_for_are_graded_and_the_report_is_of_the_whole_class(class_folder, capsys):
    class_folder.write("student_id,name,host\ns1,Ada,local:\ns2,Bo,local:\n", SUITE)
    assert class_folder.grade("--student", "s2") == 0
    assert class_folder.scores() == {"s1": None, "s2": 100}
    with class_folder.book() as book:
        assert book.last_run().students == ("s2",)


def test_other_students_errors_do_not_trouble_who_was_asked_for(class_folder, capsys):
    class_folder.write(f"student_id,host\ns1,local:\ns2,{DEAD}\n", SUITE)
    assert class_folder.grade() == 3
    assert class_folder.grade("--resume", "--student", "s1") == 0


def test_only_the_exercise_asked_for_is_graded(class_folder, capsys):
    class_folder.write("student_id,host\ns1,evidence:none\n", course=None, params={})
    assert class_folder.grade("--exercise", "ex05", "--exercise", "ex05") == 3
    with class_folder.book() as book:
        assert book.last_run().exercises == ("ex05",)


@pytest.mark.parametrize("words", [["--student", "nobody"], ["--exercise", "ex77"], ["--jobs", "0"]])
def test_what_is_not_there_is_wrong_use_and_leaves_no_results(class_folder, words, capsys):
    assert class_folder.write("student_id,host\ns1,local:\n", SUITE).grade(*words) == 2
    assert not class_folder.results.exists()


def test_reports_that_cannot_be_written_are_told_and_made_up_for_without_grading_again(class_folder, capsys):
    class_folder.write("student_id,host\ns1,local:\n", SUITE)
    class_folder.results.mkdir()
    class_folder.results.joinpath("reports").touch()
    assert class_folder.grade() == 3
    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert f"All grades are kept. Free some space there, then run: grader grade {class_folder.path} --resume" in said
    class_folder.results.joinpath("reports").unlink()
    assert class_folder.grade("--resume") == 0
    assert class_folder.tries() == {"s1": ["graded"]}
    assert class_folder.scores() == {"s1": 100}


def test_results_that_cannot_be_anywhere_are_told(class_folder, capsys):
    class_folder.write("student_id,host\ns1,local:\n", SUITE)
    class_folder.results.touch()
    assert class_folder.grade() == 3
    assert "cannot be created" in capsys.readouterr().err


def test_results_are_for_their_owner_only(class_folder):
    class_folder.write("student_id,host\ns1,local:\n", SUITE, gradebook="grades.db").grade("--quiet")
    assert stat.S_IMODE(class_folder.results.stat().st_mode) == 0o700


def test_more_tries_and_fewer_hosts_at_a_time_may_be_wished(class_folder):
    done = class_folder.write(f"student_id,host\ns1,{DEAD}\n", SUITE).finish("--retries", "2", "--jobs", "1")
    assert done.stdout.count('"event": "retry"') == 2


def test_notes_about_the_roster_are_told(class_folder, capsys):
    class_folder.write("student_id,host\ns1,local:\ns2,local:\n", SUITE).grade("--quiet")
    assert "note: the host local: is on lines 2, 3" in capsys.readouterr().err


def test_resume_of_a_class_that_is_done_grades_nobody_and_writes_the_reports(class_folder, capsys):
    class_folder.write("student_id,host\ns1,local:\ns2,local:\n", SUITE)
    assert class_folder.grade("--quiet") == 0
    (class_folder.results / "reports/class.html").unlink()
    capsys.readouterr()
    assert class_folder.grade("--resume") == 0
    assert "Nothing is left to grade" in capsys.readouterr().err
    assert (class_folder.results / "reports/class.html").is_file()
    assert class_folder.tries() == {"s1": ["graded"], "s2": ["graded"]}


def test_resume_after_a_run_for_one_student_fills_the_gaps_of_the_run_before(class_folder, capsys):
    roster = "student_id,host\ns1,local:\ns2,{}\n"
    class_folder.write(roster.format(DEAD), SUITE)
    assert class_folder.grade("--quiet") == 3
    assert class_folder.grade("--quiet", "--student", "s1") == 0
    assert class_folder.grade("--resume") == 3
    assert "Missing: 1 of 2 results." in capsys.readouterr().err
    class_folder.write(roster.format("local:"), SUITE)
    assert class_folder.grade("--resume") == 0
    with class_folder.book() as book:
        assert [one.status for one in book.history("s1")] == ["graded", "graded"]
        assert [one.status for one in book.history("s2")] == ["error", "error", "graded"]
        assert len({one.run for one in book.history("s2")}) == 1


def test_an_exercise_that_the_class_does_not_have_is_wrong_use_before_any_visit(class_folder, capsys):
    class_folder.write("student_id,host\ns1,evidence:none\n", course=None, params={}, exercises=["ex01", "ex05"])
    assert class_folder.grade("--exercise", "ex04") == 2
    said = capsys.readouterr().err
    assert "ex04 is not an exercise of this class" in said
    assert "ex01, ex05" in said
    assert not class_folder.results.exists()


def test_ids_with_a_slash_or_a_space_have_files_of_their_own(class_folder, capsys):
    class_folder.write("student_id,name,host\n2026/17,Ada,local:\nB 1,Bo,local:\nB-1,Cy,local:\n", SUITE)
    assert class_folder.grade("--progress", "plain") == 0
    for kind in ("reports/students/*.html", "junit/*.xml", "evidence/*/*"):
        assert len(list(class_folder.results.glob(kind))) == 3
    text = (class_folder.results / "reports" / "class.csv").read_text()
    assert [line.partition(",")[0] for line in text.splitlines()[1:]] == ["2026/17", "B 1", "B-1"]
    page = (class_folder.results / "reports" / "class.html").read_text()
    links = re.findall(r'href="(students/[^"#]+)', page)
    assert len(set(links)) == 3
    assert all((class_folder.results / "reports" / unquote(link.partition("#")[0])).is_file() for link in links)
    capsys.readouterr()
    assert class_folder.grade("--student", "2026/17", "--progress", "plain") == 0
    assert "\n[1/1] 2026/17  Ada  " in capsys.readouterr().err


def test_a_broken_rubric_hides_its_own_exercise_only(class_folder, capsys):
    class_folder.write("student_id,host\ns1,local:\n", SUITE)
    class_folder.tiny.second('def test_b():\n    """B"""\n')
    (class_folder.tiny.root / "rubrics" / "ex02.yml").write_text("exercise: ex02\nchecks: 1\n")
    assert class_folder.grade("--lang", "en", "--quiet") == 3
    said = capsys.readouterr().err
    assert "ex02 is left out.\n" in said
    assert "rubrics/ex02.yml, line 2, checks: " in said
    report = json.loads((class_folder.results / "reports" / "class.json").read_text())
    assert [one["id"] for one in report["exercises"]] == ["ex01"]
