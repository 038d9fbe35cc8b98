"""A roster as a file, read."""

import re

import pytest

from grader.classroom.roster.roster import read_roster
from grader.errors import CourseError


@pytest.fixture
def roster(tmp_path):
    """roster(text or bytes): the file, read."""

    def read(content, **options):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_roster(path, **options)

    return read


@pytest.fixture
def problems(roster):
    """problems(text): what is said to be wrong, without the file's name."""

    def read(content, **options):
        with pytest.raises(CourseError) as error:
            roster(content, **options)
        return [re.sub(r".*list\.csv(, line |:)", "", line) for line in error.value.problem.splitlines()]

    return read
