"""Transport for `local:`, the machine that the grader runs on."""

from __future__ import annotations

from grader.errors import HostError
from grader.hosts.dialling import Dial, Piped, unix_socket
from grader.hosts.shell import Shell


class LocalTransport:
    """Runs a shell on this machine and connects to its sockets."""

    url = "local:"

    def shell(self) -> Shell:
        return Shell(["sh"])

    def socket(self, path: str) -> Dial | None:
        return unix_socket(path)

    def piped(self, command: str) -> Piped:
        return Piped(["sh", "-c", f"exec {command}"])

    def host_key(self, noise: str) -> str:  # noqa: ARG002  there is no login
        return ""

    def explain(self, error: HostError) -> HostError:
        return error

    def close(self) -> None:
        """Nothing to release."""
