import datetime
from datetime import UTC, timedelta

import pytest

from grader.classroom.class_file import ClassFile, read_class
from grader.errors import CourseError, UsageError

ROSTER = """student_id,username,email,host,extension,extension_ex07,due_ex04
s1,ada,ada@school.example,h1,,,
s2,bo,bo@school.example,evidence:records/s2.gz,2d,1h,2026-12-03T12:00
s3,,shared@school.example,h3,,,
s4,,shared@school.example,h4,,,
"""


@pytest.fixture
def klass(tmp_path):
    """klass("due: …"): the class of a file with these lines added."""

    def read(more="", roster=ROSTER):
        (tmp_path / "class").mkdir(exist_ok=True)
        (tmp_path / "class" / "roster.csv").write_text(roster)
        path = tmp_path / "class" / "class.yml"
        path.write_text(f"name: docker-2026\nroster: roster.csv\n{more}")
        return read_class(path)

    return read


@pytest.fixture
def problem(klass):
    def read(more, **options):
        with pytest.raises(CourseError) as error:
            klass(more, **options)
        return error.value.problem.partition("class/")[2]

    return read


ZONE = "timezone: Asia/Seoul\n"


def test_a_name_and_a_roster_are_enough(klass, tmp_path):
    found = klass(ZONE)
    file = found.file
    assert (file.name, file.jobs, file.counts, file.retries, file.patience) == ("docker-2026", 32, "best", 1, 1.0)
    assert [one.id for one in found.students] == ["s1", "s2", "s3", "s4"]
    assert found.results == tmp_path / "class" / "results"
    assert found.gradebook() == f"{tmp_path}/class/results/gradebook.db"
    assert len(found.notes) == 1


def test_results_elsewhere_take_the_gradebook_along(klass, tmp_path):
    assert klass(ZONE).gradebook(tmp_path / "out") == f"{tmp_path}/out/gradebook.db"


def test_a_gradebook_of_ones_own_is_kept(klass):
    assert klass(ZONE + "gradebook: postgresql://db/grades").gradebook() == "postgresql://db/grades"


def test_by_default_every_exercise_of_the_course_is_graded(klass):
    found = klass(ZONE)
    assert [one.id for one in found.exercises(found.course())] == list(found.course().folders)


def test_exercises_are_graded_in_the_order_of_the_class_file(klass):
    found = klass(ZONE + "exercises: [ex05, ex04]")
    assert [one.id for one in found.exercises(found.course())] == ["ex05", "ex04"]


def test_paths_are_relative_to_the_class_file(klass, tmp_path):
    folder = tmp_path / "class"
    (folder / "pack" / "exercises" / "ex11_own").mkdir(parents=True)
    (folder / "ssh_config").touch()
    found = klass(ZONE + "course: pack\nssh: {config: ssh_config, user: student, options: [Compression=yes]}")
    assert found.course().root == folder / "pack"
    assert found.host_options().ssh_config == folder / "ssh_config"
    assert found.host_options().ssh_options == ("Compression=yes",)
    assert found.students[0].host == "ssh://student@h1"
    assert found.students[1].host == f"evidence:{folder}/records/s2.gz"


def test_the_users_own_ssh_configuration_holds_when_none_is_named(klass):
    assert klass(ZONE).host_options().ssh_config is None


def test_a_due_time_with_an_offset_needs_no_time_zone(klass):
    found = klass("due: {ex05: 2026-12-01T23:59:00+09:00}", roster="ID,host\ns1,h1\n")
    assert found.due(found.students[0], "ex05") == datetime.datetime(2026, 12, 1, 14, 59, tzinfo=UTC)
    assert found.due(found.students[0], "ex04") is None


@pytest.mark.parametrize("text", ["2026-12-01T23:59", "2026-12-01 23:59:00", '"2026-12-01T23:59"'])
def test_a_due_time_without_an_offset_is_local_to_the_class(klass, text):
    found = klass(f"due: {{ex05: {text}}}\n{ZONE}")  # wherever the time zone stands
    assert found.file.due["ex05"].isoformat() == "2026-12-01T23:59:00+09:00"


def test_a_student_may_have_a_due_time_of_their_own(klass):
    found = klass(ZONE + "due: {ex04: 2026-12-01T23:59}")
    assert [found.due(one, "ex04").day for one in found.students[:2]] == [1, 3]


def test_one_due_time_in_the_roster_holds_for_every_exercise(klass):
    found = klass(ZONE, roster="ID,host,due\ns1,h1,2026-12-05T12:00\n")
    assert found.due(found.students[0], "ex07").isoformat() == "2026-12-05T12:00:00+09:00"


@pytest.mark.parametrize(
    ("student", "exercise", "deadline"),
    [("s1", "ex05", timedelta()), ("s2", "ex05", timedelta(days=2)), ("s2", "ex07", timedelta(hours=1))],
)
def test_the_late_policy_knows_the_students_extension(klass, student, exercise, deadline):
    found = klass(
        ZONE + "due: {ex05: 2026-12-01T12:00, ex07: 2026-12-01T12:00}\nlate: {grace: 0, per_day: 10%, floor: 50%}"
    )
    due = found.file.due["ex05"]
    terms = found.late_terms(found.student(student), exercise)
    late = terms.apply(100, 100, done_at=due + deadline + timedelta(seconds=1))
    assert (late.deadline, late.points) == (due + deadline, 90.0)


@pytest.mark.parametrize("name", ["s1", "S1", "ada", "Ada@school.example"])
def test_a_student_is_found_by_id_username_or_address(klass, name):
    assert klass(ZONE).student(name).id == "s1"


@pytest.mark.parametrize(
    ("name", "step"), [("s11", "Did you mean s1"), ("nobody", "Give the id"), ("shared@school.example", "Give the id")]
)
def test_an_unknown_student_is_told_with_the_next_step(klass, name, step):
    with pytest.raises(UsageError, match="There is no student") as error:
        klass(ZONE).student(name)
    assert error.value.next_step.startswith(step)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("jobs: 0", "class.yml:3: jobs: "),
        ("counts: worst", "class.yml:3: counts: "),
        ("colour: red", "class.yml:3: colour: "),
        ("seed: s\nlate:\n  per_day: 0.1", "class.yml:5: late.per_day: Value error, “0.1” is no percentage"),
        ("late: {grace: 15}", "class.yml:3: late.grace: Value error, “15” is no duration"),
        ("due: {ex05: 2026-12-01}", "class.yml:3: due.ex05: Value error, “2026-12-01” is no date with a time"),
        ("due:\n  ex04: 2026-12-01T23:59:00Z\n  ex05: 2026-12-01T23:59", "class.yml:5: due.ex05: Value error, 2026-12"),
        ("timezone: Mars/Olympus", "class.yml:3: timezone: Value error, “Mars/Olympus” is no time zone"),
        ("due:\n  ex05: 2026-11-31T12:00:00Z", "class.yml:4: day is out of range for month."),
        ("patience: 0b_", "class.yml:3: "),
        ("ssh: {options: [-oProxyCommand]}", "class.yml:3: ssh.options.0: "),
        ("ssh: {user: -l}", "class.yml:3: ssh.user: "),
        ("ssh: {config: none}", "class.yml: ssh.config: there is no file "),
        ("a: [", "class.yml:4: "),
        ("exercises: [ex05, ex98]\nparams: {ex99: {}}", "class.yml: exercises: there is no exercise ex98."),
    ],
)
def test_a_wrong_class_file_names_file_line_and_key(problem, more, said):
    assert problem(more, roster="ID,host\ns1,h1\n").startswith(said)


def test_the_next_step_points_to_the_page_of_class_files(klass):
    with pytest.raises(CourseError) as error:
        klass("colour: red")
    assert "docs/instructors.md" in error.value.next_step


def test_a_due_time_in_the_roster_needs_a_time_zone_too(problem):
    assert problem("").startswith("roster.csv:3: due: 2026-12-03T12:00:00 has no time zone")


def test_a_missing_class_file_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="There is no class file"):
        read_class(tmp_path / "class.yml")


def test_a_missing_roster_is_told_with_how_to_make_one(tmp_path):
    (tmp_path / "class.yml").write_text("name: a\nroster: none.csv\n")
    with pytest.raises(CourseError, match="roster: there is no file") as error:
        read_class(tmp_path / "class.yml")
    assert "grader roster import" in error.value.next_step


def test_exercises_may_be_written_in_capitals():
    keys = {"name": "c", "roster": "r.csv", "exercises": ["EX05"], "due": {"Ex05": "2026-12-01T23:59+09:00"}}
    file = ClassFile.model_validate(keys)
    assert (file.exercises, list(file.due)) == (["ex05"], ["ex05"])
