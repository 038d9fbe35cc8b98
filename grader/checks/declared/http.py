"""A server answers with the page that the task wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from grader.checks.conclusion import fail
from grader.checks.declared.texts import wrong_patterns
from grader.checks.lookups import Lookup
from grader.checks.serving import served_page
from grader.checks.web import Page
from grader.course.declared_checks import HttpCheck

_HTTP_PORT = 80
_EXCERPT = 200
_PAUSE = 3.0
"""The first pause between two answers, in seconds: one that is not there yet is rarely there half a second later."""


def http(wanted: HttpCheck, *, containers: Lookup, get: Callable[..., Page], wait: Callable[..., Any]) -> None:
    """Fetch a page until it is right, or the time is up."""
    if wanted.container is not None:
        where = f"{wanted.container}:{wanted.port}"
        containers.running(wanted.container)  # waiting would not start it
    else:
        where = wanted.url or ""

    def look() -> None:
        page = _fetched(wanted, containers, get)
        if not page.status:
            fail("no-response", expected=where)
        if page.status not in wanted.status:
            fail("other-response", seen=page.status, expected=[*wanted.status], address=where)
        lacking, forbidden = wrong_patterns(page.body, wanted.contains)
        if lacking:
            fail("not-in-page", seen=page.body.strip()[:_EXCERPT] or None, expected=lacking, address=where)
        if forbidden:
            fail("in-page", seen=forbidden, address=where)

    wait(look, limit=wanted.wait, every=_PAUSE)


def _fetched(wanted: HttpCheck, containers: Lookup, get: Callable[..., Page]) -> Page:
    if wanted.container is not None:
        return served_page(get, containers, containers.get(wanted.container), wanted.port)
    url = urlsplit(wanted.url or "")
    path = f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"
    return get(url.hostname or "", url.port or _HTTP_PORT, path)
