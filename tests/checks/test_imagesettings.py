"""What Dockerfiles set, as people write them."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.dockerfile import final_stage
from grader.checks.imagesettings import Deviation, settings_of

BASE = {"Env": ["PATH=/bin", "PREFIX=/srv/web"], "WorkingDir": "/srv/web"}


def set_by(text, base=BASE):
    return settings_of(final_stage(f"FROM httpd\n{dedent(text)}"), base)


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("LABEL a=b", {"a": "b"}),
        ('label "a"="b c" d=e\\ f g=', {"a": "b c", "d": "e f", "g": ""}),
        ("LABEL a=1 \\\n   # a comment\n   b=2", {"a": "1", "b": "2"}),
        ('LABEL a="spans \\\nseveral lines"', {"a": "spans several lines"}),
        ('LABEL a="one \\  \r\n  two"', {"a": "one   two"}),
        ('LABEL\ta="x\ty"\tb=z', {"a": "x\ty", "b": "z"}),
        ("LABEL a\tthe  rest", {"a": "the  rest"}),
        ("LABEL a the rest of it", {"a": "the rest of it"}),
        ('LABEL a "in quotes"', {"a": "in quotes"}),
        (
            "LABEL a=$PREFIX b='$PREFIX' c=\"${PREFIX}/x\" d=\\$PREFIX",
            {"a": "/srv/web", "b": "$PREFIX", "c": "/srv/web/x", "d": "$PREFIX"},
        ),
        ('LABEL a="it\'s \\"mine\\" \\n"', {"a": 'it\'s "mine" \\n'}),
        ("LABEL a=${NONE:-x} b=${PREFIX:+y} c=$NONE. d=5$", {"a": "x", "b": "y", "c": ".", "d": "5$"}),
        ("LABEL a=1\nLABEL a=2", {"a": "2"}),
        ("LABEL a='open", {"a": None}),
        ("LABEL a=${PREFIX#/srv}", {"a": None}),
        ("LABEL", {}),
    ],
)
def test_labels(line, values):
    assert set_by(line).labels == values


def test_a_variable_sees_those_of_earlier_lines_only():
    found = set_by("ENV A=1 B=2\nENV A=3 C=$A\nENV D=$A\nENV E $B and $C")
    assert found.variables == {"A": "3", "B": "2", "C": "1", "D": "3", "E": "2 and 1"}


def test_what_depends_on_the_build_is_unknown():
    lines = """
        ARG V=1
        ARG P
        ENV A=$V B=x$A C=$HTTP_PROXY
        ENV D=$A
        WORKDIR /a/$V
        COPY x y
        EXPOSE $P 81
        WORKDIR /b
        COPY x y
    """
    found = set_by(lines)
    assert found.variables == {"A": None, "B": "x", "C": None, "D": None}
    assert (found.folder, found.ports, found.destinations) == ("/b", {"81/tcp"}, ["/b/y"])


def test_a_variable_of_an_unknown_base_is_unknown():
    assert set_by("ENV A=$PATH B=1", None).variables == {"A": None, "B": "1"}
    assert set_by("WORKDIR x", None).folder is None
    assert set_by("COPY a b\nCOPY a /c", None).destinations == ["/c"]


@pytest.mark.parametrize(
    ("lines", "folder"),
    [
        ("WORKDIR /a/b/", "/a/b"),
        ("WORKDIR htdocs", "/srv/web/htdocs"),
        ("WORKDIR /a\nWORKDIR b/../c", "/a/c"),
        ("WORKDIR '/with space'", "/with space"),
        ("WORKDIR $PREFIX/x", "/srv/web/x"),
        ("RUN true", ""),
    ],
)
def test_the_working_directory(lines, folder):
    assert set_by(lines).folder == folder


def test_where_files_are_copied_to():
    lines = 'COPY a b /x/\nADD ["c", "d e"]\nWORKDIR /w\nCOPY --chown=1:1 f .\nCOPY <<END g.txt\ntext\nEND\nCOPY lone'
    assert set_by(lines).destinations == ["/x", "/srv/web/d e", "/w", "/w/g.txt"]


def test_ports():
    assert set_by("EXPOSE 80 443/TCP\nEXPOSE 53/udp 90-92 x").ports == {
        "80/tcp",
        "443/tcp",
        "53/udp",
        "90/tcp",
        "91/tcp",
        "92/tcp",
    }


@pytest.mark.parametrize(
    ("lines", "entrypoint", "command"),
    [
        ('CMD ["httpd", "-D", "FOREGROUND"]', None, ("httpd", "-D", "FOREGROUND")),
        ("CMD httpd -D FOREGROUND", None, ("/bin/sh", "-c", "httpd -D FOREGROUND")),
        ("CMD ['httpd']", None, ("/bin/sh", "-c", "['httpd']")),
        ('SHELL ["/bin/bash", "-c"]\nCMD httpd', None, ("/bin/bash", "-c", "httpd")),
        ('CMD ["a"]\nCMD ["b"]', None, ("b",)),
        ('CMD ["a"]\nENTRYPOINT ["b"]', ("b",), ("a",)),
        ('ENTRYPOINT ["b"]', ("b",), ()),
        ("RUN true", None, None),
    ],
)
def test_the_command(lines, entrypoint, command):
    found = set_by(lines)
    assert (found.entrypoint, found.command) == (entrypoint, command)


LINES = 'LABEL a=1\nENV B="2 3"\nWORKDIR /w\nEXPOSE 80\nCMD run \\\n  it'


def config(**other):
    whole = {
        "Labels": {"a": "1", "more": "x"},
        "Env": ["PATH=/bin", "B=2 3"],
        "WorkingDir": "/w",
        "ExposedPorts": {"80/tcp": {}, "81/tcp": {}},
        "Cmd": ["/bin/sh", "-c", "run   it"],
        "Entrypoint": None,
    }
    return {**whole, **other}


def test_an_image_that_has_everything_and_more_does_not_differ():
    assert set_by(LINES).differences(config()) == []


@pytest.mark.parametrize(
    ("other", "expected", "seen"),
    [
        ({"Labels": {"a": "2"}}, "LABEL a=1", "LABEL a=2"),
        ({"Labels": None}, "LABEL a=1", None),
        ({"Env": None}, "ENV B=2 3", None),
        ({"Env": ["B=2"]}, "ENV B=2 3", "ENV B=2"),
        ({"WorkingDir": ""}, "WORKDIR /w", "WORKDIR /"),
        ({"ExposedPorts": {"81/tcp": {}}}, "EXPOSE 80/tcp", "EXPOSE 81/tcp"),
        ({"ExposedPorts": None}, "EXPOSE 80/tcp", None),
        ({"Cmd": ["run"]}, 'CMD ["/bin/sh", "-c", "run it"]', 'CMD ["run"]'),
    ],
)
def test_what_differs_is_named_as_an_instruction(other, expected, seen):
    [found] = set_by(LINES).differences(config(**other))
    assert (found.expected.replace("  ", " "), found.seen) == (expected, seen)


def test_an_unknown_value_only_has_to_be_there():
    found = set_by("ARG V\nLABEL v=$V\nENV V=$V")
    assert found.differences({"Labels": {"v": "7"}, "Env": ["V=8"]}) == []
    assert found.differences({}) == [Deviation("LABEL v", None), Deviation("ENV V", None)]


def test_a_password_is_not_compared():
    hidden = f"secret:{'0' * 24}"
    assert set_by("ENV PASSWORD=geheim").differences({"Env": [f"PASSWORD={hidden}"]}) == []


PIECES = [
    "LABEL ",
    "ENV ",
    "WORKDIR ",
    "COPY ",
    "EXPOSE ",
    "CMD ",
    "ARG ",
    "=",
    " ",
    "$",
    "${",
    "}",
    ":-",
    '"',
    "'",
    "\\",
    "[",
    "]",
    "a",
    "80",
    "\n",
    "-",
    "/",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_is_read_without_an_error(text):
    stage = final_stage(f"FROM a\n{text}")
    settings_of(stage, None).differences({})
