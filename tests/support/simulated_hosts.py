"""Hosts on the loopback that answer from recorded evidence."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.evidence.file import Evidence
from tests.support import ROOT


@pytest.fixture
def served(tmp_path_factory) -> Iterator[Callable[..., Path]]:
    """served({file: evidence}, count): hosts h0001 … on the loopback that answer from this evidence.

    Gives the ssh configuration by which they are reached.
    """
    running = []

    def serve(recorded: dict[str, Evidence], count: int) -> Path:
        place = tmp_path_factory.mktemp("simulated")
        for name, evidence in recorded.items():
            evidence.write(place / "evidence" / name)
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.simulated", str(place / "evidence"), str(count)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(server)
        settings = {
            "HostName": "127.0.0.1",
            "Port": server.stdout.readline().strip(),
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
            "KexAlgorithms": "curve25519-sha256",
        }
        config = place / "ssh_config"
        config.write_text("Host *\n" + "".join(f"  {key} {value}\n" for key, value in settings.items()))
        return config

    yield serve
    for server in running:
        server.stdin.close()
        server.kill()
        server.wait()
        server.stdout.close()
