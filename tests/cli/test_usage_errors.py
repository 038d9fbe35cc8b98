"""Each command, called wrongly in each way: the grader's own sentence, a next step, and exit code 2."""

import re
from enum import Enum

import pytest
import typer.main

from grader.cli.main import COMMANDS, application

FOREIGN = re.compile(
    r"No such|Missing|Invalid value|unexpected|is not one of|Input should|Error:|Try '|Usage:|requires"
)
HANGUL = re.compile("[가-힣]")


def leaves(command, words=()):
    """Each command without commands of its own, with its words."""
    for name, found in getattr(command, "commands", {}).items():
        if hasattr(found, "commands"):
            yield from leaves(found, (*words, name))
        else:
            yield (*words, name), found


ALL = list(leaves(typer.main.get_command(application())))
EVERY = [pytest.param(words, command, id="-".join(words)) for words, command in ALL]
OPTIONS = [
    pytest.param(words, one, id=f"{'-'.join(words)}{one.opts[0]}")
    for words, command in ALL
    for one in command.params
    if one.param_type_name == "option" and not one.is_flag
]


def is_ours(done, *said):
    code, out, err = done
    assert (code, out) == (2, "")
    assert err.startswith("grader: ")
    assert re.search("\n  → .+[.?”]?\n$", err)
    assert not FOREIGN.search(err)
    for text in said:
        assert text in err


def needed(command):
    """Words for the arguments that a command needs."""
    return [word(one) for one in command.params if one.param_type_name == "argument" and one.required]


def word(one):
    """A word that this argument or option may be."""
    type_ = one.type_descriptor.annotation
    return next(iter(type_)).value if isinstance(type_, type) and issubclass(type_, Enum) else "x"


@pytest.fixture(autouse=True)
def _english(monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("words", "command"), EVERY)
def test_an_unknown_option_is_named(call, words, command):
    is_ours(call(*words, "--zzzz"), f"“grader {' '.join(words)}” has no option --zzzz.", "--help")


@pytest.mark.parametrize(("words", "command"), [one for one in EVERY if needed(one.values[1])])
def test_an_argument_that_is_missing_is_named(call, words, command):
    first = next(one for one in command.params if one.param_type_name == "argument" and one.required)
    is_ours(call(*words), f"“grader {' '.join(words)}” needs {first.display_name_raw}.")


@pytest.mark.parametrize(
    ("words", "command"),
    [one for one in EVERY if not any(p.nargs == -1 for p in one.values[1].params)],
)
def test_a_word_too_many_is_named(call, words, command):
    arguments = [word(one) for one in command.params if one.param_type_name == "argument"]
    options = [
        x
        for one in command.params
        if one.param_type_name == "option" and one.required
        for x in (one.opts[0], word(one))
    ]
    is_ours(call(*words, *options, *arguments, "zzzz"), "does not take “zzzz”.")


@pytest.mark.parametrize(("words", "option"), OPTIONS)
def test_an_option_without_its_value_is_named(call, words, option):
    is_ours(call(*words, option.opts[0]), f"{option.opts[0]} needs a value.")


@pytest.mark.parametrize(("words", "option"), [one for one in OPTIONS if one.values[1].type_descriptor.choices])
def test_a_value_that_is_not_among_the_choices_is_named(call, words, option):
    choices = [str(getattr(one, "value", one)) for one in option.type_descriptor.choices]
    done = call(*words, option.opts[0], "zzzz")
    is_ours(done, f"{option.opts[0]}: “zzzz” is not allowed here.", f"Allowed: {', '.join(choices)}.")


NUMBERS = [one for one in OPTIONS if one.values[1].type_descriptor.annotation in {int, float}]


@pytest.mark.parametrize(("words", "option"), NUMBERS)
def test_what_is_not_a_number_is_named(call, words, option):
    is_ours(call(*words, option.opts[0], "many"), f"{option.opts[0]}: ", "number is expected, found “many”.")


@pytest.mark.parametrize(("words", "option"), [one for one in NUMBERS if one.values[1].type_descriptor.is_ranged])
def test_a_number_out_of_range_is_named(call, words, option):
    done = call(*words, option.opts[0], "-7")
    is_ours(done, f"{option.opts[0]}: at least ", "is expected, found “-7”.")


@pytest.mark.parametrize(
    "words",
    [
        ["check", "ex05", "--course", "none"],
        ["check", "ex05", "--ssh-config", "none", "--host", "ssh://u@h"],
        ["check", "ex05", "--class", "none.yml", "--student", "s1"],
        ["check", "ex05", "--host", "evidence:none.gz"],
        ["grade", "none.yml"],
        ["regrade", "none.yml", "--why", "x"],
        ["report", "none.yml"],
        ["roster", "import", "none.csv"],
    ],
    ids=" ".join,
)
def test_a_file_that_does_not_exist_is_named(call, words):
    code, _, err = call(*words)
    assert code == 2
    assert "none" in err
    assert "\n  → " in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chekc"], "“grader” has no command “chekc”.\n  → Did you mean “check”?"),
        (["zzzz"], "“grader” has no command “zzzz”.\n  → To see how it is used, run: grader --help"),
        (["roster", "improt"], "“grader roster” has no command “improt”.\n  → Did you mean “import”?"),
        (["check", "ex05", "--ptience", "2"], "has no option --ptience.\n  → Did you mean “--patience”?"),
        (["--zzzz"], "“grader” has no option --zzzz."),
    ],
)
def test_what_was_meant_is_suggested(call, words, said):
    is_ours(call(*words), said)


def test_a_former_command_is_not_suggested(call):
    assert "same-as" not in call("same-sa")[2]


@pytest.mark.parametrize(
    "words",
    [["chekc", "--lang", "ko"], ["check", "--zzzz", "--lang=ko"], ["show", "--lang", "ko"], ["list", "x", "--lang=ko"]],
)
def test_a_wrong_command_line_is_answered_in_the_readers_language(call, words):
    code, _, err = call(*words)
    assert code == 2
    assert len(HANGUL.findall(err)) > 10
    assert not re.search(r"\b(has no|needs|does not|To see)\b", err)


def test_the_language_of_the_locale_is_used_where_none_is_named(call, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert HANGUL.search(call("chekc")[2])
    assert HANGUL.search(call("list", "--lang", "zz")[2])


def test_every_command_is_called():
    assert {words[0] for words, _ in ALL} >= set(COMMANDS)
