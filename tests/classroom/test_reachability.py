import getpass
import threading
import time

import pytest

from grader.classroom.reachability import reach_all
from grader.classroom.student import Student
from grader.hosts.address import HostOptions

SUITE = "def test_a():\n    pass\n"
BUILT_IN = {"course": None, "params": {}, "exercises": ["ex05"]}


@pytest.fixture
def own_engine(engine, monkeypatch):
    """An Engine for `local:`."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({})}")


def test_a_check_distinguishes_good_hosts_from_bad_ones_and_grades_nothing(class_folder, own_engine, capsys):
    class_folder.write("student_id,host\ns1,local:\ns2,ssh://127.0.0.1:9\ns3,evidence:gone\n", SUITE)
    assert class_folder.grade("--check") == 3
    said = capsys.readouterr().out
    assert f"✓ s1  local:  {getpass.getuser()} API" in said
    assert "✗ s2  ssh://127.0.0.1:9  ssh://127.0.0.1:9 refused the connection." in said
    assert "There is no such evidence" in said
    assert "3 students, 1 exercise, " in said
    assert not class_folder.results.exists()


def test_a_check_of_good_hosts_ends_with_0(class_folder, own_engine):
    class_folder.write("student_id,host\ns1,local:\n", **BUILT_IN)
    assert class_folder.grade("--check") == 0


def test_a_check_of_one_student_leaves_the_others_alone(class_folder, own_engine):
    class_folder.write("student_id,host\ns1,local:\ns2,ssh://127.0.0.1:9\n", **BUILT_IN)
    assert class_folder.grade("--check", "--student", "s1") == 0


def test_a_host_without_an_engine_is_a_problem(class_folder, monkeypatch, capsys):
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    assert class_folder.write("student_id,host\ns1,local:\n", SUITE).grade("--check") == 3
    assert "No Docker Engine answers" in capsys.readouterr().out


def test_an_account_that_is_not_there_is_a_problem(class_folder, own_engine, capsys):
    assert class_folder.write("student_id,host\ns1,local:\n", SUITE, account="no-such-account").grade("--check") == 3
    assert "There is no account no-such-account on local:" in capsys.readouterr().out


def test_a_check_finds_what_is_wrong_in_the_course(class_folder, own_engine, capsys):
    class_folder.write("student_id,host\ns1,local:\n", SUITE)
    class_folder.tiny.save(
        "rubrics/ex01.yml", exercise="ex01", checks={"other": {"points": 100, "title": {}, "hint": {}}}
    )
    assert class_folder.grade("--check") in {2, 3}
    assert "other" in "".join(capsys.readouterr())


def test_a_check_finds_parameters_that_cannot_be_determined(class_folder, capsys):
    class_folder.write("student_id,host\ns1,local:\n", SUITE, params={"ex01": {"good": "{column:nowhere}"}})
    assert class_folder.grade("--check") == 2
    assert "nowhere" in capsys.readouterr().err


def test_whoever_stops_asking_waits_for_no_host(serving, within):
    port = serving(lambda connection: connection.recv(1) and time.sleep(60), tcp=True)
    students = [Student("s0", "evidence:/"), *(Student(f"s{n}", f"ssh://127.0.0.1:{port}") for n in range(1, 20))]
    before = threading.active_count()
    probes = reach_all(students, HostOptions(connect_seconds=1), at_once=4)
    with within(2):
        next(probes)
        probes.close()
    assert threading.active_count() == before
