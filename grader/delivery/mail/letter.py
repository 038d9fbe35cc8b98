"""The message to one student: text, HTML, and the student's page."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from markupsafe import Markup

from grader.checks.verdict import Status
from grader.delivery.mail.address import MailAddress
from grader.grading.findings import findings
from grader.grading.result import Result
from grader.i18n.catalogue import translator
from grader.reports.summary import reason, score_line, score_note, standing, total
from grader.text.clean import for_xml, one_line, visible
from grader.text.values import points

_PARAGRAPH = Markup('<p style="margin:0 0 0.4em">{}</p>')
_LINK = Markup('<p style="margin:0 0 0.4em"><a href="{}">{}</a></p>')
_HEADING = Markup('<h2 style="font-size:1.1em;margin:1.4em 0 0.4em">{}</h2>')
_LONGEST_SAID = 1500
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>\n'
    '<body style="font-family:sans-serif;line-height:1.5;max-width:40em">\n{body}\n</body></html>\n'
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a student is written about the results."""

    to: MailAddress
    name: str
    class_name: str
    language: str
    results: Sequence[Result]
    """The results that count, as the student may see them."""
    scores: Sequence[float]
    """The points that count, of each result."""
    link: str = ""
    """The address of the student's page."""
    page: str = ""
    """The student's page, to be attached."""
    page_name: str = ""

    @property
    def subject(self) -> str:
        _ = translator(self.language)
        return one_line(_("{class_}: your results").format(class_=self.class_name), 200)

    def text(self) -> str:
        """The message as plain text."""
        return "".join(f"{line}\n" for _, line in self._lines())

    def html(self) -> str:
        """The message as a page without images, scripts and style sheets: mail programs show nothing else safely."""
        forms = {"heading": _HEADING, "link": _LINK, "text": _PARAGRAPH}
        parts = []
        for kind, line in self._lines():
            if line:
                values = (line, line) if kind == "link" else (line,)
                parts.append(forms[kind].format(*values))
        body = Markup("\n").join(parts)
        return str(_PAGE.format(language=self.language, title=self.subject, body=body))

    def digest(self) -> bytes:
        """A hash of everything in it."""
        parts = (self.subject.encode(), self.text().encode(), self.page.encode("utf-8", "replace"))
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest().encode()

    def message(self, sender: Address, reply_to: Address | None, *, date: datetime.datetime, name: str) -> EmailMessage:
        """The message, ready to be sent.

        Args:
            sender: who writes.
            reply_to: who is answered, if not the sender.
            date: the time in its header.
            name: the first part of its Message-ID. A message that is sent again has the same one.
        """
        message = EmailMessage(policy=SMTP if self.to.is_ascii else SMTPUTF8)
        message["From"] = sender
        message["To"] = self.to.named(self.name)
        if reply_to is not None:
            message["Reply-To"] = reply_to
        message["Subject"] = self.subject
        message["Date"] = date
        message["Message-ID"] = f"<{name}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text(), cte="base64")
        message.add_alternative(self.html(), subtype="html", cte="base64")
        if self.page:
            message.add_attachment(self.page, subtype="html", cte="base64", filename=self.page_name)
        for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
            part.set_boundary(f"=={name}.{number}==")
        return message

    def _lines(self) -> Iterator[tuple[str, str]]:
        """Kinds of lines, and the lines."""
        _ = translator(self.language)
        if self.name:
            yield "text", _("Hello {name},").format(name=one_line(self.name, 100))
            yield "text", ""
        yield "text", _("These are your results in {class_}.").format(class_=one_line(self.class_name, 200))
        if len(self.results) > 1:
            found = total(self.results)
            yield "text", score_line(sum(self.scores), found.max_score, self.language)
        for result, score in zip(self.results, self.scores, strict=True):
            yield "text", ""
            yield "heading", one_line(f"{result.exercise}  {result.title}", 200)
            for line in _lines_on(result, score, self.language):
                yield "text", for_xml(line)
        if self.link:
            yield "text", ""
            yield "text", _("Your page with all checks:")
            yield "link", self.link
        if self.page:
            yield "text", ""
            yield "text", _("Your page with all checks is attached; it opens in a browser.")


def _next_step(result: Result, language: str) -> list[str]:
    """The first problem to fix: what was checked with its points, what was found, and the hint; empty without one."""
    found = findings(result)
    if not found or found[0].check.status is Status.ERROR:
        return []
    check = found[0].check
    title = f"{check.title} ({points(check.points, check.max_points)})"
    said = [title, reason(check, language), check.hint]
    return [visible(one, _LONGEST_SAID) for one in said if one]


def _lines_on(result: Result, score: float, language: str) -> Iterator[str]:
    """The feedback on one exercise, in lines.

    Args:
        result: as the student may see it.
        score: the points that count.
        language: that of the result.
    """
    _ = translator(language)
    yield score_line(score, result.max_score, language)
    if note := score_note(result, language):
        yield note
    if said := standing(result, language):
        yield said
    step = _next_step(result, language)
    if step:
        yield _("Next step: {step}").format(step=step[0])
        yield from step[1:]
