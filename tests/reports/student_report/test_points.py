import pytest

from grader.errors import GraderError
from grader.reports.student_report.points import headline, required_total
from tests.support.samples import bind_mount, broken, perfect


def test_the_points_of_several_results_are_added():
    whole = required_total([perfect(), bind_mount()])
    assert (whole.score, whole.max_score) == (147.5, 200)


def test_there_are_no_points_while_a_result_could_not_be_determined():
    with pytest.raises(GraderError, match=r"ex06 could not be graded, so there is no score: 1 check could not tell"):
        required_total([perfect(), broken()])


def test_the_headline_says_what_is_not_in_the_score():
    assert headline(bind_mount()).startswith("ex05 Bind mount: 47.5 / 100 points. 4 passed,")
    assert "2 hidden checks are graded later" in headline(bind_mount())
