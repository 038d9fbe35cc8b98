"""After a power cut, every file that the gradebook names exists."""

import errno
import os
import stat
from pathlib import Path

import pytest

from grader.classroom import grading
from grader.cli.main import run
from grader.demo import sample
from grader.errors import UsageError
from grader.evidence.file import copy
from grader.records.gradebook import Gradebook

EVIDENCE = Path(sample.__file__).parent / "evidence"


class Disk:
    """Knows what was synced: the files, and which names each folder held then."""

    def __init__(self, monkeypatch):
        self.files, self.names = set(), {}
        self._real = os.fsync
        monkeypatch.setattr(os, "fsync", self._sync)

    def _sync(self, handle):
        self._real(handle)
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            self.names[found.st_ino] = {one.name for one in Path(f"/proc/self/fd/{handle}").iterdir()}
        else:
            self.files.add(found.st_ino)

    def keeps(self, path, above):
        """Whether the file is there after a power cut now, if `above` is."""
        folders = [one for one in path.parents if one.is_relative_to(above)]
        named = [path, *folders[:-1]]
        return path.stat().st_ino in self.files and all(
            one.name in self.names.get(one.parent.stat().st_ino, ()) for one in named
        )


@pytest.fixture
def disk(monkeypatch):
    return Disk(monkeypatch)


@pytest.fixture
def kept(disk, class_folder, monkeypatch):
    """Whether each row's evidence was kept for good when the row was written."""
    found, record = [], Gradebook.record

    def observed(self, run, student, entries):
        found.extend(disk.keeps(one.evidence, class_folder.folder) for one in entries)
        return record(self, run, student, entries)

    monkeypatch.setattr(Gradebook, "record", observed)
    return found


def test_evidence_outlasts_a_power_cut_before_its_row_is_written(class_folder, kept):
    assert class_folder.write(2).grade() == 0
    assert kept == [True, True]


def test_so_does_the_evidence_that_a_student_submitted(class_folder, kept):
    assert class_folder.write("student_id,host\ns001,local:\n").grade() == 0
    [path] = class_folder.results.glob("evidence/*/s001/ex01.gz")
    path.rename(class_folder.folder / "submitted.evidence")
    class_folder.write("student_id,host\ns001,evidence:submitted.evidence\n")
    assert class_folder.grade("--output", class_folder.folder / "again") == 0
    assert kept == [True, True]


def test_of_a_visit_nothing_is_recorded_if_some_of_its_evidence_cannot_be_kept(tmp_path, monkeypatch):
    def copied(source, path):
        if path.name == "ex02.gz":
            raise UsageError(f"{path} cannot be written.", next_step="Choose another place for it.")
        copy(source, path)

    monkeypatch.setattr(grading, "copy", copied)
    (tmp_path / "roster.csv").write_text(f"student_id,name,host\ns01,Ada,evidence:{EVIDENCE / 's01'}\n")
    (tmp_path / "class.yml").write_text("{name: sample, roster: roster.csv, exercises: [ex01, ex02]}")
    assert run(["grade", str(tmp_path / "class.yml"), "--quiet"]) == 3
    with Gradebook.open(tmp_path / "results" / "gradebook.db") as book:
        assert (book.last_run().students, book.history("s01")) == (("s01",), [])


def _refusing(number):
    real = os.fsync

    def sync(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        real(handle)

    return sync


def test_a_file_system_that_syncs_no_folders_is_written_to(class_folder, monkeypatch):
    monkeypatch.setattr(os, "fsync", _refusing(errno.EINVAL))
    assert class_folder.write(1).grade() == 0


def test_a_disk_that_fails_stops_the_run_before_the_row(class_folder, monkeypatch, capsys):
    assert class_folder.write(1).grade() == 0
    monkeypatch.setattr(os, "fsync", _refusing(errno.EIO))
    assert class_folder.grade() == 3
    assert "To resume, run:\n  grader grade" in capsys.readouterr().err
    with class_folder.book() as book:
        assert len(book.history("s001")) == 1
