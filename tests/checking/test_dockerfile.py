"""Dockerfiles as people write them."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checking.dockerfile import copied, final_stage


def base_and_sources(text):
    stage = final_stage(dedent(text))
    return (stage.base, copied(stage)) if stage else None


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("FROM scratch\nCOPY hello /\n", ["hello"]),
        ("from scratch\nadd hello /", ["hello"]),
        ("  FROM   scratch  \r\n\tCOPY\thello\t/\r\n", ["hello"]),
        ('FROM scratch\nCOPY ["a b", "/"]', ["a b"]),
        ("FROM scratch\nCOPY 'a b' c /", ["a b", "c"]),
        ("FROM scratch\nCOPY it's /", ["it's"]),
        ("FROM --platform=linux/amd64 scratch AS x\nCOPY --chown=1:1 --chmod=755 hello /", ["hello"]),
        ("# a comment\n\nFROM scratch\n# COPY other /\nCOPY \\\n  # in between\n\n  hello \\\n  /", ["hello"]),
        ("#escape=`\nFROM scratch\nCOPY `\n hello /", ["hello"]),
        ("# syntax=docker/dockerfile:1\n# escape=`\nFROM scratch\nCOPY hello `\n/", ["hello"]),
        ("# hi\n# escape=`\nFROM scratch\nCOPY \\\n hello /", ["hello"]),
        ("\ufeffFROM scratch\nCOPY hello /\\", ["hello"]),
        ("FROM scratch\nADD https://example.org/hello /\nCOPY $NAME /", ["", ""]),
        ("FROM scratch\nCOPY <<END /greeting\nFROM centos\nEND\nCOPY hello /", ["hello"]),
        ("FROM centos AS build\nRUN <<-'A' cat\n\tFROM x\n\tA\nFROM scratch\nCOPY --from=build /hello /", [""]),
        ("FROM scratch AS base\nCOPY a /\nFROM base\nCOPY b /", ["a", "b"]),
        ("ARG B=scratch\nARG C=$B\nFROM ${C}\nCOPY hello /", ["hello"]),
        ("FROM ${NOT_GIVEN:-scratch}\nCOPY hello /", ["hello"]),
        ("FROM scratch\nCOPY hello", []),
        ('FROM scratch\nCMD ["/hello"]', []),
    ],
)
def test_an_image_from_scratch(text, sources):
    assert base_and_sources(text) == ("scratch", sources)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("FROM centos:latest\nCOPY hello /", "centos:latest"),
        ("FROM scratch\nCOPY hello /\nFROM centos", "centos"),
        ("# FROM scratch\nFROM centos", "centos"),
        ("FROM centos AS scratch-like\nFROM Scratch-Like", "centos"),
        ("RUN echo \\\nFROM scratch\nFROM alpine", "alpine"),
        ("FROM centos\nRUN echo \\\nFROM scratch", "centos"),
        ("FROM ${B:+scratch}x", "x"),
    ],
)
def test_an_image_from_something_else(text, base):
    assert final_stage(text).base == base


@pytest.mark.parametrize("text", ["", "# FROM scratch", "COPY hello /", "just words", "FROM", "FROM\n"])
def test_no_dockerfile_at_all(text):
    assert final_stage(text) is None


PIECES = st.sampled_from(
    [
        "FROM ",
        "scratch",
        "\n",
        "COPY ",
        "[",
        '"a", ',
        "]",
        "\\\n",
        "# ",
        "escape=`",
        "<<END",
        "'",
        "ARG A=",
        "${A:-",
        "}",
        " AS x",
        "--from=x ",
        "\0",
        "\r",
        "\u2028",
        "ADD a b",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_any_text_is_read_without_an_error(text):
    stage = final_stage(text)
    assert stage is None or all(isinstance(word, str) for word in copied(stage))


@given(st.sampled_from(["\n", "\r\n"]), st.integers(0, 5), st.booleans())
def test_layout_makes_no_difference(end, blanks, lower):
    lines = ["FROM scratch", *[""] * blanks, "# note", "COPY --chown=0:0 hello \\", " /", 'CMD ["/hello"]']
    text = end.join(line.replace("COPY", "copy").replace("FROM", "from") if lower else line for line in lines)
    assert base_and_sources(text) == ("scratch", ["hello"])
