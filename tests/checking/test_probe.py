import pytest

from grader.checking.dockerclient import connect
from grader.checking.probe import Probe


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
    with probe.promised("a"), probe.promised("b"):
        pass
    assert given == ["a", "a; b", "a", ""]


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
