"""E-mail addresses from a roster, which may hold anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr

from grader.message import InvalidValue
from grader.text.clean import one_line

_LOCAL = re.compile(r"[^\s@<>()\[\],;:\"\\\x00-\x20\x7f-\xa0\ud800-\udfff]{1,64}")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?", re.IGNORECASE)
_LONGEST_DOMAIN = 253
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class MailAddress:
    """One valid address. Its domain is ASCII: labels in other scripts are in Punycode."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def is_ascii(self) -> bool:
        """Whether any mail server takes it. Other addresses need a server with SMTPUTF8."""
        return self.local.isascii()

    def named(self, name: str) -> Address:
        """The address with a person's name, for a header."""
        return Address(one_line(name, _LONGEST_NAME), self.local, self.domain)


def mail_address(text: str) -> MailAddress:
    """The address that a text is.

    Raises:
        InvalidValue: it is not exactly one address.
    """
    local, at, domain = text.strip().rpartition("@")
    found = MailAddress(local, _in_ascii(domain)) if at else None
    if found is None or not _is_valid(found):
        raise InvalidValue("“{text}” is not an e-mail address", text=one_line(text, _LONGEST_NAME))
    return found


def named_address(text: str) -> Address:
    """An address that may come with a name: `Docker course <docker@school.example>`.

    Raises:
        InvalidValue: it is not one.
    """
    name, address = parseaddr(text)
    return mail_address(address or text).named(name)


def _in_ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _is_valid(found: MailAddress) -> bool:
    local, labels = found.local, found.domain.split(".")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return (
        _LOCAL.fullmatch(local) is not None
        and not dots
        and local.isprintable()
        and len(found.domain) <= _LONGEST_DOMAIN
        and all(_LABEL.fullmatch(label) for label in labels)
    )
