"""What the tests share: a course of one exercise, an sshd of their own, Engines that misbehave, and a watch."""

import atexit
import contextlib
import getpass
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from grader.checking.isolated import Attempt, run
from grader.checking.visit import Job
from grader.checks import fixtures  # noqa: F401  loaded once here, so that no run of a suite pays for it again
from grader.course.pack import Course
from grader.hosts.address import HostOptions
from grader.lab import hosts

SLACK_SECONDS = 2.0

# The same examples in every run, and no limit of time: a busy machine is no fault of the code.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


def pytest_configure() -> None:
    """Signals reach what the tests start, also where the tests themselves run in the background (nohup, some CI).

    Keys that a user would have are made elsewhere than in the home of who runs the tests.
    """
    data = tempfile.mkdtemp(prefix="grader-tests-data-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ["XDG_DATA_HOME"] = data
    for one in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(one) is signal.SIG_IGN:
            signal.signal(one, signal.default_int_handler if one is signal.SIGINT else signal.SIG_DFL)


@contextlib.contextmanager
def _within(limit: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    took = time.monotonic() - started
    assert took < limit + SLACK_SECONDS, f"took {took:.1f} s, not {limit:g} s and at most {SLACK_SECONDS:g} s more"


@pytest.fixture
def within():
    """within(limit): the block ends within this many seconds, plus two."""
    return _within


def _processes(mark: str) -> list[str]:
    """The command lines of this machine's processes that carry a word."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if mark in words and int(entry.parent.name) != os.getpid():
                found.append(words)
    return found


@pytest.fixture
def no_process_has():
    """no_process_has(word, seconds): the last process whose command line carries it ends by then."""

    def wait(mark: str, seconds: float = SLACK_SECONDS) -> bool:
        until = time.monotonic() + seconds
        while left := _processes(mark):
            if time.monotonic() > until:
                pytest.fail(f"still there: {left}")
            time.sleep(0.05)
        return True

    return wait


class TinyCourse:
    """A course with one exercise, ex01, whose checks are those of the suite that the test writes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "exercises" / "ex01_tiny"
        self.folder.mkdir(parents=True)
        (root / "rubrics").mkdir()

    def write(self, suite: str, *, seconds: float = 20, check_seconds: float = 5, **rubric: dict) -> None:
        """Write the exercise; `rubric` holds further keys for single checks, by the function's name."""
        source = "import pytest\nfrom grader.checks import fail, partial, passed\n" + textwrap.dedent(suite)
        (self.folder / "test_ex01.py").write_text(source, encoding="utf-8")
        names = re.findall(r"^def test_(\w+)", source, re.MULTILINE) or ["none"]
        checks = {
            name.replace("_", "-"): {
                "points": 100 / len(names),
                "title": {"ko": f"확인 {name}"},
                "hint": {"en": f"Think of {name}.", "ko": f"{name} 생각"},
                **rubric.get(name, {}),
            }
            for name in names
        }
        title = {"en": "Tiny", "ko": "작은 것"}
        self.save(
            "exercises/ex01_tiny/exercise.yml", id="ex01", title=title, seconds=seconds, check_seconds=check_seconds
        )
        self.save("rubrics/ex01.yml", exercise="ex01", checks=checks)
        for language in ("en", "ko"):
            (self.folder / f"handout.{language}.md").write_text(f"# Tiny ({language})\n", encoding="utf-8")

    def save(self, path: str, **keys: object) -> None:
        """Write a YAML file of the course (JSON is YAML)."""
        (self.root / path).write_text(json.dumps(keys, ensure_ascii=False, indent=1), encoding="utf-8")

    @property
    def course(self) -> Course:
        return Course.at(self.root)

    def job(self, host: str = "local:", ssh_config: Path | None = None, **more: object) -> Job:
        options = HostOptions(ssh_config, connect_seconds=float(more.pop("connect_seconds", 12.0)))
        more.setdefault("account", getpass.getuser())
        return Job(self.course.exercise("ex01"), host, options, **more)

    def run(self, host: str = "local:", ssh_config: Path | None = None, **more: object) -> Attempt:
        return run(self.job(host, ssh_config, **more))


@pytest.fixture(scope="session")
def new_course(tmp_path_factory):
    """new_course(): another tiny course; for what is shown by one run and read by many tests."""
    return lambda: TinyCourse(tmp_path_factory.mktemp("course"))


@pytest.fixture
def tiny(new_course):
    return new_course()


@pytest.fixture
def verdicts(tiny):
    """verdicts(suite, …): write the suite, run it on this machine, and get its verdicts by check."""

    def checked(suite: str, *, host: str = "local:", ssh_config: Path | None = None, **keys: object) -> dict:
        wishes = {key: keys.pop(key) for key in ("only", "patience", "params", "account") if key in keys}
        tiny.write(suite, **keys)
        attempt = tiny.run(host, ssh_config, **wishes)
        if attempt.error is not None:
            raise attempt.error
        return {verdict.check: verdict for verdict in attempt.verdicts}

    return checked


@pytest.fixture
def serving(tmp_path_factory) -> Iterator[Callable[..., str]]:
    """serving(behave): a process that calls `behave(connection)` for each connection; gives its unix socket's path.

    With `tcp=True` it listens on the loopback, and its port is given.
    """
    children = []

    def serve(behave: Callable[[socket.socket], None], *, tcp: bool = False) -> str:
        listener = socket.socket(socket.AF_INET if tcp else socket.AF_UNIX)
        path = str(tmp_path_factory.mktemp("s") / "s")
        listener.bind(("127.0.0.1", 0) if tcp else path)
        listener.listen(16)
        where = str(listener.getsockname()[1]) if tcp else path
        child = os.fork()
        if child == 0:
            _serve_for_ever(listener, behave)
        listener.close()
        children.append(child)
        return where

    yield serve
    for child in children:
        os.kill(child, signal.SIGKILL)  # by its number first: it may not have come to leading its group yet
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _serve_for_ever(listener: socket.socket, behave: Callable[[socket.socket], None]) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            with contextlib.suppress(OSError):
                behave(connection)
            os.kill(os.getpid(), signal.SIGKILL)  # nothing of the tests' own process is to be finished here
        connection.close()


@pytest.fixture
def engine(serving):
    """engine({path: JSON, bytes or (status, either)}): a small Engine with these answers; gives its socket."""

    def make(answers: dict[str, object], *, version: str = "1.41", oldest: str = "1.12") -> str:
        known = {"/_ping": b"OK", "/version": {"ApiVersion": version, "MinAPIVersion": oldest}, **answers}
        return serving(lambda connection: _speak_http(connection, known))

    return make


def _speak_http(connection: socket.socket, answers: dict[str, object]) -> None:
    pending = b""
    while True:
        while b"\r\n\r\n" not in pending:
            chunk = connection.recv(65536)
            if not chunk:
                return
            pending += chunk
        head, _, pending = pending.partition(b"\r\n\r\n")
        length = int((re.search(rb"(?i)content-length: (\d+)", head) or [0, 0])[1])
        while len(pending) < length:
            pending += connection.recv(65536)
        pending = pending[length:]
        path = re.sub(r"^/v[\d.]+", "", head.split()[1].decode())
        answer = answers.get(path, answers.get(path.split("?")[0]))
        if answer is None:
            answer = 404, {"message": f"No such {path.split('/')[1].removesuffix('s')}: {path}"}
        status, found = answer if isinstance(answer, tuple) else (200, answer)
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        kind = b"text/plain" if isinstance(found, bytes) else b"application/json"
        lines = b"HTTP/1.1 %d x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        connection.sendall(lines % (status, kind, len(body)) + (b"" if head.startswith(b"HEAD ") else body))


class Sshd:
    """A real sshd on the loopback, with a host key and a configuration of its own, that logs its logins."""

    def __init__(self, folder: Path, keys: Path, lines: list[str], environment: dict[str, str]) -> None:
        self.folder = folder
        self.config = folder / "ssh_config"
        self.log = folder / "sshd.log"
        self.url = "ssh://graded"
        self.keys = keys
        home = folder / "home"
        home.mkdir()
        self.home = Path(environment.get("HOME", home))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        pairs = " ".join(f'"{key}={value}"' for key, value in {"HOME": str(home), **environment}.items())
        (folder / "sshd_config").write_text(
            "\n".join(
                [
                    *lines,
                    f"Port {self.port}",
                    "ListenAddress 127.0.0.1",
                    f"HostKey {keys / 'host'}",
                    f"AuthorizedKeysFile {keys / 'user.pub'}",
                    f"PidFile {folder / 'sshd.pid'}",
                    f"SetEnv {pairs}",
                    "PermitRootLogin yes",
                    "StrictModes no",
                    "UsePAM no",
                    "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no",
                    "LogLevel VERBOSE",
                ]
            )
        )
        self.known_hosts = folder / "known_hosts"
        self.trust(keys / "host.pub")
        self.configure()
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        self._process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", folder / "sshd_config", "-E", self.log])
        self._wait_until_it_listens()

    def configure(self, **changes: str) -> None:
        """Write the client's configuration for the name `graded`."""
        wishes = {
            "HostName": "127.0.0.1",
            "Port": str(self.port),
            "User": getpass.getuser(),
            "IdentityFile": str(self.keys / "user"),
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "UserKnownHostsFile": str(self.known_hosts),
            "GlobalKnownHostsFile": "/dev/null",
            "StrictHostKeyChecking": "yes",
            # The default key exchange costs ten times as much, on both sides.
            "KexAlgorithms": "curve25519-sha256",
            **changes,
        }
        self.config.write_text("Host graded\n" + "".join(f"  {key} {value}\n" for key, value in wishes.items()))

    def trust(self, key: Path) -> None:
        """Have the client know this public key as the host's."""
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {key.read_text()}")

    @property
    def logins(self) -> int:
        return self.log.read_text().count("Accepted publickey")

    def sessions(self) -> list[int]:
        """The processes that serve a login right now."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def stop(self) -> None:
        for child in self.sessions():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process.kill()
        self._process.wait()

    def _wait_until_it_listens(self) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=2):
                return
            time.sleep(0.02)
        pytest.fail(f"sshd does not start: {self.log.read_text()}")


@pytest.fixture(scope="session")
def ssh_keys() -> Iterator[Path]:
    """Key pairs `host`, `user` and `other`, where every account may read them: sshd reads as the one who logs in."""
    with tempfile.TemporaryDirectory(prefix="grader-keys-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for key in ("host", "user", "other"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", folder / key], check=True, timeout=20
            )
        (folder / "user.pub").chmod(0o644)
        yield folder


@pytest.fixture
def sshd(tmp_path_factory, ssh_keys) -> Iterator[Callable[..., Sshd]]:
    """sshd("Option value", …, HOME=…, PATH=…): a running sshd; the words become its users' environment."""
    running = []

    def start(*lines: str, **environment: str) -> Sshd:
        server = Sshd(tmp_path_factory.mktemp("sshd"), ssh_keys, list(lines), environment)
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


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


def _lab_host(**more: object) -> Iterator[hosts.LabHost]:
    """A host that carries the number of this process, so that runs of the tests do not meet."""
    for host in hosts.listing():
        left = re.fullmatch(r"test-core-[a-z]+-(\d+)", host.name)
        if left and not Path(f"/proc/{left[1]}").exists():
            hosts.down(host.name)  # by a run that was killed
    name = f"test-core-{'bare' if more else 'full'}-{os.getpid()}"
    yield hosts.up(name, **more)
    hosts.down(name)


@pytest.fixture(scope="session")
def lab_host() -> Iterator[hosts.LabHost]:
    """A real student host with an Engine and the small images; tests tidy up after themselves."""
    yield from _lab_host()


@pytest.fixture(scope="session")
def bare_lab_host() -> Iterator[hosts.LabHost]:
    """A real student host without an Engine."""
    yield from _lab_host(engine=False, images=())


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
