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
from grader.hosts.dialling import Dial, Piped, unix_socket
from grader.hosts.shell import Shell, ShellLost
from grader.message import Message

_OPTIONS = {
    "BatchMode": "yes",
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
                "There is no ssh configuration at {path}.",
                next_step="Give the path of an existing file with --ssh-config.",
                path=options.ssh_config,
            )
        self._at = at
        self._options = options
        self.url = at.url
        self._folder = tempdirs.create()

    def shell(self) -> Shell:
        timeout = f"{max(1.0, (CONNECT_SECONDS - 2) * self._options.patience):.0f}"
        settings = {**_OPTIONS, "ConnectTimeout": timeout}
        own = [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
        forward = ["-L", f"{self._folder / 'd'}:{DEFAULT_SOCKET}"]
        target = arguments(self._at, self._options)
        own += sshconfig.options(target)
        return Shell(["ssh", "-T", *own, "-S", str(self._folder / "m"), *forward, *target, "exec sh"])

    def host_key(self, noise: str) -> str:
        match = sshconfig.HOST_KEY.search(noise)
        return match[1] if match else ""

    def socket(self, path: str) -> Dial | None:
        if path == DEFAULT_SOCKET:
            return unix_socket(str(self._folder / "d"))
        forward = self._same_login("-O", "forward", "-L", f"{self._folder / 'e'}:{path}", "grader")
        with process.unguarded():
            done = subprocess.run(forward, capture_output=True, timeout=10 * self._options.patience, check=False)
        return unix_socket(str(self._folder / "e")) if done.returncode == 0 else None

    def piped(self, command: str) -> Piped:
        return Piped(self._same_login("-T", "grader", f"exec {command}"))

    def explain(self, error: HostError) -> GraderError:
        if isinstance(error, ShellLost):
            return _explained(error, self._at)
        if isinstance(error, HostTimeout):
            return HostTimeout(
                Message("{host}: {problem}", host=self.url, problem=error.problem_message),
                next_step=error.next_step_message,
            )
        return error

    def close(self) -> None:
        tempdirs.remove(self._folder)

    def _same_login(self, *arguments: str) -> list[str]:
        # If the login refuses another session, ssh must not connect to a machine that happens to be named “grader”.
        nowhere = ["-o", "BatchMode=yes", "-o", "ProxyCommand=false"]
        return ["ssh", "-F", "none", *nowhere, "-S", str(self._folder / "m"), *arguments]


def arguments(at: Address, options: HostOptions) -> list[str]:
    """The part of ssh's command line that names the host, its port and user, and the user's own options; host last."""
    user_options = [word for option in options.ssh_options for word in ("-o", option)]
    return [
        *(["-F", str(options.ssh_config)] if options.ssh_config else []),
        *user_options,
        *(["-p", str(at.port)] if at.port else []),
        *(["-l", at.user] if at.user else []),
        "--",
        at.name,
    ]


_CAUSES: tuple[tuple[str, type[GraderError], Message, Message], ...] = (
    (
        r"Could not resolve hostname|Name or service not known",
        HostUnreachable,
        Message("There is no host named {host}."),
        Message("Check the name, or your ssh configuration (--ssh-config)."),
    ),
    (
        r"Connection refused",
        HostUnreachable,
        Message("{host} refused the connection."),
        Message("Check that sshd is running there and that the port is right."),
    ),
    (
        r"No route to host|Network is unreachable",
        HostUnreachable,
        Message("There is no route to {host}."),
        Message("Check that the machine is on and that you are in the same network or VPN."),
    ),
    (
        r"timed out|Timeout, server|Connection to .* closed by remote host|banner",
        HostUnreachable,
        Message("{host} does not answer."),
        Message("Check that the machine is on and that no firewall drops the connection."),
    ),
    (
        r"REMOTE HOST IDENTIFICATION HAS CHANGED|Offending .* key",
        HostKeyProblem,
        Message("The host key of {host} has changed."),
        Message("Find out why first. If the machine was reinstalled: ssh-keygen -R {host}, then log in once by hand."),
    ),
    (
        r"Host key verification failed|No .* host key is known",
        HostKeyProblem,
        Message("The host key of {host} is not known."),
        Message("Log in once by hand and compare the fingerprint, or add the key to known_hosts."),
    ),
    (
        r"Permission denied|Too many authentication failures|no mutual signature",
        LoginRefused,
        Message("{host} refused the login."),
        Message("Check the user name, and that your public key is in that user's ~/.ssh/authorized_keys."),
    ),
    (
        r"This account is (currently )?not available|nologin",
        LoginRefused,
        Message("The account on {host} is not allowed to log in."),
        Message("Give it a login shell: chsh"),
    ),
    (
        r"Connection reset|kex_exchange_identification|Connection closed",
        HostUnreachable,
        Message("{host} closed the connection before the login."),
        Message("Check whether sshd is overloaded or bans this address."),
    ),
    (
        r"Bad configuration option:|no argument after keyword|Bad owner",
        UsageError,
        Message("ssh does not accept its configuration."),
        Message("Fix what ssh names above."),
    ),
)
"""What ssh says (a pattern), the error that it stands for, its problem and the next step."""


def _explained(error: ShellLost, at: Address) -> GraderError:
    """The error for what ssh printed when it ended."""
    words = [line.strip() for line in error.output.splitlines() if line.strip() and not sshconfig.HOST_KEY.search(line)]
    last = words[-1] if words else ""
    for pattern, kind, problem, step in _CAUSES:
        if not error.ready and re.search(pattern, error.output, re.IGNORECASE):
            said = next((w for w in reversed(words) if re.search(pattern, w, re.IGNORECASE)), last)
            return kind(
                _said_by_ssh(Message(problem.template, host=at.url), said),
                next_step=Message(step.template, host=at.known_as),
            )
    if error.ready:
        return HostUnreachable(
            _said_by_ssh(Message("The connection to {host} was lost.", host=at.url), last),
            next_step="Check whether the host is still up, then try again.",
        )
    return LoginRefused(
        "The login shell on {host} ended at once ({said})." if last else "The login shell on {host} ended at once.",
        next_step="Check ~/.bashrc there, and that this command works: ssh {name} true",
        host=at.url,
        name=at.login,
        said=last,
    )


def _said_by_ssh(problem: Message, said: str) -> Message:
    own = said.removeprefix("ssh: ")
    return Message("{problem} (ssh: {said})", problem=problem, said=own) if own else problem
