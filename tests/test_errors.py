import pickle

import pytest

from grader import errors
from grader.errors import EngineUnavailable, GraderError, HostTimeout, UsageError
from grader.hosts.shell import ShellLost
from grader.message import Message

LOST = HostTimeout(
    "{host} did not answer within {seconds} s.", next_step="See whether {host} is up.", host="ssh://h1", seconds=2.5
)


def kinds(kind=GraderError):
    return [kind, *(one for below in kind.__subclasses__() if below is not ShellLost for one in kinds(below))]


def test_an_error_is_its_problem_and_the_next_step():
    assert (LOST.problem, LOST.next_step) == ("ssh://h1 did not answer within 2.5 s.", "See whether ssh://h1 is up.")
    assert str(LOST) == f"{LOST.problem}\n  → {LOST.next_step}"
    assert LOST.args == (LOST.problem,)


def test_templates_and_values_are_kept():
    assert LOST.problem_message == Message("{host} did not answer within {seconds} s.", host="ssh://h1", seconds="2.5")
    assert LOST.next_step_message == Message("See whether {host} is up.", host="ssh://h1")


def test_a_sentence_without_values_is_not_a_template():
    error = UsageError("“{name}” is {0}.", next_step="Write {{ name }}.")
    assert str(error) == "“{name}” is {0}.\n  → Write {{ name }}."


def test_a_value_is_not_a_template():
    error = UsageError("“{name}” is wrong.", next_step="See {other}.", name="{other}", other="{name}")
    assert str(error) == "“{other}” is wrong.\n  → See {name}."


def test_parts_of_one_error_may_be_those_of_another():
    again = EngineUnavailable(
        Message("{host}: {problem}", host="h2", problem=LOST.problem_message), next_step=LOST.next_step_message
    )
    assert str(again) == "h2: ssh://h1 did not answer within 2.5 s.\n  → See whether ssh://h1 is up."


def test_without_a_next_step_there_is_no_arrow():
    assert str(GraderError("Broken.", next_step="")) == "Broken."


@pytest.mark.parametrize("kind", kinds())
def test_every_error_passes_between_processes(kind):
    error = kind("{a} is {b}.", next_step="Fix {a}.", a="{b}", b=1)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own
    assert type(again) is kind
    assert (str(again), again.message, again.problem_message) == (str(error), error.message, error.problem_message)


@pytest.mark.parametrize("error", [LOST, GraderError("Broken.", next_step=""), UsageError("a", next_step="b")])
def test_an_error_comes_back_from_what_records_keep(error):
    for kept in (error.message, str(error)):
        again = GraderError.of(kept)
        assert (again.problem, again.next_step, str(again)) == (error.problem, error.next_step, str(error))
    assert type(error).of(error.message).message == error.message


def test_exit_codes_are_2_for_wrong_use_and_3_for_the_rest():
    wrong_use = {UsageError, errors.CourseError, errors.EvidenceDamaged}
    assert {kind for kind in kinds() if kind.exit_code == 2} == wrong_use
    assert {kind.exit_code for kind in kinds()} == {2, 3}
