import json
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks.verdict import Status
from grader.grading.result import Result
from grader.reports.json_output import Results, indented, render_json, result_schema
from tests.support import ROOT
from tests.support.samples import HOSTILE, bind_mount, broken, check, everything, hostile, korean, result, unreachable
from tests.support.schema import problems

SCHEMA_FILE = ROOT / "docs" / "result.schema.json"


def test_one_result_is_the_object_of_the_contract():
    document = json.loads(render_json([bind_mount()]))
    assert list(document) == [
        "schema", "exercise", "title", "language", "student", "host", "account", "engine", "started", "seconds",
        "score", "max_score", "status", "cause", "late", "set_by_hand", "due", "done", "hidden", "hidden_points",
        "hidden_max_points", "checks", "findings",
    ]  # fmt: skip
    assert document["schema"] == "grader.result/1"
    assert document["checks"][3] == {
        "id": "bind-mounted",
        "title": "/tmp/mount in os3 is a bind mount of ~/bm1",
        "status": "failed",
        "points": 0.0,
        "max_points": 30.0,
        "bonus": False,
        "message": "os3 mounts another folder at /tmp/mount.",
        "seen": "/root/bm1",
        "expected": "/home/student/bm1",
        "hint": bind_mount().checks[3].hint,
        "blocked_by": None,
        "root": None,
        "cause": None,
        "seconds": 0.012,
    }


def test_the_findings_name_their_checks():
    first, *_ = json.loads(render_json([bind_mount()]))["findings"]
    assert first == {"check": "bind-mounted", "waiting": ["file-visible"], "points": 50.0}


def test_several_results_are_a_list_in_their_order():
    document = json.loads(render_json([bind_mount(), korean()]))
    assert document["schema"] == "grader.results/1"
    assert [one["title"] for one in document["results"]] == ["Bind mount", "바인드 마운트"]


def test_no_results_are_an_empty_list():
    assert json.loads(render_json([])) == {"schema": "grader.results/1", "results": []}


def test_what_could_not_be_graded_has_no_score():
    document = json.loads(render_json([unreachable()]))
    assert (document["status"], document["score"]) == ("error", None)
    assert document["cause"].startswith("host-17 does not answer")


def test_people_can_read_it_too():
    assert "바인드 마운트" in render_json([korean()])
    assert render_json([korean()]).endswith("}\n")


@pytest.mark.parametrize("shown", everything())
def test_it_can_be_read_back(shown):
    assert Result.model_validate_json(render_json([shown])).model_dump() == shown.model_dump()


def test_several_can_be_read_back():
    read = Results.model_validate_json(render_json(everything()))
    found = [one.model_dump(exclude={"findings"}) for one in read.results]
    assert found == [one.model_dump() for one in everything()]


@pytest.mark.parametrize("results", [*([one] for one in everything()), everything(), [], [hostile()]])
def test_everything_fits_the_published_schema(results):
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert problems(json.loads(render_json(results)), schema) == []


def test_the_schema_finds_what_is_wrong():
    document = json.loads(render_json([broken()]))
    document["status"] = "fine"
    assert problems(document, result_schema())
    del document["status"]
    assert problems(document, result_schema())


def test_the_published_schema_is_current():
    command = "run: python -m grader.reports.json_output > docs/result.schema.json"
    assert SCHEMA_FILE.read_text(encoding="utf-8") == indented(result_schema()), command


def test_a_terminal_that_shows_it_is_safe():
    shown = render_json([hostile()])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", shown)
    assert "\\u202egnp.exe" in shown


def test_nothing_but_broken_characters_is_lost():
    title = json.loads(render_json([hostile()]))["title"]
    assert title == HOSTILE.replace("\ud800", "\ufffd")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=50)
@given(json_values)
def test_any_value_makes_strict_json(value):
    def refuse(constant):
        raise AssertionError(constant)

    shown = render_json([result([check("a", "A", Status.FAILED, 0, 1, seen=value)])])
    assert json.loads(shown, parse_constant=refuse)["checks"][0]["id"] == "a"
    assert shown.encode()


def test_infinity_is_null():
    shown = render_json([result([check("a", "A", Status.FAILED, 0, 1, seen=[float("-inf")])])])
    assert json.loads(shown)["checks"][0]["seen"] == [None]


def test_the_module_prints_the_schema():
    done = subprocess.run([sys.executable, "-m", "grader.reports.json_output"], capture_output=True, check=True)
    assert done.stdout.decode() == indented(result_schema())
