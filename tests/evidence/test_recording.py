"""Recording and replaying: the same answers, in the same order, without secrets."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import GarbledAnswer, HostError, HostTimeout, HostUnreachable, NotInEvidence
from grader.evidence.facts import Fact
from grader.evidence.file import Evidence
from grader.evidence.open import open_host_or_evidence
from grader.evidence.recording import RecordingHost
from grader.evidence.replay import ReplayHost
from grader.hosts.base import Command, CommandResult, EngineAnswer, EngineRequest, HostFacts
from grader.hosts.budget import Budget
from grader.hosts.open import open_host
from tests.support.asking import ask_each

FACTS = HostFacts("local:", "me", 1, "/home/me", "1234")


class Scripted:
    """A host that gives these answers one after the other."""

    facts = FACTS

    def __init__(self, *answers):
        self.answers = list(answers)
        self.promises = []

    def _next(self, _):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    run = ask = _next

    def ask_each(self, requests):
        return ask_each(self, requests)

    def on_exit(self, command):
        self.promises.append(command)

    def sleep(self, seconds):
        self.slept = seconds

    def now(self):
        return 42.0

    def close(self):
        self.closed = True


def result(out=b"", err=b"", rc=0, **more):
    return CommandResult(rc, out, err, 0.5, **more)


def answer(body, status=200, headers=()):
    return EngineAnswer(status, headers, body if isinstance(body, bytes) else json.dumps(body).encode(), 0.25)


def test_a_live_host_and_its_replay_give_the_same_answers(tmp_path):
    live = RecordingHost(open_host("local:"))
    asked = [Command("echo out; echo err >&2; exit 3"), Command("printf '\\377'"), Command("id -u")]
    said = [live.run(one) for one in asked]
    facts = live.facts
    live.close()
    live.evidence.write(tmp_path / "e.gz")
    replay = open_host_or_evidence(f"evidence:{tmp_path / 'e.gz'}")
    assert [(r.rc, r.out, r.err) for r in map(replay.run, asked)] == [(r.rc, r.out, r.err) for r in said]
    assert replay.facts == facts


def test_the_second_answer_to_a_question_comes_second_and_the_last_repeats():
    live = RecordingHost(Scripted(result(b"1"), result(b"2")))
    for _ in range(2):
        live.run(Command("date"))
    replay = ReplayHost(live.evidence)
    assert [replay.run(Command("date")).out for _ in range(4)] == [b"1", b"2", b"2", b"2"]


def test_questions_may_come_in_another_order():
    live = RecordingHost(Scripted(result(b"a"), result(b"b")))
    live.run(Command("a"))
    live.run(Command("b"))
    replay = ReplayHost(live.evidence)
    assert replay.run(Command("b")).out == b"b"
    assert replay.run(Command("a")).out == b"a"


def test_a_question_that_was_not_recorded_is_not_in_evidence():
    with pytest.raises(NotInEvidence, match="Not in evidence: the command “id”"):
        ReplayHost(Evidence()).run(Command("id"))
    with pytest.raises(NotInEvidence, match="the Engine request GET /info"):
        ReplayHost(Evidence()).ask(EngineRequest("GET", "/info"))


def test_the_body_of_a_request_is_part_of_the_question():
    live = RecordingHost(Scripted(answer({"Id": "1"})))
    live.ask(EngineRequest("POST", "/exec", b"one"))
    replay = ReplayHost(live.evidence)
    assert replay.ask(EngineRequest("POST", "/exec", b"one")).status == 200
    with pytest.raises(NotInEvidence):
        replay.ask(EngineRequest("POST", "/exec", b"two"))


@given(body=st.binary(max_size=50), sent=st.binary(max_size=50), status=st.integers(100, 599))
def test_any_answer_of_the_engine_is_replayed_unchanged(body, sent, status):
    live = RecordingHost(Scripted(EngineAnswer(status, (("Content-Type", "x/y"),), body, 0.25)))
    said = live.ask(EngineRequest("POST", "/x", sent))
    again = ReplayHost(live.evidence).ask(EngineRequest("POST", "/x", sent))
    assert (again.status, again.body, again.headers) == (said.status, said.body, said.headers)


@pytest.mark.parametrize("kind", [HostTimeout, GarbledAnswer, HostUnreachable])
def test_an_error_is_replayed_as_the_same_error(kind):
    error = kind("{what} hangs.", next_step="Wait.", what="It")
    live = RecordingHost(Scripted(error, error))
    with pytest.raises(kind):
        live.run(Command("x"))
    with pytest.raises(kind):
        live.ask(EngineRequest("GET", "/x"))
    replay = ReplayHost(live.evidence)
    for again in (lambda: replay.run(Command("x")), lambda: replay.ask(EngineRequest("GET", "/x"))):
        with pytest.raises(kind) as caught:
            again()
        assert (type(caught.value), str(caught.value)) == (kind, "It hangs.\n  → Wait.")
        assert caught.value.message == error.message


@pytest.mark.parametrize("name", ["Any", "_again", "UsageError", "ErrorOfALaterVersion"])
def test_an_unknown_error_is_replayed_as_a_host_error(name):
    replay = ReplayHost(Evidence(facts=[Fact(at=0, seconds=0, command="x", error=name)]))
    with pytest.raises(HostError, match=name):
        replay.run(Command("x"))


def test_a_timeout_and_a_truncation_are_replayed():
    live = RecordingHost(Scripted(result(rc=124, timed_out=True, truncated=True)))
    live.run(Command("x"))
    again = ReplayHost(live.evidence).run(Command("x"))
    assert (again.rc, again.timed_out, again.truncated) == (124, True, True)


def test_a_replay_of_a_host_that_was_never_reached_says_so():
    with pytest.raises(HostUnreachable, match="never reached"):
        _ = ReplayHost(Evidence()).facts


def test_a_replay_uses_the_recorded_time():
    replay = ReplayHost(Evidence(facts=[Fact(at=5, seconds=2, command="x", rc=0)]))
    replay.run(Command("x"))
    replay.sleep(10)
    assert replay.now() == 17


def test_a_replay_runs_no_exit_command():
    replay = ReplayHost(Evidence())
    replay.on_exit("rm -rf /")
    replay.close()


def test_only_headers_that_matter_are_kept():
    live = RecordingHost(
        Scripted(answer({}, headers=(("Api-Version", "1.41"), ("Date", "now"), ("Content-Type", "a/b"))))
    )
    assert live.ask(EngineRequest("GET", "/x")).headers == (("Api-Version", "1.41"), ("Content-Type", "a/b"))


def test_everything_else_is_forwarded():
    host = Scripted()
    live = RecordingHost(host)
    live.on_exit("undo")
    live.sleep(3)
    live.close()
    assert (host.promises, host.slept, host.closed, live.now()) == (["undo"], 3, True, 42.0)


def test_secrets_reach_neither_check_nor_evidence():
    env = {"Config": {"Env": ["MYSQL_PASSWORD=hunter2"]}}
    live = RecordingHost(Scripted(result(b"A=1\nMYSQL_PASSWORD=hunter2\n", b"token: hunter2"), answer([env])))
    said = live.run(Command("env"))
    shown = live.ask(EngineRequest("GET", "/containers/x/json"))
    evidence = "".join(fact.model_dump_json() for fact in live.evidence.facts)
    assert "hunter2" not in evidence + repr(said) + repr(shown)
    assert said.out.splitlines()[1].decode() == json.loads(shown.body)[0]["Config"]["Env"][0]


def frame(payload):
    return b"\1\0\0\0" + len(payload).to_bytes(4, "big") + payload


def test_a_secret_file_read_in_a_container_is_redacted_like_the_variable():
    asked = json.dumps({"Cmd": ["cat", "/run/secrets/db"]}).encode()
    env = {"Config": {"Env": ["DB_PASSWORD=hunter2"]}}
    live = RecordingHost(Scripted(answer({"Id": "ab12"}), answer(frame(b"hunter2\n")), answer([env])))
    live.ask(EngineRequest("POST", "/v1.41/containers/x/exec", asked))
    printed = live.ask(EngineRequest("POST", "/v1.41/exec/ab12/start")).body[8:].decode()
    shown = json.loads(live.ask(EngineRequest("GET", "/containers/x/json")).body)
    assert shown[0]["Config"]["Env"] == [f"DB_PASSWORD={printed}"]


@pytest.mark.parametrize("target", ["/v1.41/exec/cd34/start", "/v1.41/containers/x/logs?stdout=1"])
def test_the_output_of_a_container_is_redacted(target):
    live = RecordingHost(Scripted(answer(frame(b"MYSQL_ROOT_PASSWORD=hunter2\n"))))
    assert b"hunter2" not in live.ask(EngineRequest("POST", target)).body


@pytest.mark.parametrize("body", [b"[" * 100_000, b"no json", b'"word"', b"{}", b'{"Cmd": "cat"}'])
def test_a_malformed_exec_does_no_harm(body):
    live = RecordingHost(Scripted(answer(body)))
    assert live.ask(EngineRequest("POST", "/containers/x/exec", body)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"x" * 70_000, id="ASCII"),
        pytest.param("\U0001f433".encode() + b"x" * 20_000, id="text that takes four bytes a character"),
        pytest.param(b"\xff" * 60_000, id="base64"),
    ],
)
def test_what_is_kept_of_a_visit_in_memory_is_limited(body):
    budget = Budget(100_000)
    first = RecordingHost(Scripted(answer(body)), budget=budget)
    second = RecordingHost(Scripted(answer(body), answer(b"")), budget=budget)
    assert first.ask(EngineRequest("GET", "/x")).body == body
    assert second.ask_each([EngineRequest("GET", "/x")]) == [0]
    with pytest.raises(GarbledAnswer, match="in one visit"):
        second.ask(EngineRequest("GET", "/y"))
    assert [(fact.request, fact.error, fact.body) for fact in second.evidence.facts] == [
        ("GET /x", "GarbledAnswer", ""),
        ("GET /y", "GarbledAnswer", ""),
    ]


def test_an_answer_that_hiding_its_secrets_makes_too_large_becomes_an_error():
    secret = {"Env": ["DB_PASSWORD=s3kretP"]}
    many = [{"Args": ["s3kretP"]}] * 1_000
    live = RecordingHost(Scripted(answer(many), answer(secret)), budget=Budget(30_000))
    with live.learning():
        live.ask(EngineRequest("GET", "/x"))
        live.ask(EngineRequest("GET", "/y"))
    assert [fact.error for fact in live.evidence.facts] == ["GarbledAnswer", None]
    assert "s3kretP" not in "".join(fact.model_dump_json() for fact in live.evidence.facts)
