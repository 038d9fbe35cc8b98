import json

import pytest

from tests.support.lti_platform import TOOL_KEY, lti_platform, public_pem

__all__ = ["lti_platform"]


@pytest.fixture
def pushed(recorded, lti_platform):
    key = recorded.path.parent / "lti.pem"
    key.write_text(TOOL_KEY)
    key.chmod(0o600)
    recorded.write(platforms={"lti": lti_platform.settings()})
    lti_platform.enrol(
        {"user_id": "1", "lis_person_sourcedid": "20260001"}, {"user_id": "2", "email": "yesi@school.example"}
    )
    return recorded


def test_a_dry_run_shows_who_would_get_what(call, pushed, lti_platform):
    code, out, _ = call("push", "lti", pushed.path, "--dry-run")
    assert code == 3
    assert "to be sent" in out
    assert "not found: the platform's course has no such user" in " ".join(out.split())
    assert lti_platform.accepted == []


def test_scores_are_sent_with_feedback_and_a_second_push_sends_nothing(call, pushed, lti_platform):
    lti_platform.enrol({"user_id": "3", "ext_user_username": "bosample"})
    code, out, err = call("push", "lti", pushed.path, "--exercise", "ex05")
    assert (code, out) == (0, "sent: 3\n")
    assert "[3] 20260003 ex05 100/100 sent" in err
    assert len(lti_platform.accepted) == 3
    assert "passed" in lti_platform.bodies[0]["comment"]
    assert call("push", "lti", pushed.path, "--exercise", "ex05")[1] == "already there: 3\n"


def test_one_student_can_be_named_and_the_outcome_is_json_for_programs(call, pushed):
    code, out, _ = call("push", "lti", pushed.path, "--student", "20260001", "--format", "json")
    assert code == 0
    said = json.loads(out)
    assert said["schema"] == "grader.deliveries/1"
    assert [(row["student"], row["recipient"], row["state"]) for row in said["rows"]] == [("20260001", "1", "sent")] * 2


def test_the_table_is_korean_for_koreans(call, pushed):
    out = call("push", "lti", pushed.path, "--dry-run", "--lang", "ko")[1]
    assert "보낼 예정" in out


def test_a_class_without_a_platform_is_told_what_to_add(call, recorded):
    code, _, err = call("push", "lti", recorded.path)
    assert code == 2
    assert "Add platforms.lti" in err


def test_the_public_key_is_printed_for_the_platform(call, pushed):
    assert call("push", "lti", pushed.path, "--public-key", "pem") == (0, public_pem(TOOL_KEY), "")
    (key,) = json.loads(call("push", "lti", pushed.path, "--public-key", "jwks")[1])["keys"]
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"token_url": "http://lms.example/token"}, "begins with https://"), ({"tokenurl": "x"}, "not a known key"),
     ({"lineitems": "https://me:pw@lms.example/"}, "without a user name")],
)  # fmt: skip
def test_wrong_settings_are_reported_with_their_key(call, pushed, lti_platform, settings, said):
    pushed.write(platforms={"lti": {**lti_platform.settings(), **settings}})
    code, _, err = call("push", "lti", pushed.path)
    assert code == 2
    assert said in err
    assert "platforms.lti" in err


def test_the_log_says_what_was_sent_to_whom_with_which_answer(call, pushed):
    assert call("push", "log", pushed.path)[1] == "Nothing was sent.\n"
    call("push", "lti", pushed.path, "--exercise", "ex05")
    out = call("push", "log", pushed.path, "--student", "20260001")[1]
    assert "lti" in out
    assert "✓ 200" in out
    said = json.loads(call("push", "log", pushed.path, "--format", "json")[1])
    assert [(one["student"], one["recipient"], one["accepted"]) for one in said["deliveries"]] == [
        ("20260001", "1", True), ("20260002", "2", True),
    ]  # fmt: skip
    assert said["deliveries"][0]["content"]["score"] == 100
