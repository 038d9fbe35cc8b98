import datetime
import json

import pytest

from grader.checking.attempt import Attempt
from grader.checks.verdict import Status, Verdict
from grader.evidence.facts import Fact
from grader.evidence.file import Evidence
from grader.grading.worktime import work_done_at

NOON = "2026-11-20T12:00:00.123456789Z"
LATER = "2026-11-21T08:30:00Z"
NOON_SECONDS = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC).timestamp()


def looked(path, answer, status=200):
    body = answer if isinstance(answer, str) else json.dumps(answer)
    return Fact(at=0, seconds=0, request=f"GET /v1.44{path}", status=status, body=body)


def verdict(*facts, status=Status.PASSED, **more):
    return Verdict(check="a", status=status, facts=facts, **more)


def done(*facts, verdicts=None):
    given = [verdict(*range(len(facts)))] if verdicts is None else verdicts
    evidence = Evidence(facts=list(facts))
    return work_done_at(
        Attempt("ex01", "local:", datetime.datetime.now(datetime.UTC), verdicts=given, evidence=evidence)
    )


def moment(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


WEB = looked("/containers/web/json", {"Name": "/web", "Created": NOON})
DB = looked("/containers/db/json", {"Name": "/db", "Created": LATER, "State": {"StartedAt": "2026-11-25T08:00:00Z"}})
LAST = datetime.datetime(2026, 11, 21, 8, 30, tzinfo=datetime.UTC)


def test_work_was_done_when_the_last_container_was_created():
    assert done(DB, WEB) == LAST


def test_a_network_that_was_made_last_counts():
    assert done(WEB, looked("/networks/net1", {"Name": "net1", "Created": LATER})) == LAST


def test_what_no_check_looked_at_does_not_count():
    assert done(WEB, DB, verdicts=[verdict(0)]) == moment(NOON_SECONDS)


def test_what_earned_nothing_does_not_count():
    lost = [verdict(1, status=status) for status in (Status.FAILED, Status.BLOCKED, Status.ERROR)]
    assert done(WEB, DB, verdicts=[verdict(0), *lost]) == moment(NOON_SECONDS)
    assert done(WEB, DB, verdicts=[verdict(0), verdict(1, status=Status.PARTIAL)]) == LAST


def test_a_check_that_says_when_its_work_was_done_goes_before_what_it_looked_at():
    assert done(DB, verdicts=[verdict(0, done_at=NOON_SECONDS)]) == moment(NOON_SECONDS)
    assert done(DB, verdicts=[verdict(done_at=NOON_SECONDS), verdict(0)]) == LAST


def test_an_image_tells_when_its_publisher_built_it_and_does_not_count():
    loaded = looked("/images/centos:latest/json", {"RootFS": {}, "RepoDigests": [], "Created": NOON})
    assert done(loaded) is None


def test_containers_of_the_graders_own_do_not_count():
    assert done(looked("/containers/x/json", {"Name": "/grader-0123abcd-probe", "Created": LATER})) is None


def test_facts_that_the_evidence_does_not_have_do_no_harm():
    assert done(WEB, verdicts=[verdict(0, 7)]) == moment(NOON_SECONDS)


ODD = ["no JSON", "[" * 100_000, [], {"Created": 5}, {"Created": "soon"}, {"Created": None}, {"Name": 7}]


@pytest.mark.parametrize("answer", [*ODD, {"Created": "9999-99-99T00:00:00Z"}, {"Created": "0001-01-01T00:00:00Z"}])
def test_a_hosts_odd_answers_have_no_time(answer):
    assert done(looked("/containers/x/json", answer)) is None


def test_a_year_beyond_the_calendar_does_no_harm():
    assert done(looked("/containers/x/json", {"Created": "9999-12-31T23:59:59-23:59"})) is None
    assert done(verdicts=[verdict(done_at=1e300), verdict(done_at=-5)]) is None


def test_other_questions_have_no_time():
    said = {"Created": NOON}
    assert done(looked("/containers/x/json", said, 404), looked("/networks", said), looked("/info", said)) is None
