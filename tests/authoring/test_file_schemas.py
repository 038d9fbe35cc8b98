"""The JSON Schemas of the files that people write."""

import json

import jsonschema
import pytest
import yaml

from grader.authoring.file_schemas import MODELS, schema_of, schemas
from tests.support import ROOT
from tests.support.file_samples import SAMPLES


def valid(name, values):
    return jsonschema.Draft202012Validator(schema_of(name)).is_valid(values)


def test_the_published_schemas_are_current():
    for name, text in schemas():
        published = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert json.loads(published) == json.loads(text), "run: python -m grader.authoring.file_schemas docs"


@pytest.mark.parametrize("name", MODELS)
def test_a_file_with_every_key_is_valid(name):
    former = {"hand_ins", "same_as"}
    assert valid(name, {key: value for key, value in SAMPLES[MODELS[name]].items() if key not in former})


@pytest.mark.parametrize("name", MODELS)
def test_an_unknown_key_is_not(name):
    assert not valid(name, {**SAMPLES[MODELS[name]], "unknown": 1})


def test_the_built_in_course_is_valid():
    files = {
        "rubric": sorted((ROOT / "rubrics").glob("ex*.yml")),
        "messages": [ROOT / "rubrics" / "messages.yml"],
        "exercise": sorted((ROOT / "exercises").glob("*/exercise.yml")),
        "course": [ROOT / "course.yml"],
    }
    for name, paths in files.items():
        checker = jsonschema.Draft202012Validator(schema_of(name))
        for path in paths:
            checker.validate(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))


def test_a_text_is_one_of_the_first_language_or_one_in_each():
    assert valid("exercise", {"id": "ex01", "title": "Tiny"})
    assert valid("exercise", {"id": "ex01", "title": {"de": "Winzig"}})
    assert not valid("exercise", {"id": "ex01", "title": {"German": "Winzig"}})
