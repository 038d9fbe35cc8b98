"""Databases for the gradebook: a file, and a PostgreSQL server of the tests' own."""

from collections.abc import Iterator

import pytest

from grader.records.gradebook import Gradebook
from tests.support.postgres import Server, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    yield from server()


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Server]:
    """One to stop and start."""
    yield from server()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path) -> str:
    """The address of a fresh gradebook, on either engine."""
    if request.param == "sqlite":
        return str(tmp_path / "results" / "gradebook.db")
    return request.getfixturevalue("postgres").database()


@pytest.fixture
def book(url) -> Iterator[Gradebook]:
    with Gradebook.open(url) as opened:
        yield opened
