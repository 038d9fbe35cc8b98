"""Reads lists of an LTI platform, which come in pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from requests.utils import parse_header_links

from grader.delivery.lti.token import Service
from grader.delivery.web import garbled, host_of, origin
from grader.errors import DeliveryError

_MOST_PAGES = 1000


def pages(service: Service, url: str, accept: str) -> Iterator[Any]:
    """The bodies of all pages of a list.

    Raises:
        DeliveryError: the platform has no such list, or the next page is elsewhere: the token must not go there.
        NoAnswer: the platform does not answer.
    """
    seen: set[str] = set()
    page = url
    while page and page not in seen and len(seen) < _MOST_PAGES:
        seen.add(page)
        reply = service.request("GET", page, {"Accept": accept})
        if not reply.ok:
            raise DeliveryError(
                "{host} does not show this list ({answer}).",
                next_step="Check the address in the class file: {url}",
                host=host_of(url),
                answer=reply.shown,
                url=url,
            )
        yield reply.json()
        page = _next(reply.headers.get("Link", ""))
        if page:
            require_same_place(page, url)


def require_same_place(found: str, url: str) -> None:
    """Raise an error if an address that the platform gave is on another server than one of the class file.

    Raises:
        DeliveryError: it is.
    """
    if origin(found) != origin(url):
        raise garbled(f"an address on another server, {host_of(found)}")


def _next(header: str) -> str:
    try:
        links = parse_header_links(header)
    except ValueError:
        return ""
    return next((str(one.get("url", "")) for one in links if one.get("rel") == "next"), "")
