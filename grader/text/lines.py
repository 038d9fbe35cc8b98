"""Lines on a terminal: folding, hanging indents and a right edge, for scripts of any width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_WIDEST = 100
"""What stands further right than this is hard to connect with its line."""
_LEAST = 8
"""Text is never folded into less than this."""


class Sheet:
    """Puts lines on a console, not wider than one can read."""

    def __init__(self, console: Console) -> None:
        self.width = max(20, min(console.width, _WIDEST))
        self.plain = console.options.ascii_only
        self._console = console

    def put(self, lines: Iterable[Text]) -> None:
        """Prints lines as they are."""
        for line in lines:
            if self.plain:  # a terminal of another encoding: better a question mark than a crash
                encoding = self._console.encoding
                line.plain = line.plain.encode(encoding, "replace").decode(encoding)
            self._console.print(line, soft_wrap=True)

    def fold(self, text: Text, width: int) -> list[Text]:
        """The text in lines of at most this width."""
        lines = list(text.wrap(self._console, max(width, _LEAST), overflow="fold"))
        for line in lines:
            line.rstrip()
        return lines or [Text()]

    def paragraph(self, text: str, indent: int = 0, style: str = "") -> Iterator[Text]:
        """Text with a left margin."""
        for line in self.fold(Text(text, style=style), self.width - indent):
            yield Text.assemble(" " * indent, line) if line.plain else line

    def hanging(self, left: Text, text: Text) -> Iterator[Text]:
        """Text beside what stands left of its first line."""
        first, *others = self.fold(text, self.width - left.cell_len)
        yield Text.assemble(left, first)
        for other in others:
            yield Text.assemble(" " * left.cell_len, other)

    def row(self, left: Text, text: Text, right: Text) -> Iterator[Text]:
        """The same, with something at the right edge of the first line."""
        first, *others = self.fold(text, self.width - left.cell_len - right.cell_len - 2)
        space = max(2, self.width - left.cell_len - first.cell_len - right.cell_len)
        yield Text.assemble(left, first, " " * space, right)
        for other in others:
            yield Text.assemble(" " * left.cell_len, other)


def padded(text: str, width: int) -> str:
    """Text followed by spaces up to a width on the screen, where Korean takes two columns a letter."""
    return text + " " * (width - cell_len(text))


def widest(texts: Iterable[str]) -> int:
    """How wide the widest text is on the screen."""
    return max(map(cell_len, texts), default=0)
