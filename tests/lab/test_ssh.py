import os
import shutil
import socket
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from grader.errors import LabError
from grader.lab import ssh
from grader.lab.ssh import HostBlock

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB"


def _effective(config: Path, name: str) -> dict[str, str]:
    """The settings as OpenSSH itself reads them."""
    said = subprocess.run(["ssh", "-G", "-F", config, name], check=True, capture_output=True, text=True).stdout
    return dict(line.split(" ", 1) for line in said.splitlines() if " " in line)


def test_a_host_is_one_block_that_trusts_only_the_labs_own_files() -> None:
    assert ssh.render_config({"s1": HostBlock(4022, KEY)}, Path("/state")) == (
        "Host s1\n"
        "    HostName 127.0.0.1\n"
        "    Port 4022\n"
        "    User student\n"
        "    HostKeyAlias grader-lab-s1\n"
        '    IdentityFile "/state/id_ed25519"\n'
        "    IdentitiesOnly yes\n"
        '    UserKnownHostsFile "/state/known_hosts"\n'
        "    StrictHostKeyChecking yes\n"
    )


def test_known_hosts_names_the_host_and_not_its_port() -> None:
    assert ssh.render_known_hosts({"s1": HostBlock(4022, KEY)}) == f"grader-lab-s1 {KEY}\n"


@pytest.mark.skipif(shutil.which("ssh") is None, reason="needs the OpenSSH client")
def test_openssh_accepts_the_config_in_a_folder_with_a_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_LAB_DIR", str(tmp_path / "my lab"))
    ssh.add("s1", HostBlock(4022, KEY))
    settings = _effective(ssh.config_path(), "s1")
    assert (settings["hostname"], settings["port"], settings["user"]) == ("127.0.0.1", "4022", "student")
    assert settings["identityfile"] == str(tmp_path / "my lab/id_ed25519")
    assert settings["stricthostkeychecking"] == "true"


def test_a_dropped_host_leaves_nothing_behind(lab_directory: Path) -> None:
    ssh.add("s1", HostBlock(4022, KEY))
    ssh.add("s2", HostBlock(4023, KEY))
    assert ssh.drop("s1")
    assert "s1" not in (lab_directory / "ssh_config").read_text() + (lab_directory / "known_hosts").read_text()
    assert "Host s2" in (lab_directory / "ssh_config").read_text()


def test_dropping_an_unknown_host_returns_false(lab_directory: Path) -> None:
    assert not ssh.drop("nobody")


def test_a_host_that_comes_up_again_replaces_its_old_block(lab_directory: Path) -> None:
    ssh.add("s1", HostBlock(4022, KEY))
    ssh.add("s1", HostBlock(4023, KEY))
    assert (lab_directory / "ssh_config").read_text().count("Host s1") == 1
    assert "Port 4023" in (lab_directory / "ssh_config").read_text()


def _in(folder: str) -> None:
    os.environ["GRADER_LAB_DIR"] = folder  # another test may have started the fork server, with other variables


def _add_and_drop(number: int) -> None:
    ssh.add(f"stays{number}", HostBlock(4000 + number, KEY))
    ssh.add(f"goes{number}", HostBlock(5000 + number, KEY))
    ssh.drop(f"goes{number}")


def test_many_processes_at_once_lose_no_host(lab_directory: Path) -> None:
    context = get_context("forkserver")
    with ProcessPoolExecutor(4, mp_context=context, initializer=_in, initargs=(str(lab_directory),)) as pool:
        list(pool.map(_add_and_drop, range(24)))
    blocks = [line for line in (lab_directory / "ssh_config").read_text().splitlines() if line.startswith("Host ")]
    assert blocks == sorted(f"Host stays{number}" for number in range(24))


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs the OpenSSH client")
def test_the_labs_key_is_made_once_and_readable_by_its_owner_only(lab_directory: Path) -> None:
    assert ssh.public_key() == ssh.public_key()
    assert (lab_directory / "id_ed25519").stat().st_mode & 0o777 == 0o600
    assert lab_directory.stat().st_mode & 0o777 == 0o700


def test_without_ssh_keygen_the_error_says_what_to_install(
    lab_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(lab_directory))
    with pytest.raises(LabError, match="OpenSSH client"):
        ssh.public_key()


def test_a_listener_with_the_banner_of_an_ssh_server_is_enough() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        child = os.fork()
        if child == 0:
            server.accept()[0].sendall(b"SSH-2.0-test\r\n")
            os._exit(0)
        ssh.wait_for_banner(server.getsockname()[1], time.monotonic() + 5)
        os.waitpid(child, 0)


def test_a_port_without_a_banner_times_out_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(LabError, match=f"127.0.0.1:{port}"):
        ssh.wait_for_banner(port, time.monotonic())
