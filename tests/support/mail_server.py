"""A real SMTP server (aiosmtpd) on the loopback, which keeps what it is sent."""

import datetime
import email
import email.policy
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PASSWORD = "mail s3cret"


@dataclass
class Mailbox:
    """What arrived, and how the server behaves."""

    port: int = 0
    messages: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """Recipients of the envelope, with the message."""
    raw: list[bytes] = field(default_factory=list)
    connections: int = 0
    refuse: Callable[[str], str | None] = lambda _recipient: None
    """Answers RCPT for a recipient instead of the server."""
    after_data: Callable[[], str | None] = lambda: None
    """Answers a message that was kept."""

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if said := self.refuse(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        self.raw.append(envelope.content)
        self.messages.append((recipient, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return self.after_data() or "250 taken"

    def to(self) -> list[str]:
        return [recipient for recipient, _ in self.messages]


def certificate(folder: Path) -> Path:
    """A certificate for localhost with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(pem)
    return folder / "server.pem"


def serve(**more: object) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        mailbox.port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, enable_SMTPUTF8=True, **more)
    controller.start()
    try:
        yield mailbox
    finally:
        time.sleep(0.05)  # the server closes the connections that were left
        controller.stop()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A server without encryption."""
    yield from serve()


@pytest.fixture
def safe_mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    """A server that wants STARTTLS and a login; `server.pem` in the test's folder is its certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate(tmp_path))

    def login(_server, _session, _envelope, _mechanism, data):
        right = isinstance(data, LoginPassword) and data.password.decode() == PASSWORD
        return AuthResult(success=right, handled=right)

    yield from serve(tls_context=context, require_starttls=True, auth_required=True, authenticator=login)
