"""ex07: what keeps a container from starting is the image's own fault, or the host's trouble."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.checks.conclusion import Concluded, fail
from grader.checks.verdict import Status
from grader.course.pack import Course
from grader.demo.sample import evidence, sample_class
from grader.errors import GarbledAnswer, HostError
from grader.evidence.file import Evidence

RUNC = "OCI runtime create failed: runc create failed: unable to start container process: "


@pytest.mark.parametrize(
    "said",
    [
        "No command specified",
        "no command specified",
        "no command or entrypoint provided, and no CMD or ENTRYPOINT from image",
        (
            'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/hello": '
            "stat /hello: no such file or directory: unknown"
        ),
        (
            'OCI runtime create failed: container_linux.go:349: starting container process caused "exec: \\"/hello\\": '
            'permission denied": unknown'
        ),
        (
            f'failed to create task for container: failed to create shim task: {RUNC}exec: "hello": executable file '
            "not found in $PATH: unknown"
        ),
        f'failed to create shim task: {RUNC}error during container init: exec: "/hello": is a directory: unknown',
        "standard_init_linux.go:228: exec user process caused: exec format error",
        "OCI runtime create failed: exec /hello: exec format error",
        "OCI runtime create failed: executable file `/hello` not found: No such file or directory: unknown",
        (
            "crun: executable file `hello` not found in $PATH: No such file or directory: OCI runtime attempted to "
            "invoke a command that was not found"
        ),
        "crun: cannot find `` in $PATH: No such file or directory: OCI runtime attempted to invoke a command",
        "crun: open executable: Permission denied: OCI permission denied",
        "crun: exec container process `/hello`: Exec format error",
        "unable to find user student: no matching entries in passwd file",
    ],
)
def test_the_image_s_own_command_is_at_fault(suite, said):
    assert suite("ex07").CANNOT_RUN.search(said)


@pytest.mark.parametrize(
    "said",
    [
        "fork/exec /usr/bin/containerd-shim-runc-v2: resource temporarily unavailable",
        "failed to start shim: fork/exec /usr/bin/containerd-shim-runc-v2: exec format error",
        'failed to start shim: exec: "containerd-shim-runc-v2": executable file not found in $PATH: unknown',
        (
            "AppArmor enabled on system but the docker-default profile could not be loaded: running apparmor_parser "
            'failed with output: : exec: "apparmor_parser": executable file not found in $PATH'
        ),
        (
            f"{RUNC}unable to apply cgroup configuration: failed to write 123: open /sys/fs/cgroup/x/cgroup.procs: "
            "no such file or directory: unknown"
        ),
        (
            "crun: open /sys/fs/cgroup/machine.slice/x/cgroup.freeze: No such file or directory: OCI runtime attempted "
            "to invoke a command that was not found"
        ),
        f"{RUNC}error during container init: error setting cgroup config for procHooks process: permission denied",
        "network 3f2a not found",
        "failed to create endpoint x on network bridge: operation not permitted",
        "mkdir /var/lib/docker/overlay2/x: no space left on device",
        "error creating overlay mount: no such file or directory",
        'unknown or invalid runtime name: "runsc"',
        "Cannot allocate memory",
    ],
)
def test_the_host_is_in_trouble(suite, said):
    assert not suite("ex07").CANNOT_RUN.search(said)


@pytest.fixture
def right_ones(suite):
    """right_ones(images): those that are right, of images that are True, False or a trouble."""

    def judge(image):
        if isinstance(image, Exception):
            raise image
        if image is not True:
            fail(image)

    return lambda *images: list(suite("ex07").right_ones(images, judge))


TROUBLE = GarbledAnswer("unreadable", next_step="")


def test_one_image_that_is_right_is_enough(right_ones):
    assert right_ones("wrong", True, TROUBLE) == [True]


def test_if_no_image_is_right_the_verdict_on_the_first_one_counts(right_ones):
    with pytest.raises(Concluded, match="first"):
        right_ones("first", "second")


def test_an_image_that_cannot_be_evaluated_may_be_the_right_one(right_ones):
    with pytest.raises(GarbledAnswer, match="unreadable"):
        right_ones("wrong", TROUBLE)


def test_older_evidence_of_an_account_outside_the_group_docker_is_replayed(tmp_path):
    older = Evidence.read(evidence(sample_class().students[0], "ex07"))
    assert sum("|| sg docker" in (fact.command or "") for fact in older.facts) == 1
    host = replace(older.manifest.host, in_docker_group=False)
    older.manifest = older.manifest.model_copy(update={"host": host})
    older.write(tmp_path / "ex07.gz")
    verdicts = run(Job(Course.at(None).exercise("ex07"), f"evidence:{tmp_path / 'ex07.gz'}")).verdicts
    assert {verdict.status for verdict in verdicts} == {Status.PASSED}


@pytest.fixture
def from_scratch(suite):
    """from_scratch(tools): how the check ends for an image whose files no pipe lists, on a host with these tools."""

    def conclude(*tools):
        def run(command):
            name = command.removeprefix("command -v ")
            return SimpleNamespace(rc=0 if name in tools else 1, out=b"", err=b"")

        facts = SimpleNamespace(sockets=(), endpoint="", docker_settings=(), in_docker_group=False)
        session = SimpleNamespace(run=run, facts=facts)
        images = [{"Id": "sha256:1", "Size": 800_000}]
        param = {"most_megabytes": 10, "most_files": 10, "image": "hello-static"}
        suite("ex07").test_image_from_scratch(session, images, set(), param)

    return conclude


def test_an_image_without_files_fails(from_scratch):
    with pytest.raises(Concluded) as end:
        from_scratch("gzip")
    assert end.value.reason == "holds-nothing"


def test_a_host_that_cannot_unpack_layers_is_not_the_image_s_fault(from_scratch):
    with pytest.raises(HostError, match="no program “gzip”"):
        from_scratch()
