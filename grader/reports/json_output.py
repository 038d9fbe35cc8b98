"""Results as JSON, as described by docs/result.schema.json."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from grader.checks.verdict import Status
from grader.grading.findings import findings
from grader.grading.result import Result
from grader.reports.debugging import debug_document

_SURROGATES = re.compile("[\ud800-\udfff]")
# JSON escapes the ASCII control characters. These others would still reach a terminal.
_INVISIBLE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class FindingSummary(BaseModel):
    """A finding, with its checks by their ids."""

    check: str
    waiting: list[str] = Field(description="The checks that wait for it, or that could not be determined either.")
    points: float = Field(description="The points that it can still bring, with those of the checks that wait.")


class PublishedResult(Result):
    """One exercise on one host."""

    findings: list[FindingSummary] = Field(description="What to do next, each cause once; the first is the next step.")


class Results(BaseModel):
    """Several results in one document: JSON schema `grader.results/1`."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["grader.results/1"] = Field(default="grader.results/1", alias="schema")
    results: list[PublishedResult]


def render_json(results: Sequence[Result], *, debug: bool = False) -> str:
    """Render one result as `grader.result/1`, any other number of results as `grader.results/1`.

    With `debug`, a check that ended with an error has the key `debug`, which quotes the suite.
    """
    documents = [_published(result).model_dump(by_alias=True) for result in results]
    for document, result in zip(documents if debug else (), results, strict=False):
        for written, check in zip(document["checks"], result.checks, strict=True):
            if check.status is Status.ERROR:
                written["debug"] = debug_document(check)
    return strict_json(documents[0] if len(documents) == 1 else {"schema": "grader.results/1", "results": documents})


def _published(result: Result) -> PublishedResult:
    found = [
        FindingSummary(check=one.check.id, waiting=[other.id for other in one.waiting], points=one.points)
        for one in findings(result)
    ]
    return PublishedResult.model_construct(**dict(result), findings=found)


def strict_json(document: object, *, compact: bool = False) -> str:
    """A document as strict JSON that is safe to print to a terminal; `compact` has no spaces or line breaks."""
    indent, separators = (None, (",", ":")) if compact else (2, None)
    write = functools.partial(json.dumps, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False)
    try:
        text = write(document)
        is_plain = _SURROGATES.search(text) is None
    except ValueError:
        is_plain = False
    if not is_plain:  # few documents are not: a copy of each would take longer than writing it
        text = write(_plain(document))
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"


def schema_of(model: type[BaseModel], title: str) -> dict[str, JsonValue]:
    """The JSON Schema of a model's serialisation."""
    schema = model.model_json_schema(by_alias=True, mode="serialization", schema_generator=_AllWritten)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}


def _plain(value: Any) -> JsonValue:
    """The value without anything that JSON cannot represent: lone surrogates, infinities."""
    match value:
        case str():
            return value if value.isascii() else _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
        case float() if not math.isfinite(value):
            return None
        case dict():
            return {str(_plain(str(key))): _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case _:
            plain: JsonValue = value
            return plain


class _AllWritten(GenerateJsonSchema):
    """Marks every field as required: fields with default values are written."""

    def field_is_required(self, *_: Any, **__: Any) -> bool:
        return True


def result_schema() -> dict[str, JsonValue]:
    """The JSON Schema of the output of `render_json`."""
    schema: dict[str, JsonValue] = TypeAdapter(PublishedResult | Results).json_schema(
        by_alias=True, mode="serialization", schema_generator=_AllWritten
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Results of grading"} | schema


def indented(schema: JsonValue) -> str:
    """A schema in the format of its file in docs/."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    print(indented(result_schema()), end="")  # noqa: T201
