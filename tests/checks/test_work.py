import os

import pytest

SAYS = "def test_a(work):\n    work.at({when!r})\n"


@pytest.mark.parametrize(
    ("when", "seconds"),
    [(1_795_000_000, 1_795_000_000), (1_795_000_000.5, 1_795_000_000.5), ("2026-11-20T12:00:00Z", 1_795_176_000)],
)
def test_a_check_states_when_its_work_was_done(verdicts, when, seconds):
    assert verdicts(SAYS.format(when=when))["a"].done_at == seconds


@pytest.mark.parametrize("when", [0, -1, "soon", "0001-01-01T00:00:00Z"])
def test_anything_but_a_time_is_ignored(verdicts, when):
    assert verdicts(SAYS.format(when=when))["a"].done_at is None


def test_a_files_work_was_done_when_it_last_changed(verdicts, tmp_path):
    file = tmp_path / "an odd 'name"
    file.touch()
    os.utime(file, (5, 1_795_000_000))
    assert verdicts(f"def test_a(work):\n    work.file({str(file)!r})\n")["a"].done_at == 1_795_000_000


def test_a_missing_file_is_ignored(verdicts):
    assert verdicts("def test_a(work):\n    work.file('/nonexistent')\n")["a"].done_at is None


def test_a_time_belongs_to_one_check_only(verdicts):
    suite = "def test_a(work):\n    work.at(5)\n    fail('wrong')\ndef test_b():\n    pass\n"
    found = verdicts(suite)
    assert (found["a"].done_at, found["b"].done_at) == (5, None)


def test_evidence_without_a_files_time_gives_the_same_verdict_without_a_time(tiny, tmp_path):
    tiny.write("def test_a(session):\n    session.run('true')\n")
    tiny.run().evidence.write(tmp_path / "ex01.gz")
    tiny.write("def test_a(session, work):\n    session.run('true')\n    work.file('/etc/passwd')\n")
    [found] = tiny.run(f"evidence:{tmp_path / 'ex01.gz'}").verdicts
    assert (found.status, found.done_at) == ("passed", None)
