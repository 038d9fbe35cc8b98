import email
import email.policy
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tests.support.letters import NOON, SENDER, letter, result


def read_back(one):
    data = one.message(SENDER, None, date=NOON, name="abc").as_bytes()
    return email.message_from_bytes(data, policy=email.policy.default)


def body(message, kind):
    return message.get_body((kind,)).get_content()


class Texts(HTMLParser):
    """The text of a page, and its tags."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = set(), []
        self.feed(page)

    def handle_starttag(self, tag, _attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.texts.append(data)


def test_a_letter_has_score_next_step_and_link():
    text = body(read_back(letter(link="https://school.example/s1.html")), "plain")
    assert text.splitlines() == [
        "Hello 김예시,", "", "These are your results in Docker 2026.", "", "ex05 A network", "40 / 100 points",
        "1 passed, 1 failed.", "Next step: It runs (0/60)", "It is not running.", "Start it.", "",
        "Your page with all checks:", "https://school.example/s1.html",
    ]  # fmt: skip


def test_headers_are_what_a_mail_program_wants():
    read = read_back(letter())
    assert (read["From"], read["To"]) == ("Docker course <docker@school.example>", "김예시 <yesi@school.example>")
    assert (read["Subject"], read["Message-ID"]) == ("Docker 2026: your results", "<abc@school.example>")
    assert read["Date"].datetime == NOON
    assert read["Auto-Submitted"] == "auto-generated"


def test_text_and_html_say_the_same():
    read = read_back(letter(link="https://school.example/s1.html"))
    page = Texts(body(read, "html"))
    said = [line.strip() for line in page.texts if line.strip()]
    assert said[1:] == [line for line in body(read, "plain").splitlines() if line]
    assert page.tags == {"html", "head", "meta", "title", "body", "p", "h2", "a"}


def test_several_exercises_begin_with_their_total():
    text = letter(results=[result("ex04"), result("ex05")], scores=[40.0, 20.0]).text()
    assert "60 / 200 points" in text


def test_a_page_is_attached_under_its_name():
    (page,) = read_back(letter(page="<p>ä", page_name="s1.html")).iter_attachments()
    assert (page.get_filename(), page.get_content_type(), page.get_content()) == ("s1.html", "text/html", "<p>ä\r\n")


def test_a_korean_letter_is_korean():
    assert "김예시 님, 안녕하세요." in letter(language="ko").text()


def test_the_same_letter_has_the_same_bytes():
    first, second = (letter().message(SENDER, None, date=NOON, name="abc").as_bytes() for _ in range(2))
    assert first == second


@given(st.text(), st.text(), st.text(), st.text())
def test_hostile_text_adds_no_header_no_part_and_no_tag(name, class_name, message, hint):
    one = letter(name=name, class_name=class_name, results=[result(message=message, hint=hint)])
    read = read_back(one)
    assert set(read.keys()) == {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
                                     "Content-Type"}  # fmt: skip
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert Texts(body(read, "html")).tags <= {"html", "head", "meta", "title", "body", "p", "h2"}
    assert read["To"].addresses[0].addr_spec == "yesi@school.example"


def test_a_message_of_a_megabyte_is_cut():
    assert len(letter(results=[result(message="x" * 1_000_000)]).text()) < 5_000
