from grader.classroom.submissions.executor import SubmissionExecutor


class Executor:
    """Notes how it was ended."""

    def __init__(self):
        self.said = []

    def stop(self):
        self.said.append("stop")

    def close(self):
        self.said.append("close")


def test_stopping_and_closing_reach_who_does_the_work():
    executor = Executor()
    submissions = SubmissionExecutor(executor, {})
    submissions.stop()
    submissions.close()
    assert executor.said == ["stop", "close"]
