"""What a kind of host has to provide: a shell there, and connections to its Docker Engine."""

from __future__ import annotations

from typing import Protocol

from grader.errors import GraderError, HostError
from grader.hosts.dialling import Dial, Piped
from grader.hosts.shell import Shell


class Transport(Protocol):
    """Reaches one host: this machine, a container, or a machine over ssh."""

    @property
    def url(self) -> str:
        """The host's URL, as messages show it; never with a password."""
        ...

    def shell(self) -> Shell:
        """Start the process that logs in and becomes the host's shell; it is not waited for.

        Raises:
            UsageError: the program that it needs is not installed here.
        """
        ...

    def socket(self, path: str) -> Dial | None:
        """Connections to a Unix socket of the host; None where this transport cannot make them."""
        ...

    def piped(self, command: str) -> Piped:
        """Connections to the standard input and output of a command that runs on the host."""
        ...

    def host_key(self, noise: str) -> str:
        """The fingerprint of the host's key, from what was printed on stderr before the shell was ready; else empty."""
        ...

    def explain(self, error: HostError) -> GraderError:
        """The error that states the cause of this one as exactly as this transport can tell it."""
        ...

    def close(self) -> None:
        """Release what the transport holds; the shell and the pipes are closed before."""
        ...
