import ast
from pathlib import Path

import pytest

from grader.authoring.reference import CONTENTS, entries, reference
from grader.course.builtin import builtin_course

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
ENTRIES = [pytest.param(entry, id=f"{module}.{entry.name}") for module in CONTENTS for entry in entries(module)]


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == reference(), (
        "docs/checks.md is out of date. Run: .venv/bin/python -m grader.authoring.reference > docs/checks.md"
    )


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_has_a_description_and_every_function_an_example(entry):
    assert entry.sections[""]
    if entry.is_fixture or "(" in entry.signature:
        assert entry.sections["Example"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_argument_is_described(entry):
    if not isinstance(entry.node, ast.ClassDef) and not entry.is_fixture:
        arguments = entry.node.args
        named = [one.arg for one in (*arguments.args, *arguments.kwonlyargs) if one.arg != "self"]
        several = [f"{stars}{one.arg}" for stars, one in (("*", arguments.vararg), ("**", arguments.kwarg)) if one]
        described = entry.sections.get("Args", "").splitlines()
        assert [name for name in named + several if not any(line.startswith(f"{name}: ") for line in described)] == []


def test_all_that_the_built_in_exercises_import_is_on_the_page():
    known = {f"grader.checks.{module}": names for module, names in CONTENTS.items()}
    known["grader.checks"] = CONTENTS["conclusion"] + CONTENTS["verdict"]
    for suite in sorted((builtin_course() / "exercises").glob("*/test_*.py")):
        for node in ast.walk(ast.parse(suite.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader.checks"):
                assert {one.name for one in node.names} <= set(known[node.module]), suite
