import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checking.attempt import Attempt
from grader.checks.verdict import Status, Verdict
from grader.classroom.repeated_results import RepeatedResults
from grader.course.pack import Course
from grader.errors import HostUnreachable
from grader.grading.evaluation import RecordedScore, evaluate
from grader.grading.overrides import Override
from grader.records.entries import StoredOverride

COURSE = Course.at(None)
EXERCISE = COURSE.exercise("ex05")
CHECKS = list(COURSE.rubric("ex05").checks)
BEGUN = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)

verdicts = st.lists(
    st.builds(
        Verdict,
        check=st.sampled_from(CHECKS),
        status=st.sampled_from(Status),
        fraction=st.sampled_from([0.0, 0.5, 1.0]),
        reason=st.sampled_from([None, "missing", "wrong-source"]),
        seen=st.sampled_from([None, "/x", ["a"], {"a": 1}]),
        blocked_by=st.sampled_from([None, CHECKS[0]]),
        seconds=st.floats(0, 9),
    ),
    max_size=len(CHECKS),
    unique_by=lambda one: one.check,
)


def fresh(attempt, recorded, params, student):
    return evaluate(
        attempt, COURSE, EXERCISE, language="en", student=student, recorded=recorded, everything=True, params=params
    )


@settings(max_examples=60)
@given(st.lists(st.tuples(verdicts, st.sampled_from([{}, {"a": 1}])), min_size=1, max_size=3))
def test_a_repeated_result_is_that_of_a_new_evaluation(several):
    repeated = RepeatedResults(COURSE, "en")
    for round_ in range(2):  # the second time, each is known
        for number, (found, params) in enumerate(several):
            again = [one.model_copy(update={"seconds": one.seconds + round_}) for one in found]
            attempt = Attempt("ex05", f"ssh://h{round_}", BEGUN, round_ + number, again)
            recorded = RecordedScore({found[0].check: 1.0} if found else {})
            given_ = repeated.evaluate(attempt, EXERCISE, f"s{round_}", recorded, params)
            assert given_ == fresh(attempt, recorded, params, f"s{round_}")


@settings(max_examples=30)
@given(verdicts)
def test_without_times_a_repeated_result_is_the_same_but_for_them(found):
    repeated = RepeatedResults(COURSE, "en", timed=False)
    untimed = [one.model_copy(update={"seconds": 0.0}) for one in found]
    for number in range(2):
        attempt = Attempt("ex05", f"ssh://h{number}", BEGUN, number, untimed)
        given_ = repeated.evaluate(attempt, EXERCISE, f"s{number}", RecordedScore({}), {})
        assert given_ == fresh(attempt, RecordedScore({}), {}, f"s{number}")


def test_an_error_and_an_override_are_of_their_own_student():
    repeated = RepeatedResults(COURSE, "en")
    broken = Attempt("ex05", "ssh://h", BEGUN, error=HostUnreachable("gone", next_step="wait"))
    by_hand = StoredOverride(
        1, "s1", "ex05", Override(CHECKS[0], verdict="passed"), "seen", "prof", BEGUN, "r", None, None, None
    )
    passed = Attempt("ex05", "ssh://h", BEGUN, verdicts=[Verdict(check=one, status=Status.FAILED) for one in CHECKS])
    for attempt, recorded in (
        (passed, RecordedScore()),
        (broken, RecordedScore()),
        (passed, RecordedScore({}, [by_hand])),
    ):
        assert repeated.evaluate(attempt, EXERCISE, "s1", recorded, {}) == fresh(attempt, recorded, {}, "s1")
