from grader.checks.verdict import Status
from grader.exports.feedback import FeedbackWriter
from grader.grading.result import LateEffect
from tests.support.samples import bind_mount, broken, check, hostile, korean, perfect, result, unreachable

SAMPLES = (bind_mount(), broken(), hostile(), korean(), perfect(), unreachable())
REASON = "Set by hand: seen in the lab"


def test_a_score_set_by_hand_is_explained():
    feedback = FeedbackWriter().on(perfect(set_by_hand="seen in the lab"))
    assert "The instructor set this score by hand: seen in the lab" in feedback.notes


def test_a_check_that_passes_because_it_was_set_by_hand_is_explained_and_others_that_pass_are_not():
    checks = [
        check("a", "A", Status.PASSED, 5, 5, message=REASON, by_hand=True),
        check("b", "B", Status.PASSED, 5, 5, message="It is a link."),
    ]
    assert FeedbackWriter().on(result(checks)).findings == (f"A (5/5): {REASON}",)


def test_a_check_that_fails_because_it_was_set_by_hand_is_explained_once():
    checks = [check("a", "A", Status.FAILED, 0, 5, message=REASON, by_hand=True)]
    assert FeedbackWriter().on(result(checks)).findings == (f"A (0/5): {REASON}",)


def test_results_with_the_same_checks_share_their_feedback():
    write, one = FeedbackWriter(), perfect()
    assert write.on(one) is write.on(one.model_copy(update={"student": "other"}))


def test_what_is_not_about_the_checks_is_of_each_result():
    write, one = FeedbackWriter(), perfect()
    late = one.model_copy(update={"late": LateEffect(days=1, kept=80, before=one.score, after=1.0)})
    by_hand = one.model_copy(update={"set_by_hand": "seen in the lab"})
    assert [len(write.on(each).notes) for each in (one, late, by_hand, one)] == [1, 2, 2, 1]


def test_feedback_is_that_of_each_result():
    write = FeedbackWriter()
    for one in (*SAMPLES, *SAMPLES):
        assert write.on(one) == FeedbackWriter().on(one)
