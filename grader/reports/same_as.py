"""Shows what students of a class share: a page, JSON, and lines on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from grader.reports.clean import one_line
from grader.reports.json_ import indented, schema_of, strict_json
from grader.reports.lines import Sheet
from grader.reports.pages import page
from grader.reports.same_as_words import Meaning, meaning
from grader.sameness.findings import Common, Finding, Group, SameAs, Shared

_LONGEST = 200
_MOST = 20
"""Values of one finding on the page; two copied machines share hundreds of objects."""
_FEW = 3
"""The same on a terminal."""


@dataclass(frozen=True)
class _Finding:
    """A finding as the template shows it."""

    finding: Finding
    words: Meaning
    values: tuple[Shared, ...]
    more: int


def render_page(found: SameAs, language: str, names: Mapping[str, str], templates: Path | None = None) -> str:
    """The page for the instructor. It opens from disk, without a network; its script searches.

    Args:
        found: what is shared.
        language: of the page's own words.
        names: of the students, by id.
        templates: a folder whose `same_as.html.j2`, `same_as.css` and `same_as.js` go before the built-in ones.
    """
    kinds = dict.fromkeys(one.kind for one in found.common)
    return page(
        "same_as.html.j2",
        language,
        templates,
        styles=["same_as.css"],
        script="same_as.js",
        found=found,
        names=names,
        groups=[(group, [_shown(one, language) for one in group.findings]) for group in found.groups],
        words={kind: meaning(kind, language) for kind in kinds},
    )


def render_json(found: SameAs) -> str:
    """The findings as docs/same-as.schema.json describes them: strict JSON, and safe to show on a terminal."""
    return strict_json(found.model_dump(mode="json", by_alias=True))


def same_as_schema() -> dict[str, JsonValue]:
    """The JSON Schema of what `render_json` writes."""
    return schema_of(SameAs, "What students of a class share")


def render_text(found: SameAs, console: Console) -> None:
    """The findings on a terminal, in English."""
    sheet = Sheet(console)
    for group in found.groups:
        sheet.put(_group(group, sheet))
    if found.common:
        sheet.put(sheet.paragraph(f"Common to more than {found.common_above} students (handed out?):", style="bold"))
        for one in found.common:
            sheet.put(sheet.hanging(Text("  "), Text(_common(one))))
        sheet.put([Text()])
    if found.missing:
        sheet.put(sheet.paragraph(f"Without evidence: {one_line(', '.join(found.missing), 2_000)}"))
    shared = sum(not group.same_host for group in found.groups)
    groups = f"{shared} group{'' if shared == 1 else 's'} of students share{'s' if shared == 1 else ''} something"
    sheet.put(sheet.paragraph(f"{found.compared} students compared; {groups if shared else 'nobody shares anything'}."))


def _group(group: Group, sheet: Sheet) -> list[Text]:
    who = f"{one_line(', '.join(group.students), 500)}  ({group.strength.value})"
    lines = list(sheet.paragraph(who, style="bold"))
    if group.same_host:
        return [*lines, *sheet.paragraph("same host in the roster", 2), Text()]
    for finding in group.findings:
        words = meaning(finding.kind, "en")
        lines += sheet.hanging(Text("  "), Text(f"{words.title}: {words.means}"))
        lines += sheet.hanging(Text("    "), Text(f"It could also be: {words.innocent}"))
        for shared in finding.values[:_FEW]:
            for sight in shared.sights:
                said = f"{sight.student}  {sight.exercise} fact {sight.fact}: {sight.shown}"
                lines += sheet.hanging(Text("    "), Text(one_line(said, _LONGEST)))
        if len(finding.values) > _FEW:
            lines.append(Text(f"    and {len(finding.values) - _FEW} more"))
    return [*lines, Text()]


def _common(one: Common) -> str:
    label = f" of {one.label}" if one.label else ""
    return one_line(f"{one.students} students: {meaning(one.kind, 'en').title}{label} ({one.value})", _LONGEST)


def _shown(finding: Finding, language: str) -> _Finding:
    values = finding.values[:_MOST]
    return _Finding(finding, meaning(finding.kind, language), values, len(finding.values) - len(values))


if __name__ == "__main__":
    print(indented(same_as_schema()), end="")  # noqa: T201
