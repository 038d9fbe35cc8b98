"""Grading on a real Dask cluster: a scheduler and two workers on the loopback, each a process of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.classroom import cluster
from grader.classroom.cluster import Cluster, pack
from grader.errors import CheckBroken, UsageError
from tests.support.class_folder import ROOT, ended, nothing_left
from tests.support.processes import until

QUIET = {"DASK_DISTRIBUTED__ADMIN__LOG_FORMAT": "%(message)s", "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error"}


class Dask:
    """A scheduler, and workers that carry a mark of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        self.workers: list[subprocess.Popen] = []

    def worker(self) -> subprocess.Popen:
        words = ["--no-nanny", "--nthreads", "2", "--no-dashboard", "--death-timeout", "20"]
        self.workers.append(self._start("worker", self.address, *words, "--local-directory", str(self.folder)))
        return self.workers[-1]

    def _start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=ROOT,
            env={**os.environ, **QUIET, "DASK_MARK": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def fork_servers(self) -> list[int]:
        """The processes of workers' own that have collected suites, and their children."""
        mark, found = f"DASK_MARK={self.folder}\0".encode(), []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                ours = mark in (entry / "environ").read_bytes()
                found += [int(entry.name)] if ours and b"grader.checking" in (entry / "cmdline").read_bytes() else []
        return found

    def no_fork_servers(self) -> bool:
        until(lambda: not self.fork_servers())
        return True

    def end(self) -> None:
        alone = self.scheduler.poll() is not None
        for process in [*self.workers, self.scheduler]:
            (process.kill if alone else process.terminate)()  # a worker would wait for the scheduler's goodbye
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def dask(tmp_path_factory):
    started = Dask(tmp_path_factory.mktemp("dask"))
    yield started
    started.end()
    assert started.no_fork_servers()


def test_a_class_is_graded_on_a_cluster_as_on_this_machine(dask, class_folder):
    dask.worker()
    class_folder.write(
        "student_id,host,good,sleep\ns1,local:,1,0\ns2,local:,0,0\ns3,ssh://127.0.0.1:9,1,0\n", retries=1
    )
    done = class_folder.finish("--scheduler", dask.address)
    assert done.returncode == 3, done.stderr
    assert class_folder.scores() == {"s1": 100, "s2": 0, "s3": None}
    assert '"event": "retry", "student": "s3"' in done.stdout
    assert "Connection refused" in done.stdout
    assert f"--resume --scheduler {dask.address}" in done.stderr
    assert len(list(class_folder.results.rglob("ex01.gz"))) == 2
    assert dask.no_fork_servers()


def test_a_killed_worker_loses_nothing(dask, class_folder):
    first, _ = dask.worker(), dask.worker()
    class_folder.write("student_id,host,good,sleep\n" + "".join(f"s{n:02},local:,1,1\n" for n in range(10)), jobs=4)
    process = class_folder.start("--scheduler", dask.address)
    ended(process, 2)
    first.kill()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert set(map(tuple, class_folder.tries().values())) == {("graded",)}
    assert len(class_folder.tries()) == 10


def test_a_killed_fork_server_of_a_worker_costs_nothing_but_time(dask, class_folder):
    dask.worker()
    class_folder.write("student_id,host,good,sleep\n" + "".join(f"s{n:02},local:,1,0\n" for n in range(12)), retries=1)
    process = class_folder.start("--scheduler", dask.address, "--jobs", "2")
    ended(process, 2)
    for pid in dask.fork_servers():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert {tries.count("graded") for tries in class_folder.tries().values()} == {1}


def test_ctrl_c_ends_what_the_workers_do(dask, class_folder, within):
    dask.worker()
    class_folder.write("student_id,host,good,sleep\ns1,local:,1,0\ns2,local:,1,30\n")
    process = class_folder.start("--scheduler", dask.address)
    ended(process, 1)
    with within(8):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert nothing_left(class_folder)
        assert dask.no_fork_servers()
    assert process.returncode == 130, said
    assert "Interrupted. 1 result is kept." in said


def test_a_scheduler_that_is_gone_stops_the_run(dask, class_folder):
    dask.worker()
    class_folder.write("student_id,host,good,sleep\ns1,local:,1,0\ns2,local:,1,20\n")
    process = class_folder.start("--scheduler", dask.address)
    ended(process, 1)
    dask.scheduler.kill()
    _, said = process.communicate(timeout=90)
    assert process.returncode == 3
    assert "To resume, run:" in said
    assert class_folder.tries()["s1"] == ["graded"]


def test_a_scheduler_that_does_not_answer_is_reported(monkeypatch, tiny):
    monkeypatch.setattr("grader.classroom.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match="No Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9", [])


def test_a_scheduler_without_workers_is_reported(monkeypatch, dask):
    monkeypatch.setattr("grader.classroom.cluster.CONNECT_SECONDS", 5)
    with pytest.raises(UsageError, match="has no workers"):
        Cluster(dask.address, [])


def test_a_visit_that_the_cluster_gives_up_is_an_error_of_that_student(monkeypatch, dask, tiny):
    dask.worker()
    tiny.write("def test_a():\n    pass\n")
    job = tiny.job()
    with contextlib.closing(Cluster(dask.address, [job.exercise])) as executor:
        monkeypatch.setattr("grader.classroom.cluster.visit_on_worker", len)
        [attempt] = executor.visit([job], on_update=print)
    assert isinstance(attempt.error, CheckBroken)
    assert "TypeError" in attempt.error.problem


def test_a_grader_without_dask_says_what_to_install(monkeypatch, class_folder, capsys):
    monkeypatch.setitem(sys.modules, "grader.classroom.cluster", None)
    class_folder.write("student_id,host\ns1,local:\n", "def test_a():\n    pass\n")
    assert class_folder.grade("--scheduler", "tcp://127.0.0.1:9") == 2
    assert "pip install 'docker-lab-grader[cluster]'" in capsys.readouterr().err


@pytest.fixture
def suites(tiny):
    """suites(run): the tiny course on its way to this worker."""
    tiny.write("def test_a():\n    pass\n")
    runs = [f"{tiny.root}-{n}" for n in range(3)]
    yield lambda n: cluster.Suites(runs[n], pack(tiny.course.exercises()), 2)
    for run in runs:
        cluster.end_on_worker(run)


def test_a_worker_needs_nothing_but_what_came_along(suites, tiny):
    first, jobs = suites(0), [tiny.job(student="s1")]
    tiny.folder.rename(tiny.folder.with_name("ex01_gone"))
    for _ in range(2):
        [attempt] = cluster.visit_on_worker(first, jobs)
        assert [verdict.status.value for verdict in attempt.verdicts] == ["passed"]


def test_a_worker_reads_exercises_in_the_languages_of_their_course(suites, tiny):
    tiny.save("course.yml", languages=["de"])
    tiny.save("exercises/ex01_tiny/exercise.yml", id="ex01", title={"de": "Klein"})
    tiny.save("rubrics/ex01.yml", exercise="ex01", checks={"a": {"points": 100, "hint": "?"}})
    [attempt] = cluster.visit_on_worker(suites(0), [tiny.job()])
    assert attempt.done


def test_a_worker_makes_up_for_a_killed_fork_server(suites, tiny):
    cluster.visit_on_worker(suites(0), [tiny.job()])
    process = cluster._unpacked[suites(0).run]._server._process
    process.kill()
    process.wait()
    assert cluster.visit_on_worker(suites(0), [tiny.job()])[0].done


def test_a_worker_makes_visits_again_that_were_under_way_when_their_fork_server_was_killed(suites, tiny):
    tiny.write("def test_a(session):\n    session.sleep(1)\n")
    with ThreadPoolExecutor(2) as threads:
        visits = [threads.submit(cluster.visit_on_worker, suites(0), [tiny.job()]) for _ in range(2)]
        until(lambda: (found := cluster._unpacked.get(suites(0).run)) and len(found._server._running) == 2)
        cluster._unpacked[suites(0).run]._server._process.kill()
        assert [visit.result()[0].done for visit in visits] == [True, True]


def test_a_worker_forgets_what_a_killed_run_left_behind(suites, tiny):
    for n in (0, 1):
        cluster.visit_on_worker(suites(n), [tiny.job()])
    assert suites(0).run not in cluster._unpacked
    assert suites(1).run in cluster._unpacked


def test_a_worker_begins_nothing_for_a_run_that_is_over(suites, tiny):
    cluster.end_on_worker(suites(2).run)
    with pytest.raises(CheckBroken, match="run has ended"):
        cluster.visit_on_worker(suites(2), [tiny.job()])


def test_exercises_are_packed_alike_each_time(tiny):
    tiny.write("def test_a():\n    pass\n")
    exercises = tiny.course.exercises()
    assert pack(exercises) == pack(exercises)
