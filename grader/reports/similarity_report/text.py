"""The similarity report as text."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from grader.i18n.languages import SOURCE
from grader.reports.similarity_report.meanings import meaning
from grader.similarity.findings import Common, Group, SameAs
from grader.text.clean import one_line
from grader.text.terminal import Terminal
from grader.text.values import quantity

_LONGEST = 200
_FEW = 3
"""The number of values shown per match; the page has more."""


def render_text(found: SameAs, console: Console) -> None:
    """Print the matches, in English."""
    terminal = Terminal(console)
    for group in found.groups:
        terminal.print(_group(group, terminal))
    if found.common:
        above = quantity(found.common_above, "student")
        terminal.print(terminal.paragraph(f"Common to more than {above} (handed out?):", style="bold"))
        for one in found.common:
            terminal.print(terminal.hanging(Text("  "), Text(_common(one))))
        terminal.print([Text()])
    if found.missing:
        terminal.print(terminal.paragraph(f"Without evidence: {one_line(', '.join(found.missing), 2_000)}"))
    shared = sum(not group.same_host for group in found.groups)
    groups = f"{quantity(shared, 'group')} of students with something in common" if shared else "nobody shares anything"
    terminal.print(terminal.paragraph(f"{quantity(found.compared, 'student')} compared; {groups}."))


def _group(group: Group, terminal: Terminal) -> list[Text]:
    who = f"{one_line(', '.join(group.students), 500)}  ({group.strength.value})"
    lines = list(terminal.paragraph(who, style="bold"))
    if group.same_host:
        return [*lines, *terminal.paragraph("same host in the roster", 2), Text()]
    for finding in group.findings:
        words = meaning(finding.kind, SOURCE)
        lines += terminal.hanging(Text("  "), Text(f"{words.title}: {words.means}"))
        lines += terminal.hanging(Text("    "), Text(f"It could also be: {words.innocent}"))
        for shared in finding.values[:_FEW]:
            for sight in shared.sights:
                said = f"{sight.student}  {sight.exercise} fact {sight.fact}: {sight.shown}"
                lines += terminal.hanging(Text("    "), Text(one_line(said, _LONGEST)))
        if len(finding.values) > _FEW:
            lines.append(Text(f"    and {len(finding.values) - _FEW} more"))
    return [*lines, Text()]


def _common(one: Common) -> str:
    label = f" of {one.label}" if one.label else ""
    what = meaning(one.kind, SOURCE).title
    return one_line(f"{quantity(one.students, 'student')}: {what}{label} ({one.value})", _LONGEST)
