"""The zips, built and run as the platforms do, in a folder that stands for the root of their file systems."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import typer

from grader.autograders.package import packed
from grader.autograders.platform import Platform
from grader.classroom.assignment import assignment
from grader.course.pack import Course
from grader.evidence.file import Evidence
from tests.support import ROOT, autograder_rules
from tests.support.recorded_class import EVIDENCE


def unpacked(data: bytes, folder: Path) -> None:
    """As `unzip` does it, which keeps the permissions."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for one in archive.infolist():
            path = Path(archive.extract(one, folder))
            path.chmod(one.external_attr >> 16 & 0o777)


def run(*words, **environment):
    done = subprocess.run(
        [str(one) for one in words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


DEPENDENCIES = {"PYTHONPATH": str(Path(typer.__file__).parents[1]), "PIP_NO_DEPS": "1"}
"""The libraries are those of the tests: installing them again would take a minute."""


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """An image of Gradescope's: `setup.sh` has run in /autograder/source. It takes some 5 s, so only once."""
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    unpacked(packed(Platform.GRADESCOPE, assignment("ex05"), "ko"), root / "source")
    code, said = run(root / "source" / "setup.sh", **DEPENDENCIES)
    assert code == 0, said
    assert said.startswith("grader ")
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    (root / "results").mkdir()
    return root


@pytest.fixture
def submitted(image):
    """submitted(path, …): run the autograder on a submission of these files; the exit code, and results if any."""
    results = image / "results" / "results.json"

    def command(*files):
        shutil.rmtree(image / "submission", ignore_errors=True)
        (image / "submission").mkdir()
        for one in files:
            shutil.copy(one, image / "submission")
        code, said = run(image / "run_autograder", **DEPENDENCIES)
        return code, json.loads(results.read_text(encoding="utf-8")) if results.exists() else None, said

    return command


def test_gradescope_grades_a_submission_with_the_version_that_built_the_zip(image, submitted):
    code, document, said = submitted(EVIDENCE / "s02" / "ex05.gz")
    assert code == 0, said
    autograder_rules.gradescope(document)
    assert document["score"] == 92.5
    assert "점" in document["output"]
    assert list((image / "source" / "venv").rglob("site-packages/grader/_course/course.yml"))


def test_a_student_without_evidence_reads_what_to_submit(submitted):
    code, document, said = submitted(ROOT / "README.md")
    assert code == 0, said
    assert "grader submit ex05 --student ID" in document["output"]


def test_our_fault_is_a_failed_autograder_and_no_score(submitted, tmp_path):
    assert submitted(EVIDENCE / "s02" / "ex05.gz")[1] is not None
    evidence = Evidence.read(EVIDENCE / "s01" / "ex05.gz")
    Evidence(evidence.manifest, evidence.facts[:3]).write(tmp_path / "ex05.evidence")
    code, document, said = submitted(tmp_path / "ex05.evidence")
    assert (code, document) == (3, None)
    assert said.startswith("grader: ")


def test_prairielearn_grades_a_submission(tmp_path):
    unpacked(packed(Platform.PRAIRIELEARN, assignment("ex05"), "en"), tmp_path / "image")
    assert "ENTRYPOINT" in (tmp_path / "image" / "Dockerfile").read_text(encoding="utf-8")
    student = tmp_path / "grade" / "student"
    student.mkdir(parents=True)
    shutil.copy(EVIDENCE / "s02" / "ex05.gz", student)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    code, said = run(tmp_path / "image" / "grade", tmp_path / "grade", PATH=path)
    assert code == 0, said
    data = (tmp_path / "grade" / "results" / "results.json").read_bytes()
    autograder_rules.prairielearn(json.loads(data), len(data))
    assert json.loads(data)["score"] == 0.925


def test_a_course_of_ones_own_is_in_the_zip_without_its_solutions(tmp_path):
    own = shutil.copytree(ROOT / "exercises" / "ex05_bind_mount", tmp_path / "own" / "exercises" / "ex05_bind_mount")
    shutil.copytree(ROOT / "rubrics", tmp_path / "own" / "rubrics")
    assert (own / "solution.sh").exists()
    unpacked(packed(Platform.GRADESCOPE, assignment("ex05", course=tmp_path / "own"), "en"), tmp_path / "source")
    assert Course.at(tmp_path / "source" / "course").exercise("ex05").id == "ex05"
    assert list((tmp_path / "source" / "course").rglob("solution.sh")) == []
    script = (tmp_path / "source" / "run_autograder").read_text(encoding="utf-8")
    assert 'run gradescope ex05 --lang en --course "$source/course" "$root/submission" ' in script


def test_the_same_exercise_gives_the_same_zip():
    assert packed(Platform.GRADESCOPE, assignment("ex05"), "en") == packed(
        Platform.GRADESCOPE, assignment("ex05"), "en"
    )
