import pytest

from grader.checks.dockerclient import connect
from grader.checks.lastwords import LONGEST_OUTPUT, MOST_LINES, last_words

AN_ID = "f" * 64
ON_THE_WAY = (
    "failed to create task for container: failed to create shim task: OCI runtime create failed: "
    "runc create failed: unable to start container process: error during container init: "
)


@pytest.fixture
def words(visit, engine, monkeypatch):
    """words(state, log): the last words of a container in this state that has printed this."""

    def of(state, log=b""):
        frames = b"\1\0\0\0" + len(log).to_bytes(4, "big") + log if isinstance(log, bytes) else log
        inspected = {"Id": "web", "Name": "/web", "State": state, "Config": {"Tty": False}}
        answers = {"/containers/web/json": inspected, "/containers/web/logs": frames}
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers)}")
        return last_words(connect(visit()).containers.get("web"))

    return of


def exited(code, **state):
    return {"Status": "exited", "ExitCode": code, "StartedAt": "2026-11-23T20:00:00Z", **state}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            f"failed on endpoint web ({AN_ID}): port is already allocated",
            "failed on endpoint web: port is already allocated",
        ),
        (f'{ON_THE_WAY}exec: "nginx": executable file not found', 'exec: "nginx": executable file not found'),
        (f"{ON_THE_WAY}exec: permission denied: unknown", "exec: permission denied"),
        ("\x1b[31mno space left\x1b[0m on device", "no space left on device"),
        ("x" * 1000, "x" * 296 + " […]"),
    ],
)
def test_what_kept_the_engine_from_starting_it_is_said(words, error, said):
    assert words({"Status": "created", "ExitCode": 127, "Error": error}) == {"engine_says": said}


@pytest.mark.parametrize("code", [126, 127, 137, 139, 143])
def test_an_exit_code_that_means_the_same_for_most_programs_is_explained(words, code):
    assert words(exited(code)) == {f"exit_{code}": code}


@pytest.mark.parametrize("code", [0, 1, 3, None, [137], "137"])
def test_no_other_exit_code_is_explained(words, code):
    assert words(exited(code)) == {}


def test_a_lack_of_memory_is_said(words):
    assert words(exited(137, OOMKilled=True)) == {"out_of_memory": True}


def test_the_last_lines_of_its_output_are_shown_clean(words):
    log = b"".join(b"line %d\n\n" % number for number in range(9)) + b"\x1b[1mthe end\x1b[0m\xff"
    assert words(exited(1), log) == {"last_output": "line 5\nline 6\nline 7\nline 8\nthe end\N{REPLACEMENT CHARACTER}"}


def test_the_end_of_endless_output_is_read(words):
    assert words(exited(1), b"a" * 900_000 + b"\nthe end")["last_output"].endswith("\nthe end")


@pytest.mark.parametrize("lines", [1, 3, 20])
def test_long_output_is_cut(words, lines):
    shown = words(exited(1), b"\n".join([b"y" * 5000] * lines))["last_output"]
    assert len(shown) <= LONGEST_OUTPUT
    assert len(shown.splitlines()) == min(lines, MOST_LINES)


@pytest.mark.parametrize("log", [(501, {"message": "configured logging driver does not support reading"}), (500, b"")])
def test_output_that_cannot_be_read_is_left_out(words, log):
    assert words(exited(1), log) == {}


def test_broken_output_is_left_out(words):
    assert words(exited(1), (200, b"\1\0")) == {}


@pytest.mark.parametrize("state", [{"Status": "created", "StartedAt": "0001-01-01T00:00:00Z"}, {}, {"Paused": True}])
def test_a_container_that_was_never_started_or_is_paused_is_not_asked_for_its_output(words, state):
    assert words(state, b"never asked for\n") == {}
