from hypothesis import given
from hypothesis import strategies as st

from grader.delivery.matching import PlatformUser, by_column, match
from grader.exports.grades import RosterIdentity
from tests.support.class_grades import of_students

ADA = RosterIdentity("20260001", "Ada Beispiel", "ada@school.example", "ada", "sis-1")


def found(*users, students=(ADA,)):
    matched = match(students, users)
    return dict(matched.keys), {one: str(said) for one, said in matched.problems.items()}


def test_a_student_is_found_by_id_e_mail_address_or_user_name():
    for user in (
        PlatformUser("7", id_number="20260001"),
        PlatformUser("7", id_number="sis-1"),
        PlatformUser("7", email="Ada@School.Example"),
        PlatformUser("7", username="ada"),
        PlatformUser("7", username="20260001"),
    ):
        assert found(user, PlatformUser("8", "x", "y", "z")) == ({ADA.id: "7"}, {})


def test_the_surest_way_decides():
    assert found(PlatformUser("8", username="ada"), PlatformUser("7", id_number="20260001"))[0] == {ADA.id: "7"}


def test_an_ambiguous_way_is_passed_over_and_reported_if_no_other_is_left():
    twins = PlatformUser("7", email=ADA.email), PlatformUser("8", email=ADA.email)
    assert found(*twins) == ({}, {ADA.id: "several users of the platform fit: 7, 8"})
    assert found(*twins, PlatformUser("9", username="ada"))[0] == {ADA.id: "9"}


def test_what_is_empty_fits_nothing():
    assert found(PlatformUser("7"), students=[RosterIdentity("x")])[0] == {}


def test_a_user_who_fits_two_students_is_nobodys():
    other = RosterIdentity("20260002", email=ADA.email)
    keys, problems = found(PlatformUser("7", email=ADA.email), students=[ADA, other])
    assert keys == {}
    assert problems[ADA.id] == "the platform's user 7 fits 20260002 as well"


def test_keys_from_a_column_are_there_and_nobody_elses():
    students = [RosterIdentity(name, columns={"Moodle": key}) for name, key in (("a", "7"), ("b", ""), ("c", "7"))]
    matched = by_column(of_students(*students), "moodle")
    assert (matched.keys, set(matched.problems)) == ({}, {"a", "b", "c"})


words = st.sampled_from(["", "a", "B", "b", "1", "ß", "SS", "\0", "\ud800"])
users = st.builds(PlatformUser, key=st.sampled_from("1234"), id_number=words, email=words, username=words)
people = st.lists(
    st.builds(RosterIdentity, id=st.text("ab12", min_size=1, max_size=3), email=words, username=words, sis_id=words),
    unique_by=lambda one: one.id,
)


@given(people, st.lists(users))
def test_no_user_is_ever_two_students_and_each_student_is_matched_or_has_a_reason(students, listed):
    matched = match(students, listed)
    assert len(set(matched.keys.values())) == len(matched.keys)
    assert {one.id for one in students} == set(matched.keys) | set(matched.problems)
    assert not set(matched.keys) & set(matched.problems)
