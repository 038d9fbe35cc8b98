"""A receipt names one file by its digest, for people, for sha256sum and for grader verify."""

import subprocess
from pathlib import Path

import pytest

from grader.classroom.receipts import Receipt, digests, receipt_path, verify_receipt
from grader.errors import UsageError


@pytest.fixture
def submitted(tmp_path):
    """A file and its receipt beside it."""
    evidence = tmp_path / "ex05.evidence"
    evidence.write_bytes(b"what was seen")
    receipt = tmp_path / "ex05.receipt"
    Receipt.of(evidence, exercise="ex05", student="s01").write(receipt)
    return evidence, receipt


def test_it_can_be_read_again(submitted):
    evidence, receipt = submitted
    read = Receipt.read(receipt)
    assert read.file == evidence.name
    assert read.note.startswith("ex05, student s01, 20")


def test_sha256sum_understands_it(submitted):
    _, receipt = submitted
    subprocess.run(["sha256sum", "--check", "--strict", receipt.name], cwd=receipt.parent, check=True, timeout=20)


@pytest.mark.parametrize(
    ("evidence", "receipt"),
    [("ex05.evidence", "ex05.receipt"), ("x/mine", "x/mine.receipt"), ("a.gz", "a.gz.receipt")],
)
def test_it_lies_beside_the_evidence(evidence, receipt):
    assert receipt_path(Path(evidence)) == Path(receipt)


def test_it_agrees_with_the_file_beside_it(submitted):
    found = verify_receipt(submitted[1], {})
    assert found.problems == ()
    assert str(found.remarks[0]) == "agrees with ex05.evidence"


def test_it_agrees_with_a_file_that_a_platform_has_renamed(submitted, tmp_path):
    evidence, receipt = submitted
    renamed = evidence.rename(tmp_path / "s01_77_ex05-1.evidence")
    assert str(verify_receipt(receipt, digests([renamed])).remarks[0]) == "agrees with s01_77_ex05-1.evidence"


def test_a_file_that_was_replaced_is_another_one(submitted):
    evidence, receipt = submitted
    evidence.write_bytes(b"something else")
    assert list(map(str, verify_receipt(receipt, {}).problems)) == ["ex05.evidence is another file"]


def test_a_file_that_is_missing_is_named(submitted):
    evidence, receipt = submitted
    evidence.unlink()
    assert list(map(str, verify_receipt(receipt, {}).problems)) == ["ex05.evidence is not among the files"]


def test_the_receipt_of_a_file_that_was_submitted_before_is_kept(submitted, tmp_path):
    evidence, receipt = submitted
    first = evidence.rename(tmp_path / "downloaded")
    for text in (b"again", b"and again"):
        evidence.write_bytes(text)
        Receipt.of(evidence, exercise="ex05", student="s01").write(receipt)
    assert str(verify_receipt(receipt, digests([first])).remarks[0]) == "agrees with ex05.evidence"
    evidence.unlink()
    found = verify_receipt(receipt, digests([first]))
    assert str(found.remarks[0]) == "agrees with downloaded"
    assert str(found.remarks[1]).startswith("ex05, student s01, 20")
    evidence.write_bytes(b"and again")
    test_sha256sum_understands_it(submitted)


def test_another_file_in_its_place_is_not_replaced(submitted):
    evidence, receipt = submitted
    receipt.write_text("mine")
    with pytest.raises(UsageError, match="is not a receipt"):
        Receipt.of(evidence, exercise="ex05", student="s01").write(receipt)
    assert receipt.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "hello\n", "0" * 64 + "  ../x\n", "0" * 64 + "  .\n", "0" * 63 + "  x\n"])
def test_another_file_is_not_a_receipt(tmp_path, text):
    (tmp_path / "a.receipt").write_text(text)
    with pytest.raises(UsageError, match="is not a receipt"):
        Receipt.read(tmp_path / "a.receipt")


def test_a_receipt_that_does_not_exist_is_a_problem(tmp_path):
    assert "cannot be read" in str(verify_receipt(tmp_path / "a.receipt", {}).problems[0])


def test_a_student_id_cannot_add_a_line(tmp_path):
    (tmp_path / "x").touch()
    receipt = Receipt.of(tmp_path / "x", exercise="ex05", student="a\n" + "0" * 64 + "  y")
    receipt.write(tmp_path / "x.receipt")
    assert len((tmp_path / "x.receipt").read_text().splitlines()) == 2


def test_it_is_said_where_it_cannot_be_written(submitted):
    with pytest.raises(UsageError, match="cannot be written"):
        Receipt.read(submitted[1]).write(Path("/dev/null/x.receipt"))
