"""Reading a class file and its roster: defaults, paths, former keys, and errors that name file, line and key."""

import re

import pytest

from grader.classroom.class_reader import read_class
from grader.errors import CourseError, UsageError
from tests.support.class_files import ZONE


@pytest.fixture
def problem(class_of):
    def read(more, **options):
        with pytest.raises(CourseError) as error:
            class_of(more, **options)
        return error.value.problem.partition("class/")[2]

    return read


def test_a_name_and_a_roster_are_enough(class_of, tmp_path):
    found = class_of(ZONE)
    file = found.file
    assert (file.name, file.jobs, file.counts, file.retries, file.patience) == ("docker-2026", 32, "best", 1, 1.0)
    assert [one.id for one in found.students] == ["s1", "s2", "s3", "s4"]
    assert found.results == tmp_path / "class" / "results"
    assert found.gradebook() == f"{tmp_path}/class/results/gradebook.db"
    assert len(found.notes) == 1


def test_paths_are_relative_to_the_class_file(class_of, tmp_path):
    folder = tmp_path / "class"
    (folder / "pack" / "exercises" / "ex11_own").mkdir(parents=True)
    (folder / "ssh_config").touch()
    found = class_of(ZONE + "course: pack\nssh: {config: ssh_config, user: student, options: [Compression=yes]}")
    assert found.course().root == folder / "pack"
    assert found.host_options().ssh_config == folder / "ssh_config"
    assert found.host_options().ssh_options == ("Compression=yes",)
    assert found.students[0].host == "ssh://student@h1"
    assert found.students[1].host == f"evidence:{folder}/records/s2.gz"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("jobs: 0", "line 3, jobs: at least 1 is expected, found 0."),
        ("counts: worst", "line 3, counts: “worst” is not allowed here. Allowed: best, latest, first."),
        ("excercises: []", "line 3: “excercises” is not a known key. Did you mean “exercises”?"),
        ("red: colour", "line 3: “red” is not a known key. Known keys: name, roster, timezone, exercises, due, "),
        ("seed: s\nlate:\n  per_day: 0.1", "line 5, late.per_day: “0.1” is not a percentage; write it as 10%, at most"),
        ("late: {floor: 50%}", "line 3, late.floor: floor without per_day does nothing: add per_day, such as 10%."),
        ("late: {grace: 15}", "line 3, late.grace: “15” is not a duration; write 15m, 2h or 1d 12h."),
        ("due: {ex05: 2026-12}", "line 3, due.ex05: “2026-12” is not a date; write 2026-12-01 or 2026-12-01T23:59."),
        ("due:\n  ex04: 2026-12-01\n  ex05: 2026-12-02", "line 4, due.ex04: 2026-12-01T23:59:59 has no time zone; add"),
        (
            "timezone: Mars/Olympus",
            "line 3, timezone: “Mars/Olympus” is not a time zone known here; write an IANA name",
        ),
        (
            "due:\n  ex05: 2026-11-31T12:00:00Z",
            "line 4, due.ex05: “2026-11-31T12:00:00Z” looks like a date or a number",
        ),
        ("patience: 0b_", "line 3, patience: “0b_” looks like a date or a number, but is not a valid one."),
        ("ssh: {options: [-oProxyCommand]}", "line 3, ssh.options: an option of ssh_config, such as Compression=yes,"),
        ("ssh: {user: -l}", "line 3, ssh.user: a login account is expected, found “-l”."),
        ("ssh: {config: none}", "line 3, ssh.config: there is no file "),
        ("a: [", "line 4, column 1: "),
        ("exercises: [ex5]", "line 3, exercises: an exercise ID such as ex05 is expected, found “ex5”."),
        (
            "exercises: [ex05, ex70]",
            "line 3, exercises: there is no exercise “ex70”. The exercises are ex01, ex02, ex03,",
        ),
        ("due: {ex99: 2026-12-01T12:00:00Z}", "line 3, due.ex99: there is no exercise “ex99”. "),
        (
            "platforms: {moodle: {url: https://lms.example, token: t, course: 5, assignments: {ex99: 1}}}",
            "line 3, platforms.moodle.assignments.ex99: there is no exercise “ex99”. ",
        ),
        (
            "platforms: {canvas: {url: https://lms.example, token: t, course: 5, assignments: {ex04: 1, ex05: 1}}}",
            "line 3, platforms.canvas.assignments: ex04 and ex05 have the same item.",
        ),
    ],
)
def test_a_wrong_class_file_names_file_line_and_key(problem, more, said):
    assert problem(more, roster="ID,host\ns1,h1\n").startswith(f"class.yml, {said}")


def test_who_is_graded_from_a_folder_of_submissions_needs_no_host(class_of, problem, tmp_path):
    without = "student_id\ns1\n"
    assert "no column is the student's host" in problem(ZONE, roster=without)
    (student,) = read_class(tmp_path / "class" / "class.yml", tmp_path / "in").students
    assert student.host == f"evidence:{tmp_path}/in"


def test_who_visits_no_host_needs_none_in_the_roster(class_of, problem, tmp_path):
    """The folder of submissions may have been named on the command line of `grade`."""
    problem(ZONE, roster="student_id\ns1\n")
    (student,) = read_class(tmp_path / "class" / "class.yml", visits=False).students
    assert student.id == "s1"


def test_every_unknown_exercise_is_listed(problem):
    said = problem("exercises: [ex05, ex98]\nparams:\n  ex99: {}")
    assert re.findall(r"class\.yml, (line \d, [a-z0-9.]+): there is no", said) == [
        "line 3, exercises",
        "line 5, params.ex99",
    ]


def test_a_wrong_time_zone_is_one_problem(problem):
    said = problem("timezone: Mars/Olympus\ndue: {ex05: 2026-12-01}")
    assert said.count("class.yml") == 1


def test_a_due_time_of_an_exercise_that_is_not_graded_is_noted(class_of):
    found = class_of(f"{ZONE}exercises: [ex05]\ndue:\n  ex05: 2026-12-01\n  ex07: 2026-12-08")
    about = [note for note in found.notes if "has no effect" in note]
    assert [note.partition("class/")[2] or note for note in about] == [
        "class.yml, line 7, due.ex07: ex07 is not graded in this class, so its due time has no effect",
        "roster.csv: ex04 is not graded in this class, so its due time has no effect",
    ]


def test_the_next_step_points_to_the_page_of_class_files(class_of):
    with pytest.raises(CourseError) as error:
        class_of("colour: red")
    assert "docs/instructors.md" in error.value.next_step


def test_a_due_time_in_the_roster_needs_a_time_zone_too(problem):
    assert problem("").startswith("roster.csv, line 3, due: 2026-12-03T12:00:00 has no time zone")


def test_a_missing_class_file_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="There is no class file"):
        read_class(tmp_path / "class.yml")


def test_a_missing_roster_is_reported_with_how_to_make_one(tmp_path):
    (tmp_path / "class.yml").write_text("name: a\nroster: none.csv\n")
    with pytest.raises(CourseError, match="roster: there is no file") as error:
        read_class(tmp_path / "class.yml")
    assert "grader roster import" in error.value.next_step


@pytest.mark.parametrize(
    ("former", "present", "value"),
    [("hand_ins", "submissions", "in"), ("same_as", "similarity", "{students: 5, share: 20%}")],
)
def test_a_former_key_still_works_and_its_new_name_is_noted(class_of, former, present, value):
    found, renamed = class_of(f"{ZONE}{former}: {value}"), class_of(f"{ZONE}{present}: {value}")
    assert getattr(found.file, present) == getattr(renamed.file, present)
    assert [one.host for one in found.students] == [one.host for one in renamed.students]
    assert [note for note in found.notes if f"“{former}” is now “{present}”" in note]
    assert not [note for note in renamed.notes if former in note]


@pytest.mark.parametrize(
    ("former", "present", "value"), [("hand_ins", "submissions", "in"), ("same_as", "similarity", "{}")]
)
def test_both_names_of_a_key_are_an_error(problem, former, present, value):
    said = problem(f"{ZONE}{present}: {value}\n{former}: {value}")
    assert said.startswith(f"class.yml, line 5, {former}: this key is the former name of “{present}”")


def test_a_wrong_value_under_a_former_key_names_that_key(problem):
    assert problem("same_as: {students: 0}", roster="ID,host\ns1,h1\n").startswith(
        "class.yml, line 3, same_as.students: "
    )
