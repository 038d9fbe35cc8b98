"""Classes over a course of one exercise, graded by real processes."""

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.classroom.class_reader import read_class
from tests.support import class_files
from tests.support.class_folder import THREE, ClassFolder


@pytest.fixture
def class_folder(tmp_path, tiny) -> Iterator[ClassFolder]:
    folder = ClassFolder(tmp_path, tiny)
    yield folder
    folder.end()


@pytest.fixture
def graded(class_folder) -> ClassFolder:
    """Two students, graded live once by these checks."""
    class_folder.write("student_id,name,host\ns1,Ada,local:\ns2,Bo,local:\n", THREE)
    assert class_folder.grade("--quiet") == 0
    return class_folder


@pytest.fixture
def simulated(served) -> Callable[..., Path]:
    """simulated(folder, count): so many hosts that answer as the class's course was answered here."""

    def serve(class_folder: ClassFolder, count: int) -> Path:
        return served({"s1/ex01.gz": class_folder.tiny.run(params={"good": 1, "sleep": 0}).evidence}, count)

    return serve


@pytest.fixture
def class_of(tmp_path):
    """class_of("due: …"): the class of a file with these lines added."""

    def read(more="", roster=class_files.ROSTER):
        (tmp_path / "class").mkdir(exist_ok=True)
        (tmp_path / "class" / "roster.csv").write_text(roster)
        path = tmp_path / "class" / "class.yml"
        path.write_text(f"name: docker-2026\nroster: roster.csv\n{more}")
        return read_class(path)

    return read


HIDING = """
def test_open():
    pass
def test_later(param):
    assert param["good"]
def test_never():
    pass
"""


@pytest.fixture
def hiding(tmp_path, tiny):
    """A class that was due 36 hours ago, with hidden checks; one is late, one on time, one has two more weeks."""
    folder = ClassFolder(tmp_path, tiny)
    due = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=36)).isoformat()
    roster = "student_id,host,good,sleep,extension\nlate,local:,1,0,\nontime,local:,0,0,2d\nlonger,local:,1,0,14d\n"
    folder.write(roster, HIDING, due={"ex01": due}, late={"per_day": "10%"})
    how = {"later": "after_due", "never": "hidden"}
    rubric = json.loads((tiny.root / "rubrics/ex01.yml").read_text())
    for check, visibility in how.items():
        rubric["checks"][check] |= {"visibility": visibility, "points": 30}
    rubric["checks"]["open"]["points"] = 40
    tiny.save("rubrics/ex01.yml", **rubric)
    assert folder.grade("--quiet") == 0
    yield folder
    folder.end()
