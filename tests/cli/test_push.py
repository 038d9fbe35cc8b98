import json

import pytest

from tests.support import canvas_stand_in, moodle_stand_in
from tests.support.canvas_stand_in import canvas
from tests.support.lti_platform import TOOL_KEY, lti_platform, public_pem
from tests.support.moodle_stand_in import moodle

__all__ = ["canvas", "lti_platform", "moodle"]


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


def test_a_user_whom_a_classmate_fits_as_well_gets_no_score_of_one_student(call, pushed, lti_platform):
    roster = pushed.path.parent / "roster.csv"
    roster.write_text(roster.read_text().replace("bo@school.example", "yesi@school.example"))
    code, out, _ = call("push", "lti", pushed.path, "--student", "20260002", "--format", "json")
    assert code == 3
    assert "the platform's user 2 fits 20260003 as well" in out
    assert lti_platform.accepted == []


def test_a_roster_column_that_does_not_exist_is_an_error(call, pushed, lti_platform):
    pushed.write(platforms={"lti": {**lti_platform.settings(), "user": "lti id"}})
    code, _, err = call("push", "lti", pushed.path)
    assert code == 2
    assert "The roster has no column “lti id”." in err


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


@pytest.fixture
def token(recorded):
    """token(value): a file with it, beside the class file."""

    def write(value):
        path = recorded.path.parent / "token"
        path.write_text(value)
        path.chmod(0o600)
        return "token"

    return write


def test_scores_and_feedback_go_to_moodle(call, recorded, moodle, token):
    moodle.users += [{"id": n, "username": f"u{n}", "idnumber": f"2026000{n}", "email": ""} for n in (1, 2, 3)]
    source = token(moodle_stand_in.TOKEN)
    keys = {"url": moodle.url, "token": source, "course": 5, "assignments": {"ex05": 41, "ex04": 42}}
    recorded.write(platforms={"moodle": keys})
    assert call("push", "moodle", recorded.path)[:2] == (0, "sent: 6\n")
    assert moodle.grades[41, 2] == 92.5
    assert moodle.grades[42, 2] == 8.5
    assert "<li>" in moodle.feedback[41, 2]


def test_scores_and_feedback_go_to_canvas(call, recorded, canvas, token):
    canvas.users += [{"id": n, "sis_user_id": f"2026000{n}", "login_id": f"u{n}"} for n in (1, 2, 3)]
    source = token(canvas_stand_in.TOKEN)
    keys = {"url": canvas.url, "token": source, "course": 9, "assignments": {"ex05": 71}}
    recorded.write(platforms={"canvas": keys})
    assert call("push", "canvas", recorded.path)[:2] == (0, "sent: 3\n")
    assert canvas.scores == {1: 100.0, 2: 92.5, 3: 100.0}
    assert len(canvas.comments) == 3


def test_a_token_that_others_can_read_is_refused_and_not_shown(call, recorded, moodle, token):
    source = token("s3cret")
    (recorded.path.parent / "token").chmod(0o644)
    keys = {"url": moodle.url, "token": source, "course": 5, "assignments": {"ex05": 41}}
    recorded.write(platforms={"moodle": keys})
    code, out, err = call("push", "moodle", recorded.path)
    assert code == 2
    assert "Run: chmod 600" in err
    assert "s3cret" not in out + err


def test_the_next_step_overwrites_no_key_that_lti_cannot_use(call, pushed):
    key = pushed.path.parent / "lti.pem"
    key.write_text("something else")
    code, _, err = call("push", "lti", pushed.path)
    assert code == 2
    assert "lti.pem is not a private key in PEM without a passphrase." in err
    assert "-out" in err
    assert "lti-new.pem 3072" in err
