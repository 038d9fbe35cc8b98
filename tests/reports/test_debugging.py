"""What an author is shown of an error in a check."""

from grader.checks.verdict import ErrorPlace
from grader.grading.result import Excerpt
from grader.reports.debugging import error_lines


def test_the_place_the_line_the_questions_and_the_traceback_are_shown():
    place = ErrorPlace("test_ex05.py", 98, "test_file", "seen['x']")
    asked = [Excerpt(asked="docker inspect os3", answered="State.Running = true\nState.Paused = false")]
    assert list(error_lines(place, asked, "Traceback:\n  KeyError: 'x'\n")) == [
        "  test_ex05.py:98 in test_file",
        "    seen['x']",
        "  asked until then:",
        "    $ docker inspect os3",
        "      State.Running = true",
        "      State.Paused = false",
        "  Traceback:",
        "    KeyError: 'x'",
    ]


def test_a_check_in_yaml_has_no_function():
    assert list(error_lines(ErrorPlace("checks.yml", 5, "<lambda>", "short:"), (), None)) == [
        "  checks.yml:5",
        "    short:",
    ]


def test_what_a_host_answered_reaches_no_terminal_as_it_is():
    asked = [Excerpt(asked="cat x", answered="\x1b[31mred")]
    assert "\x1b" not in "".join(error_lines(None, asked, None))
