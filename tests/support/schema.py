"""As much of JSON Schema as the published schemas use."""

from __future__ import annotations

import re
from typing import Any

TYPES = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None), "number": (int, float),
         "integer": int}  # fmt: skip
KNOWN = {"$ref", "$defs", "$schema", "title", "description", "default", "type", "properties", "required", "items",
         "enum", "const", "anyOf", "pattern"}  # fmt: skip


def problems(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with a value; nothing when it fits."""
    root = root or schema
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        return problems(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    if "anyOf" in schema:
        tried = [problems(value, one, root) for one in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    found = []
    if "type" in schema and (
        not isinstance(value, TYPES[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean")
    ):
        return [f"{value!r} is no {schema['type']}"]
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        found.append(f"{value!r} is not allowed")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{value!r} does not match")
    if isinstance(value, dict):
        found += [f"{name} is missing" for name in schema.get("required", []) if name not in value]
        for name, inner in schema.get("properties", {}).items():
            found += problems(value[name], inner, root) if name in value else []
    if isinstance(value, list):
        found += [problem for item in value for problem in problems(item, schema.get("items", {}), root)]
    return found
