"""Prints text on a terminal with wrapping, hanging indents and a right edge, in scripts of any width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_MAX_WIDTH = 100
"""In columns; the eye loses its line on the way to anything further right."""
_MIN_WIDTH = 20
_MIN_WRAP = 8
"""Text is never wrapped to less than this, in columns."""


class Terminal:
    """A console, used no wider than a reader can follow."""

    def __init__(self, console: Console) -> None:
        self.width = max(_MIN_WIDTH, min(console.width, _MAX_WIDTH))
        """In columns."""
        self.plain = console.options.ascii_only
        """Whether the console can show ASCII only."""
        self._console = console

    def print(self, lines: Iterable[Text]) -> None:
        """Print lines as they are. A character that the console cannot show becomes a question mark."""
        for line in lines:
            if self.plain:
                encoding = self._console.encoding
                line.plain = line.plain.encode(encoding, "replace").decode(encoding)
            self._console.print(line, soft_wrap=True)

    def wrap(self, text: Text, width: int) -> list[Text]:
        """The text in lines of at most this many columns; one empty line for an empty text."""
        lines = list(text.wrap(self._console, max(width, _MIN_WRAP), overflow="fold"))
        for line in lines:
            line.rstrip()
        return lines or [Text()]

    def paragraph(self, text: str, indent: int = 0, style: str = "") -> Iterator[Text]:
        """The lines of a text that is indented by this many columns."""
        for line in self.wrap(Text(text, style=style), self.width - indent):
            yield Text.assemble(" " * indent, line) if line.plain else line

    def hanging(self, left: Text, text: Text) -> Iterator[Text]:
        """The lines of a text with a label to the left of the first, and the others indented as far."""
        first, *others = self.wrap(text, self.width - left.cell_len)
        yield Text.assemble(left, first)
        for other in others:
            yield Text.assemble(" " * left.cell_len, other)

    def row(self, left: Text, text: Text, right: Text) -> Iterator[Text]:
        """Like `hanging`, with another label at the right edge of the first line."""
        first, *others = self.wrap(text, self.width - left.cell_len - right.cell_len - 2)
        space = max(2, self.width - left.cell_len - first.cell_len - right.cell_len)
        yield Text.assemble(left, first, " " * space, right)
        for other in others:
            yield Text.assemble(" " * left.cell_len, other)


def pad(text: str, width: int) -> str:
    """The text with spaces after it up to a width in columns; a Korean letter takes two."""
    return text + " " * (width - cell_len(text))


def max_width(texts: Iterable[str]) -> int:
    """The width of the widest text, in columns; 0 if there is none."""
    return max(map(cell_len, texts), default=0)
