"""Values of the class file that several of its sections have."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from grader.course.rubric import ExerciseId
from grader.message import InvalidValue

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
"""The names of this machine, to which nothing travels over a network."""


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _secure(url: str) -> str:
    """An address to which a password or a token can be sent.

    Raises:
        InvalidValue: it is not an address, not encrypted, or has a user name or a fragment.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    plain = parts.scheme == "http" and host in LOOPBACK
    odd = parts.username is not None or parts.fragment or not url.isprintable() or " " in url
    if not host or odd or not (parts.scheme == "https" or plain):
        raise InvalidValue("an address that begins with https:// is expected, without a user name or a fragment")
    return url


ClassExercise = Annotated[ExerciseId, BeforeValidator(_lower)]
SecureUrl = Annotated[str, AfterValidator(_secure)]
