"""Dockerfiles as people write them."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.dockerfile import LARGEST_FILE, MOST_FILES, all_stages, copy_sources, files_under, final_stage
from grader.errors import HostError


def base_and_sources(text):
    stage = final_stage(dedent(text))
    return (stage.base, copy_sources(stage)) if stage else None


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


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("ADD rootfs.tar /", [""]),
        ("ADD rootfs.tar.gz bin.tgz /", ["", ""]),
        ("ADD a.tar.xz b.TBZ2 c.txz d.tar.zst /", ["", "", "", ""]),
        ("COPY rootfs.tar.gz /", ["rootfs.tar.gz"]),
        ("ADD hello tar start /", ["hello", "tar", "start"]),
    ],
)
def test_an_archive_that_add_unpacks_is_not_a_file_of_the_build_folder(line, sources):
    assert base_and_sources(f"FROM scratch\n{line}") == ("scratch", sources)


def test_the_arguments_are_kept_as_written():
    stage = final_stage('FROM a\nRUN --mount=type=cache,target=/x  echo "a  b" \\\n  c\nCMD ["a", "b"]')
    assert [(one.flags, one.rest) for one in stage.instructions] == [
        (("--mount=type=cache,target=/x",), 'echo "a  b"   c'),
        ((), '["a", "b"]'),
    ]


def test_a_here_document_may_end_its_lines_as_windows_does():
    text = "FROM a\r\nRUN <<END\r\nEXPOSE 1\r\nEND\r\nEXPOSE 2\r\n"
    assert [one.rest for one in final_stage(text).instructions] == ["<<END", "2"]


def test_all_stages_are_listed():
    assert [one.name for one in all_stages("FROM a AS x\nRUN b\nFROM x AS y\nFROM y")] == ["x", "y", ""]


@pytest.fixture
def found(visit, tmp_path):
    """found({path: text}, likely): the Dockerfiles found there, by their paths in the folder."""

    def look(files, *likely):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        there = files_under(visit(), str(tmp_path), likely)
        return {path.removeprefix(f"{tmp_path}/"): text for path, text in there.items()}

    return look


def test_files_with_a_likely_word_come_first_then_the_closest(found):
    files = {
        "a/b/Dockerfile": "FROM debian",
        "z/Dockerfile": "FROM debian",
        "Dockerfile": "FROM debian",
        "x/y/z/Dockerfile.hello": "from Scratch\nCOPY a /\n",
    }
    assert list(found(files, "scratch")) == ["x/y/z/Dockerfile.hello", "Dockerfile", "z/Dockerfile", "a/b/Dockerfile"]
    assert found(files, "scratch") == files


def test_a_likely_file_is_found_among_too_many(found):
    files = {f"p{number:03}/Dockerfile": "FROM debian" for number in range(MOST_FILES + 20)}
    there = found({**files, "z/z/Dockerfile": "FROM scratch"}, "scratch")
    assert len(there) == MOST_FILES
    assert list(there)[:2] == ["z/z/Dockerfile", "p000/Dockerfile"]


def test_names_and_texts_may_be_odd(found):
    files = {"a b'$(id)/Dockerfile": "FROM a\n", "large/Dockerfile": "x" * 2 * LARGEST_FILE, "Containerfile": ""}
    there = found({**files, ".cache/Dockerfile": "FROM b", "Dockerfile~": "", "a\nb/Dockerfile": "FROM c"})
    assert there == {**files, "large/Dockerfile": "x" * LARGEST_FILE}


def test_hidden_folders_and_any_depth_are_searched(found):
    files = {".hidden/Dockerfile": "FROM a", "1/2/3/4/5/6/7/8/9/Dockerfile": "FROM b"}
    assert found(files) == files


def test_what_a_link_leads_to_is_searched_but_not_the_system_nor_the_folder_itself(found, tmp_path, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("share") / "ex7"
    elsewhere.mkdir()
    (elsewhere / "Dockerfile").write_text("FROM a")
    for name, target in {"lab": elsewhere.parent, "up": tmp_path.parent, "root": "/", "here": tmp_path}.items():
        (tmp_path / name).symlink_to(target)
    assert found({"Dockerfile": "FROM b"}) == {"Dockerfile": "FROM b", "lab/ex7/Dockerfile": "FROM a"}


def test_the_folder_itself_may_be_reached_through_a_link(visit, tmp_path):
    home, link = tmp_path / "data" / "home", tmp_path / "home"
    (tmp_path / "data" / "other").mkdir(parents=True)
    (home / "lab").mkdir(parents=True)
    link.symlink_to(home)
    for folder in ("home/lab", "other"):
        (tmp_path / "data" / folder / "Dockerfile").write_text("FROM a")
    (home / "up").symlink_to(tmp_path / "data")
    (home / "again").symlink_to(home / "lab")
    assert list(files_under(visit(), str(link))) == [f"{link}/lab/Dockerfile"]


@pytest.mark.parametrize("lacking", ["find", "awk", "grep", "readlink"])
def test_a_host_without_a_tool_is_an_error_that_names_it(visit, tools, tmp_path, monkeypatch, lacking):
    (tmp_path / "Dockerfile").write_text("FROM a")
    present = {"sh", "find", "readlink", "awk", "sort", "head", "cut", "tr", "grep", "cat"} - {lacking}
    folder, session = tools(*present), visit()
    monkeypatch.setattr(session, "run", lambda text, _run=session.run: _run(f"PATH={folder}; export PATH; {text}"))
    with pytest.raises(HostError, match=lacking):
        files_under(session, str(tmp_path))


def test_a_folder_without_dockerfiles_has_none(found):
    assert found({"Makefile": ""}) == {}


@pytest.mark.parametrize("text", ["", "# FROM scratch", "COPY hello /", "just words", "FROM", "FROM\n"])
def test_a_text_that_is_not_a_dockerfile(text):
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
    assert stage is None or all(isinstance(word, str) for word in copy_sources(stage))


@given(st.sampled_from(["\n", "\r\n"]), st.integers(0, 5), st.booleans())
def test_layout_makes_no_difference(end, blanks, lower):
    lines = ["FROM scratch", *[""] * blanks, "# note", "COPY --chown=0:0 hello \\", " /", 'CMD ["/hello"]']
    text = end.join(line.replace("COPY", "copy").replace("FROM", "from") if lower else line for line in lines)
    assert base_and_sources(text) == ("scratch", ["hello"])
