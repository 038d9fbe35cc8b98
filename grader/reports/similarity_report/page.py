"""The similarity report as a page and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from grader.reports.json_output import indented, schema_of, strict_json
from grader.reports.pages import page
from grader.reports.similarity_report.meanings import Meaning, meaning
from grader.similarity.findings import SameAs, Shared, SimilarityFinding

_MOST = 20
"""The number of values shown per match; two copied machines share hundreds of objects."""


@dataclass(frozen=True)
class _Finding:
    """A match for the template."""

    finding: SimilarityFinding
    words: Meaning
    values: tuple[Shared, ...]
    more: int


def render_page(found: SameAs, language: str, names: Mapping[str, str], templates: Path | None = None) -> str:
    """Render the page for the instructor. It opens from disk without a network; its script searches.

    Args:
        found: the matches.
        language: of the page's own words.
        names: of the students, by id.
        templates: a folder whose `same_as.html.j2`, `same_as.css` and `same_as.js` take precedence over the built-in
            ones.
    """
    kinds = dict.fromkeys(one.kind for one in found.common)
    return page(
        "same_as.html.j2",
        language,
        templates,
        styles=["same_as.css"],
        scripts=["same_as.js"],
        found=found,
        names=names,
        groups=[(group, [_shown(one, language) for one in group.findings]) for group in found.groups],
        words={kind: meaning(kind, language) for kind in kinds},
    )


def render_json(found: SameAs) -> str:
    """The matches as described by docs/same-as.schema.json: strict JSON, safe to print to a terminal."""
    return strict_json(found.model_dump(mode="json", by_alias=True))


def same_as_schema() -> dict[str, JsonValue]:
    """The JSON Schema of the output of `render_json`."""
    return schema_of(SameAs, "What students of a class share")


def _shown(finding: SimilarityFinding, language: str) -> _Finding:
    values = finding.values[:_MOST]
    return _Finding(finding, meaning(finding.kind, language), values, len(finding.values) - len(values))


if __name__ == "__main__":
    print(indented(same_as_schema()), end="")  # noqa: T201
