"""The ledger of deliveries: what was sent to whom, when, and what the platform or the mail server answered."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Connection, Select, func, insert, select, update

from grader.errors import GradebookError
from grader.records import inserts
from grader.records.database import Database
from grader.records.portable import storable
from grader.records.runs import Run
from grader.records.tables import DeliveryRows, Students

_SECOND = datetime.timedelta(seconds=1)

DeliveryKey = tuple[str, str, str]
"""A student, a target and an exercise."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A score or a message for one student."""

    student: str
    """The student's ID in the roster."""
    target: str
    """Where it goes: a line item, an assignment, a mail server."""
    recipient: str
    """Whom the target knows as the student: a user ID or an e-mail address."""
    content: Mapping[str, JsonValue]
    """What is sent, without secrets and without the time. It is kept in the gradebook."""
    exercise: str = ""
    """Empty for what is about all exercises."""
    payload: bytes = field(default=b"", repr=False)
    """More of what is sent, which is not kept."""

    @property
    def key(self) -> DeliveryKey:
        return self.student, self.target, self.exercise

    @property
    def digest(self) -> str:
        """A hash of the recipient, the content and the payload."""
        text = json.dumps([self.recipient, storable(dict(self.content))], sort_keys=True)
        return hashlib.sha256(text.encode() + b"\n" + self.payload).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """A delivery in the gradebook."""

    id: int
    student: str
    target: str
    exercise: str
    recipient: str
    digest: str
    content: JsonValue
    stamped: datetime.datetime
    created: datetime.datetime
    answered: datetime.datetime | None
    accepted: bool | None
    """None without an answer: it may or may not have arrived."""
    answer: str | None

    @property
    def key(self) -> DeliveryKey:
        return self.student, self.target, self.exercise


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The deliveries of one class to one service: `lti`, `moodle`, `canvas` or `mail`."""

    database: Database
    class_key: int
    service: str

    @classmethod
    def of(cls, run: Run, service: str) -> Deliveries:
        """Those of the class of a run."""
        return cls(run.database, run.class_key, service)

    def all(self) -> list[StoredDelivery]:
        """Everything that was ever sent, oldest first."""
        query = self._query().order_by(DeliveryRows.c.id)
        return self.database.read(lambda c: [_stored(row) for row in c.execute(query)])

    def latest(self) -> dict[DeliveryKey, StoredDelivery]:
        """The last delivery of each student, target and exercise."""
        later = DeliveryRows.alias()
        same = [later.c[name] == DeliveryRows.c[name] for name in ("student_id", "service", "target", "exercise")]
        newest = select(func.max(later.c.number)).where(*same).scalar_subquery()
        query = self._query().where(DeliveryRows.c.number == newest)
        return {one.key: one for one in self.database.read(lambda c: [_stored(row) for row in c.execute(query)])}

    def begin(self, delivery: Delivery, now: datetime.datetime) -> StoredDelivery:
        """Record that this is about to be sent.

        The last delivery of the same key is taken again, with its time, if it is the same and was never answered.
        Otherwise the time is `now`, or a second after that of the last one if this is later: a platform that stores
        whole seconds takes it as newer.

        Raises:
            GradebookError: it could not be recorded, so it must not be sent.
        """
        return self.database.write(lambda c: self._begin(c, delivery, now))

    def answer(self, id_: int, *, accepted: bool, answer: str) -> None:
        """Record an answer.

        Raises:
            GradebookError: it could not be recorded.
        """
        values = {"accepted": accepted, "answer": answer, "answered": inserts.now()}
        answered = update(DeliveryRows).where(DeliveryRows.c.id == id_).values(**values)
        self.database.write(lambda c: c.execute(answered))

    def _begin(self, connection: Connection, delivery: Delivery, now: datetime.datetime) -> StoredDelivery:
        student = connection.execute(
            select(Students.c.id)
            .where(Students.c.class_id == self.class_key, Students.c.roster_id == delivery.student)
            .with_for_update()
        ).scalar()
        if student is None:
            raise GradebookError(
                "The gradebook has no student {student}.",
                next_step="Grade the class first, then run this command again.",
                student=delivery.student,
            )
        same = {
            "student_id": student,
            "service": self.service,
            "target": delivery.target,
            "exercise": delivery.exercise,
        }
        of_key = [DeliveryRows.c[name] == value for name, value in same.items()]
        last = connection.execute(
            self._query().where(*of_key).order_by(DeliveryRows.c.number.desc()).limit(1)
        ).one_or_none()
        stamped = now.replace(microsecond=0)
        if last is not None:
            if last.digest == delivery.digest and last.answered is None:
                return _stored(last)
            stamped = max(stamped, last.stamped.replace(microsecond=0) + _SECOND)
        number = connection.execute(select(func.count()).select_from(DeliveryRows).where(*of_key)).scalar_one() + 1
        values = {
            **same,
            "number": number,
            "recipient": delivery.recipient,
            "digest": delivery.digest,
            "content": dict(delivery.content),
            "stamped": stamped,
            "created": inserts.now(),
        }
        id_ = connection.execute(insert(DeliveryRows).returning(DeliveryRows.c.id), values).scalar_one()
        return _stored(connection.execute(self._query().where(DeliveryRows.c.id == id_)).one())

    def _query(self) -> Select[Any]:
        return (
            select(DeliveryRows, Students.c.roster_id)
            .join(Students, Students.c.id == DeliveryRows.c.student_id)
            .where(Students.c.class_id == self.class_key, DeliveryRows.c.service == self.service)
        )


def _stored(row: Any) -> StoredDelivery:
    return StoredDelivery(
        row.id,
        row.roster_id,
        row.target,
        row.exercise,
        row.recipient,
        row.digest,
        row.content,
        row.stamped,
        row.created,
        row.answered,
        row.accepted,
        row.answer,
    )
