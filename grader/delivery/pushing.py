"""Carries out a push: plans it, and sends it or shows what would be sent."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.delivery.sending import Channel, Listener, Planned, Row, Sending, in_order, to_send
from grader.errors import DeliveryError, UsageError
from grader.exports.grades import ClassGrades
from grader.files import make_folder
from grader.records.deliveries import Deliveries


class Push(Protocol):
    """A push to one platform or mail server."""

    def planned(self, grades: ClassGrades, *, dry_run: bool) -> Planned:
        """What can be sent. A dry run changes nothing on the platform."""

    def channel(self) -> Channel:
        """The way to the platform."""


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What became of each score or message, in the order of the roster."""

    rows: Sequence[Row]
    stopped: DeliveryError | None = None
    """Why not everything was sent."""


def carry_out(push: Push, grades: ClassGrades, ledger: Deliveries, listen: Listener, *, dry_run: bool) -> PushOutcome:
    """Send everything that the other side does not have yet, or only show it.

    Raises:
        DeliveryError: nothing could be sent.
        UsageError: the class file does not say enough.
        GradebookError: an answer could not be recorded. What was sent is sent again with the same time.
    """
    planned = push.planned(grades, dry_run=dry_run)
    stopped = None
    if dry_run:
        rows = to_send(planned.deliveries, ledger)
    else:
        sending = Sending(ledger, push.channel(), listen)
        rows = sending.send(planned.deliveries)
        stopped = sending.stopped
    order = [one.who.id for one in grades.students], [one.id for one in grades.exercises]
    return PushOutcome(in_order([*rows, *planned.others], *order), stopped)


@contextlib.contextmanager
def only_one(folder: Path, service: str) -> Iterator[None]:
    """Keep a second push of the class to the same service from sending the same at the same time.

    The lock ends with the process, whatever ends it.

    Raises:
        UsageError: another push is under way, or the folder cannot be written.
    """
    path = folder / f".{service}.lock"
    try:
        make_folder(folder)
        opened = path.open("w")
    except OSError as error:
        raise UsageError(
            "{path} cannot be written: {why}.",
            next_step="Give yourself write access to the file and its folder.",
            path=path,
            why=error.strerror or error,
        ) from error
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                "Another delivery of this class is under way.", next_step="Wait until it has ended."
            ) from None
        yield
