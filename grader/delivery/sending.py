"""Sends deliveries one by one, with each in the gradebook before it is sent and its answer after it was."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from grader.errors import DeliveryError, NoAnswer
from grader.message import Message
from grader.records.deliveries import Deliveries, Delivery, DeliveryKey, StoredDelivery

_MOST_SILENT = 3
"""After so many deliveries without an answer in a row, the rest waits for the next time."""
_FIRST_BARRED, _MOST_BARRED = 5, 20
"""The rest waits after so many refusals in a row that may concern all: before anything was accepted, and after."""
_CONFIRMED_AT_ONCE = 50
_LONGEST_ANSWER = 500


class State(StrEnum):
    """What became of one score or message."""

    SENT = "sent"
    WRITTEN = "written"
    UNCHANGED = "already there"
    TO_SEND = "to be sent"
    REFUSED = "refused"
    UNANSWERED = "no answer"
    NOT_SENT = "not sent"
    UNMATCHED = "not found"
    NO_RESULT = "no result"


UNDELIVERED = frozenset({State.REFUSED, State.UNANSWERED, State.NOT_SENT, State.UNMATCHED})
"""The states in which a student lacks something that the grader has."""


@dataclass(frozen=True, slots=True)
class Row:
    """One student's score or message, and what became of it."""

    student: str
    exercise: str
    recipient: str
    value: str
    """The score, for people."""
    state: State
    reason: Message | str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answered."""

    accepted: bool
    text: str
    if_all: DeliveryError | None = None
    """What is wrong if everybody is refused like this, such as a tool that may not do it."""


class Channel(Protocol):
    """A way to a platform or a mail server."""

    def send(self, delivery: Delivery, stored: StoredDelivery, *, again: bool) -> Answer | None:
        """Send one delivery.

        Args:
            delivery: what to send.
            stored: the same in the gradebook, with the time that it carries.
            again: whether it may have been sent before.

        Returns:
            The answer; None if only `confirm` can tell whether it arrived.

        Raises:
            NoAnswer: there was no answer, so it may or may not have arrived.
            DeliveryError: nothing more can be sent.
        """

    def confirm(self, sent: Sequence[Delivery]) -> Sequence[Answer]:
        """The answers to deliveries that were sent without one, in their order.

        Raises:
            DeliveryError: they cannot be asked for.
        """


@dataclass(frozen=True, slots=True)
class Planned:
    """What could be sent, and the students who get nothing, each with the reason."""

    deliveries: Sequence[Delivery]
    others: Sequence[Row] = ()


Listener = Callable[[Row], None]


@dataclass
class Sending:
    """Sends deliveries of one class to one service."""

    ledger: Deliveries
    channel: Channel
    listen: Listener
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)
    stopped: DeliveryError | None = None
    """Why the rest was not sent."""
    _silent: int = field(default=0, init=False)
    _barred: int = field(default=0, init=False)
    _accepted: bool = field(default=False, init=False)
    _waiting: list[tuple[Delivery, StoredDelivery]] = field(default_factory=list, init=False)

    def send(self, deliveries: Sequence[Delivery]) -> list[Row]:
        """Send what the other side does not have yet. Whatever happens, each delivery gets a row.

        What was refused the last time comes last, so that it keeps nothing else from being sent.
        """
        before = self.ledger.latest()
        rows: list[Row] = []
        for one in sorted(deliveries, key=lambda one: _was_refused(before.get(one.key))):
            if has_arrived(one, before):
                rows.append(row_of(one, State.UNCHANGED))
            elif self.stopped is not None:
                rows.append(self._told(row_of(one, State.NOT_SENT)))
            else:
                row = self._sent(one, before.get(one.key))
                rows += [] if row is None else [self._told(row)]
            if len(self._waiting) >= _CONFIRMED_AT_ONCE:
                rows += self._confirmed()
        return rows + self._confirmed()

    def _sent(self, delivery: Delivery, last: StoredDelivery | None) -> Row | None:
        """What became of it; None if only `Channel.confirm` can tell."""
        stored = self.ledger.begin(delivery, self.now())
        try:
            answer = self.channel.send(delivery, stored, again=last is not None and last.id == stored.id)
        except NoAnswer as error:
            self._silent += 1
            self.stopped = error if self._silent == _MOST_SILENT else None
            return row_of(delivery, State.UNANSWERED, error.problem_message)
        except DeliveryError as error:
            self.stopped = error
            return row_of(delivery, State.NOT_SENT, error.problem_message)
        self._silent = 0
        if answer is None:
            self._waiting.append((delivery, stored))
            return None
        return self._answered(delivery, stored, answer)

    def _confirmed(self) -> list[Row]:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return []
        try:
            answers = self.channel.confirm([one for one, _ in waiting])
        except DeliveryError as error:
            self.stopped = self.stopped or error
            return [self._told(row_of(one, State.UNANSWERED, error.problem_message)) for one, _ in waiting]
        pairs = zip(waiting, answers, strict=True)
        return [self._told(self._answered(one, stored, answer)) for (one, stored), answer in pairs]

    def _answered(self, delivery: Delivery, stored: StoredDelivery, answer: Answer) -> Row:
        text = answer.text[:_LONGEST_ANSWER]
        self.ledger.answer(stored.id, accepted=answer.accepted, answer=text)
        self._accepted |= answer.accepted
        self._barred = 0 if answer.accepted or answer.if_all is None else self._barred + 1
        if self._barred == (_MOST_BARRED if self._accepted else _FIRST_BARRED):
            self.stopped = self.stopped or answer.if_all
        return row_of(delivery, State.SENT if answer.accepted else State.REFUSED, "" if answer.accepted else text)

    def _told(self, row: Row) -> Row:
        self.listen(row)
        return row


def to_send(deliveries: Iterable[Delivery], ledger: Deliveries) -> list[Row]:
    """What `Sending` would do."""
    before = ledger.latest()
    return [row_of(one, State.UNCHANGED if has_arrived(one, before) else State.TO_SEND) for one in deliveries]


def has_arrived(delivery: Delivery, before: Mapping[DeliveryKey, StoredDelivery]) -> bool:
    """Whether the last delivery of this key was the same, and accepted."""
    last = before.get(delivery.key)
    return last is not None and last.accepted is True and last.digest == delivery.digest


def _was_refused(last: StoredDelivery | None) -> bool:
    return last is not None and last.accepted is False


def row_of(delivery: Delivery, state: State, reason: Message | str = "") -> Row:
    """The row of a delivery."""
    return Row(delivery.student, delivery.exercise, delivery.recipient, shown_value(delivery), state, reason)


def shown_value(delivery: Delivery) -> str:
    """The score of a delivery, for people."""
    score, most = delivery.content.get("score"), delivery.content.get("maximum")
    if not isinstance(score, int | float) or not isinstance(most, int | float):
        return ""
    return f"{score:g}/{most:g}"


def in_order(rows: Iterable[Row], students: Sequence[str], exercises: Sequence[str]) -> list[Row]:
    """The rows in the order of the roster and of the exercises."""
    first = {name: index for index, name in enumerate(students)}
    second = {name: index for index, name in enumerate(exercises)}
    return sorted(rows, key=lambda row: (first.get(row.student, len(first)), second.get(row.exercise, -1)))
