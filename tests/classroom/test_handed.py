from grader.classroom.handed import HandedIn, not_handed_in
from grader.classroom.handins import HandIns


class Executor:
    """Notes how it was ended."""

    def __init__(self):
        self.said = []

    def stop(self):
        self.said.append("stop")

    def close(self):
        self.said.append("close")


def test_stopping_and_closing_reach_who_does_the_work(tmp_path):
    executor = Executor()
    handed = HandedIn(executor, HandIns(tmp_path, {}, {}, ()))
    handed.stop()
    handed.close()
    assert executor.said == ["stop", "close"]


def test_a_class_that_hands_in_nothing_misses_nothing():
    assert not_handed_in([], None) == []
