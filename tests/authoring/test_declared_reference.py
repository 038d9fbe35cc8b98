"""docs/declarative-checks.md is what the program does."""

import re

import yaml

from grader.authoring.declared_reference import with_tables
from grader.authoring.suites import suite_of
from grader.course.checks_file import read_checks_file
from grader.course.declared_checks import KINDS
from grader.course.pack import Course
from tests.support import ROOT

PAGE = ROOT / "docs" / "declarative-checks.md"
SAMPLE = ROOT / "tests" / "checks" / "declared" / "course"


def test_the_tables_are_current():
    text = PAGE.read_text(encoding="utf-8")
    assert with_tables(text) == text, "run: python -m grader.authoring.declared_reference docs/declarative-checks.md"


def test_the_page_names_every_reason(tmp_path):
    exercise = Course.at(SAMPLE).exercise("ex01")
    assert {one.check.kind for one in read_checks_file(exercise.declared, exercise.file.params)} == set(KINDS)
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| `\w+` \| `", line)]
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", "\n".join(rows)))
    assert suite_of(exercise).reasons - named == set()


def test_its_example_is_right(tmp_path):
    block = PAGE.read_text(encoding="utf-8").split("\n\n")[2]
    path = tmp_path / "checks.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(block), sort_keys=False))
    assert [one.id for one in read_checks_file(path, {"container": "web", "port": 8080})] == [
        "web-running",
        "page-served",
    ]
