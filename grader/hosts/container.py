"""Transport for `docker://NAME`, a container of this machine's Docker Engine that is the student's host."""

from __future__ import annotations

from grader.errors import EngineUnavailable, HostError, HostUnreachable
from grader.hosts.address import Address
from grader.hosts.dialling import Dial, Piped
from grader.hosts.shell import Shell, ShellLost


class ContainerTransport:
    """Reaches a container of this machine's Docker Engine with `docker exec`."""

    def __init__(self, at: Address) -> None:
        self._name = at.name
        self._user = ["-u", at.user] if at.user else []
        self.url = at.url

    def shell(self) -> Shell:
        # Like a login over ssh: `docker exec` alone keeps the HOME of the image.
        start = (
            'g_h=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6); HOME=${g_h:-$HOME}; export HOME; cd; exec sh'
        )
        return Shell(self._exec(start))

    def socket(self, path: str) -> Dial | None:  # noqa: ARG002  a socket inside a container has no path outside of it
        return None

    def piped(self, command: str) -> Piped:
        return Piped(self._exec(f"exec {command}"))

    def host_key(self, noise: str) -> str:  # noqa: ARG002  there is no login
        return ""

    def explain(self, error: HostError) -> HostError:
        if not isinstance(error, ShellLost) or error.ready:
            return error
        output = error.output.strip()
        if "No such container" in output:
            return HostUnreachable(
                "There is no container named {name}.", next_step="List all containers: docker ps --all", name=self._name
            )
        if "is not running" in output:
            return HostUnreachable(
                "Container {name} is not running.", next_step="Start it: docker start {name}", name=self._name
            )
        if "daemon" in output:
            return EngineUnavailable(
                "The Docker Engine on this machine does not answer: {said}",
                next_step="Check that it is running and that you may use it: docker info",
                said=output,
            )
        return HostUnreachable(
            "Container {name} did not start a shell: {said}",
            next_step="Try it by hand: docker exec -it {name} sh",
            name=self._name,
            said=output,
        )

    def close(self) -> None:
        """Nothing to release."""

    def _exec(self, script: str) -> list[str]:
        return ["docker", "exec", "-i", *self._user, self._name, "sh", "-c", script]
