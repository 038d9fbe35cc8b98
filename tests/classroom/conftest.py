"""Classes over a course of one exercise, graded by real processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.class_folder import THREE, ClassFolder


@pytest.fixture
def klass(tmp_path, tiny) -> Iterator[ClassFolder]:
    folder = ClassFolder(tmp_path, tiny)
    yield folder
    folder.end()


@pytest.fixture
def graded(klass) -> ClassFolder:
    """Two students, graded live once by these checks."""
    klass.write("student_id,name,host\ns1,Ada,local:\ns2,Bo,local:\n", THREE)
    assert klass.grade("--quiet") == 1
    return klass


@pytest.fixture
def simulated(served) -> Callable[..., Path]:
    """simulated(folder, count): so many hosts that answer as the class's course was answered here."""

    def serve(klass: ClassFolder, count: int) -> Path:
        return served({"s1/ex01.gz": klass.tiny.run(params={"good": 1, "sleep": 0}).evidence}, count)

    return serve
