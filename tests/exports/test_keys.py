import pytest

from grader.errors import UsageError
from grader.exports.keys import Key, map_keys
from tests.support.class_grades import of_students, who

NUMBER = Key("ID number", ("sis_id", "id"))


def test_the_first_column_that_has_values_is_the_key():
    assert map_keys(of_students(who("s1"), who("s2")), NUMBER).keys == {"s1": "s1", "s2": "s2"}
    with_sis = of_students(who("s1", sis_id="77"), who("s2", sis_id="78"))
    assert map_keys(with_sis, NUMBER).keys == {"s1": "77", "s2": "78"}


def test_a_missing_key_is_a_problem_of_its_student_alone():
    found = map_keys(of_students(who("s1", sis_id="77"), who("s2")), NUMBER)
    assert found.keys == {"s1": "77"}
    assert str(found.problems["s2"]) == "the cell is empty"


def test_of_two_equal_keys_neither_is_used_whatever_their_case():
    found = map_keys(of_students(who("s1", email="A@x"), who("s2", email="a@x")), Key("e-mail", ("email",)))
    assert found.keys == {}
    assert set(found.problems) == {"s1", "s2"}


@pytest.mark.parametrize("value", ["-17", "+49", "=1", "@x"])
def test_a_key_that_a_spreadsheet_would_run_cannot_be_used_in_a_table(value):
    grades = of_students(who(value))
    assert "formula" in str(map_keys(grades, NUMBER).problems[value])
    assert map_keys(grades, NUMBER, in_table=False).keys == {value: value}


def test_any_column_of_the_roster_can_be_the_key():
    grades = of_students(who("s1", columns={"Moodle login": "ada"}))
    assert map_keys(grades, NUMBER, "moodle LOGIN").keys == {"s1": "ada"}
    with pytest.raises(UsageError, match="has no column “moodle-login”"):
        map_keys(grades, NUMBER, "moodle-login")


def test_a_key_that_the_platforms_file_lacks_is_a_problem():
    found = map_keys(of_students(who("S1"), who("s2")), NUMBER, known=["s1"])
    assert found.keys == {"S1": "S1"}
    assert "not in the platform's file" in str(found.problems["s2"])


def test_all_problems_are_listed_at_once():
    found = map_keys(of_students(*(who(f"s{n}", sis_id="7") for n in range(30))), NUMBER)
    with pytest.raises(UsageError) as raised:
        found.require_all("en")
    assert str(raised.value).startswith("30 students have no usable ID number in the roster column “sis_id”:\n  s0: ")
    assert "… 10 more" in str(raised.value)
    assert "--skip-unmatched" in str(raised.value)
    with pytest.raises(UsageError, match="… 그 밖에 10명"):
        found.require_all("ko")
