import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.reports.comparison import compared, in_words, marked
from tests.support.samples import check

TYPED = [
    (
        "-v bm1:/tmp/mount",
        "-v /home/student/bm1:/tmp/mount",
        "-v [bm1]:/tmp/mount",
        "-v [/home/student/bm1]:/tmp/mount",
    ),
    ("-v /root/bm1:/m", "-v /home/student/bm1:/m", "-v /[root]/bm1:/m", "-v /[home/student]/bm1:/m"),
    ("-v wp-db-vol:/var/lib/mysq", "-v wp-db-vol:/var/lib/mysql", "-v wp-db-vol:/var/lib/[mysq]", None),
    ("-p 8080:80", "-p 80:80", "-p [8080]:80", "-p [80]:80"),
    ("-p 80:8080", "-p 80:80", "-p 80:[8080]", "-p 80:[80]"),
    ("--subnet 192.168.0.0/16", "--subnet 192.168.100.0/24", "--subnet 192.168.[0].0/[16]", None),
    ("-e MYSQL_USER=wp", "-e MYSQL_USER=wp-admin", "-e MYSQL_USER=[wp]", "-e MYSQL_USER=[wp-admin]"),
]


def shown(parts):
    return "".join(f"[{part.text}]" if part.differs else part.text for part in parts)


def failed(seen=None, expected=None, message=None):
    return check("a", "A", Status.FAILED, 0, 5, message=message, seen=seen, expected=expected)


def rows(*words, language="en", **more):
    return [(value.name, shown(value.parts)) for value in compared(failed(*words, **more), language)]


@pytest.mark.parametrize(("seen", "expected", "ours", "theirs"), TYPED)
def test_what_differs_in_what_a_student_typed_is_marked(seen, expected, ours, theirs):
    found = rows(seen, expected)
    assert found[0] == ("seen", ours)
    assert theirs is None or found[1] == ("expected", theirs)


def test_values_with_little_in_common_are_not_marked():
    assert rows("exited (1)", "running") == [("seen", "exited (1)"), ("expected", "running")]


def test_a_value_that_is_nothing_is_left_out():
    assert rows(None, 80, message="Nothing answers.") == [("expected", "80")]
    assert rows([], None) == []
    assert rows(80, None, language="ko") == [("확인된 값", "80")]


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("There is no container named os3.", "en"),
        ("“os3” is missing", "en"),
        ("이름이 os3인 컨테이너가 없습니다.", "ko"),
    ],
)
def test_a_value_that_the_message_says_is_not_said_twice(message, language):
    assert rows(None, "os3", message=message, language=language) == []


@pytest.mark.parametrize("message", ["There is no os33.", "/tmp/os3 is missing", "os3/x is missing", "os3:latest"])
def test_a_part_of_a_word_in_the_message_does_not_say_it(message):
    assert rows(None, "os3", message=message) == [("expected", "os3")]


def test_values_with_several_lines_are_shown_as_a_diff():
    assert rows("FROM scratch\nCOPY a /\n", "FROM scratch\nCOPY b /\n") == [
        ("- seen, + expected", "  FROM scratch\n[- COPY a /\n][+ COPY b /\n]")
    ]


def test_different_texts_with_several_lines_are_not_a_diff():
    assert [name for name, _ in rows("one\ntwo", "three\nfour")] == ["seen", "expected"]


def test_a_difference_in_a_long_value_is_given_in_words():
    found = compared(failed("-v bm1:/tmp/mount", "-v /home/student/bm1:/tmp/mount"), "en")
    assert in_words(found, "en") == "bm1 instead of /home/student/bm1"
    assert in_words(found, "ko") == "/home/student/bm1 대신 bm1"


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("-p 8080:80", "-p 80:80"),
        ("x" * 40, "running"),
        (None, "x" * 40),
        ("x" * 40, "x" * 40),
        ("/var/www/html/index.html", "/usr/local/apache2/htdocs/index.html"),  # in three parts
    ],
)
def test_no_other_difference_is_given_in_words(seen, expected):
    assert in_words(compared(failed(seen, expected), "en"), "en") is None


@given(st.text("ab01:/=-, \n", max_size=40), st.text("ab01:/=-, \n", max_size=40))
def test_the_parts_are_the_whole_values(seen, expected):
    ours, theirs = marked(seen, expected)
    assert "".join(part.text for part in ours) == seen
    assert "".join(part.text for part in theirs) == expected


@given(st.text("ab01:/=-, ", max_size=40), st.text("ab01:/=-, ", max_size=40))
def test_what_is_not_marked_is_the_same_on_both_sides(seen, expected):
    ours, theirs = marked(seen, expected)
    if any(part.differs for part in (*ours, *theirs)):
        assert "".join(p.text for p in ours if not p.differs) == "".join(p.text for p in theirs if not p.differs)
