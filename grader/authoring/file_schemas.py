"""The JSON Schemas of the files that people write, for editors: docs/class.schema.json and others.

python -m grader.authoring.file_schemas docs
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from grader.authoring.declared_schema import checks_schema
from grader.authoring.files_reference import described
from grader.classroom.class_file import ClassFile
from grader.course.course_file import CourseFile
from grader.course.exercise import ExerciseFile
from grader.course.rubric import Messages, Rubric
from grader.i18n.languages import LANGUAGE_CODE

MODELS: Mapping[str, type[BaseModel]] = {
    "class": ClassFile,
    "course": CourseFile,
    "exercise": ExerciseFile,
    "rubric": Rubric,
    "messages": Messages,
}

_BY_LANGUAGE: JsonSchemaValue = {
    "type": "object",
    "propertyNames": {"pattern": f"^{LANGUAGE_CODE}$"},
    "additionalProperties": {"type": ["string", "null"], "minLength": 1},
}


class _AsWritten(GenerateJsonSchema):
    """The schema of a file as people write it: with a unit after a number, and numbers where text is read."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Editors show what a key means."""
        written = super().model_schema(schema)
        for key, meaning in described(schema["cls"]).items():
            if key in written.get("properties", {}):
                written["properties"][key].setdefault("description", meaning)
        return written

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """What comes before the type, such as the `%` of a percentage, makes it text or a number."""
        inner = super().function_before_schema(schema)
        return {"type": ["string", "number"]} if inner.get("type") in {"number", "string"} else inner


def schema_of(name: str) -> JsonSchemaValue:
    """The JSON Schema of one kind of file, such as `exercise`."""
    if name == "checks":
        return checks_schema()
    schema = MODELS[name].model_json_schema(schema_generator=_AsWritten, by_alias=True)
    definitions = schema.get("$defs", {})
    for text, said in (("Text", "in each language"), ("Title", "in languages other than that of the docstring")):
        if text in definitions:
            both = [{"type": "string", "minLength": 1}, _BY_LANGUAGE]
            definitions[text] = {"description": f"A text {said}, or just in the course's first.", "anyOf": both}
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


def schemas() -> Iterator[tuple[str, str]]:
    """The name and the content of each file with a schema."""
    for name in (*MODELS, "checks"):
        yield f"{name}.schema.json", json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name_, text_ in schemas():
        (Path(sys.argv[1]) / name_).write_text(text_, encoding="utf-8")
