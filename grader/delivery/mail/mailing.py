"""Writes to the students of a class: to files, or through an SMTP server."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from urllib.parse import quote

from pydantic import JsonValue

from grader.classroom.platforms import MailServer
from grader.delivery.mail.address import MailAddress, mail_address, named_address
from grader.delivery.mail.letter import Letter
from grader.delivery.mail.smtp import SmtpServer
from grader.delivery.sending import Answer, Planned, Row, State
from grader.errors import CourseError
from grader.exports.grades import ClassGrades, StudentGrades
from grader.message import InvalidValue, Message
from grader.records.deliveries import Delivery, StoredDelivery


@dataclass
class Mailing:
    """Messages to the students of a class."""

    settings: MailServer
    attach: bool = False
    server: SmtpServer | None = None
    """None if messages are only written to files."""
    _students: dict[str, tuple[StudentGrades, MailAddress]] = field(default_factory=dict, init=False)
    _grades: ClassGrades | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.sender = _address(self.settings.sender, "sender")
        self.reply_to = _address(self.settings.reply_to, "reply_to") if self.settings.reply_to else None

    def planned(self, grades: ClassGrades, *, dry_run: bool) -> Planned:  # noqa: ARG002  planning sends nothing anyway
        """The messages, and the students who get none. A student gets one if there is any result."""
        addresses, problems = _addresses(grades)
        self._grades = grades
        others = []
        deliveries = []
        for student in grades.students:
            who = student.who.id
            if not student.scores:
                others.append(Row(who, "", student.who.email, "", State.NO_RESULT))
            elif who in problems:
                others.append(Row(who, "", student.who.email, "", State.UNMATCHED, problems[who]))
            else:
                self._students[who] = student, addresses[who]
                deliveries.append(self._delivery(who, grades.name))
        return Planned(deliveries, others)

    def channel(self) -> Mailing:
        """The way to the server."""
        return self

    def send(self, delivery: Delivery, stored: StoredDelivery, *, again: bool) -> Answer:  # noqa: ARG002
        """Send one message.

        One that was sent before without an answer has the same Date and Message-ID, by which mail programs recognise
        it if it arrives twice.
        """
        assert self.server is not None  # noqa: S101
        letter, address = self.letter(delivery.student), self._students[delivery.student][1]
        name = f"{stored.digest[:24]}.{stored.stamped:%Y%m%d%H%M%S}"
        message = letter.message(self.sender, self.reply_to, date=stored.stamped, name=name)
        return self.server.send(message, self.sender.addr_spec, address)

    def confirm(self, sent: Sequence[Delivery]) -> Sequence[Answer]:
        """Every message is answered at once."""
        assert not sent  # noqa: S101
        return []

    def files(self, deliveries: Sequence[Delivery]) -> Iterator[tuple[str, bytes]]:
        """The messages as files, with their names. The same results give the same bytes."""
        for one in deliveries:
            student, _ = self._students[one.student]
            date = max(score.made for score in student.scores.values()).replace(microsecond=0)
            message = self.letter(one.student).message(
                self.sender, self.reply_to, date=date.astimezone(datetime.UTC), name=one.digest[:24]
            )
            yield f"{student.file_name}.eml", message.as_bytes()

    def letter(self, who: str) -> Letter:
        """The message to a student."""
        assert self._grades is not None  # noqa: S101
        student, address = self._students[who]
        found = student.results()
        graded = {one.id: points for one in self._grades.exercises if (points := student.points(one.id)) is not None}
        results = [found[name] for name in graded if name in found]
        name = student.file_name
        page = student.page([one.exercise for one in results]) if self.attach else ""
        return Letter(
            to=address,
            name=student.who.name,
            class_name=self._grades.name,
            language=self._grades.language,
            results=results,
            scores=[graded[one.exercise] for one in results],
            link=self.settings.link.replace("{student}", quote(name)) if self.settings.link else "",
            page=page,
            page_name=f"{name}.html" if page else "",
        )

    def _delivery(self, who: str, class_name: str) -> Delivery:
        letter = self.letter(who)
        score, most = sum(letter.scores), sum(one.max_score for one in letter.results)
        content: dict[str, JsonValue] = {"subject": letter.subject, "score": round(score, 2), "maximum": round(most, 2)}
        # The same message through another server is the same message.
        return Delivery(who, class_name, str(letter.to), content, payload=letter.digest())


def _addresses(grades: ClassGrades) -> tuple[Mapping[str, MailAddress], Mapping[str, Message]]:
    found: dict[str, MailAddress] = {}
    problems: dict[str, Message] = {}
    owners: dict[str, list[str]] = defaultdict(list)
    for who in grades.identities():
        try:
            if not who.email.strip():
                raise InvalidValue("the roster has no e-mail address")
            found[who.id] = mail_address(who.email)
            owners[str(found[who.id]).casefold()].append(who.id)
        except InvalidValue as error:
            problems[who.id] = error.message
    for ids in owners.values():
        for one in ids if len(ids) > 1 else ():
            others = ", ".join(other for other in ids if other != one)
            problems[one] = Message("{others} has the same e-mail address", others=others)
    return found, problems


def _address(text: str, key: str) -> Address:
    try:
        return named_address(text)
    except InvalidValue as error:
        raise CourseError(
            Message("platforms.mail.{key}: {problem}.", key=key, problem=error.message),
            next_step=Message("Write an address such as: Docker course <docker@school.example>"),
        ) from error
