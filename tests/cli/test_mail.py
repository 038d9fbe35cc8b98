import email
import email.policy

import pytest

from grader.records.deliveries import Deliveries
from grader.records.gradebook import Gradebook
from tests.support.mail_server import mailbox

__all__ = ["mailbox"]


@pytest.fixture
def writing(recorded, mailbox):
    settings = {"sender": "Docker <docker@school.example>", "server": f"127.0.0.1:{mailbox.port}", "security": "none",
                "per_minute": 10_000}  # fmt: skip
    recorded.write(platforms={"mail": settings})
    return recorded


def change_roster(class_folder, before, after):
    path = class_folder.path.parent / "roster.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def ledger(class_folder):
    with Gradebook.open(class_folder.results / "gradebook.db") as book:
        return Deliveries.of(book.last_run(), "mail").all()


def test_messages_are_written_to_files_the_same_each_time(call, writing, tmp_path):
    code, out, _ = call("mail", writing.path, "-o", tmp_path / "a", "--attach")
    assert (code, out) == (0, "written: 3\n")
    call("mail", writing.path, "-o", tmp_path / "b", "--attach")
    names = sorted(one.name for one in (tmp_path / "a").iterdir())
    assert names == ["20260001.eml", "20260002.eml", "20260003.eml"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    read = email.message_from_bytes((tmp_path / "a" / "20260002.eml").read_bytes(), policy=email.policy.default)
    assert read["To"] == "김예시 <yesi@school.example>"
    assert "Next step:" in read.get_body(("plain",)).get_content()
    (page,) = read.iter_attachments()
    assert page.get_filename() == "20260002.html"
    assert "<!doctype html>" in page.get_content().lower()
    assert ledger(writing) == []


def test_messages_are_sent_once_and_on_record(call, writing, mailbox):
    code, out, _ = call("mail", writing.path, "--send")
    assert (code, out) == (0, "sent: 3\n")
    assert sorted(mailbox.to()) == ["ada.beispiel@school.example", "bo@school.example", "yesi@school.example"]
    assert [(one.student, one.answer) for one in ledger(writing)] == [(f"2026000{n}", "250 taken") for n in (1, 2, 3)]
    assert call("mail", writing.path, "--send")[1] == "already there: 3\n"
    assert len(mailbox.messages) == 3


def test_a_new_score_is_worth_another_message(call, writing, mailbox):
    call("mail", writing.path, "--send")
    call("override", writing.path, "20260001", "ex05", "--points", "12", "--why", "seen")
    assert call("mail", writing.path, "--send")[1] == "sent: 1, already there: 2\n"
    assert mailbox.to()[-1] == "ada.beispiel@school.example"


def test_a_message_that_may_have_arrived_is_sent_again_as_the_same_message(call, writing, mailbox):
    mailbox.refuse = lambda address: "421 closing" if address.startswith("bo@") else None
    call("mail", writing.path, "--send", "--student", "20260001")
    with Gradebook.open(writing.results / "gradebook.db") as book:
        book._database.write(
            lambda c: c.exec_driver_sql("UPDATE deliveries SET answered = NULL, accepted = NULL, answer = NULL")
        )
    call("mail", writing.path, "--send", "--student", "20260001")
    first, second = (message for _, message in mailbox.messages)
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])


def test_students_without_a_usable_address_are_listed(call, writing, mailbox):
    change_roster(writing, "bo@school.example", "")
    change_roster(writing, "yesi@school.example", "not an address")
    code, out, _ = call("mail", writing.path, "--send", "--format", "json")
    assert code == 3
    assert "the roster has no e-mail address" in out
    assert "is not an e-mail address" in out
    assert mailbox.to() == ["ada.beispiel@school.example"]


def test_two_students_with_one_address_get_no_message(call, writing, mailbox):
    change_roster(writing, "bo@school.example", "yesi@school.example")
    code, out, _ = call("mail", writing.path, "--send", "--format", "json")
    assert code == 3
    assert "20260003 has the same e-mail address" in out
    assert mailbox.to() == ["ada.beispiel@school.example"]


def test_an_address_that_a_classmate_has_as_well_gets_no_message_about_one_student(call, writing, mailbox):
    change_roster(writing, "bo@school.example", "yesi@school.example")
    code, out, _ = call("mail", writing.path, "--send", "--student", "20260002", "--format", "json")
    assert code == 3
    assert "20260003 has the same e-mail address" in out
    assert "20260001" not in out
    assert mailbox.messages == []


def test_a_dry_run_sends_nothing(call, writing, mailbox):
    code, out, _ = call("mail", writing.path, "--dry-run")
    assert code == 0
    assert "to be sent: 3" in out
    assert (mailbox.messages, ledger(writing)) == ([], [])


@pytest.mark.parametrize("words", [(), ("--send", "--dry-run")])
def test_one_way_is_named(call, writing, words):
    code, _, err = call("mail", writing.path, *words)
    assert code == 2
    assert "Give one of: --output DIR, --send, --dry-run" in err


def test_an_unencrypted_server_elsewhere_is_refused(call, recorded):
    recorded.write(platforms={"mail": {"sender": "a@b.example", "server": "mail.example:25", "security": "none"}})
    code, _, err = call("mail", recorded.path, "--send")
    assert code == 2
    assert "only for a server on this machine" in err
