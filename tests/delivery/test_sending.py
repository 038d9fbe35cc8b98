"""What becomes of deliveries, whatever the other side does."""

import pytest

from grader.delivery.sending import Answer, Sending, State, to_send
from grader.errors import DeliveryError, NoAnswer
from grader.records.deliveries import Delivery
from tests.support.deliveries import grades, ledger_of, student

NAMES = [f"s{n}" for n in range(120)]
ALL = [Delivery(name, "t", name, {"score": 1.0, "maximum": 2.0}, "ex05") for name in NAMES]


@pytest.fixture
def ledger(gradebook):
    return ledger_of(gradebook, grades(*map(student, NAMES)))


class Recorded:
    """A channel that answers as `says` tells it to, and keeps what it was asked."""

    def __init__(self, says=lambda _: Answer(accepted=True, text="ok"), confirms=None):
        self.says, self.confirms, self.sent, self.confirmed = says, confirms, [], []

    def send(self, delivery, _stored, *, again):
        self.sent.append((delivery.student, again))
        return self.says(delivery)

    def confirm(self, sent):
        self.confirmed.append(len(sent))
        return self.confirms(sent)


def states(sending, deliveries):
    return [row.state for row in sending.send(deliveries)]


def test_each_is_sent_once(ledger):
    channel = Recorded()
    assert states(Sending(ledger, channel, print), ALL[:3]) == [State.SENT] * 3
    assert states(Sending(ledger, channel, print), ALL[:4]) == [State.UNCHANGED] * 3 + [State.SENT]
    assert channel.sent == [(name, False) for name in NAMES[:4]]


def test_what_is_told_is_what_was_tried(ledger):
    told = []
    Sending(ledger, Recorded(), told.append).send(ALL[:2])
    Sending(ledger, Recorded(), told.append).send(ALL[:2])
    assert [row.student for row in told] == ["s0", "s1"]


def test_what_is_confirmed_later_is_confirmed_in_parts(ledger):
    channel = Recorded(lambda _: None, lambda sent: [Answer(accepted=True, text="")] * len(sent))
    assert states(Sending(ledger, channel, lambda _: None), ALL) == [State.SENT] * 120
    assert channel.confirmed == [50, 50, 20]


def test_without_a_confirmation_the_rest_waits(ledger):
    def fail(_sent):
        raise DeliveryError("Gone.", next_step="Wait.")

    sending = Sending(ledger, Recorded(lambda _: None, fail), lambda _: None)
    assert states(sending, ALL) == [State.UNANSWERED] * 50 + [State.NOT_SENT] * 70
    assert sending.stopped is not None


def test_what_may_have_been_sent_is_sent_again_as_such(ledger):
    def silence(_delivery):
        raise NoAnswer("Silent.", next_step="Wait.")

    assert states(Sending(ledger, Recorded(silence), lambda _: None), ALL[:1]) == [State.UNANSWERED]
    channel = Recorded()
    assert states(Sending(ledger, channel, lambda _: None), ALL[:1]) == [State.SENT]
    assert channel.sent == [("s0", True)]


def test_a_silence_that_ends_does_not_stop_the_rest(ledger):
    def now_and_then(delivery):
        if delivery.student in {"s0", "s1", "s3", "s4"}:
            raise NoAnswer("Silent.", next_step="Wait.")
        return Answer(accepted=True, text="")

    sending = Sending(ledger, Recorded(now_and_then), lambda _: None)
    found = states(sending, ALL[:6])
    assert found == [State.UNANSWERED] * 2 + [State.SENT] + [State.UNANSWERED] * 2 + [State.SENT]
    assert sending.stopped is None


def test_a_fault_for_all_stops_at_once(ledger):
    def refuse(_delivery):
        raise DeliveryError("No access.", next_step="Ask.")

    channel = Recorded(refuse)
    assert states(Sending(ledger, channel, lambda _: None), ALL[:5]) == [State.NOT_SENT] * 5
    assert len(channel.sent) == 1


def barred(*students):
    """Refuses these students, or everybody, with a reason that may concern everybody."""

    def answer(delivery):
        if students and delivery.student not in students:
            return Answer(accepted=True, text="")
        return Answer(accepted=False, text="403", if_all=DeliveryError("No access.", next_step="Ask."))

    return answer


def test_one_refused_student_keeps_nobody_else_from_being_sent(ledger):
    sending = Sending(ledger, Recorded(barred("s0", "s1", "s2")), lambda _: None)
    assert states(sending, ALL[:5]) == [State.REFUSED] * 3 + [State.SENT] * 2
    assert sending.stopped is None


def test_when_the_first_few_are_all_refused_the_rest_waits_and_the_reason_is_given(ledger):
    sending = Sending(ledger, Recorded(barred()), lambda _: None)
    assert states(sending, ALL[:8]) == [State.REFUSED] * 5 + [State.NOT_SENT] * 3
    assert str(sending.stopped).startswith("No access.")


def test_a_long_row_of_refusals_stops_as_well_after_some_were_accepted(ledger):
    sending = Sending(ledger, Recorded(barred(*NAMES[1:])), lambda _: None)
    assert states(sending, ALL[:25]) == [State.SENT] + [State.REFUSED] * 20 + [State.NOT_SENT] * 4


def test_refusals_that_concern_one_student_each_never_stop_the_rest(ledger):
    sending = Sending(ledger, Recorded(lambda _: Answer(accepted=False, text="400")), lambda _: None)
    assert states(sending, ALL[:30]) == [State.REFUSED] * 30


def test_what_was_refused_the_last_time_is_tried_after_everything_else(ledger):
    Sending(ledger, Recorded(barred()), lambda _: None).send(ALL[:8])
    channel = Recorded(barred(*NAMES[:5]))
    found = {row.student: row.state for row in Sending(ledger, channel, lambda _: None).send(ALL[:8])}
    assert [name for name, _ in channel.sent] == ["s5", "s6", "s7", "s0", "s1", "s2", "s3", "s4"]
    assert [name for name, state in found.items() if state is State.SENT] == ["s5", "s6", "s7"]


def test_a_preview_records_nothing(ledger):
    assert [row.state for row in to_send(ALL[:2], ledger)] == [State.TO_SEND] * 2
    assert ledger.all() == []
