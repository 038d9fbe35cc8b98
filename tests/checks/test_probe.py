import pytest
from docker.errors import APIError, NotFound

from grader.checks.dockerclient import connect
from grader.checks.probe import Probe
from grader.errors import HostTimeout


@pytest.fixture
def probe(visit):
    return Probe(visit(), None)


def test_a_name_is_nobody_else_s(visit):
    first, second = Probe(visit(), None), Probe(visit(), None)
    assert len({first.name(), first.name(), second.name(), second.name()}) == 4


def test_a_file_is_there_for_a_moment(probe, tmp_path):
    with probe.file(str(tmp_path)) as name:
        assert (tmp_path / name).is_file()
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_also_after_an_error(probe, tmp_path):
    with pytest.raises(ZeroDivisionError), probe.file(str(tmp_path)):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_appears_meanwhile_under_a_name_that_was_told_is_gone_too(probe, tmp_path):
    also = probe.name()
    with probe.file(str(tmp_path), also=[also]):
        (tmp_path / also).touch()
        (tmp_path / "the student's").touch()
    assert [path.name for path in tmp_path.iterdir()] == ["the student's"]


def test_the_folder_s_time_of_change_stays(probe, tmp_path):
    before = tmp_path.stat().st_mtime_ns
    with probe.file(str(tmp_path)):
        assert tmp_path.stat().st_mtime_ns != before
    assert tmp_path.stat().st_mtime_ns == before


def test_a_folder_with_an_odd_name_is_no_problem(probe, tmp_path):
    folder = tmp_path / "a b'$(id)"
    folder.mkdir()
    with probe.file(str(folder)) as name:
        assert (folder / name).is_file()
    assert list(folder.iterdir()) == []


def test_where_nothing_can_be_made_there_is_no_name(probe, tmp_path):
    with probe.file(str(tmp_path / "none")) as name:
        assert name is None


def test_a_file_that_is_there_already_is_left_alone(visit, tmp_path):
    session = visit()
    Probe(session, None)
    taken = tmp_path / f"grader-{session.facts.attempt}-1"
    taken.write_text("the student's")
    with Probe(session, None).file(str(tmp_path)) as name:
        assert name is None
    assert taken.read_text() == "the student's"


def test_promises_are_given_and_taken_back(probe, monkeypatch):
    given = []
    monkeypatch.setattr(probe._session, "on_exit", given.append)
    with probe.undone_if_interrupted("a"), probe.undone_if_interrupted("b"):
        pass
    assert given == ["a", "a; b", "a", ""]


class Stubborn:
    """An Engine that cannot be had on demand: it refuses to start with limits, or to remove."""

    def __init__(self, *, start=(), remove=()):
        self.refusals, self.removals, self.made = list(start), list(remove), []
        self.containers = self.api = self
        self.attrs = {"State": {"Running": False, "Status": "exited", "ExitCode": 0}}

    def create(self, _image, **options):
        self.made.append(options)
        return self

    def start(self):
        if self.refusals:
            raise APIError("500", explanation=self.refusals.pop(0))

    def reload(self):
        pass

    def logs(self, **_):
        return b"Hello"

    def remove_container(self, _name, **_):
        if self.removals:
            raise self.removals.pop(0)


@pytest.fixture
def stubborn(visit, monkeypatch):
    """stubborn(…): what a trial on such an Engine gives, the Engine, and the promises that were made."""

    def tried(**refusals):
        session, engine, promises = visit(), Stubborn(**refusals), []
        monkeypatch.setattr(session, "on_exit", promises.append)
        monkeypatch.setattr(session, "sleep", lambda _: None)
        return Probe(session, engine).run("image"), engine, promises

    return tried


def test_limits_that_are_refused_at_the_start_are_left_out(stubborn):
    trial, engine, _ = stubborn(start=["cgroup: cannot set memory limit"])
    assert (trial.rc, trial.out, trial.error) == (0, "Hello", "")
    assert ["mem_limit" in options for options in engine.made] == [True, False]


def test_what_does_not_start_without_limits_either_says_why(stubborn):
    trial, engine, promises = stubborn(start=["limits", "exec: no such file"])
    assert (trial.rc, trial.error) == (None, "exec: no such file")
    assert all(options["network_disabled"] for options in engine.made)
    assert promises[-1] == ""


@pytest.mark.parametrize("removal", [NotFound("404"), None])
def test_a_container_that_is_gone_needs_no_promise(stubborn, removal):
    trial, _, promises = stubborn(remove=[removal] if removal else [])
    assert (trial.rc, promises[-1]) == (0, "")
    assert "rm -f -v grader-" in promises[0]


def test_a_removal_that_is_refused_once_is_tried_again(stubborn):
    trial, _, promises = stubborn(remove=[APIError("409"), APIError("500")])
    assert (trial.rc, promises[-1]) == (0, "")


@pytest.mark.parametrize("hindrance", [APIError("500"), HostTimeout("late", next_step="")])
def test_a_container_that_cannot_be_removed_leaves_the_verdict_and_the_promise(stubborn, hindrance):
    trial, _, promises = stubborn(remove=[hindrance] * 3)
    assert (trial.rc, trial.out) == (0, "Hello")
    assert "rm -f -v grader-" in promises[-1]


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
def test_an_image_is_tried_and_gone(on_lab, dockerfile, rc, out):
    session = on_lab(f"printf 'FROM centos:latest\\n%s\\n' '{dockerfile}' | docker build -q -t tried -")
    trial = Probe(session, connect(session)).run("tried", seconds=2)
    assert trial.rc == rc
    assert out in trial.out
    assert bool(trial.error) == ("no-such" in dockerfile)
    assert names(session) == []


@pytest.mark.lab
def test_an_image_that_is_not_there_is_an_error_of_the_trial(on_lab):
    session = on_lab()
    trial = Probe(session, connect(session)).run("nobody/nothing")
    assert (trial.rc, trial.out) == (None, "")
    assert "nobody/nothing" in trial.error
