import pytest

from grader.course.source import CheckSource, read_suite
from grader.errors import CourseError


@pytest.fixture
def read(tmp_path):
    def suite(text):
        path = tmp_path / "test_ex01.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_suite(path)

    return suite


SUITE = '''
import pytest
from grader.checks import fail, partial, passed

def helper():
    fail("helped")

class Other:
    def test_not_a_check(self): ...

def test_first_one():
    """The first line.

    And more.
    """
    if helper(): fail("wrong", seen=1)
    partial(0.5, "half")

@pytest.mark.limit(60)
@pytest.mark.needs("first-one", "other")
@pytest.mark.needs("third")
def test_second(host):
    """Of two
    lines"""
    passed("fine")
    fail(reason)
    fail()
    other.fail("not ours")
'''


def test_checks_are_found_with_titles_needs_and_lines(read):
    assert read(SUITE).checks == (
        CheckSource("first-one", "The first line", (), 11),
        CheckSource("second", "Of two lines", ("first-one", "other", "third"), 22),
    )


def test_all_reasons_are_found_in_checks_and_helpers(read):
    assert read(SUITE).reasons == {"helped", "wrong", "half", "fine"}


def test_a_missing_suite_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"none\.py is missing"):
        read_suite(tmp_path / "none.py")


@pytest.mark.parametrize("text", ["def (:", "x = '\n", "x\0y"])
def test_invalid_python_is_named_with_its_line(read, text):
    with pytest.raises(CourseError, match=r"test_ex01\.py:\d+: "):
        read(text)


def test_a_suite_that_is_not_text_is_named(read):
    with pytest.raises(CourseError, match=r"test_ex01\.py is not UTF-8 text"):
        read(b"\xff\xfe")
