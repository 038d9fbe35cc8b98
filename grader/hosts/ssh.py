"""Transport for `ssh://user@host:port`: one OpenSSH process is the login, the shell and the tunnel to the Engine.

The process is the user's own `ssh`, so every key, agent, jump host and known_hosts entry that works in the user's
terminal works here. Through its control socket, connections that need a session of their own share the same login.
"""

from __future__ import annotations

import re
import subprocess

from grader.errors import GraderError, HostError, HostKeyProblem, HostTimeout, HostUnreachable, LoginRefused, UsageError
from grader.hosts import process, sshconfig, tempdirs
from grader.hosts.address import Address, HostOptions
from grader.hosts.base import CONNECT_SECONDS, DEFAULT_SOCKET
from grader.hosts.engine import Dial, Piped, unix_socket
from grader.hosts.shell import Shell, ShellLost

_OPTIONS = {
    "BatchMode": "yes",
    "ConnectTimeout": f"{CONNECT_SECONDS - 2:.0f}",
    "ServerAliveInterval": "5",
    "ServerAliveCountMax": "3",
    "ControlMaster": "yes",
    "ControlPersist": "no",
    "RequestTTY": "no",
    "RemoteCommand": "none",
    "PermitLocalCommand": "no",
    "ForwardAgent": "no",
    "ForwardX11": "no",
    "ExitOnForwardFailure": "no",
    "StreamLocalBindUnlink": "yes",
    "EscapeChar": "none",
    # A login banner would be mistaken for a message of ssh.
    "LogLevel": "ERROR",
    "FingerprintHash": "sha256",
}


class SshTransport:
    """Reaches a host with the user's own `ssh`.

    Raises:
        UsageError: the ssh configuration that was asked for is not there.
    """

    def __init__(self, at: Address, options: HostOptions) -> None:
        if options.ssh_config and not options.ssh_config.is_file():
            raise UsageError(
                f"There is no ssh configuration at {options.ssh_config}.",
                next_step="Give the path of an existing file with --ssh-config.",
            )
        self._at = at
        self._options = options
        self.url = at.url
        self._folder = tempdirs.create()

    def shell(self) -> Shell:
        ours = [word for key, value in _OPTIONS.items() for word in ("-o", f"{key}={value}")]
        forward = ["-L", f"{self._folder / 'd'}:{DEFAULT_SOCKET}"]
        whom = _arguments(self._at, self._options)
        ours += sshconfig.options(whom)
        return Shell(["ssh", "-T", *ours, "-S", str(self._folder / "m"), *forward, *whom, "exec sh"])

    def host_key(self, noise: str) -> str:
        told = sshconfig.HOST_KEY.search(noise)
        return told[1] if told else ""

    def socket(self, path: str) -> Dial | None:
        if path == DEFAULT_SOCKET:
            return unix_socket(str(self._folder / "d"))
        forward = self._same_login("-O", "forward", "-L", f"{self._folder / 'e'}:{path}", "grader")
        with process.unguarded():
            done = subprocess.run(forward, capture_output=True, timeout=10, check=False)
        return unix_socket(str(self._folder / "e")) if done.returncode == 0 else None

    def piped(self, command: str) -> Piped:
        return Piped(self._same_login("-T", "grader", f"exec {command}"))

    def explain(self, error: HostError) -> GraderError:
        if isinstance(error, ShellLost):
            return _explained(error, self._at)
        if isinstance(error, HostTimeout):
            return HostTimeout(f"{self.url}: {error.problem}", next_step=error.next_step)
        return error

    def close(self) -> None:
        tempdirs.remove(self._folder)

    def _same_login(self, *arguments: str) -> list[str]:
        # If the login refuses another session, ssh must not connect to a machine that happens to be named “grader”.
        nowhere = ["-o", "BatchMode=yes", "-o", "ProxyCommand=false"]
        return ["ssh", "-F", "none", *nowhere, "-S", str(self._folder / "m"), *arguments]


def _arguments(at: Address, options: HostOptions) -> list[str]:
    """The part of ssh's command line that names the host, its port and user, and the user's own options; host last."""
    wishes = [word for option in options.ssh_options for word in ("-o", option)]
    return [
        *(["-F", str(options.ssh_config)] if options.ssh_config else []),
        *wishes,
        *(["-p", str(at.port)] if at.port else []),
        *(["-l", at.user] if at.user else []),
        "--",
        at.name,
    ]


_CAUSES: tuple[tuple[str, type[GraderError], str, str], ...] = (
    (
        r"Could not resolve hostname|Name or service not known",
        HostUnreachable,
        "There is no host named {host}.",
        "Check the name, or your ssh configuration (--ssh-config).",
    ),
    (
        r"Connection refused",
        HostUnreachable,
        "{host} refuses connections.",
        "Does sshd run there, and is this the right port?",
    ),
    (
        r"No route to host|Network is unreachable",
        HostUnreachable,
        "There is no route to {host}.",
        "Is the machine on, and are you in the same network or VPN?",
    ),
    (
        r"timed out|Timeout, server|Connection to .* closed by remote host|banner",
        HostUnreachable,
        "{host} does not answer.",
        "Is the machine on? Does a firewall drop the connection?",
    ),
    (
        r"REMOTE HOST IDENTIFICATION HAS CHANGED|Offending .* key",
        HostKeyProblem,
        "The host key of {host} has changed.",
        "Find out why first. If the machine was reinstalled: ssh-keygen -R {host}, then log in once by hand.",
    ),
    (
        r"Host key verification failed|No .* host key is known",
        HostKeyProblem,
        "The host key of {host} is not known.",
        "Log in once by hand and compare the fingerprint, or add it to known_hosts.",
    ),
    (
        r"Permission denied|Too many authentication failures|no mutual signature",
        LoginRefused,
        "{host} refuses the login.",
        "Is this the right user, and is your public key in its ~/.ssh/authorized_keys?",
    ),
    (
        r"This account is (currently )?not available|nologin",
        LoginRefused,
        "The account on {host} may not log in.",
        "Give it a login shell: chsh.",
    ),
    (
        r"Connection reset|kex_exchange_identification|Connection closed",
        HostUnreachable,
        "{host} closed the connection before the login.",
        "Is sshd overloaded, or does it ban this address?",
    ),
    (
        r"Bad configuration option:|no argument after keyword|Bad owner",
        UsageError,
        "ssh does not accept its configuration.",
        "See ssh's own words above.",
    ),
)


def _explained(error: ShellLost, at: Address) -> GraderError:
    """The error for what ssh printed when it ended."""
    words = [line.strip() for line in error.said.splitlines() if line.strip() and not sshconfig.HOST_KEY.search(line)]
    last = words[-1] if words else ""
    for pattern, kind, problem, step in _CAUSES:
        if not error.ready and re.search(pattern, error.said, re.IGNORECASE):
            said = next((w for w in reversed(words) if re.search(pattern, w, re.IGNORECASE)), last)
            return kind(problem.format(host=at.url) + f" (ssh: {said})", next_step=step.format(host=at.name))
    if error.ready:
        return HostUnreachable(
            f"The connection to {at.url} was lost{f' (ssh: {last})' if last else ''}.",
            next_step="See whether the host is still up, then try again.",
        )
    return LoginRefused(
        f"The login shell on {at.url} ended at once{f' ({last})' if last else ''}.",
        next_step=f"Look at ~/.bashrc there: does  ssh {at.name} true  work?",
    )
