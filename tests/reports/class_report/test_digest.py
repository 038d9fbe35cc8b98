import io

import pytest
from rich.console import Console

from grader.reports.class_report.digest import ClassDigest, CommonProblem, digest, render_digest
from tests.support.class_samples import sample_class


def rendered(found: ClassDigest, width: int = 80) -> str:
    text = io.StringIO()
    render_digest(found, Console(file=text, width=width, highlight=False))
    return text.getvalue()


@pytest.fixture(scope="module")
def report():
    return sample_class(students=40)


def test_only_those_asked_for_are_counted(report):
    whole = digest(report, {row.student for row in report.rows}, {one.id for one in report.exercises})
    one = next(iter(whole.shares))
    found = digest(report, {one}, {"ex01"})
    assert (found.students, whole.students) == (1, 40)
    assert set(found.shares) == {one}
    assert {problem.exercises for problem in found.problems} <= {"ex01"}


def test_a_student_without_a_score_is_neither_in_the_mean_nor_below_a_limit():
    found = ClassDigest("en", 3, {"s1": 100.0, "s2": 40.0}, 0, (), (), ())
    assert (found.mean, found.full, found.below(60), found.below(40)) == (70, 1, ["s2"], [])


def test_nobody_has_a_score():
    found = ClassDigest("en", 2, {}, 0, ("s1", "s2"), (), ())
    assert rendered(found) == "0 of 2 students graded · 0 late\nUnreachable: s1, s2\n"


@pytest.mark.parametrize("host", ["", "evidence:/submissions"])
def test_who_has_no_host_is_not_unreachable_but_submitted_nothing(report, host):
    away = next(row for row in report.rows if row.unreachable is not None)
    rows = [away.model_copy(update={"host": host}), *(row for row in report.rows if row is not away)]
    found = digest(report.model_copy(update={"rows": rows}), {away.student}, {"ex01"})
    assert (found.unreachable, len(found.missing)) == ((), 1)
    assert rendered(found).splitlines()[1] == f"Nothing submitted: {found.missing[0]}"


def test_the_three_most_common_problems_are_named(report):
    found = digest(report, {row.student for row in report.rows}, {one.id for one in report.exercises})
    counts = [problem.students for problem in found.problems]
    assert len(counts) == 3
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(width):
    said = "The container os5 does not run because of this long explanation, which goes on and on without an end"
    names = tuple(f"Name{n} Example (s{n})" for n in range(30))
    text = rendered(ClassDigest("en", 99, {"s1": 1.0}, 1, names, (), (CommonProblem("ex05", said, 12),)), width)
    assert all(len(line) <= width for line in text.splitlines())
    words = {word for line in text.splitlines() for word in line.split()}
    assert set(said.split()) <= words
    assert "and 18 more" in " ".join(text.split())
