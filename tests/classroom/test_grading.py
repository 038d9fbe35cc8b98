import contextlib
import datetime
import json
import os
import resource
import signal
import sqlite3
import stat
import threading
import time

import pytest

from grader.classroom.filenames import file_name
from grader.records.gradebook import Gradebook
from tests.support.class_folder import ended, nothing_left

DEAD = "ssh://127.0.0.1:9"
SLOW_LAST = "student_id,name,host,good,sleep\ns001,Ada,local:,1,0\ns002,Bo,local:,1,0\ns003,Cy,local:,1,{seconds}\n"


def everyone_has_one_result(class_folder, count):
    found = class_folder.tries()
    assert len(found) == count
    return {tuple(tries).count("graded") for tries in found.values()} == {1}


def test_a_run_killed_in_the_middle_goes_on_where_it_was(class_folder, simulated):
    class_folder.write(40, host="ssh://h{n:04}@simulated", jobs=4, ssh={"config": "ssh_config"})
    class_folder.folder.joinpath("ssh_config").symlink_to(simulated(class_folder, 40))
    process = class_folder.start()
    done = [one["student"] for one in ended(process, 8)]
    process.kill()
    assert nothing_left(class_folder)
    again = class_folder.finish("--resume")
    assert again.returncode == 0, again.stderr
    assert everyone_has_one_result(class_folder, 40)
    assert {len(tries) for tries in class_folder.tries().values()} == {1}
    assert not {json.loads(line).get("student") for line in again.stdout.splitlines()} & set(done)
    assert set(class_folder.scores().values()) == {100}


def test_a_killed_visit_costs_its_own_row_only_and_is_made_up_for(class_folder):
    process = class_folder.write(SLOW_LAST.format(seconds=4)).start()
    ended(process, 2)
    os.kill(class_folder.last_visit(process), signal.SIGKILL)
    assert process.wait(20) == 3
    assert class_folder.tries() == {"s001": ["graded"], "s002": ["graded"], "s003": ["error"]}
    assert class_folder.finish("--resume").returncode == 0
    assert class_folder.tries() == {"s001": ["graded"], "s002": ["graded"], "s003": ["error", "graded"]}


def test_a_killed_fork_server_stops_the_run_which_can_be_gone_on_with(class_folder):
    process = class_folder.write(12, jobs=2).start()
    ended(process, 3)
    os.kill(class_folder.fork_server(process), signal.SIGKILL)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 3
    assert "process that runs the checks has ended unexpectedly" in said
    assert f"To resume, run:\n  grader grade {class_folder.path} --resume" in said
    assert nothing_left(class_folder)
    assert class_folder.finish("--resume").returncode == 0
    assert everyone_has_one_result(class_folder, 12)


def test_a_students_sshd_killed_in_the_middle_is_an_error_until_the_host_is_back(class_folder, sshd):
    suite = "def test_slow(session):\n    session.run('echo begun; sleep 2; echo done')\n"
    server = sshd()
    class_folder.write("student_id,host\ns1,ssh://graded\n", suite, ssh={"config": str(server.config)})
    process = class_folder.start()
    ended(process, 1, "exercise")
    for session in server.sessions():
        os.kill(session, signal.SIGKILL)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 3
    assert "Missing: 1 of 1 result." in said
    assert class_folder.tries() == {"s1": ["error"]}
    assert class_folder.finish("--resume").returncode == 0
    assert class_folder.tries() == {"s1": ["error", "graded"]}


def _small_files(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_stops_the_run_and_what_is_done_is_kept(class_folder):
    class_folder.write(30, jobs=2)
    Gradebook.open(class_folder.results / "gradebook.db").close()
    full = class_folder.finish(
        preexec_fn=_small_files(class_folder.results.joinpath("gradebook.db").stat().st_size + 80_000)
    )
    assert full.returncode == 3
    assert "gradebook.db" in full.stderr
    assert "Check the disk" in full.stderr or "disk is full" in full.stderr
    assert "kept. To resume, run:\n" in full.stderr
    assert nothing_left(class_folder)
    kept = [student for student, tries in class_folder.tries().items() if tries]
    assert 0 < len(kept) < 30
    assert class_folder.finish("--resume").returncode == 0
    assert everyone_has_one_result(class_folder, 30)


def test_evidence_that_cannot_be_written_stops_the_run(class_folder, capsys):
    class_folder.write(2)
    class_folder.results.mkdir()
    class_folder.results.joinpath("evidence").touch()
    assert class_folder.grade() == 3
    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert "continue with --resume" in said
    class_folder.results.joinpath("evidence").unlink()
    assert class_folder.grade("--resume") == 0
    assert everyone_has_one_result(class_folder, 2)


@pytest.fixture
def impatient(monkeypatch):
    """Gradebooks that wait for a lock only shortly."""
    monkeypatch.setitem(Gradebook.open.__func__.__kwdefaults__, "patience", 0.5)


def _lock_after_the_first(path, over):
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as other:
        while not other.execute("SELECT count(*) FROM results").fetchone()[0]:
            time.sleep(0.02)
        other.execute("BEGIN IMMEDIATE")
        over.wait(30)


def test_a_locked_gradebook_stops_the_run_and_what_is_done_is_kept(class_folder, impatient, capsys):
    class_folder.write(SLOW_LAST.format(seconds=2))
    Gradebook.open(class_folder.results / "gradebook.db").close()
    over = threading.Event()
    locking = threading.Thread(target=_lock_after_the_first, args=(class_folder.results / "gradebook.db", over))
    locking.start()
    try:
        assert class_folder.grade() == 3
    finally:
        over.set()
        locking.join()
    said = capsys.readouterr().err
    assert "is locked by another program" in said
    assert "kept. To resume, run:\n" in said
    assert class_folder.grade("--resume") == 0
    assert everyone_has_one_result(class_folder, 3)


def test_ctrl_c_keeps_what_is_done_says_how_to_go_on_and_leaves_no_process(class_folder, within):
    process = class_folder.write(SLOW_LAST.format(seconds=30)).start("--student", "s001", "--student", "s003")
    ended(process, 1)
    with within(3):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert nothing_left(class_folder)
    assert process.returncode == 130
    assert "Interrupted. 1 result is kept." in said
    assert f"To resume, run:\n  grader grade {class_folder.path} --resume --student s001 --student s003" in said
    assert class_folder.tries() == {"s001": ["graded"], "s003": []}


def test_ctrl_c_ends_a_check_that_does_not_listen(class_folder, within):
    suite = "import signal\ndef test_deaf():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    while True: pass\n"
    process = class_folder.write("student_id,host\ns1,local:\n", suite).start()
    ended(process, 1, "exercise")
    with within(3):
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert nothing_left(class_folder)
    assert process.returncode == 130


def test_an_unreachable_host_is_a_row_with_sshs_own_words_tried_again_at_the_end(class_folder):
    class_folder.write(f"student_id,host\ns1,{DEAD}\ns2,local:\n", "def test_a():\n    pass\n", retries=1, jobs=1)
    done = class_folder.finish()
    said = [json.loads(line) for line in done.stdout.splitlines()]
    rows = [(one["event"], one["student"]) for one in said if one["event"] in {"retry", "ended"}]
    assert rows == [("retry", "s1"), ("ended", "s2"), ("ended", "s1")]
    assert "Connection refused" in said[-2]["cause"]
    assert done.returncode == 3
    assert class_folder.scores() == {"s1": None, "s2": 100}
    assert "Connection refused" in class_folder.results.joinpath("reports/class.html").read_text()


def test_a_slow_student_does_not_delay_the_others_rows(class_folder):
    slow = "student_id,host,good,sleep\ns000,local:,1,6\n" + "".join(f"s{n:03},local:,1,0\n" for n in range(1, 7))
    process = class_folder.write(slow, jobs=2).start()
    others = ended(process, 6)
    assert [one["student"] for one in others] == [f"s{n:03}" for n in range(1, 7)]
    assert ended(process, 1)[0]["student"] == "s000"
    assert process.wait(20) == 0


def test_an_error_never_replaces_a_grade(class_folder):
    class_folder.write(2)
    assert class_folder.grade("--quiet") == 0
    class_folder.write(2, host=DEAD)
    assert class_folder.grade("--quiet") == 3
    assert class_folder.scores() == {"s001": 100, "s002": 100}
    with class_folder.book() as book:
        assert book.standing("s001", "ex01").record.score.final == 100
        assert [one.status for one in book.history("s001")] == ["graded", "error"]


@pytest.mark.parametrize(("counts", "points"), [("best", 100), ("latest", 0), ("first", 0)])
def test_the_class_says_which_attempt_counts(class_folder, counts, points):
    for good in (0, 1, 0):
        class_folder.write(f"student_id,host,good,sleep\ns1,local:,{good},0\n", counts=counts)
        assert class_folder.grade("--quiet") == 0
    assert class_folder.scores() == {"s1": points}


def test_late_work_costs_what_the_policy_says_except_for_who_got_more_time(class_folder):
    due = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=30)).isoformat()
    late = {"due": {"ex01": due}, "late": {"per_day": "10%"}}
    class_folder.write("student_id,host,extension\ns1,local:,\ns2,local:,2d\n", "def test_a():\n    pass\n", **late)
    assert class_folder.grade("--quiet") == 0
    assert class_folder.scores() == {"s1": 80, "s2": 100}
    page = class_folder.results.joinpath("reports/students/s1.html").read_text()
    assert "80" in page
    assert "late" in page.lower()
    with class_folder.book() as book:
        assert [book.standing(one, "ex01").record.score.final for one in ("s1", "s2")] == [80, 100]


def test_evidence_is_for_its_owner_only(class_folder):
    assert class_folder.write(1).grade("--quiet") == 0
    [file] = class_folder.results.rglob("ex01.gz")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.parent.name == "s001"
    assert stat.S_IMODE(class_folder.results.stat().st_mode) == 0o700


def test_a_students_own_parameters_reach_the_checks(class_folder):
    class_folder.write("student_id,host,good,sleep\ns1,local:,1,0\ns2,local:,0,0\n")
    assert class_folder.grade("--quiet") == 0
    assert class_folder.scores() == {"s1": 100, "s2": 0}


def test_every_wrong_cell_of_the_roster_is_reported_before_anyone_is_graded(class_folder, capsys):
    class_folder.write("student_id,host,good,sleep\ns1,local:,x,0\ns2,local:,1,0\ns3,local:,1,long\n")
    assert class_folder.grade("--quiet") == 2
    said = capsys.readouterr().err
    assert "roster.csv, line 2, good: “x” is not a number" in said
    assert "roster.csv, line 4, sleep: “long” is not a number" in said
    assert "line 3" not in said
    assert not class_folder.results.exists()


def test_a_column_that_does_not_exist_is_reported_once(class_folder, capsys):
    params = {"ex01": {"good": "{column:god}"}}
    class_folder.write("student_id,host,good,sleep\ns1,local:,1,0\ns2,local:,1,0\n", params=params)
    assert class_folder.grade("--quiet") == 2
    assert capsys.readouterr().err.count("class.yml, line 1, params.ex01.good: the roster has no column “god”") == 1


def test_results_go_where_they_are_wished_whatever_that_place_is_called(class_folder, tmp_path, capsys):
    place = tmp_path / "odd ?#% name"
    assert class_folder.write(1, host=DEAD).grade("-o", place) == 3
    assert sorted(one.name for one in place.iterdir() if "-" not in one.name) == ["gradebook.db", "junit", "reports"]
    assert f"--resume --output '{place}'" in capsys.readouterr().err


def test_a_gradebook_may_be_named_in_the_class_file(class_folder):
    assert class_folder.write(1, gradebook="grades.db").grade("--quiet") == 0
    assert class_folder.folder.joinpath("grades.db").exists()


def test_exercises_come_from_a_folder_of_evidence(class_folder):
    class_folder.write(1).grade("--quiet")
    [recorded] = class_folder.results.glob("evidence/*/s001")
    class_folder.write(f"student_id,host\ns001,evidence:{recorded.relative_to(class_folder.folder)}\n")
    assert class_folder.grade("--quiet") == 0
    assert [len(tries) for tries in _all_tries(class_folder).values()] == [2]


def _all_tries(class_folder):
    with class_folder.book() as book:
        return {student: book.history(student) for student in book.last_run().students}


@pytest.mark.parametrize("name", ["../../etc", "..", "a/b", "", "\0", "x" * 300, "가" * 100, "\ud800", "a b", "-rf"])
def test_the_file_of_a_hostile_id_stays_in_its_folder(name, tmp_path):
    found = file_name(name)
    (tmp_path / f"{found}.html").touch()
    assert [one.name for one in tmp_path.iterdir()] == [f"{found}.html"]
    assert found not in {"", ".", ".."}
    assert not found.startswith("-")


def test_files_are_named_by_ids_that_are_harmless_and_no_two_alike():
    assert [file_name(one) for one in ("s01", "anna@school.example", "학생-1")] == [
        "s01",
        "anna@school.example",
        "학생-1",
    ]
    assert file_name("a/b") != file_name("a\\b")
