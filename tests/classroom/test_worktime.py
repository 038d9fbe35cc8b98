import datetime
import json

import pytest

from grader.classroom.worktime import work_done_at
from grader.hosts.tape import Fact, Tape

NOON = "2026-11-20T12:00:00.123456789Z"
LATER = "2026-11-21T08:30:00Z"


def looked(path, answer, status=200):
    body = answer if isinstance(answer, str) else json.dumps(answer)
    return Fact(at=0, seconds=0, request=f"GET /v1.44{path}", status=status, body=body)


def done(*facts):
    return work_done_at(Tape(facts=list(facts)))


def test_work_was_done_when_the_last_container_was_created():
    first = looked("/containers/web/json", {"Name": "/web", "Created": NOON})
    last = looked(
        "/containers/db/json", {"Name": "/db", "Created": LATER, "State": {"StartedAt": "2026-11-25T08:00:00Z"}}
    )
    assert done(last, first) == datetime.datetime(2026, 11, 21, 8, 30, tzinfo=datetime.UTC)


def test_an_image_that_was_built_counts_and_one_that_was_pulled_does_not():
    built = looked("/images/mine/json", {"RootFS": {}, "RepoDigests": [], "Created": NOON})
    pulled = looked("/images/nginx/json", {"RootFS": {}, "RepoDigests": ["nginx@sha256:0"], "Created": LATER})
    assert done(built, pulled) == datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
    assert done(pulled) is None


def test_containers_of_the_graders_own_do_not_count():
    assert done(looked("/containers/x/json", {"Name": "/grader-0123abcd-probe", "Created": LATER})) is None


ODD = ["no JSON", "[" * 100_000, [], {"Created": 5}, {"Created": "soon"}, {"Created": None}, {"Name": 7}]


@pytest.mark.parametrize("answer", [*ODD, {"Created": "9999-99-99T00:00:00Z"}, {"Created": "0001-01-01T00:00:00Z"}])
def test_a_hosts_odd_answers_tell_no_time(answer):
    assert done(looked("/containers/x/json", answer)) is None


def test_a_year_beyond_the_calendar_does_no_harm():
    assert done(looked("/containers/x/json", {"Created": "9999-12-31T23:59:59-23:59"})) is None


def test_other_questions_tell_no_time():
    said = {"Created": NOON}
    assert done(looked("/containers/x/json", said, 404), looked("/networks/x", said), looked("/info", said)) is None
