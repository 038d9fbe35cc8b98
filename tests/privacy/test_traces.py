import pytest

from grader.errors import GraderError
from grader.privacy.places import Places
from grader.privacy.traces import remove_files, traces
from grader.records.gradebook import Gradebook
from tests.support.students import ANNA, begin, record


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "results", tmp_path / "keys")


def made(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    return path


def test_evidence_of_all_runs_is_found_and_what_lies_elsewhere_is_reported(places, tmp_path):
    elsewhere = made(tmp_path / "other" / "ex01.gz")
    with Gradebook.open(places.results / "gradebook.db") as book:
        run, second = begin(book), begin(book)
        ours = made(places.evidence / run.id / "s1" / "ex05.gz")
        unrecorded = made(places.evidence / second.id / "s1" / "ex05.gz")
        record(book, run, 50, evidence=ours)
        record(book, run, 60, evidence=elsewhere, minute=1)
        found = traces(book, "docker-2026", places, ANNA.id)
    assert (set(found.files), found.elsewhere, found.kept.attempts) == ({ours, unrecorded}, (elsewhere,), 2)


def test_evidence_of_another_class_is_another_students(places):
    with Gradebook.open(places.results / "gradebook.db") as book:
        begin(book)
        other = begin(book, ANNA, name="another")
        made(places.evidence / other.id / "s1" / "ex05.gz")
        assert traces(book, "docker-2026", places, ANNA.id).files == ()


def test_of_a_student_without_records_the_files_are_found(places):
    page = made(places.results / "reports" / "students" / "s9.html")
    with Gradebook.open(places.results / "gradebook.db") as book:
        begin(book)
        found = traces(book, "docker-2026", places, "s9")
    assert (found.files, found.kept, found.any) == ((page,), None, True)


def test_folders_that_are_empty_then_go_with_their_files(places):
    mine, others = made(places.evidence / "run1" / "s1" / "ex05.gz"), made(places.evidence / "run1" / "s2" / "ex05.gz")
    remove_files([mine, mine], places.evidence)
    assert sorted(places.evidence.rglob("*")) == [others.parent.parent, others.parent, others]
    remove_files([others], places.evidence)
    assert list(places.evidence.iterdir()) == []


def test_what_cannot_be_removed_is_reported(places):
    made(places.evidence / "file")
    with pytest.raises(GraderError, match="cannot be removed"):
        remove_files([places.evidence / "file" / "below"], places.evidence)
