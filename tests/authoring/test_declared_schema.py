"""The JSON Schema of checks.yml, which editors use."""

import json

import jsonschema
import pytest
import yaml

from grader.authoring.declared_schema import checks_schema
from tests.support import ROOT

SCHEMA_FILE = ROOT / "docs" / "checks.schema.json"
SAMPLE = ROOT / "tests" / "checks" / "declared" / "course" / "exercises" / "ex01_site" / "checks.yml"


def valid(text):
    return jsonschema.Draft202012Validator(checks_schema()).is_valid(yaml.safe_load(text))


def test_the_published_schema_is_current():
    command = "run: python -m grader.authoring.declared_schema > docs/checks.schema.json"
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == checks_schema(), command


def test_an_exercise_is_valid():
    assert valid(SAMPLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "check",
    [
        "container: {name: a, running: '{up}', port: {host: '{port}', container: 80}, env: {PORT: 80, B: null}}",
        "http: {url: 'http://h/', status: [200, 403], contains: a, wait: '{seconds}'}",
        "command: {run: a, exit_status: null}",
    ],
)
def test_parameters_and_short_forms_are_valid(check):
    assert valid(f"checks: {{a: {{title: a, {check}}}}}")


@pytest.mark.parametrize(
    "check",
    [
        "container: {name: a, port: {host: eighty, container: 80}}",
        "container: {nam: a}",
        "container: {name: a}, image: {name: b}",
        "needs: [b]",
        "http: {url: 'http://h/', status: ok}",
    ],
)
def test_what_lint_refuses_an_editor_marks(check):
    assert not valid(f"checks: {{a: {{title: a, {check}}}}}")
