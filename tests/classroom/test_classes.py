"""What follows from a class file and its roster for each student."""

import datetime
import time
from datetime import UTC, timedelta

import pytest

from grader.errors import UsageError
from tests.support.class_files import ZONE


def test_results_elsewhere_take_the_gradebook_along(class_of, tmp_path):
    assert class_of(ZONE).gradebook(tmp_path / "out") == f"{tmp_path}/out/gradebook.db"


def test_a_gradebook_of_ones_own_is_kept(class_of):
    assert class_of(ZONE + "gradebook: postgresql://db/grades").gradebook() == "postgresql://db/grades"


def test_by_default_every_exercise_of_the_course_is_graded(class_of):
    found = class_of(ZONE)
    assert [one.id for one in found.exercises(found.course())] == list(found.course().folders)


def test_exercises_are_graded_in_the_order_of_the_class_file(class_of):
    found = class_of(ZONE + "exercises: [ex05, ex04]")
    assert [one.id for one in found.exercises(found.course())] == ["ex05", "ex04"]


def test_the_users_own_ssh_configuration_holds_when_none_is_named(class_of):
    assert class_of(ZONE).host_options().ssh_config is None


def test_a_due_time_with_an_offset_needs_no_time_zone(class_of):
    found = class_of("due: {ex05: 2026-12-01T23:59:00+09:00}", roster="ID,host\ns1,h1\n")
    assert found.due(found.students[0], "ex05") == datetime.datetime(2026, 12, 1, 14, 59, tzinfo=UTC)
    assert found.due(found.students[0], "ex04") is None


@pytest.mark.parametrize("text", ["2026-12-01T23:59", "2026-12-01 23:59:00", '"2026-12-01T23:59"'])
def test_a_due_time_without_an_offset_is_local_to_the_class(class_of, text):
    found = class_of(f"due: {{ex05: {text}}}\n{ZONE}")  # wherever the time zone stands
    assert found.file.due["ex05"].isoformat() == "2026-12-01T23:59:00+09:00"


def test_a_student_may_have_a_due_time_of_their_own(class_of):
    found = class_of(ZONE + "due: {ex04: 2026-12-01T23:59}")
    assert [found.due(one, "ex04").day for one in found.students[:2]] == [1, 3]


def test_one_due_time_in_the_roster_holds_for_every_exercise(class_of):
    found = class_of(ZONE, roster="ID,host,due\ns1,h1,2026-12-05T12:00\n")
    assert found.due(found.students[0], "ex07").isoformat() == "2026-12-05T12:00:00+09:00"


@pytest.mark.parametrize(
    ("student", "exercise", "deadline"),
    [("s1", "ex05", timedelta()), ("s2", "ex05", timedelta(days=2)), ("s2", "ex07", timedelta(hours=1))],
)
def test_the_late_policy_knows_the_students_extension(class_of, student, exercise, deadline):
    found = class_of(
        ZONE + "due: {ex05: 2026-12-01T12:00, ex07: 2026-12-01T12:00}\nlate: {grace: 0, per_day: 10%, floor: 50%}"
    )
    due = found.file.due["ex05"]
    terms = found.late_terms(found.student(student), exercise)
    late = terms.apply(100, 100, done_at=due + deadline + timedelta(seconds=1))
    assert (late.deadline, late.points) == (due + deadline, 90.0)


@pytest.mark.parametrize("name", ["s1", "S1", "ada", "Ada@school.example"])
def test_a_student_is_found_by_id_username_or_address(class_of, name):
    assert class_of(ZONE).student(name).id == "s1"


@pytest.mark.parametrize(("name", "step"), [("s11", "Did you mean “s1”"), ("nobody", "Give an ID"), ("", "Give an ID")])
def test_an_unknown_student_is_reported_with_the_next_step(class_of, name, step):
    with pytest.raises(UsageError, match="There is no student") as error:
        class_of(ZONE).student(name)
    assert error.value.next_step.startswith(step)


def test_a_name_of_several_students_is_told_with_all_of_them(class_of):
    with pytest.raises(UsageError) as error:
        class_of(ZONE).student("Shared@school.example")
    assert "“Shared@school.example” could be s3 or s4 in " in error.value.problem
    assert error.value.next_step == "Give the ID of one of them."


def test_a_time_is_read_in_the_zone_of_the_class(class_of):
    noon = datetime.datetime(2026, 12, 1, 3, tzinfo=datetime.UTC)
    assert class_of(ZONE).local(noon).isoformat() == "2026-12-01T12:00:00+09:00"


@pytest.fixture
def in_berlin(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
def test_a_time_of_a_class_without_a_zone_is_read_in_the_zone_of_this_machine(class_of):
    summer = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
    assert class_of("", roster="ID,host\ns1,h1\n").local(summer).isoformat() == "2026-07-01T14:00:00+02:00"


def test_a_due_date_alone_is_the_end_of_that_day_in_the_zone_of_the_class(class_of):
    found = class_of(f"{ZONE}due: {{ex05: 2026-12-01}}")
    assert found.file.due["ex05"].isoformat() == "2026-12-01T23:59:59+09:00"
