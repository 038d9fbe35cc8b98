"""Talks to a platform over HTTP, with limits on time, size and where the token goes."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from grader import __version__
from grader.delivery.retry import RetryPolicy, Transient, retry_after
from grader.delivery.secret import Secret
from grader.errors import DeliveryError
from grader.message import Message
from grader.text.clean import one_line

_CONNECT_SECONDS, _READ_SECONDS, _WHOLE_SECONDS = 10, 30, 120
_CHUNK = 1 << 16
_LARGEST = 64 << 20
_SHOWN = 200

_PASSING = {408, 425, 429, 500, 502, 503, 504}
"""Status codes after which the same request may succeed."""
_LIMITED = b"rate limit exceeded"
"""Canvas says so with 403."""


@dataclass(frozen=True)
class Reply:
    """What a platform answered."""

    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes
    shown: str
    """The beginning of the answer on one line, without secrets: for people and for the gradebook."""
    tries: int = 1
    """How often it was asked until there was this answer. An earlier one may have been carried out."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body.

        Raises:
            DeliveryError: it is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise garbled(self.shown) from None


class ServerFault(Transient):
    """The server failed at this request: 500. Moodle answers so for a locked grade as well."""


class BoundedSession(requests.Session):
    """Requests that end: with time limits and a limit of the answer's size.

    Redirects are not followed, because they would carry the token elsewhere. What may succeed a moment later is
    `Transient`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.headers["User-Agent"] = f"grader/{__version__}"
        self.headers["Accept-Encoding"] = "identity"  # a small answer must not unpack to a huge one
        self.auth = _as_it_is

    def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        """Send a request, and read the whole answer.

        Raises:
            Transient: the server is busy, cannot be reached, or did not answer in time.
            DeliveryError: the answer is too long.
        """
        bounded = {"timeout": (_CONNECT_SECONDS, _READ_SECONDS), "allow_redirects": False, "stream": True}
        host = host_of(request.url or "")
        try:
            with super().send(request, **{**settings, **bounded}) as response:
                content = _read(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Transient(Message("{host} does not answer ({reason}).", host=host, reason=_reason(error))) from error
        response._content = content  # noqa: SLF001  requests has no other way to limit the size
        limited = response.status_code == 403 and _LIMITED in content[:_CHUNK].lower()
        if response.status_code in _PASSING or limited:
            shown = one_line(f"{response.status_code} {response.reason}", _SHOWN)
            after = retry_after(response.headers.get("Retry-After"), datetime.datetime.now(datetime.UTC))
            kind = ServerFault if response.status_code == 500 else Transient
            raise kind(Message("{host} is busy or out of order ({answer}).", host=host, answer=shown), after)
        return response


class Web:
    """HTTP to one platform, with one connection."""

    def __init__(self, retry: RetryPolicy) -> None:
        self._retry = retry
        self._session = BoundedSession()
        self._secrets: list[Secret] = []

    def hide(self, secret: Secret) -> None:
        """Show this in no text from now on."""
        self._secrets.append(secret)

    def clean(self, text: str) -> str:
        """The text on one line, without secrets."""
        for one in self._secrets:
            text = one.hidden_in(text)
        return one_line(text, _SHOWN)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | list[tuple[str, str]] | None = None,
        body: bytes | None = None,
        repeat: bool = True,
    ) -> Reply:
        """Ask, and ask again while the platform is busy or cannot be reached.

        With `repeat` false it is asked once: for what must not be carried out twice.

        Raises:
            NoAnswer: it stayed so.
            DeliveryError: the answer is too long.
        """
        data = body if form is None else form
        tries = 0

        def once() -> requests.Response:
            nonlocal tries
            tries += 1
            return self._session.request(method, url, headers=headers, data=data)

        response = (self._retry if repeat else replace(self._retry, tries=1)).run(once)
        content = response.content
        shown = self.clean(f"{response.status_code} {content[:_CHUNK].decode('utf-8', 'replace')}")
        return Reply(response.status_code, response.headers, content, shown, tries)


def _read(response: requests.Response) -> bytes:
    content, until = bytearray(), time.monotonic() + _WHOLE_SECONDS
    while chunk := response.raw.read1(_CHUNK):
        content += chunk
        if len(content) > _LARGEST or time.monotonic() > until:
            raise DeliveryError(
                "The answer of {host} is too long.",
                next_step="Check the address in the class file.",
                host=host_of(response.url),
            )
    return bytes(content)


def garbled(shown: str) -> DeliveryError:
    """The error for an answer that is not what the protocol says."""
    return DeliveryError(
        "The platform answered something else than was asked for: {answer}",
        next_step="Check the address in the class file.",
        answer=shown,
    )


def host_of(url: str) -> str:
    """The host of an address, for people."""
    return one_line(urlsplit(url).netloc.rpartition("@")[2], 100)


def origin(url: str) -> tuple[str, str]:
    """Where a token may be sent: scheme, and host with port."""
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from replacing our token by a password in ~/.netrc."""
    return request


def _reason(error: BaseException) -> str:
    """The innermost cause, which requests wraps several times; without addresses that may have a token in them."""
    while inner := error.__cause__ or error.__context__:
        error = inner
    return one_line(getattr(error, "strerror", None) or type(error).__name__, 100)
