import os
import shlex

import pytest

from grader.checks.conclusion import fail, partial, passed
from grader.checks.session import Session
from grader.errors import GarbledAnswer, HostTimeout
from grader.hosts.base import Account, CommandResult, EngineAnswer, EngineRequest, HostFacts


class Clock:
    """A host whose time passes only when it is asked to, and that answers one thing."""

    def __init__(self, said=b"", *, step=0.0, **facts):
        self.facts = HostFacts(**{"url": "x:", "user": "me", "uid": 7, "home": "/home/me", "attempt": "1", **facts})
        self.said, self.step, self.time, self.asked, self.slept = said, step, 0.0, [], []

    def run(self, command):
        self.asked.append(command)
        self.time += self.step
        return CommandResult(0, self.said, b"", 0.0)

    def ask(self, request):
        self.asked.append(request)
        return EngineAnswer(200, (), b"{}", 0.0)

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds

    def on_exit(self, command):
        self.asked.append(command)


STUDENT = Account("student", 1001, "/home/student")


def test_the_login_is_graded():
    assert Session(Clock(), {}).account == Account("me", 7, "/home/me")


def test_the_account_that_the_host_was_reached_for_is_graded():
    assert Session(Clock(user="root", uid=0, account=STUDENT), {}).account == STUDENT


def test_commands_run_as_the_graded_account():
    host = Clock(user="root", uid=0, account=STUDENT)
    Session(host, {}).run("id")
    assert shlex.split(host.asked[-1].text)[:5] == ["su", "-s", "/bin/sh", "student", "-c"]


def test_a_command_may_run_as_the_login():
    host = Clock(user="root", uid=0, account=STUDENT)
    Session(host, {}).run("id", as_login=True)
    assert host.asked[-1].text == "id"


def test_commands_left_to_the_host_run_as_the_graded_account():
    host = Clock(user="root", uid=0, account=STUDENT)
    session = Session(host, {})
    session.on_exit("rm x")
    session.on_exit("")
    assert (host.asked[0].startswith("su "), host.asked[1]) == (True, "")


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming somebody else needs root")
def test_root_really_becomes_the_account(visit):
    session = visit(account="nobody")
    assert session.run("id -un; echo 'it''s'").out == b"nobody\nits\n"
    assert session.account.home == "/nonexistent"


def test_a_command_gets_no_more_time_than_its_check_has_left():
    host = Clock(step=3)
    session = Session(host, {}, seconds=100)
    session.begin(5)
    session.run("a", seconds=60)
    session.run("b", seconds=60)
    with pytest.raises(HostTimeout, match=r"The check took longer than its limit of 5 s.*\n.*--patience"):
        session.run("c")
    assert [command.seconds for command in host.asked] == [5, 2]


def test_no_command_outlives_the_exercise():
    host = Clock(step=3)
    session = Session(host, {}, seconds=4)
    session.begin(60)
    session.run("a", seconds=60)
    session.begin(60)
    session.run("b", seconds=60)
    with pytest.raises(HostTimeout, match="Checking the exercise took longer than its limit of 4 s"):
        session.run("c")
    assert [command.seconds for command in host.asked] == [4, 1]


def test_requests_have_the_same_limits():
    host = Clock()
    session = Session(host, {})
    session.begin(5)
    session.ask(EngineRequest("GET", "/x", seconds=60))
    assert host.asked[0].seconds == 5


def test_patience_multiplies_time_limits():
    host = Clock()
    session = Session(host, {}, patience=3)
    session.begin(5)
    session.run("a", seconds=60)
    assert host.asked[0].seconds == 15


def test_a_command_that_was_stopped_is_an_error(visit):
    with pytest.raises(HostTimeout, match="did not end within 1 s: sleep 60"):
        visit().run("sleep 60", seconds=1)


def test_a_command_that_prints_too_much_is_an_error(visit):
    with pytest.raises(GarbledAnswer, match="printed more than"):
        visit().run("head -c 2000000 /dev/zero")


def looks(*ends):
    """A look that ends like this, one after the other."""
    todo = list(ends)

    def look():
        end = todo.pop(0) if len(todo) > 1 else todo[0]
        return end() if callable(end) else end

    return look


def slow():
    fail("not-yet")


def test_waiting_ends_as_soon_as_the_look_succeeds():
    host = Clock()
    assert Session(host, {}).wait(looks(slow, slow, "up"), limit=60) == "up"
    assert host.slept == [0.5, 0.75]


def test_waiting_ends_with_the_last_failure():
    host = Clock()
    with pytest.raises(BaseException, match="not-yet"):
        Session(host, {}).wait(slow, limit=10)
    assert 10 <= host.time < 14


def test_waiting_takes_as_long_as_patience_allows():
    host = Clock()
    with pytest.raises(BaseException, match="not-yet"):
        Session(host, {}, patience=3).wait(slow, limit=10)
    assert 30 <= host.time < 34


def test_waiting_gives_the_check_more_time():
    host = Clock()
    session = Session(host, {}, seconds=1000)
    session.begin(5)
    session.wait(looks(*[slow] * 20, "up"), limit=100)
    assert session.run("true").rc == 0


def test_a_check_may_be_allowed_more_time():
    host = Clock()
    session = Session(host, {}, seconds=1000)
    session.begin(5)
    session.allow(60)
    session.sleep(60)
    assert session.run("true").rc == 0
    session.allow(0)
    session.sleep(6)
    with pytest.raises(HostTimeout):
        session.run("true")


@pytest.mark.parametrize("end", [lambda: partial(0.5, "half"), lambda: fail("never")])
def test_waiting_continues_until_full_points(end):
    with pytest.raises(BaseException, match=r"half|never"):
        Session(Clock(), {}).wait(end, limit=3)


def test_a_remark_ends_the_waiting():
    host = Clock()
    with pytest.raises(BaseException, match="fine"):
        Session(host, {}).wait(lambda: passed("fine"), limit=60)
    assert host.slept == []


def test_a_bug_ends_the_waiting():
    with pytest.raises(ZeroDivisionError):
        Session(Clock(), {}).wait(lambda: 1 / 0, limit=60)


def test_the_clock_is_the_hosts():
    host = Clock(clock=1000.0)
    host.time = 5
    assert (Session(host, {}).clock(), Session(host, {}).now()) == (1005, 5)


def test_sleep_and_on_exit_reach_the_host():
    host = Clock()
    session = Session(host, {"a": 1})
    session.sleep(2)
    session.on_exit("undo")
    assert (host.slept, host.asked, session.params) == ([2], ["undo"], {"a": 1})
