from datetime import timedelta

import pytest

from grader.classroom.roster.row_reader import host_url
from grader.errors import UsageError


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [
        ("First name,Last name", "Ada,Beispiel", "Ada Beispiel"),
        ("성,이름", "김,예시", "김예시"),
        ("이름", "김예시", "김예시"),
        ("Name,First name", "Ada B.,Ada", "Ada B."),
        ("First name", "Ada", "Ada"),
        ("Name", "Rene\u0301 Exemple", "René Exemple"),
        ("Name", "  A\u202eda\t \x1b[31mB\u200b  ", "Ada [31mB"),
    ],
)
def test_a_name_is_put_together(roster, header, cells, name):
    assert roster(f"ID,host,{header}\ns1,h1,{cells}\n").students[0].name == name


def test_a_student_without_a_name_is_called_by_the_id(roster):
    first, second = roster("ID,host,name\ns1,h1,\ns2,h2,Bo\n").students
    assert (first.label, second.label) == ("s1", "Bo")


def test_nothing_in_a_cell_expands(roster):
    (student,) = roster("ID,host,a,b\ns1,h1,$HOME,{column:b} `id`\n").students
    assert student.columns == {"a": "$HOME", "b": "{column:b} `id`"}


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("host17", "ssh://host17"),
        ("user@10.0.0.5:2222", "ssh://user@10.0.0.5:2222"),
        ("ssh://host17/", "ssh://host17"),
        ("ssh://a.b@host17", "ssh://a.b@host17"),
        ("fe80::1", "ssh://[fe80::1]"),
        ("user@fe80::1", "ssh://user@[fe80::1]"),
        ("[fe80::1]:22", "ssh://[fe80::1]:22"),
        ("docker://student-1", "docker://student-1"),
        ("evidence:my records/s1.gz", "evidence:my records/s1.gz"),
        ("local:", "local:"),
        ("local", "local:"),
        ("localhost", "ssh://localhost"),
    ],
)
def test_a_host_is_written_in_many_ways(text, url):
    assert host_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "-oProxyCommand=id",
        "ssh://-x",
        "-l@host",
        "us er@host",
        "a b",
        "a\u200bb",
        "a;id",
        "$(id)",
        "host:99999",
        "host:0",
        "host:",
        "host:22x",
        "10.0.0.999",
        "user:secret@host",
        "host/path",
        "ssh://host?x",
        "http://host",
        "evidence:",
        "docker://a:1",
        "a%24b@host",
        "ssh://[fe80::1",
        "@",
    ],
)
def test_a_bad_address_is_refused(text):
    with pytest.raises(UsageError):
        host_url(text)


def test_the_user_of_the_class_logs_in_where_a_host_names_none(roster):
    found = roster("ID,host\ns1,h1\ns2,ada@h2\ns3,docker://c\n", ssh_user="student")
    assert [one.host for one in found.students] == ["ssh://student@h1", "ssh://ada@h2", "docker://c"]


def test_user_and_port_may_have_columns_of_their_own(roster):
    found = roster("ID,ip,port,ssh_user\ns1,10.0.0.5,2222,ada\ns2,h2:22,2222,\ns3,fe80::1,2222,\n", ssh_user="bo")
    assert [one.host for one in found.students] == [
        "ssh://ada@10.0.0.5:2222",
        "ssh://bo@h2:22",
        "ssh://bo@[fe80::1]:2222",
    ]


def test_a_pattern_gives_hosts_to_rows_without_one(roster):
    found = roster("ID,Username\ns1,ada\ns2,bo\n", host="{username}@lab-{n:02}-{id}:22")
    assert [one.host for one in found.students] == ["ssh://ada@lab-01-s1:22", "ssh://bo@lab-02-s2:22"]


def test_a_pattern_leaves_given_hosts_alone_and_needs_its_values(problems):
    assert problems("ID,Username,host\ns1,ada,\ns2,,h2\ns3,,\n", host="lab-{username}") == ["4: s3 has no host."]


def test_extensions_and_dues_are_read(roster):
    first, second = roster(
        "ID,host,extension,extension_ex05,due_ex07,due\n"
        "s1,h1,2d,1d 12h,2026-12-01T23:59+09:00,\n"
        "s2,h2,,,,2026-12-01 12:00\n"
    ).students
    assert (first.extension, first.extensions) == (timedelta(days=2), {"ex05": timedelta(hours=36)})
    assert first.dues["ex07"].isoformat() == "2026-12-01T23:59:00+09:00"
    assert (second.extension, second.due.tzinfo) == (timedelta(), None)
