"""What checks keep from one call to the next is found in the source."""

import pytest

from grader.authoring.lint import lint
from grader.authoring.shared_state import shared_state
from tests.support import ROOT

KEEPING = {
    "SEEN.append(1)": "SEEN",
    "SEEN['a'] = 1": "SEEN",
    "SEEN['a'].add(1)": "SEEN",
    "del SEEN[0]": "SEEN",
    "SEEN.x = 1": "SEEN",
    "global COUNT; COUNT += 1": "COUNT",
    "global NEW; NEW = 1": "NEW",
    "next(SEEN)": "SEEN",
    "setattr(SEEN, 'x', 1)": "SEEN",
    "functools.seen = 1": "functools",
    "functools.SEEN.append(1)": "functools",
    "Kind.seen.append(1)": "Kind",
    "test_a.seen = 1": "test_a",
}
KEEPING_NOTHING = ["SEEN = []; SEEN.append(1)", "found = [*SEEN]; found.append(1)", "x = SEEN[0]", "x = sorted(SEEN)"]
KEEPING_NOTHING += ["functools.update(1)", "x = Kind(); x.seen = 1"]


def found(tmp_path, source):
    suite = tmp_path / "test_ex01.py"
    suite.write_text(f"import functools\nSEEN, COUNT = [], 0\nclass Kind: pass\n{source}\n")
    return [line.removeprefix(f"{suite}:") for line in shared_state(suite)]


@pytest.mark.parametrize("body", KEEPING)
def test_a_changed_variable_of_the_module_is_found(tmp_path, body):
    [line] = found(tmp_path, f"def test_a():\n    {body}")
    assert line.startswith(f"5: test_a changes {KEEPING[body]}, a variable of the module")


@pytest.mark.parametrize("body", KEEPING_NOTHING)
def test_what_is_local_or_only_read_is_not(tmp_path, body):
    assert found(tmp_path, f"def test_a():\n    {body}") == []


def test_a_parameter_of_the_same_name_is_another_thing(tmp_path):
    assert found(tmp_path, "def helper(SEEN):\n    SEEN.append(1)") == []


@pytest.mark.parametrize("cache", ["functools.cache", "functools.lru_cache(maxsize=3)", "cache", "lru_cache"])
def test_a_cache_is_found(tmp_path, cache):
    [line] = found(tmp_path, f"from functools import *\n@{cache}\ndef slow():\n    return 1")
    assert line.startswith("6: slow has a cache")


def test_a_changed_default_value_is_found(tmp_path):
    [line] = found(tmp_path, "def helper(one, seen=[], *, more={}):\n    seen.append(one)\n    one.append(1)")
    assert line.startswith("5: helper changes the default value of seen, which the next call sees")


def test_lint_reports_it(tiny):
    tiny.write("SEEN = []\ndef test_a():\n    SEEN.append(1)")
    assert any("test_a changes SEEN" in line for line in lint(tiny.course, "ex01"))


def test_no_suite_of_the_built_in_course_keeps_anything():
    suites = sorted((ROOT / "exercises").glob("*/test_*.py"))
    assert [line for suite in suites for line in shared_state(suite)] == []
