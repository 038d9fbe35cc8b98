"""Sends messages through an SMTP server."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO

from grader.classroom.platforms import MailServer
from grader.delivery.mail.address import MailAddress
from grader.delivery.retry import RetryPolicy, Transient
from grader.delivery.secret import Secret
from grader.delivery.sending import Answer
from grader.errors import DeliveryError, NoAnswer
from grader.message import Message
from grader.text.clean import one_line

_SECONDS = 30
_LOST = (OSError, smtplib.SMTPServerDisconnected)


@dataclass
class SmtpServer:
    """A connection to one server, opened when it is needed and again when it was lost."""

    settings: MailServer
    password: Secret | None
    retry: RetryPolicy
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    _server: smtplib.SMTP | None = field(default=None, init=False, repr=False)
    _next: float = field(default=0.0, init=False, repr=False)

    @property
    def name(self) -> str:
        """Host and port."""
        return self.settings.server

    def send(self, message: EmailMessage, sender: str, recipient: MailAddress) -> Answer:
        """Send one message, no sooner than the rate allows.

        Raises:
            NoAnswer: the server is busy or cannot be reached; or the connection was lost after the message, so it may
                have been taken.
            DeliveryError: the server takes no messages from the grader.
        """
        self._wait()
        data = _bytes(message)
        return self.retry.run(lambda: self._once(data, sender, recipient))

    def close(self) -> None:
        """Take leave of the server."""
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None

    def _wait(self) -> None:
        left = self._next - self.clock()
        if left > 0:
            self.pause(left)
        self._next = max(self._next, self.clock()) + 60 / self.settings.per_minute

    def _once(self, data: bytes, sender: str, recipient: MailAddress) -> Answer:
        server = self._opened()
        options = [] if recipient.is_ascii else ["SMTPUTF8", "BODY=8BITMIME"]
        if options and not server.has_extn("smtputf8"):
            return Answer(accepted=False, text="the mail server takes only addresses in ASCII")
        try:
            self._require(server.mail(sender, options), Message("sender"))
            code, said = server.rcpt(str(recipient))
            if 500 <= code < 600:
                server.rset()
                return Answer(accepted=False, text=self._shown(code, said))
            self._require((code, said), Message("recipient"))
        except _LOST as error:
            self._server = None
            raise Transient(_lost(self.name, error)) from error
        try:
            code, said = server.data(data)
        except smtplib.SMTPDataError as error:  # the server did not want to begin
            code, said = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        except _LOST as error:
            self._server = None
            raise NoAnswer(_lost(self.name, error), next_step="Run the same command again: it continues.") from error
        if 400 <= code < 500:
            raise Transient(self._busy(code, said))
        return Answer(accepted=code == 250, text=self._shown(code, said))

    def _require(self, answer: tuple[int, bytes], what: Message) -> None:
        code, said = answer
        if code in {250, 251}:
            return
        if self._server is not None:
            with contextlib.suppress(*_LOST):
                self._server.rset()
        if 400 <= code < 500:
            if code == 421:
                self._server = None
            raise Transient(self._busy(code, said))
        raise DeliveryError(
            "{server} refuses the {what} ({answer}).",
            next_step="Check platforms.mail in the class file: sender, user and password.",
            server=self.name,
            what=what,
            answer=self._shown(code, said),
        )

    def _opened(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = self._connected()
            except (ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError) as error:
                raise DeliveryError(
                    "{server} offers no safe connection ({reason}).",
                    next_step="Check platforms.mail.server and platforms.mail.security in the class file.",
                    server=self.name,
                    reason=one_line(str(getattr(error, "verify_message", "") or error), 200),
                ) from error
            except smtplib.SMTPAuthenticationError as error:
                raise self._no_login(error) from error
            except smtplib.SMTPResponseException as error:
                raise Transient(self._busy(error.smtp_code, b"")) from error
            except (*_LOST, smtplib.SMTPException) as error:
                raise Transient(_lost(self.name, error)) from error
        return self._server

    def _connected(self) -> smtplib.SMTP:
        host, _, port = self.settings.server.rpartition(":")
        host = host.strip("[]")
        if self.settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port), timeout=_SECONDS, context=self.trust())
        else:
            server = smtplib.SMTP(host, int(port), timeout=_SECONDS)
        try:
            server.ehlo_or_helo_if_needed()
            if self.settings.security == "starttls":
                server.starttls(context=self.trust())
                server.ehlo()
            if self.settings.user and self.password is not None:
                server.login(self.settings.user, self.password.value)
        except BaseException:
            server.close()
            raise
        return server

    def _no_login(self, error: smtplib.SMTPAuthenticationError) -> DeliveryError:
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else b""
        return DeliveryError(
            "{server} refuses the login ({answer}).",
            next_step="Check platforms.mail.user and platforms.mail.password in the class file.",
            server=self.name,
            answer=self._shown(error.smtp_code, said),
        )

    def _busy(self, code: int, said: bytes) -> Message:
        return Message("{host} is busy or out of order ({answer}).", host=self.name, answer=self._shown(code, said))

    def _shown(self, code: int, said: bytes) -> str:
        """An answer on one line, without the password if the server repeats it."""
        text = f"{code} {said.decode('utf-8', 'replace')}"
        return one_line(self.password.hidden_in(text) if self.password else text, 200)


def _bytes(message: EmailMessage) -> bytes:
    file = BytesIO()
    BytesGenerator(file, policy=message.policy).flatten(message)
    return file.getvalue()


def _lost(server: str, error: BaseException) -> Message:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return Message("{host} does not answer ({reason}).", host=server, reason=reason)
