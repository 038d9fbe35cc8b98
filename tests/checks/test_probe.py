from pathlib import Path

import pytest
import requests
from docker.errors import APIError, NotFound

from grader.checks.conclusion import Concluded
from grader.checks.dockerclient import connect
from grader.checks.probe import Probe
from grader.checks.verdict import Status
from grader.errors import EngineFailed, HostError, HostTimeout, HostUnreachable, NotInEvidence


@pytest.fixture
def probe(visit):
    return Probe(visit(), None)


def test_a_name_is_unique(visit):
    first, second = Probe(visit(), None), Probe(visit(), None)
    assert len({first.name(), first.name(), second.name(), second.name()}) == 4


def test_a_file_exists_within_its_block_only(probe, tmp_path):
    with probe.file(str(tmp_path)) as name:
        assert (tmp_path / name).is_file()
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_removed_after_an_error_as_well(probe, tmp_path):
    with pytest.raises(ZeroDivisionError), probe.file(str(tmp_path)):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_files_that_appear_under_an_announced_name_are_removed_as_well(probe, tmp_path):
    also = probe.name()
    with probe.file(str(tmp_path), also=[also]):
        (tmp_path / also).touch()
        (tmp_path / "the student's").touch()
    assert [path.name for path in tmp_path.iterdir()] == ["the student's"]


def test_the_folders_modification_time_is_restored(probe, tmp_path):
    before = tmp_path.stat().st_mtime_ns
    with probe.file(str(tmp_path)):
        assert tmp_path.stat().st_mtime_ns != before
    assert tmp_path.stat().st_mtime_ns == before


def test_a_folder_may_have_an_odd_name(probe, tmp_path):
    folder = tmp_path / "a b'$(id)"
    folder.mkdir()
    with probe.file(str(folder)) as name:
        assert (folder / name).is_file()
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_gives_no_name(probe, tmp_path):
    with probe.file(str(tmp_path / "none")) as name:
        assert name is None


def test_an_existing_file_is_left_alone(visit, tmp_path):
    session = visit()
    Probe(session, None)
    taken = tmp_path / f"grader-{session.facts.attempt}-1"
    taken.write_text("the student's")
    with Probe(session, None).file(str(tmp_path)) as name:
        assert name is None
    assert taken.read_text() == "the student's"


def test_a_file_is_gone_even_if_the_check_has_no_time_left(visit, tmp_path, monkeypatch):
    session = visit()
    probe = Probe(session, None)
    now = session.now()
    session.begin(5)

    def use_up_the_time():
        with probe.file(str(tmp_path)):
            monkeypatch.setattr(session._host, "now", lambda: now + 60)
            session.run("true")

    with pytest.raises(HostTimeout):
        use_up_the_time()
    assert list(tmp_path.iterdir()) == []


def test_a_promise_stands_until_the_undo_has_succeeded(probe, tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(probe._session, "on_exit", given.append)

    def lost(*_, **__):
        raise HostUnreachable("gone", next_step="")

    with probe.file(str(tmp_path)) as name:
        monkeypatch.setattr(probe._session, "run", lost)
    assert given[-1].startswith(f"rm -f -- {tmp_path}/{name}")


def test_on_busybox_the_time_of_the_folder_stays_to_the_nanosecond(visit, tools, tmp_path, monkeypatch):
    folder = tools("sh", "cat", "rm", "id", "date", "uname", "grep", "tr")
    for name in ("stat", "touch"):
        (folder / name).write_text(f'#!/bin/sh\nexec /bin/busybox {name} "$@"\n')
        (folder / name).chmod(0o755)
    session = visit()
    monkeypatch.setattr(session, "run", lambda text, _run=session.run: _run(f"PATH={folder}; export PATH; {text}"))
    before = tmp_path.stat().st_mtime_ns
    with Probe(session, None).file(str(tmp_path)) as name:
        assert (tmp_path / name).is_file()
    assert tmp_path.stat().st_mtime_ns == before
    assert not Path("/dev/shm", name).exists()


def test_what_keeps_the_time_on_busybox_is_promised_to_be_removed_before_it_is_made(visit, tmp_path, monkeypatch):
    session = visit()
    done = []
    monkeypatch.setattr(session, "on_exit", lambda command: done.append(("promise", command)))
    real = session.run

    def run(text):
        done.append(("run", text))
        # A touch that does not understand the time that stat prints.
        return real(f'touch() {{ case "$*" in *-d*) return 1 ;; esac; command touch "$@"; }}; {text}')

    monkeypatch.setattr(session, "run", run)
    with Probe(session, None).file(str(tmp_path)) as name:
        pass
    kept = Path("/dev/shm", name)
    makes = [at for at, (kind, text) in enumerate(done) if kind == "run" and f"touch -r {tmp_path} {kept}" in text]
    promised = [at for at, (kind, text) in enumerate(done) if kind == "promise" and f"rm -f {kept}" in text]
    assert promised[0] < makes[0]
    assert not kept.exists()


def test_nothing_is_made_where_the_folders_time_could_not_be_restored(visit, tools, tmp_path, monkeypatch):
    monkeypatch.setenv(
        "PATH", str(tools(*["sh", "env", "id", "date", "uname", "tr", "grep", "timeout", "head", "cat", "rm"]))
    )
    probe, before = Probe(visit(), None), tmp_path.stat().st_mtime_ns
    with pytest.raises(HostError, match="no program “stat”"), probe.file(str(tmp_path)):
        pass
    assert tmp_path.stat().st_mtime_ns == before


def test_undo_commands_are_registered_and_cancelled(probe, monkeypatch):
    given = []
    monkeypatch.setattr(probe._session, "on_exit", given.append)
    with probe.undone_if_interrupted("a"), probe.undone_if_interrupted("b"):
        pass
    assert given == ["a", "a; b", "a", ""]


@pytest.mark.parametrize(
    "ending",
    [
        HostTimeout("late", next_step=""),
        Concluded(Status.FAILED, "x", fraction=0.0, seen=None, expected=None, values={}),
        KeyboardInterrupt(),
        ValueError(),
    ],
)
def test_what_a_block_leaves_when_it_is_cut_short_is_undone(probe, tmp_path, ending):
    mark = tmp_path / "mark"

    def come_to_no_end():
        with probe.undone_if_interrupted(f"rm -f {mark}"):
            mark.touch()
            raise ending

    with pytest.raises(type(ending)):
        come_to_no_end()
    assert not mark.exists()


class Stubborn:
    """An Engine that cannot be had on demand: it refuses to start with limits, or to remove."""

    def __init__(self, *, start=(), remove=()):
        self.refusals, self.removals, self.made = list(start), list(remove), []
        self.containers = self.api = self
        self.attrs = {"State": {"Running": False, "Status": "exited", "ExitCode": 0}}

    def create(self, _image, _command=None, **options):
        self.made.append(options)
        return self

    def start(self):
        if self.refusals:
            refusal = self.refusals.pop(0)
            raise refusal if isinstance(refusal, APIError) else APIError("500", explanation=refusal)

    def reload(self):
        pass

    def logs(self, **_):
        return b"Hello"

    def remove_container(self, _name, **_):
        if self.removals:
            raise self.removals.pop(0)


@pytest.fixture
def stubborn(visit, monkeypatch):
    """stubborn(…): what a trial on such an Engine gives, the Engine, and the undo commands that were registered."""

    def tried(**refusals):
        session, engine, undos = visit(), Stubborn(**refusals), []
        monkeypatch.setattr(session, "on_exit", undos.append)
        monkeypatch.setattr(session, "sleep", lambda _: None)
        return Probe(session, engine).run("image"), engine, undos

    return tried


def test_limits_that_the_engine_refuses_are_left_out(stubborn):
    trial, engine, _ = stubborn(start=["cgroup: cannot set memory limit"])
    assert (trial.rc, trial.out, trial.error) == (0, "Hello", "")
    assert ["mem_limit" in options for options in engine.made] == [True, False]


def test_a_container_that_does_not_start_without_limits_either_gives_the_reason(stubborn):
    trial, engine, undos = stubborn(start=["limits", "exec: no such file"])
    assert (trial.rc, trial.error) == (None, "exec: no such file")
    assert all(options["network_disabled"] for options in engine.made)
    assert undos[-1] == ""


def _refusal(status, said):
    response = requests.Response()
    response.status_code = status
    return APIError(f"{status}", response=response, explanation=said)


@pytest.mark.parametrize(
    ("status", "said", "is_of_image"),
    [
        (400, 'OCI runtime create failed: exec: "/nothing": stat /nothing: no such file or directory', True),
        (500, 'OCI runtime create failed: exec: "/hello": permission denied: unknown', True),
        (400, "no command specified", True),
        (500, "mkdir /var/lib/docker/overlay2/x: no space left on device", False),
        (500, 'OCI runtime create failed: unable to retrieve OCI runtime error: exec: "runc": executable file', False),
        (409, "container is marked for removal and cannot be started", False),
    ],
)
def test_what_the_engine_cannot_do_is_not_the_image_s_fault(stubborn, status, said, is_of_image):
    refusals = [_refusal(status, said), _refusal(status, said)]
    if is_of_image:
        assert stubborn(start=refusals)[0].error == said
        return
    with pytest.raises(EngineFailed, match="could not run a container of the image image"):
        stubborn(start=refusals)


@pytest.mark.parametrize("missing", ["reload", "logs"])
def test_a_container_that_somebody_removed_meanwhile_says_nothing_about_the_image(stubborn, monkeypatch, missing):
    def gone(*_, **__):
        raise NotFound("404", explanation="No such container: grader-1")

    monkeypatch.setattr(Stubborn, missing, gone)
    with pytest.raises(EngineFailed, match="was removed while it ran"):
        stubborn()


@pytest.mark.parametrize("removal", [NotFound("404"), None])
def test_the_undo_command_of_a_removed_container_is_cancelled(stubborn, removal):
    trial, _, undos = stubborn(remove=[removal] if removal else [])
    assert (trial.rc, undos[-1]) == (0, "")
    assert "rm -f -v grader-" in undos[0]


def test_a_removal_that_is_refused_is_tried_again(stubborn):
    trial, _, undos = stubborn(remove=[APIError("409"), APIError("500")])
    assert (trial.rc, undos[-1]) == (0, "")


@pytest.mark.parametrize("hindrance", [APIError("500"), HostTimeout("late", next_step="")])
def test_a_container_that_cannot_be_removed_keeps_the_verdict_and_the_undo_command(stubborn, hindrance):
    trial, _, undos = stubborn(remove=[hindrance] * 3)
    assert (trial.rc, trial.out) == (0, "Hello")
    assert "rm -f -v grader-" in undos[-1]


def test_a_container_is_removed_even_if_the_check_has_no_time_left(visit, monkeypatch):
    session, engine = visit(), Stubborn()
    removed = []
    started = session.now()
    session.begin(5)

    def use_up_the_time():
        monkeypatch.setattr(session._host, "now", lambda: started + 60)
        raise HostTimeout("late", next_step="")

    monkeypatch.setattr(engine, "reload", use_up_the_time)
    monkeypatch.setattr(engine, "remove_container", lambda name, **_: (session.run("true"), removed.append(name)))
    with pytest.raises(HostTimeout, match="late"):
        Probe(session, engine).run("image")
    assert len(removed) == 1


def test_a_container_that_may_be_made_yet_keeps_the_undo_command(visit, monkeypatch):
    session, engine, undos = visit(), Stubborn(remove=[NotFound("404")]), []

    def late(*_, **__):
        raise HostTimeout("late", next_step="")

    monkeypatch.setattr(engine, "create", late)
    monkeypatch.setattr(session, "on_exit", undos.append)
    with pytest.raises(HostTimeout, match="late"):
        Probe(session, engine).run("image")
    assert "rm -f -v grader-" in undos[-1]


def test_older_evidence_without_the_removal_keeps_the_verdict(stubborn):
    trial, _, _ = stubborn(remove=[NotInEvidence("no", next_step="")])
    assert trial.rc == 0


def test_a_container_whose_files_are_read_is_removed_and_never_started(stubborn, monkeypatch):
    monkeypatch.setattr(Probe, "run", lambda probe, image: list(_contained(probe, image)))
    monkeypatch.setattr(Stubborn, "start", None)
    [inside], engine, undos = stubborn()
    assert inside is engine
    assert engine.made[0]["network_disabled"]
    assert "rm -f -v grader-" in undos[0]
    assert undos[-1] == ""


def _contained(probe, image):
    with probe.container(image) as container:
        yield container


def test_an_image_of_which_the_engine_can_make_no_container_is_an_error(visit, monkeypatch):
    engine = Stubborn()

    def refuse(*_, **__):
        raise _refusal(500, "no space left on device")

    monkeypatch.setattr(engine, "create", refuse)
    with pytest.raises(EngineFailed, match=r"could not create a container of the image web \(no space left"):
        list(_contained(Probe(visit(), engine), "web"))


def names(session):
    return session.run("docker ps -a --format '{{.Names}}'").out.decode().split()


@pytest.mark.lab
@pytest.mark.parametrize(
    ("dockerfile", "rc", "out"),
    [
        ('CMD ["echo", "Hello"]', 0, "Hello\n"),
        ('CMD ["sh", "-c", "echo out; echo err >&2; exit 7"]', 7, "err"),
        ('CMD ["sh", "-c", "ip route get 192.0.2.1 || echo offline"]', 0, "offline"),
        ('CMD ["sleep", "60"]', None, ""),
        ('CMD ["no-such-program"]', None, ""),
    ],
)
def test_a_container_of_an_image_is_run_and_removed(on_lab, dockerfile, rc, out):
    session = on_lab(f"printf 'FROM centos:latest\\n%s\\n' '{dockerfile}' | docker build -q -t tried -")
    trial = Probe(session, connect(session)).run("tried", seconds=2)
    assert trial.rc == rc
    assert out in trial.out
    assert bool(trial.error) == ("no-such" in dockerfile)
    assert names(session) == []


@pytest.mark.lab
def test_a_missing_image_is_an_error_of_the_trial(on_lab):
    session = on_lab()
    trial = Probe(session, connect(session)).run("nobody/nothing")
    assert (trial.rc, trial.out) == (None, "")
    assert "nobody/nothing" in trial.error
