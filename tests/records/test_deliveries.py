"""The ledger of deliveries: an intent before, an answer after, and nothing twice."""

import datetime

import pytest
from sqlalchemy import text

from grader.errors import GradebookError
from grader.records.deliveries import Deliveries, Delivery
from tests.support.students import BORA, NOON, begin

SCORE = Delivery("s1", "https://lms.example/items/1", "17", {"scoreGiven": 87.5}, "ex05")
BETTER = Delivery("s1", "https://lms.example/items/1", "17", {"scoreGiven": 90}, "ex05")
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def ledger(book) -> Deliveries:
    return Deliveries.of(begin(book), "lti")


def test_an_intent_is_on_record_without_an_answer(ledger):
    begun = ledger.begin(SCORE, NOON)
    assert ledger.all() == [begun]
    assert (begun.student, begun.recipient, begun.content) == ("s1", "17", {"scoreGiven": 87.5})
    assert (begun.stamped, begun.answered, begun.accepted) == (NOON, None, None)


def test_an_answer_completes_it(ledger):
    begun = ledger.begin(SCORE, NOON)
    ledger.answer(begun.id, accepted=True, answer="200")
    (stored,) = ledger.all()
    assert (stored.accepted, stored.answer) == (True, "200")
    assert stored.answered is not None


def test_the_same_without_an_answer_is_the_same_again_with_its_time(ledger):
    begun = ledger.begin(SCORE, NOON)
    assert ledger.begin(SCORE, NOON + 60 * SECOND) == begun


def test_another_score_is_a_new_delivery(ledger):
    ledger.begin(SCORE, NOON)
    later = ledger.begin(BETTER, NOON + 60 * SECOND)
    assert later.stamped == NOON + 60 * SECOND
    assert ledger.latest() == {SCORE.key: later}


@pytest.mark.parametrize("after", [datetime.timedelta(), SECOND / 2, -3600 * SECOND])
def test_each_time_is_a_second_later_than_the_last_one_whatever_the_clock_says(ledger, after):
    first = ledger.begin(SCORE, NOON)
    ledger.answer(first.id, accepted=True, answer="200")
    assert ledger.begin(BETTER, NOON + after).stamped == NOON + SECOND


def test_times_are_whole_seconds(ledger):
    assert ledger.begin(SCORE, NOON + SECOND / 3).stamped == NOON


def test_what_was_refused_is_begun_again(ledger):
    first = ledger.begin(SCORE, NOON)
    ledger.answer(first.id, accepted=False, answer="400")
    assert ledger.begin(SCORE, NOON).id != first.id


def test_students_targets_exercises_and_services_are_apart(book, ledger):
    mine = ledger.begin(SCORE, NOON)
    theirs = ledger.begin(Delivery(BORA.id, SCORE.target, "18", SCORE.content, "ex05"), NOON)
    elsewhere = ledger.begin(Delivery("s1", "https://lms.example/items/2", "17", SCORE.content, "ex05"), NOON)
    assert {one.id for one in ledger.latest().values()} == {mine.id, theirs.id, elsewhere.id}
    assert Deliveries.of(begin(book), "mail").all() == []
    assert Deliveries.of(begin(book, name="another class"), "lti").all() == []


def test_content_and_recipient_and_payload_make_the_digest():
    others = [
        BETTER,
        Delivery("s1", SCORE.target, "18", SCORE.content, "ex05"),
        Delivery("s1", SCORE.target, "17", SCORE.content, "ex05", b"page"),
    ]
    assert len({one.digest for one in [SCORE, *others]}) == 4


def test_any_text_can_be_sent(ledger):
    begun = ledger.begin(Delivery("s1", "a\0b", "\ud800", {"comment": "\0 ␛ \udfff 🎉"}), NOON)
    assert (begun.target, begun.recipient, begun.content) == ("a\0b", "\ud800", {"comment": "\0 ␛ \udfff 🎉"})


def test_somebody_whom_the_gradebook_does_not_know_is_sent_nothing(ledger):
    with pytest.raises(GradebookError, match="no student nobody"):
        ledger.begin(Delivery("nobody", "t", "1", {}), NOON)
    assert ledger.all() == []


def test_deliveries_go_with_a_forgotten_student(book, ledger):
    ledger.begin(SCORE, NOON)
    book.forget("s1")
    assert book._database.read(lambda c: c.execute(text("SELECT count(*) FROM deliveries")).scalar()) == 0


def test_old_deliveries_go_with_the_records_they_are_about(book, ledger):
    ledger.begin(SCORE, NOON)
    future = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    book.delete_old(book.old(future), future, roster={"s1", "s2"})
    assert ledger.all() == []
