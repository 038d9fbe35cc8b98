import getpass
import json
import shutil
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import BaseModel

from grader.cli.main import run
from grader.evidence.file import Evidence

Model = TypeVar("Model", bound=BaseModel)
EVIDENCE = Path(__file__).resolve().parents[2] / "grader" / "demo" / "evidence"
SUITE = '''
def test_right(host):
    """It is right"""
    assert host.run("echo right").rc == 0

def test_wrong(host):
    """It is wrong"""
    if host.run("echo wrong").rc == 0: fail("missing", expected="/x")

@pytest.mark.needs("wrong")
def test_after():
    """It comes after"""

def test_secret():
    """Nobody sees this"""
    fail("missing")
'''


@pytest.fixture
def call(capsys):
    """call("check", …): exit code, standard output and standard error of a command, in this process."""

    def command(*words):
        code = run([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture
def mixed(tiny):
    """A course whose checks pass, fail, are blocked and are hidden."""
    tiny.write(SUITE, secret={"visibility": "hidden", "points": 0})
    return tiny


@pytest.fixture
def check(call, tiny):
    """check(…): `grader check ex01` with the tiny course, of the user who runs the tests."""
    return lambda *words: call("check", "ex01", "--course", tiny.root, "--account", getpass.getuser(), *words)


NAMES = {
    "20260001": ("Ada Beispiel", "ada.beispiel@school.example", "adabeispiel"),
    "20260002": ("김예시", "yesi@school.example", "kimyesi"),
    "20260003": ("Bo O'Sample", "bo@school.example", "bosample"),
}
"""Students of the recorded class by id, with e-mail address and account."""


def _of_account(recorded: Model, account: str) -> Model:
    """The same, seen in the home of another account."""
    return type(recorded).model_validate_json(recorded.model_dump_json().replace("/home/student", f"/home/{account}"))


class RecordedClass:
    """A class that hands in recorded evidence: the third has the host of the first. No account is called student."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "class.yml"
        self.results = folder / "results"
        rows = ["student_id,name,email,username,host"]
        for student, source in zip(NAMES, ("s01", "s02", "s01"), strict=True):
            name, email, account = NAMES[student]
            rows.append(f"{student},{name},{email},{account},evidence:hand-ins/{account}")
            for exercise in ("ex04", "ex05"):
                evidence = Evidence.read(EVIDENCE / source / f"{exercise}.gz")
                facts = [_of_account(fact, account) for fact in evidence.facts]
                place = folder / "hand-ins" / account / f"{exercise}.gz"
                manifest = _of_account(evidence.manifest, account).model_copy(update={"student": student})
                Evidence(manifest, facts).write(place)
        (folder / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.write()

    def write(self, **keys: object) -> None:
        """Write the class file, with further keys."""
        whole = {"name": "docker-2026", "roster": "roster.csv", "exercises": ["ex04", "ex05"], **keys}
        self.path.write_text(json.dumps(whole), encoding="utf-8")

    def files(self) -> list[str]:
        """All files of the results, from their folder."""
        return sorted(str(one.relative_to(self.results)) for one in self.results.rglob("*") if one.is_file())


@pytest.fixture(scope="session")
def _graded_once(tmp_path_factory) -> Path:
    klass = RecordedClass(tmp_path_factory.mktemp("recorded") / "class")
    assert run(["grade", str(klass.path), "--quiet"]) == 1
    return klass.path.parent


@pytest.fixture
def recorded(_graded_once, tmp_path) -> RecordedClass:
    """A class that was graded from recorded evidence."""
    shutil.copytree(_graded_once, tmp_path / "class")
    return RecordedClass(tmp_path / "class")
