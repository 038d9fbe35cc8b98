"""Reading a class file and its roster: defaults, paths, former keys, and errors that name file, line and key."""

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
        ("jobs: 0", "class.yml:3: jobs: "),
        ("counts: worst", "class.yml:3: counts: "),
        ("colour: red", "class.yml:3: colour: "),
        ("seed: s\nlate:\n  per_day: 0.1", "class.yml:5: late.per_day: Value error, “0.1” is not a percentage"),
        ("late: {grace: 15}", "class.yml:3: late.grace: Value error, “15” is not a duration"),
        ("due: {ex05: 2026-12}", "class.yml:3: due.ex05: Value error, “2026-12” is not a date; write"),
        ("due:\n  ex04: 2026-12-01T23:59:00Z\n  ex05: 2026-12-01T23:59", "class.yml:5: due.ex05: Value error, 2026-12"),
        ("timezone: Mars/Olympus", "class.yml:3: timezone: Value error, “Mars/Olympus” is not a time zone"),
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


def test_the_next_step_points_to_the_page_of_class_files(class_of):
    with pytest.raises(CourseError) as error:
        class_of("colour: red")
    assert "docs/instructors.md" in error.value.next_step


def test_a_due_time_in_the_roster_needs_a_time_zone_too(problem):
    assert problem("").startswith("roster.csv:3: due: 2026-12-03T12:00:00 has no time zone")


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
    assert said.startswith(f"class.yml: {former}: this key is the former name of “{present}”")


def test_a_wrong_value_under_a_former_key_names_that_key(problem):
    assert problem("same_as: {students: 0}", roster="ID,host\ns1,h1\n").startswith("class.yml:3: same_as.students: ")
