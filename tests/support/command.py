"""The command in a process of its own, and a PATH with few programs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def tools(tmp_path_factory):
    """tools("cat", …): a folder with links to these programs, for a PATH on which there is nothing else."""

    def only(*names: str) -> Path:
        folder = tmp_path_factory.mktemp("bin")
        for name in names:
            for place in ("/usr/bin", "/bin", "/usr/sbin", "/sbin"):
                if Path(place, name).exists():
                    (folder / name).symlink_to(Path(place, name))
                    break
        return folder

    return only


@pytest.fixture
def grader(tmp_path):
    """grader("check", "ex01", …): the command in a process of its own."""

    def call(*words: object, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "grader", *map(str, words)],
            capture_output=True,
            timeout=timeout,
            check=False,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        )

    return call
