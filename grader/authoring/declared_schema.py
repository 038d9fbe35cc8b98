"""The JSON Schema of checks.yml, for editors: docs/checks.schema.json.

python -m grader.authoring.declared_schema > docs/checks.schema.json
"""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from grader.course.declared_checks import KINDS, ChecksFile

_PARAMETER: JsonSchemaValue = {"type": "string", "pattern": r"^\{[A-Za-z_]\w*\}$"}
"""What may be where a number or the like is expected."""


class _AsWritten(GenerateJsonSchema):
    """The schema of the file as people write it: with parameters in its values, and numbers for text."""

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {"anyOf": [super().int_schema(schema), _PARAMETER]}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        return {"anyOf": [super().float_schema(schema), _PARAMETER]}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {"anyOf": [super().bool_schema(schema), _PARAMETER]}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        return {"anyOf": [super().literal_schema(schema), _PARAMETER]}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": ["string", "number"]}


def checks_schema() -> dict[str, Any]:
    """The JSON Schema of a checks.yml."""
    schema = ChecksFile.model_json_schema(schema_generator=_AsWritten)
    schema["$defs"]["DeclaredCheck"]["oneOf"] = [{"required": [kind]} for kind in KINDS]
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


if __name__ == "__main__":
    print(json.dumps(checks_schema(), indent=2, ensure_ascii=False))  # noqa: T201
