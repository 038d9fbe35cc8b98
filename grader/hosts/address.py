"""The URLs of hosts, and the options for reaching them."""

from __future__ import annotations

import ipaddress
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from grader.errors import UsageError
from grader.hosts.base import CONNECT_SECONDS

FORMS = "Use one of: local:   ssh://user@host:port   docker://container   lab://NAME   evidence:FILE"
_SSH_PORT = 22
_WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:evidence|local|ssh|docker):(?!\d+$)")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.%-]*|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?\]")
_SCOPE = "%25"
"""The mark before the scope of an IPv6 address, as in `[fe80::1%25eth0]`: in a URL, a percent sign is escaped."""


@dataclass(frozen=True, slots=True)
class HostOptions:
    """How the user wants hosts to be reached.

    An ssh configuration file, ssh options (`-o`), a time limit (seconds), and a factor for it and all others.
    """

    ssh_config: Path | None = None
    ssh_options: tuple[str, ...] = ()
    connect_seconds: float = CONNECT_SECONDS
    patience: float = 1.0


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a host's URL."""

    scheme: Literal["local", "evidence", "ssh", "docker", "lab"]
    name: str = ""
    """A host name or address (IPv6 without brackets), a name of a container or student host, or a path of evidence."""
    user: str = ""
    port: int | None = None

    @property
    def url(self) -> str:
        """The URL again, in its normal form."""
        if self.scheme in {"local", "evidence"}:
            return f"{self.scheme}:{self.name}"
        name = f"[{self.name.replace('%', _SCOPE)}]" if ":" in self.name else self.name
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        return f"{self.scheme}://{user}{name}{f':{self.port}' if self.port else ''}"

    @property
    def login(self) -> str:
        """What follows `ssh` in the command that logs in there, quoted for a shell."""
        port = ["-p", str(self.port)] if self.port else []
        return shlex.join([*port, f"{self.user}@{self.name}" if self.user else self.name])

    @property
    def known_as(self) -> str:
        """The host's name in known_hosts, quoted for a shell."""
        return shlex.quote(f"[{self.name}]:{self.port}" if self.port and self.port != _SSH_PORT else self.name)


def address(url: str) -> Address:
    """Parse the URL of a host; nothing is opened.

    Raises:
        UsageError: the URL has none of the accepted forms.
    """
    if url.startswith("evidence:"):
        return Address("evidence", url.removeprefix("evidence:"))
    if url in {"local:", "local", "local://"}:
        return Address("local")
    try:
        parts = urlsplit(url)
        host, user, port = parts.netloc.rpartition("@")[2], unquote(parts.username or ""), parts.port
        name = re.sub(r":\d+$", "", host) if port is not None else host
        if re.fullmatch(r"[\d.]+", name):
            ipaddress.IPv4Address(name)
    except ValueError as error:
        raise UsageError("“{url}” is not a valid host: {why}.", next_step=FORMS, url=_shown(url), why=error) from error
    plain = parts.path in {"", "/"} and not (parts.password or parts.query or parts.fragment)
    good = _NAME.fullmatch(name) and not name.endswith(":") and port != 0 and not user.startswith("-") and plain
    if parts.scheme == "ssh" and good:
        return Address("ssh", name.strip("[]").replace(_SCOPE, "%"), user, port)
    if parts.scheme == "docker" and good and port is None:
        return Address("docker", name, user)
    if parts.scheme == "lab" and good and port is None:
        return Address("lab", name, user)
    raise UsageError("“{url}” is not a valid host.", next_step=FORMS, url=_shown(url))


def _shown(url: str) -> str:
    """The URL without the password that somebody may have put into it."""
    return re.sub(r"(://[^@/:]*):[^@]*@", r"\1:…@", url)


def url_of(text: str) -> str:
    """The URL of a host that is written as people do: `host17`, `user@10.0.0.5:2222`, or a URL already."""
    bare = text.removeprefix("ssh://")
    if text in {"", "local"} or (bare == text and _WITH_SCHEME.match(text)):
        return text
    user, at, where = bare.rpartition("@")
    is_ipv6 = where.count(":") > 1 and not where.startswith("[")
    return f"ssh://{user}{at}[{where}]" if is_ipv6 else f"ssh://{bare}"
