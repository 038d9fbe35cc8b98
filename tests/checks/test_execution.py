"""Programs inside containers: what could not start says nothing about the student, unless it is the program itself."""

import pytest

from grader.checks.dockerclient import connect
from grader.checks.lookups import Lookup
from grader.errors import EngineFailed

RUNC = "OCI runtime exec failed: exec failed: unable to start container process: "
OLDER = "OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused"
LOGLESS = "OCI runtime exec failed: unable to retrieve OCI runtime error (open log.json: no such file or directory): "


@pytest.fixture
def inside(visit, engine, monkeypatch):
    """inside(output, rc, pid=…): what `inside("os3", "ls", "/x")` makes of an exec that ended so."""

    def look(output="", rc=0, *, pid=0, create=(201, {"Id": "e1"}), start=None, running=False):
        frame = b"\1\0\0\0" + len(output.encode()).to_bytes(4, "big") + output.encode()
        answers = {
            "/containers/os3/exec": create,
            "/exec/e1/start": start or frame,
            "/exec/e1/json": {"ExitCode": rc, "Pid": pid, "Running": running},
        }
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers)}")
        session = visit()
        monkeypatch.setattr(session, "sleep", lambda _: None)
        return Lookup(connect(session), session).inside("os3", "ls", "/x")

    return look


@pytest.mark.parametrize(
    ("output", "rc", "pid"),
    [
        ("ls: /x: No such file or directory\n", 1, 7),
        ("sh: ls: not found\n", 127, 7),
        (RUNC + "printed by a program of the student's\n", 126, 7),
        (RUNC + 'exec: "ls": executable file not found in $PATH: unknown\r\n', 127, 0),
        (RUNC + 'exec: "ls": permission denied: unknown\r\n', 126, 0),
        (RUNC + 'exec: "ls": stat ls: no such file or directory: unknown\r\n', 126, 0),
        (RUNC + 'exec: "ls": stat ls: not a directory: unknown: Are you trying to mount a directory?\r\n', 126, 0),
        (RUNC + 'exec: "ls": is a directory: permission denied: unknown\r\n', 126, 0),
        (RUNC + "exec /usr/bin/ls: exec format error: unknown\r\n", 126, 0),
        (OLDER + ': exec: "ls": executable file not found in $PATH: unknown\r\n', 126, 0),
        (OLDER + ' "exec: \\"ls\\": executable file not found in $PATH": unknown\r\n', 126, 0),
        ("unable to find user nobody-here: no matching entries in passwd file\r\n", 126, 0),
    ],
)
def test_a_program_that_is_missing_or_cannot_be_executed_has_an_exit_code(inside, output, rc, pid):
    result = inside(output, rc, pid=pid)
    assert (result.rc, result.out) == (rc, output)


@pytest.mark.parametrize(
    "output",
    [
        RUNC + "open /tmp/runc-process1: no space left on device: unknown\r\n",
        RUNC + 'error executing setns process: exec: "ls": no space left on device: unknown\r\n',
        # What another program met: runc leaves its last words behind when it can write no new ones.
        RUNC + 'exec: "touch": executable file not found in $PATH: unknown\r\n',
        LOGLESS + 'exec: "runc": executable file not found in $PATH: unknown\r\n',
        LOGLESS + 'exec: "ls": permission denied: unknown\r\n',
        RUNC + "fork/exec /proc/self/exe: resource temporarily unavailable: unknown\r\n",
        RUNC + "error adding pid 1 to cgroups: failed to write 1: no such file or directory: unknown\r\n",
        "failed to start shim: mkdir /run/containerd/io: no space left on device: unknown\r\n",
        "rpc error: code = Unavailable desc = transport is closing\r\n",
        "",
    ],
)
@pytest.mark.parametrize("rc", [126, 127, 128, None])
def test_a_program_that_could_not_start_for_another_reason_is_an_error(inside, output, rc):
    with pytest.raises(EngineFailed, match="could not run ls in container os3") as caught:
        inside(output, rc)
    assert output.strip()[:200] in caught.value.problem


@pytest.mark.parametrize("status", [409, 500, 501, 503])
def test_an_engine_that_refuses_to_run_a_program_is_an_error(inside, status):
    refused = (status, {"message": "Container os3 is paused, unpause the container before exec"})
    for more in ({"create": refused}, {"start": refused}):
        with pytest.raises(EngineFailed, match=r"could not run ls in container os3.*os3 is paused"):
            inside(**more)


@pytest.mark.parametrize(
    "said",
    [
        "crun: executable file `ls` not found in $PATH: No such file or directory: OCI runtime attempted to invoke it",
        'runc: exec failed: unable to start container process: exec: "ls": executable file not found in $PATH: OCI',
        "crun: open executable: Permission denied: OCI permission denied",
        "crun: cannot find `ls` in $PATH: No such file or directory: OCI runtime attempted to invoke a command",
    ],
)
def test_podman_says_of_a_missing_program_so_by_a_status(inside, said):
    assert inside(start=(500, {"message": said})).rc == 127


def test_a_program_that_ended_while_the_engine_has_not_noted_it_is_asked_for_again(inside):
    with pytest.raises(EngineFailed, match="could not run ls in container os3"):
        inside("", None, pid=9, running=True)


@pytest.mark.lab
def test_a_full_disk_of_a_real_host_says_nothing_about_the_container(on_lab):
    session = on_lab("docker run -itd --name box centos:latest; sudo mount -t tmpfs -o nr_inodes=1 tmpfs /tmp")
    lookup = Lookup(connect(session), session)
    try:
        with pytest.raises(EngineFailed, match="could not run ls in container box"):
            lookup.inside("box", "ls", "/")
    finally:
        session.run("sudo umount /tmp")
    assert lookup.inside("box", "ls", "/").rc == 0
