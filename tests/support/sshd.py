"""An sshd of the tests' own."""

import contextlib
import getpass
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.processes import PATIENCE_SECONDS


class Sshd:
    """A real sshd on the loopback, with a host key and a configuration of its own, that logs its logins."""

    def __init__(self, folder: Path, keys: Path, lines: list[str], environment: dict[str, str]) -> None:
        self.folder = folder
        self.config = folder / "ssh_config"
        self.log = folder / "sshd.log"
        self.url = "ssh://graded"
        self.keys = keys
        home = folder / "home"
        home.mkdir()
        self.home = Path(environment.get("HOME", home))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        pairs = " ".join(f'"{key}={value}"' for key, value in {"HOME": str(home), **environment}.items())
        (folder / "sshd_config").write_text(
            "\n".join(
                [
                    *lines,
                    f"Port {self.port}",
                    "ListenAddress 127.0.0.1",
                    f"HostKey {keys / 'host'}",
                    f"AuthorizedKeysFile {keys / 'user.pub'}",
                    f"PidFile {folder / 'sshd.pid'}",
                    f"SetEnv {pairs}",
                    "PermitRootLogin yes",
                    "StrictModes no",
                    "UsePAM no",
                    "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no",
                    "LogLevel VERBOSE",
                ]
            )
        )
        self.known_hosts = folder / "known_hosts"
        self.trust(keys / "host.pub")
        self.configure()
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        self._process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", folder / "sshd_config", "-E", self.log])
        self._wait_until_it_listens()

    def configure(self, **changes: str) -> None:
        """Write the client's configuration for the name `graded`."""
        wishes = {
            "HostName": "127.0.0.1",
            "Port": str(self.port),
            "User": getpass.getuser(),
            "IdentityFile": str(self.keys / "user"),
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "UserKnownHostsFile": str(self.known_hosts),
            "GlobalKnownHostsFile": "/dev/null",
            "StrictHostKeyChecking": "yes",
            # The default key exchange costs ten times as much, on both sides.
            "KexAlgorithms": "curve25519-sha256",
            **changes,
        }
        self.config.write_text("Host graded\n" + "".join(f"  {key} {value}\n" for key, value in wishes.items()))

    def trust(self, key: Path) -> None:
        """Have the client know this public key as the host's."""
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {key.read_text()}")

    @property
    def logins(self) -> int:
        return self.log.read_text().count("Accepted publickey")

    def sessions(self) -> list[int]:
        """The processes that serve a login right now."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def stop(self) -> None:
        for child in self.sessions():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process.kill()
        self._process.wait()

    def _wait_until_it_listens(self) -> None:
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=2):
                return
            time.sleep(0.02)
        pytest.fail(f"sshd does not start: {self.log.read_text()}")


@pytest.fixture(scope="session")
def ssh_keys() -> Iterator[Path]:
    """Key pairs `host`, `user` and `other`, where every account may read them: sshd reads as the one who logs in."""
    with tempfile.TemporaryDirectory(prefix="grader-keys-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for key in ("host", "user", "other"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", folder / key], check=True, timeout=20
            )
        (folder / "user.pub").chmod(0o644)
        yield folder


@pytest.fixture
def sshd(tmp_path_factory, ssh_keys) -> Iterator[Callable[..., Sshd]]:
    """sshd("Option value", …, HOME=…, PATH=…): a running sshd; the words become its users' environment."""
    running = []

    def start(*lines: str, **environment: str) -> Sshd:
        server = Sshd(tmp_path_factory.mktemp("sshd"), ssh_keys, list(lines), environment)
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()
