import re
import shlex
from pathlib import Path

import pytest

from grader.cli.class_file import class_and_words, only_class_file
from grader.errors import UsageError

ABOUT_A_CLASS = [
    ["grade"], ["report"], ["similarity"], ["retention"], ["regrade", "--dry-run"], ["undo"],
    ["forget", "s1"], ["history", "s1"],
    ["verify"], ["explain", "s1", "ex04"], ["override", "s1", "ex04", "--points", "1", "--why", "x"],
]  # fmt: skip


@pytest.fixture
def here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


ON_RECORDS = [
    (0, ["verify"]), (0, ["report"]), (1, ["similarity"]), (0, ["retention", "--dry-run"]),
    (0, ["regrade", "--dry-run"]), (0, ["history", "20260001"]), (0, ["explain", "20260001", "ex04"]),
    (0, ["forget", "20260001", "--yes"]), (0, ["override", "20260001", "ex04", "--points", "1", "--why", "x"]),
]  # fmt: skip


def wished(*given, least=0, most=1):
    return class_and_words(given, names="STUDENT", least=least, most=most)


def test_the_only_class_file_here_need_not_be_named(here):
    (here / "autumn.yaml").write_text("name: a\nroster: r.csv\n")
    (here / "unrelated.yml").write_text("- 1\n")
    (here / "broken.yml").write_text("a: [\n")
    assert str(only_class_file()) == "autumn.yaml"


def test_of_several_class_files_one_is_to_be_named(here):
    for name in ("class.yml", "other.yaml"):
        (here / name).write_text("name: a\nroster: r.csv\n")
    with pytest.raises(UsageError, match="more than one class file") as caught:
        only_class_file()
    assert caught.value.next_step == "Name one of them first: class.yml, other.yaml."


def test_a_class_file_that_cannot_be_read_is_meant_by_its_name(here):
    (here / "class.yml").write_text("a: [\n")
    assert str(only_class_file()) == "class.yml"


@pytest.mark.parametrize("command", ABOUT_A_CLASS, ids=lambda words: words[0])
def test_every_command_about_a_class_says_what_to_type_where_there_is_no_class_file(call, here, command):
    code, out, err = call(*command)
    assert (code, out) == (2, "")
    assert (
        "There is no class file in this folder.\n  → Name one first, such as class.yml, or change to its folder." in err
    )


def test_commands_take_the_only_class_file_here_whatever_its_name(call, recorded, monkeypatch):
    recorded.path.rename(recorded.path.with_name("autumn.yml"))
    monkeypatch.chdir(recorded.path.parent)
    assert call("report")[0] == 0
    assert call("similarity")[0] == 1
    assert "autumn.yml sets no retention period" in call("retention")[2]
    assert call("regrade", "--dry-run")[0] == 0
    assert call("history", "20260002")[0] == 0
    assert call("forget", "20260001", "--yes")[0] == 0
    assert call("grade", "--student", "20260002", "--quiet")[0] == 0


def test_a_first_word_that_ends_like_a_class_file_is_one():
    assert wished("a/b.yaml", "s1") == (Path("a/b.yaml"), ["s1"])


def test_too_many_words_are_told_what_to_write():
    with pytest.raises(UsageError, match="This command takes STUDENT") as caught:
        wished("class.yml", "s1", "s2")
    assert caught.value.next_step == "Write: [CLASS.yml] STUDENT"


@pytest.mark.parametrize(("code", "command"), ON_RECORDS, ids=lambda words: words[0] if isinstance(words, list) else "")
def test_commands_about_records_take_class_file_and_results_alike(call, recorded, tmp_path, code, command):
    recorded.write(retention={"records": "1000d"})
    recorded.results.rename(tmp_path / "other results")
    name, *rest = command
    found = call(name, recorded.path, *rest, "--results", tmp_path / "other results")
    assert found[0] == code
    assert not recorded.results.exists()
    assert call(name, recorded.path, *rest)[:2] != found[:2]


def test_the_command_that_undoes_a_change_is_complete(call, recorded, tmp_path, monkeypatch):
    recorded.results.rename(tmp_path / "other results")
    change = ["20260001", "ex04", "--points", "1", "--why", "x"]
    _, said, _ = call("override", recorded.path, *change, "--results", tmp_path / "other results")
    words = shlex.split(said.partition("To undo it, run: grader ")[2].splitlines()[0])
    assert call(*words)[0] == 0
    (tmp_path / "other results").rename(recorded.results)
    monkeypatch.chdir(recorded.path.parent)
    assert re.search(r"To undo it, run: grader undo [0-9a-f]{8}\n", call("override", *change)[1])


def test_what_names_several_students_is_told_by_every_command(call, recorded):
    roster = recorded.path.with_name("roster.csv")
    roster.write_text(roster.read_text().replace("kimyesi,", "adabeispiel,", 1))
    for command in (["history"], ["explain"], ["override"], ["forget"]):
        words = [recorded.path, "adabeispiel", *(["ex04"] if command[0] in {"explain", "override"} else [])]
        more = ["--points", "1", "--why", "x"] if command == ["override"] else []
        code, _, said = call(*command, *words, *more)
        assert code == 2
        assert "could be 20260001 (Ada Beispiel) or 20260002 (김예시)" in said
    for name, *more in (["grade"], ["regrade", "--dry-run"]):
        assert "could be 20260001" in call(name, recorded.path, *more, "--student", "adabeispiel")[2]
