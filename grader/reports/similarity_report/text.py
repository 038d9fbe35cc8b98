"""The similarity report as text."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from grader.reports.similarity_report.meanings import meaning
from grader.similarity.findings import Common, Group, SameAs
from grader.text.clean import one_line
from grader.text.lines import Sheet

_LONGEST = 200
_FEW = 3
"""The number of values shown per match; the page has more."""


def render_text(found: SameAs, console: Console) -> None:
    """Print the matches, in English."""
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
