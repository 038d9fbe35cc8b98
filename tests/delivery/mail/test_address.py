import smtplib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.delivery.mail.address import mail_address, named_address
from grader.message import InvalidValue


@pytest.mark.parametrize(
    ("text", "address"),
    [("ada@school.example", "ada@school.example"), (" a.b+c@School.example ", "a.b+c@school.example"),
     ("yesi@학교.example", "yesi@xn--9d0b527e.example"), ("예시@school.example", "예시@school.example"),
     ("o'sample@localhost", "o'sample@localhost")],
)  # fmt: skip
def test_an_address_is_valid_with_its_domain_in_ascii(text, address):
    assert str(mail_address(text)) == address


@pytest.mark.parametrize(
    "text",
    ["", "ada", "@x", "a@", "a b@c", "a@b, c@d", "a@b\r\nBcc: c@d", "a\n@b", "<a@b>", "a@b>", '"a"@b', "a@b..c", ".a@b",
     "a@-b", "a@b c", "\0@b", "a@\ud800", "\ud800@b", "a@[127.0.0.1]", "x" * 65 + "@b",
     "a@" + "b." * 200 + "c", "a\u202e@b"],
)  # fmt: skip
def test_what_is_not_exactly_one_address_is_refused(text):
    with pytest.raises(InvalidValue, match="is not an e-mail address"):
        mail_address(text)


def test_a_sender_may_have_a_name():
    assert str(named_address("Docker course <docker@school.example>")) == "Docker course <docker@school.example>"
    assert str(named_address("docker@school.example")) == "docker@school.example"


@given(st.text())
def test_whatever_a_roster_holds_an_address_stays_on_one_line_and_is_what_smtplib_sends(text):
    try:
        found = str(mail_address(text))
    except InvalidValue:
        return
    assert found.isprintable()
    assert smtplib.quoteaddr(found) == f"<{found}>"


@given(st.text())
def test_no_name_ends_a_header(name):
    assert not set("\r\n") & set(str(mail_address("a@b.example").named(name)))
