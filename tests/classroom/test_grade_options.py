import shlex
from pathlib import Path

import typer

from grader.classroom.grade_options import GradeOptions
from grader.cli.main import application

CLASS = Path("my class.yml")


def grade_options():
    return typer.main.get_command(application(["grade", "list"])).commands["grade"].params


def test_a_run_without_options_is_resumed_by_its_class_alone():
    assert GradeOptions().resume_command(CLASS) == "grader grade 'my class.yml' --resume"


def test_every_option_of_grade_is_in_the_command_that_resumes():
    given = {
        "lang": "ko",
        "jobs": 3,
        "handshakes": 2,
        "retries": 0,
        "progress": "plain",
        "quiet": True,
        "fail_under": 60,
        "output": Path("a b"),
    }
    names = {"lang": "language", "output": "results"}
    words = shlex.split(GradeOptions(**{names.get(k, k): v for k, v in given.items()}).resume_command(CLASS))
    assert words[:3] == ["grader", "grade", "my class.yml"]
    for option, value in given.items():
        assert words[words.index(f"--{option.replace('_', '-')}") + 1 :][:1] == [str(value)] or value is True
    known = {word for parameter in grade_options() for word in parameter.opts if word.startswith("--")}
    assert {word for word in words if word.startswith("--")} <= known
    left_out = {"--check", "--hand-ins", "--results"}
    everything = GradeOptions(
        **{names.get(k, k): v for k, v in given.items()},
        exercises=["ex01"],
        students=["s 1"],
        only_missing=True,
        submissions=Path("in"),
        scheduler="tcp://x",
        course=Path("c"),
        pseudonym_keys=Path("k"),
    )
    assert known - set(shlex.split(everything.resume_command(CLASS))) == left_out


def test_a_run_is_resumed_with_the_options_that_it_had():
    options = GradeOptions(
        exercises=("ex01", "ex05"),
        students=("s1",),
        only_missing=True,
        submissions=Path("in box"),
        results=Path("out"),
        scheduler="tcp://x:8786",
        course=Path("pack"),
        pseudonym_keys=Path("/keys"),
    )
    assert options.resume_command(CLASS) == (
        "grader grade 'my class.yml' --only-missing --resume --output out --course pack --scheduler tcp://x:8786 "
        "--submissions 'in box' --exercise ex01 --exercise ex05 --student s1 --pseudonymous --key-folder /keys"
    )
