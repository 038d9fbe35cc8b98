"""Excerpts of evidence: what the check looked at."""

import json
import re

import pytest

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.checks.reads import Read
from grader.checks.verdict import Verdict
from grader.course.pack import Course
from grader.demo.sample import evidence, sample_class
from grader.evidence.facts import Fact, kept
from grader.evidence.file import Evidence
from grader.grading.excerpts import LONGEST_LINE, MOST_EXCERPTS, MOST_LINES, excerpts

OS3 = {"Id": "1" * 64, "State": {"Running": True}, "Mounts": [{"Type": "volume"}], "Args": [], "Cmd": ["a", "b"]}


def fact(question, answer=b"", **more):
    if question.startswith(("GET", "POST", "HEAD", "DELETE")):
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return Fact(at=1, seconds=0, request=question, body=kept(body), **{"status": 200, **more})
    return Fact(at=1, seconds=0, command=question, out=kept(answer), **{"rc": 0, **more})


def shown(*facts, reads=(), language="en"):
    verdict = Verdict(check="a", status="failed", facts=tuple(range(len(facts))), reads=reads)
    return [(one.asked, one.answered) for one in excerpts(verdict, Evidence(facts=list(facts)), language)]


def test_the_fields_that_were_read_are_shown():
    paths = ("Mounts[0].Type", "Mounts[0].RW", "State", "Mounts", "Args", "Cmd", "not a path!")
    [(asked, answered)] = shown(fact("GET /v1.41/containers/os3/json", OS3), reads=(Read(0, paths),))
    assert asked == "docker inspect os3"
    assert answered.splitlines() == [
        'Mounts[0].Type = "volume"',
        "Mounts[0].RW = (not there)",
        'State = {"Running": true}',
        "Mounts = [{…}]",
        "Args = []",
        'Cmd = ["a", "b"]',
    ]


def test_a_long_list_is_shown_value_by_value():
    env = {"Config": {"Env": [f"WORDPRESS_DB_{n}={n}{n}" for n in range(4)]}}
    [(_, answered)] = shown(fact("GET /v1.41/containers/a/json", env), reads=(Read(0, ("Config.Env",)),))
    assert answered.splitlines()[3] == 'Config.Env[3] = "WORDPRESS_DB_3=33"'


def test_ids_are_short_and_left_out_beside_other_fields():
    request = fact("GET /v1.41/containers/os3/json", OS3)
    assert shown(request, reads=(Read(0, ("Id",)),))[0][1] == 'Id = "111111111111…"'
    assert shown(request, reads=(Read(0, ("Id", "Args")),))[0][1] == "Args = []"


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["(it exists)", "(entries: 2)"]), ("ko", ["(있음)", "(항목 2개)"])]
)
def test_an_answer_that_only_had_to_be_there_is_shown_as_such(language, words):
    facts = fact("GET /v1.41/containers/os3/json", OS3), fact("GET /v1.41/images/json", [{}, {}])
    assert [answered for _, answered in shown(*facts, reads=(Read(0, ()), Read(1, ())), language=language)] == words


def test_what_the_engine_refused_is_shown():
    found = shown(fact("GET /v1.41/containers/os3/json", {"message": "No such container: os3"}, status=404))
    assert found == [("docker inspect os3", "404 No such container: os3")]


def test_of_older_verdicts_the_beginning_is_shown():
    [(_, answered)] = shown(fact("GET /v1.41/containers/os3/json", {f"k{n}": n for n in range(50)}))
    assert answered.splitlines()[:2] == ["{", ' "k0": 0,']
    assert answered.splitlines()[-1] == "… 41 more lines"
    assert len(answered.splitlines()) == MOST_LINES


def test_a_long_output_keeps_its_exit_code():
    [(_, answered)] = shown(fact("cat x", b"line\n" * 45, rc=3))
    assert answered.splitlines()[-2:] == ["… 35 more lines", "(exit code 3)"]
    assert len(answered.splitlines()) == MOST_LINES


def test_a_long_line_is_cut():
    [(_, answered)] = shown(fact("cat x", b"x" * 10_000))
    assert max(map(len, answered.splitlines())) == LONGEST_LINE


def test_a_name_is_not_cut_in_two():
    [(_, answered)] = shown(fact("cat x", b"x" * (LONGEST_LINE - 10) + b" ada.beispiel@school.example"))
    assert answered.splitlines()[0] == "x" * (LONGEST_LINE - 10) + "…"


def test_of_a_question_asked_again_the_last_answer_is_shown():
    assert shown(fact("ls", b"a"), fact("pwd", b"/"), fact("ls", b"b")) == [
        ("pwd", "/\n(exit code 0)"),
        ("ls", "b\n(exit code 0)"),
    ]


def test_the_last_questions_are_shown():
    asked = [question for question, _ in shown(*(fact(f"ls {n}") for n in range(20)))]
    assert asked == [f"ls {n}" for n in range(20 - MOST_EXCERPTS, 20)]


def test_a_program_in_a_container_is_one_question():
    found = shown(
        fact("POST /v1.41/containers/os3/exec", {"Id": "e1"}, sent='{"Cmd": ["ls", "/tmp"]}', status=201),
        fact("POST /v1.41/exec/e1/start", b"\1\0\0\0\0\0\0\x06a.txt\n"),
        fact("GET /v1.41/exec/e1/json", {"ExitCode": 2, "Running": False}),
        reads=(Read(0, ("Id",)), Read(2, ("Running", "ExitCode"))),
    )
    assert found == [("docker exec os3 ls /tmp", "a.txt\n(exit code 2)")]


def test_a_container_of_the_check_is_one_question():
    found = shown(
        fact("POST /v1.41/containers/create?name=grader-1", {"Id": "c1"}, sent='{"Image": "hello"}', status=201),
        fact("POST /v1.41/containers/c1/start", status=204),
        fact("GET /v1.41/containers/c1/json", {"Id": "c1", "State": {"ExitCode": 1}}),
        fact("GET /v1.41/containers/c1/logs?stdout=1", b"no such file\n"),
        fact("DELETE /v1.41/containers/grader-1?v=True", status=204),
        reads=(Read(0, ("Id",)), Read(2, ("State.ExitCode",))),
    )
    assert found == [("docker run --rm hello", "State.ExitCode = 1\nno such file")]


def test_an_error_in_place_of_an_answer_is_shown():
    found = shown(fact("ls", error="HostTimeout", problem="It took too long.", rc=None))
    assert found == [("ls", "HostTimeout: It took too long.")]


def test_events_are_shown_in_short_the_newest_first():
    lines = [{"Type": "container", "Action": "start", "Actor": {"ID": "1" * 64, "Attributes": {"name": "os3"}}}]
    lines += [{"Type": "image", "Action": "save", "Actor": {"ID": "sha256:" + "2" * 64}}, {"Type": 7}]
    body = "\n".join(map(json.dumps, lines)).encode()
    [(asked, answered)] = shown(fact("GET /v1.41/events?since=0", body))
    assert asked == "docker events"
    assert answered.splitlines() == ['{"Type": 7}', "image save sha256:22222", "container start os3"]


def test_without_evidence_there_are_none():
    verdict = Verdict(check="a", status="failed", facts=(3, 4))
    assert excerpts(verdict, Evidence(), "en") == []


@pytest.mark.parametrize("exercise", ["ex02", "ex05", "ex06"])
def test_no_excerpt_of_the_sample_class_shows_plumbing_or_too_much(exercise):
    course = Course.at(None)
    for student in sample_class().students:
        path = evidence(student, exercise)
        attempt = run(Job(course.exercise(exercise), f"evidence:{path}"))
        for verdict in attempt.verdicts:
            for one in excerpts(verdict, Evidence.read(path), "en"):
                assert not re.search(r"su -s|\bunset\b|timeout -k|LC_ALL=|XDG_RUNTIME", f"{one.asked}\n{one.answered}")
                assert len(one.answered.splitlines()) <= MOST_LINES
