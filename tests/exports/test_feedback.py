from grader.checks.verdict import Status
from grader.exports.feedback import feedback_on
from tests.support.samples import check, perfect, result

REASON = "Set by hand: seen in the lab"


def test_a_score_set_by_hand_is_explained():
    feedback = feedback_on(perfect(set_by_hand="seen in the lab"))
    assert "The instructor set this score by hand: seen in the lab" in feedback.notes


def test_a_check_that_passes_because_it_was_set_by_hand_is_explained_and_others_that_pass_are_not():
    checks = [
        check("a", "A", Status.PASSED, 5, 5, message=REASON, by_hand=True),
        check("b", "B", Status.PASSED, 5, 5, message="It is a link."),
    ]
    assert feedback_on(result(checks)).findings == (f"A (5/5): {REASON}",)


def test_a_check_that_fails_because_it_was_set_by_hand_is_explained_once():
    checks = [check("a", "A", Status.FAILED, 0, 5, message=REASON, by_hand=True)]
    assert feedback_on(result(checks)).findings == (f"A (0/5): {REASON}",)
