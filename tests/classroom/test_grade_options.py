from pathlib import Path

from grader.classroom.grade_options import GradeOptions

CLASS = Path("my class.yml")


def test_a_run_is_resumed_by_its_class_alone():
    assert GradeOptions(jobs=3, retries=2).resume_command(CLASS) == "grader grade 'my class.yml' --resume"


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
