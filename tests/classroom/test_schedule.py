import dataclasses
import datetime
import threading
import time

import pytest

from grader.checking.attempt import Attempt, Update
from grader.classroom.schedule import PlannedVisit, VisitEnded, VisitMoved, VisitStarted, carry_out
from grader.errors import CheckBroken, HostUnreachable
from grader.evidence.facts import Manifest
from grader.evidence.file import Evidence
from grader.hosts.base import HostFacts

FACTS = HostFacts(url="ssh://x", user="student", uid=1000, home="/home/student", attempt="00000000")


class Executor:
    """Says for each student what `behave` says; a stand-in for real visits."""

    def __init__(self, behave):
        self.behave = behave
        self.stopped = threading.Event()
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def visit(self, jobs, *, on_update):
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            on_update(Update("ex01"))
            error = self.behave(jobs[0])
            evidence = Evidence(Manifest(host=None if error else FACTS))
            return [Attempt("ex01", "ssh://x", datetime.datetime.now(datetime.UTC), evidence=evidence, error=error)]
        finally:
            with self._lock:
                self._now -= 1

    def stop(self):
        self.stopped.set()

    def close(self):
        pass


def visits(count):
    return [PlannedVisit(f"s{n}", (f"s{n}",)) for n in range(count)]


def gone():
    return HostUnreachable("gone", next_step="wait")


def ended(events):
    return [(event.visit.student, event.unreachable, event.final) for event in events if isinstance(event, VisitEnded)]


def test_every_visit_ends_once():
    events = list(carry_out(visits(20), Executor(lambda _: None), at_once=4, retries=1))
    assert sorted(ended(events)) == sorted((f"s{n}", False, True) for n in range(20))


def test_no_more_than_so_many_are_under_way_at_once():
    executor = Executor(lambda _: time.sleep(0.02))
    list(carry_out(visits(12), executor, at_once=3, retries=0))
    assert executor.most <= 3


def test_a_visit_starts_moves_and_ends_in_this_order():
    [first, second, third] = carry_out(visits(1), Executor(lambda _: None), at_once=2, retries=0)
    assert isinstance(first, VisitStarted)
    assert second == VisitMoved(visits(1)[0], "ex01")
    assert isinstance(third, VisitEnded)


def test_an_unreachable_host_is_tried_again_at_the_end():
    tries = {}

    def behave(student):
        tries[student] = tries.get(student, 0) + 1
        return gone() if student == "s0" and tries[student] == 1 else None

    events = list(carry_out(visits(3), Executor(behave), at_once=1, retries=1))
    assert ended(events) == [("s0", True, False), ("s1", False, True), ("s2", False, True), ("s0", False, True)]


def test_a_host_that_stays_unreachable_ends_as_unreachable():
    events = list(carry_out(visits(1), Executor(lambda _: gone()), at_once=1, retries=2))
    assert ended(events) == [("s0", True, False), ("s0", True, False), ("s0", True, True)]


def test_a_slow_student_does_not_delay_the_others():
    release = threading.Event()

    def behave(student):
        if student == "s0":
            release.wait(10)

    found = []
    for event in carry_out(visits(6), Executor(behave), at_once=2, retries=0):
        if isinstance(event, VisitEnded):
            found.append(event.visit.student)
            if len(found) == 5:
                release.set()
    assert found == ["s1", "s2", "s3", "s4", "s5", "s0"]


def test_a_broken_executor_stops_the_run():
    def behave(_):
        raise CheckBroken("broken", next_step="mend it")

    executor = Executor(behave)
    with pytest.raises(CheckBroken, match="broken"):
        list(carry_out(visits(3), executor, at_once=2, retries=0))
    assert executor.stopped.is_set()


def test_a_fault_of_the_grader_in_a_thread_is_not_swallowed():
    def behave(_):
        raise ZeroDivisionError

    with pytest.raises(CheckBroken, match="ZeroDivisionError"):
        list(carry_out(visits(1), Executor(behave), at_once=1, retries=0))


def test_who_stops_asking_stops_the_visits():
    executor = Executor(lambda _: time.sleep(0.05))
    events = carry_out(visits(50), executor, at_once=2, retries=0)
    next(events)
    events.close()
    assert executor.stopped.is_set()


def test_evidence_that_is_not_there_is_not_looked_for_again():
    class Nothing(Executor):
        def visit(self, jobs, *, on_update):
            return [dataclasses.replace(one, host="evidence:none") for one in super().visit(jobs, on_update=on_update)]

    events = list(carry_out(visits(1), Nothing(lambda _: gone()), at_once=1, retries=2))
    assert ended(events) == [("s0", True, True)]
