"""The Markdown of handouts as HTML, and their numbered steps."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@functools.lru_cache(maxsize=256)  # the students of a class have the same handouts
def html_of(text: str, *, level: int, anchor: str = "") -> str:
    """The HTML of a handout without its title; raw HTML in it is shown as text, an image as a link.

    Args:
        text: The handout in Markdown.
        level: The level of the headings below the title.
        anchor: The step with the number 3 gets the id `{anchor}-step-3`.
    """
    markdown = _markdown()
    tokens = _without_title(markdown.parse(text))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, max(2, int(token.tag[1])) - 2 + level)}"
    for number, item in _steps(tokens):
        item.attrSet("id", f"{anchor}-step-{number}")
    return str(markdown.renderer.render(tokens, markdown.options, {}))


@functools.lru_cache(maxsize=64)
def steps_of(text: str) -> tuple[int, ...]:
    """The numbers of the steps: of the items in the numbered lists that are not inside another list."""
    return tuple(number for number, _ in _steps(_markdown().parse(text)))


@functools.lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  only pages and `grader lint` need it

    return MarkdownIt("commonmark", {"html": False}).disable("image")


def _without_title(tokens: list[Token]) -> list[Token]:
    titled = bool(tokens) and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    return tokens[3:] if titled else tokens


def _steps(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Each step's number with the token that opens it; of two steps with one number, the first."""
    seen: set[int] = set()
    number = 0
    for token in tokens:
        if token.type == "ordered_list_open" and token.level == 0:
            number = int(token.attrGet("start") or 1)
        elif token.type == "list_item_open" and token.level == 1 and token.markup in {".", ")"}:
            if number not in seen:
                seen.add(number)
                yield number, token
            number += 1
