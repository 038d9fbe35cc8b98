"""ex10: containers without tools, Engines without a limit of the processor, and the numbers of Podman's processes."""

from types import SimpleNamespace

import pytest
from docker.models.containers import Container

from grader.checks.conclusion import Concluded
from grader.checks.textfiles import TextFile

PARAM = {"container": "os4", "variable": "LAB", "value": "docker", "cpus": 0.5, "top": "top.txt"}
TITLES = "UID  PID  PPID  C  STIME  TTY  TIME  CMD"
OF_PS, OF_TOP = (
    f"{TITLES}\nroot  1  0  0  12:00  ?  00:00:00  init",
    f"{TITLES}\nroot  4711  9  0  12:00  ?  00:00:00  sh",
)


def container(*variables, cpus=0.0):
    attrs = {
        "Id": "4" * 64,
        "Config": {"Env": list(variables)},
        "HostConfig": {"NanoCpus": int(cpus * 1e9)},
        "State": {"Pid": 4711, "StartedAt": "2026-11-23T20:00:00Z"},
    }
    return Container(attrs=attrs)


def test_an_image_without_tools_counts_with_what_it_was_started_with(suite):
    suite("ex10").test_environment_set(container("LAB=docker"), "sh: tr: not found\nreadable\n", PARAM)
    suite("ex10").test_environment_set(container("LAB=docker"), "", PARAM)


def test_what_the_first_process_has_takes_precedence(suite):
    with pytest.raises(Concluded, match="other-value"):
        suite("ex10").test_environment_set(container("LAB=docker"), "env LAB=podman\nreadable\n", PARAM)


@pytest.mark.parametrize("said", [{"CpuCfsQuota": True}, {}])
def test_the_limit_in_force_counts(suite, said):
    engine = SimpleNamespace(info=lambda: said)
    with pytest.raises(Concluded, match="no-limit"):
        suite("ex10").test_cpu_limited(engine, container(cpus=0.5), "cpu max 100000\n", PARAM)


def test_on_an_engine_that_limits_no_processor_the_configuration_counts(suite):
    engine = SimpleNamespace(info=lambda: {"CpuCfsQuota": False})
    suite("ex10").test_cpu_limited(engine, container(cpus=0.5), "cpu max 100000\n", PARAM)


@pytest.fixture
def top(suite, monkeypatch):
    """top(text): what the check concludes from a file with this text; None if it passes without a remark."""
    ex10 = suite("ex10")

    def conclude(text, *, podman=False):
        data = text.encode()
        monkeypatch.setattr(ex10, "text_file", lambda _, path: TextFile(path, data, len(data), 2_000_000_000))
        engine = SimpleNamespace(version=lambda **_: {"Components": [{"Name": "Podman Engine"}] if podman else []})
        work = SimpleNamespace(file=lambda _: None)
        try:
            ex10.test_top_saved(None, engine, "/home/student", container(), work, PARAM)
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return conclude


def test_a_table_with_process_1_is_not_that_of_docker_top(top):
    assert top(OF_PS) == "failed: other-processes"


def test_podman_numbers_processes_as_the_container_does(top):
    assert top(OF_PS, podman=True) == "passed: other-numbers"


@pytest.mark.parametrize("before", ["$ docker top os4\n", "Error response from daemon: No such container\n", OF_PS])
def test_what_is_in_front_of_the_table_does_not_matter(top, before):
    assert top(f"{before}\n{OF_TOP}") is None


def test_numbers_without_titles_are_no_table(top):
    assert top(OF_TOP.removeprefix(TITLES)) == "failed: no-processes"
    assert top(OF_TOP.replace("4711", "4712")) == "failed: not-its-process"


def test_a_command_about_the_titles_does_not_begin_a_table(top):
    assert top(f"{OF_TOP} grep PID\nroot  4712  9  0  12:00  ?  00:00:00  sh") is None


@pytest.fixture
def stats(suite, monkeypatch):
    """stats(line, podman): the reason that the check gives for a table with this line; None if it passes."""
    ex10 = suite("ex10")

    def conclude(line, *, podman):
        data = f"NAME CPU %\n{line}\n".encode()
        monkeypatch.setattr(ex10, "text_file", lambda _, path: TextFile(path, data, len(data), 2_000_000_000))
        engine = SimpleNamespace(version=lambda **_: {"Components": [{"Name": "Podman Engine"}] if podman else []})
        work = SimpleNamespace(file=lambda _: None)
        try:
            ex10.test_stats_saved(None, engine, "/home/student", container(), work, {**PARAM, "stats": "stats.txt"})
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return conclude


def test_docker_stats_cuts_the_first_letter_off_a_name_of_podman_s(stats):
    assert stats("s4 1.07%", podman=True) is None
    assert stats("s5 1.07%", podman=True) == "failed: not-in-table"
    assert stats("s4 1.07%", podman=False) == "failed: not-in-table"
