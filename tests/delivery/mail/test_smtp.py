"""Messages through a real SMTP server (aiosmtpd)."""

import ssl

import pytest

from grader.classroom.platforms import MailServer
from grader.delivery.mail.address import mail_address
from grader.delivery.mail.smtp import SmtpServer
from grader.delivery.retry import RetryPolicy
from grader.delivery.secret import Secret
from grader.errors import DeliveryError, NoAnswer
from tests.support.deliveries import AT_ONCE
from tests.support.letters import NOON, SENDER, letter
from tests.support.mail_server import PASSWORD, mailbox, safe_mailbox

__all__ = ["mailbox", "safe_mailbox"]


@pytest.fixture
def opened():
    """opened(mailbox, …): a connection to it, closed after the test."""
    servers = []

    def make(box, *, retry=AT_ONCE, host="127.0.0.1", password=None, folder=None, **settings):
        keys = {"sender": "docker@school.example", "server": f"{host}:{box.port}", "security": "none", **settings}
        known, pauses = folder and folder / "server.pem", []
        made = SmtpServer(
            MailServer(**keys),
            password and Secret(password),
            retry,
            pauses.append,
            trust=lambda: ssl.create_default_context(cafile=known),
        )
        made.pauses = pauses
        servers.append(made)
        return made

    yield make
    for one in servers:
        one.close()


def sent(server, to="yesi@school.example"):
    message = letter(to=mail_address(to)).message(SENDER, None, date=NOON, name="abc")
    return server.send(message, "docker@school.example", mail_address(to))


def test_a_message_arrives_as_it_was_written(mailbox, opened):
    assert sent(opened(mailbox)).text == "250 taken"
    ((recipient, message),) = mailbox.messages
    assert recipient == "yesi@school.example"
    assert message["To"] == "김예시 <yesi@school.example>"
    assert "40 / 100 points" in message.get_body(("plain",)).get_content()


def test_one_connection_serves_all(mailbox, opened):
    server = opened(mailbox)
    for number in range(3):
        sent(server, f"s{number}@school.example")
    assert (mailbox.connections, len(mailbox.messages)) == (1, 3)


def test_an_answer_that_repeats_the_password_is_shown_without_it(mailbox, opened):
    mailbox.refuse = lambda _: "550 not for s3cret"
    assert sent(opened(mailbox, password="s3cret")).text == "550 not for [secret]"


def test_it_logs_in_over_starttls(safe_mailbox, opened, tmp_path):
    server = opened(
        safe_mailbox, host="localhost", security="starttls", user="docker", password=PASSWORD, folder=tmp_path
    )
    assert sent(server).accepted


def test_a_wrong_password_is_reported_and_not_shown(safe_mailbox, opened, tmp_path):
    server = opened(
        safe_mailbox, host="localhost", security="starttls", user="docker", password="wr0ng", folder=tmp_path
    )
    with pytest.raises(DeliveryError, match="refuses the login") as error:
        sent(server)
    assert "wr0ng" not in str(error.value)


def test_an_unknown_certificate_is_not_trusted(safe_mailbox, opened):
    with pytest.raises(DeliveryError, match="no safe connection"):
        sent(opened(safe_mailbox, host="localhost", security="starttls", user="docker", password=PASSWORD))


def test_nothing_is_sent_without_encryption_where_it_is_wanted(mailbox, opened):
    with pytest.raises(DeliveryError, match="no safe connection"):
        sent(opened(mailbox, security="starttls", user="docker", password=PASSWORD))
    assert mailbox.messages == []


def test_a_recipient_that_is_refused_costs_nobody_else(mailbox, opened):
    mailbox.refuse = lambda address: "550 no such user" if address.startswith("s1") else None
    server = opened(mailbox)
    assert (sent(server, "s1@x.example").accepted, sent(server, "s2@x.example").accepted) == (False, True)
    assert mailbox.to() == ["s2@x.example"]


def test_a_busy_server_is_asked_again(mailbox, opened):
    answers = ["450 greylisted", "451 later", None]
    mailbox.refuse = lambda _: answers.pop(0)
    assert sent(opened(mailbox)).accepted


def test_a_server_that_stays_busy_is_no_answer(mailbox, opened):
    mailbox.refuse = lambda _: "450 greylisted"
    with pytest.raises(NoAnswer, match="450 greylisted"):
        sent(opened(mailbox, retry=RetryPolicy(tries=2, sleep=lambda _: None)))


def test_a_server_that_is_not_there_is_no_answer(mailbox, opened):
    mailbox.port = 1
    with pytest.raises(NoAnswer):
        sent(opened(mailbox, retry=RetryPolicy(tries=2, sleep=lambda _: None)))


def test_a_connection_lost_after_the_message_is_not_tried_again_at_once(mailbox, opened):
    server = opened(mailbox)
    sent(server)
    mailbox.after_data = lambda: server._server.sock.shutdown(2)
    with pytest.raises(NoAnswer):
        sent(server)
    assert len(mailbox.messages) == 2
    mailbox.after_data = lambda: None
    assert sent(server).accepted


def test_a_rejected_message_is_refused_with_the_reason(mailbox, opened):
    mailbox.after_data = lambda: "554 looks like spam"
    answer = sent(opened(mailbox))
    assert (answer.accepted, answer.text) == (False, "554 looks like spam")


def test_the_rate_is_kept(mailbox, opened):
    server = opened(mailbox, per_minute=30)
    server.clock = lambda: 100.0
    for number in range(3):
        sent(server, f"s{number}@x.example")
    assert server.pauses == [2.0, 4.0]


def test_an_address_in_another_script_is_sent_where_the_server_takes_it(mailbox, opened):
    assert sent(opened(mailbox), "예시@학교.example").accepted
    assert mailbox.to() == ["예시@xn--9d0b527e.example"]
    assert "\r\nTo: 김예시 <예시@xn--9d0b527e.example>\r\n" in mailbox.raw[0].decode()
