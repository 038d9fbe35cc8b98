"""Which settings of docker a student's own interactive shell has."""

import os
import shutil
import subprocess
import sys

import pytest

from grader.checks.commandline import docker_command
from grader.errors import EngineUnavailable
from grader.hosts import interactive
from grader.hosts.base import Account, EngineRequest, HostFacts

GUARD = "case $- in *i*) ;; *) return ;; esac\n"
SHELLS = [one for one in (["dash"], ["bash"], ["busybox", "sh"]) if shutil.which(one[0])]
HOST = "unix:///run/user/7/docker.sock"


@pytest.fixture(params=SHELLS, ids=lambda words: words[0])
def asked(tmp_path, request):
    """asked({file: text}): what is printed about an account with these startup files."""

    def lines(files, login="bash", **environment):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        tools = tmp_path / "tools"
        tools.mkdir()
        (tools / "getent").write_text(f"#!/bin/sh\necho x:x:0:0::{tmp_path}:{shutil.which(login) or login}\n")
        (tools / "getent").chmod(0o755)
        done = subprocess.run(
            [*request.param, "-c", interactive.script() + '\necho "now=$DOCKER_HOST"'],
            env={"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(tmp_path), **environment},
            stdout=subprocess.PIPE,
            check=True,
            timeout=20,
            start_new_session=True,
        )
        return done.stdout.decode().splitlines()

    return lines


def test_what_is_set_below_the_guard_of_bashrc_is_found(asked):
    files = {".profile": '. "$HOME/.bashrc"\n', ".bashrc": f"{GUARD}export DOCKER_HOST={HOST}\n"}
    assert asked(files) == [f"setting=DOCKER_HOST={HOST}", f"now={HOST}"]


def test_what_only_a_terminal_window_has_is_found(asked):
    assert asked({".bash_profile": "", ".bashrc": f"{GUARD}export DOCKER_HOST={HOST}\n"})[-1] == f"now={HOST}"


def test_a_value_that_is_computed_is_what_it_is_there(asked):
    rc = f"{GUARD}if [ -d / ]; then export DOCKER_HOST=unix://$HOME/docker.sock; fi\n"
    assert asked({".bashrc": rc})[-1].endswith("/docker.sock")


@pytest.mark.skipif(not shutil.which("fish"), reason="needs fish")
def test_fish_is_asked_in_its_own_way(asked):
    rc = f"if status is-interactive\n  set -gx DOCKER_HOST {HOST}\nend\n"
    assert asked({".config/fish/config.fish": rc}, login="fish")[-1] == f"now={HOST}"


def test_what_the_login_has_already_is_no_setting_of_its_own(asked):
    assert asked({".bashrc": f"export DOCKER_HOST={HOST}\n"}, DOCKER_HOST=HOST) == [f"now={HOST}"]


def test_what_an_interactive_shell_takes_back_is_gone(asked):
    files = {".profile": ". ~/.bashrc\n", ".bashrc": f"export DOCKER_HOST={HOST}\n{GUARD}unset DOCKER_HOST\n"}
    assert asked(files, DOCKER_HOST=HOST) == ["setting=DOCKER_HOST=", "now="]


def test_no_shell_is_started_where_no_startup_file_names_a_setting(asked, tmp_path):
    assert asked({".bashrc": f"touch {tmp_path}/started\n# export DOCKER_HOST=x\n"}) == ["now="]
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("rc", ["sleep 74.25", "sleep 74.25 &", "exec sleep 74.25", "setsid sleep 74.25 & read x"])
def test_a_shell_that_hangs_or_starts_programs_leaves_none(asked, within, no_process_has, rc):
    with within(12):
        lines = asked({".bashrc": f"{GUARD}{rc}\nexport DOCKER_HOST={HOST}\n"})
    assert lines[-1] in {f"now={HOST}", "now="}
    assert (lines[0].startswith("unsure=") and lines[0].endswith("/.bashrc")) or lines[-1] == f"now={HOST}"
    assert no_process_has("74.25")


def test_a_shell_that_prints_much_and_reads_input_is_understood(asked):
    rc = f"{GUARD}seq 20000; read x; cat; echo now=no; export DOCKER_HOST={HOST}\n"
    assert asked({".bashrc": rc})[-1] == f"now={HOST}"


def test_a_shell_that_nobody_knows_is_not_started(asked):
    assert asked({".bashrc": f"export DOCKER_HOST={HOST}\n"}, login=sys.executable) == ["now="]


def test_commands_that_undo_something_ask_the_same_engine():
    class Session:
        facts = HostFacts("x:", "kim", 5, "/", "1", endpoint=HOST, docker_settings=(f"DOCKER_HOST={HOST}",))

    assert f"env DOCKER_HOST={HOST} docker rm" in docker_command(Session, "rm")


@pytest.mark.lab
def test_an_engine_that_only_an_interactive_shell_knows_is_asked_on_a_real_host(on_lab):
    session = on_lab(
        "cp ~/.bashrc /tmp/.bashrc; echo 'export DOCKER_HOST=unix:///run/nowhere.sock' >> ~/.bashrc",
    )
    try:
        assert session.facts.docker_settings == ("DOCKER_HOST=unix:///run/nowhere.sock",)
        with pytest.raises(EngineUnavailable, match=r"No Docker Engine answers at unix:///run/nowhere\.sock"):
            session.ask(EngineRequest("GET", "/info"))
    finally:
        session.run("mv /tmp/.bashrc ~/.bashrc")
    assert session.account == Account("student", 1000, "/home/student")
