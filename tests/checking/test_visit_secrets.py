"""The exercises of one visit share what is known of the host's secrets."""

import json

from grader.checking.job import Job
from grader.checking.visit import Visit
from grader.course.pack import Course
from grader.hosts.base import CommandResult, EngineAnswer, EngineRequest, HostFacts
from tests.support.asking import ask_each

COURSE = Course.at(None)
CAT = json.dumps({"Cmd": ["cat", "/opt/pw.txt"]}).encode()
ENGINE = {
    "/version": {"ApiVersion": "1.41"},
    "/containers/json": [{"Id": "c1", "Names": ["/wp-web"], "Created": 2, "Command": "tool S3kretP"},
                         {"Id": "c2", "Names": ["/wp-db"], "Created": 1}],
    "/containers/wp-web/json": {"Id": "c1", "Name": "/wp-web", "Config": {"Env": ["WORDPRESS_DB_USER=S3kretP"]}},
    "/containers/wp-db/json": {"Id": "c2", "Config": {"Env": ["DB_PASSWORD=S3kretP", "DB_PASSWORD_FILE=/opt/pw.txt"]}},
    "/exec": {"Id": "ab12"},
}  # fmt: skip
PRINTED = b"\1\0\0\0\0\0\0\7S3kretQ"


class Host:
    facts = HostFacts("local:", "student", 1000, "/home/student", "1234")

    def __init__(self):
        self.asked = []

    def run(self, _):
        return CommandResult(0, b"", b"", 0.1)

    def ask(self, request):
        self.asked.append(request.target)
        path = request.target.removeprefix("/v1.41").partition("?")[0]
        if path.endswith("/start"):
            return EngineAnswer(200, (), PRINTED, 0.1)
        said = ENGINE.get("/exec" if path.endswith("/exec") else path)
        return EngineAnswer(404 if said is None else 200, (), json.dumps(said).encode(), 0.1)

    def ask_each(self, requests):
        return ask_each(self, requests)

    def now(self):
        return 1.0


class Checks:
    """Checks that read a file in a container, and a container's settings."""

    def __init__(self):
        self.seen = []

    def check(self, _, session, *_more, **_options):
        for request in (
            EngineRequest("GET", "/v1.41/containers/wp-web/json"),
            EngineRequest("POST", "/v1.41/containers/wp-db/exec", CAT),
            EngineRequest("POST", "/v1.41/exec/ab12/start"),
            EngineRequest("GET", "/v1.41/containers/json?limit=-1&all=1&size=0&trunc_cmd=0"),
        ):
            self.seen.append(session.ask(request).body)


def test_no_exercise_of_a_visit_records_a_secret_and_its_checks_see_none():
    sent, checks, host = [], Checks(), Host()
    visit = Visit(checks, host, sent.append)
    for exercise in ("ex05", "ex06"):
        visit.examine(Job(COURSE.exercise(exercise), "local:"))
    recorded = [fact for update in sent for fact in update.facts]
    assert [update.error for update in sent if update.error] == []
    assert len([fact for fact in recorded if fact.key.startswith("POST /v1.41/exec/")]) == 2
    assert "S3kret" not in "".join(fact.model_dump_json() for fact in recorded)
    assert b"S3kret" not in b"".join(checks.seen)
    assert checks.seen[:4] == checks.seen[4:]
