"""Looks into HTML pages."""

from __future__ import annotations

from lxml import html


def page(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def find(element: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Elements by a simple selector: `h1, .check.failed a`, in the order of the page."""
    return element.xpath(" | ".join(map(_path, selector.split(","))))


def one(element: html.HtmlElement, selector: str) -> html.HtmlElement:
    (found,) = find(element, selector)
    return found


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _path(selector: str) -> str:
    steps = []
    for step in selector.split():
        tag, *classes = step.split(".")
        tests = [f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]" for name in classes]
        steps.append((tag or "*") + "".join(tests))
    return ".//" + "//".join(steps)
