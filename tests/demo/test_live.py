import sys

import pytest

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.cli import main
from grader.course.pack import Course
from grader.demo import record
from grader.demo.sample import SampleClass, SampleStudent

pytestmark = pytest.mark.lab

STUDENT = SampleStudent(id="s99", name="Test Example", work={"ex05": "named_volume"})


@pytest.fixture
def one_student(monkeypatch):
    """The sample class has one student, who did one exercise wrong."""
    sample = SampleClass(title="One", students=[STUDENT])
    monkeypatch.setattr("grader.demo.record.sample_class", lambda: sample)
    monkeypatch.setattr("grader.cli.demo.sample_class", lambda: sample)


def test_recording_writes_evidence_that_says_the_same_again(one_student, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("grader.demo.record.evidence", lambda student, name: tmp_path / f"{student.id}-{name}.gz")
    monkeypatch.setattr(sys, "argv", ["record", "ex05"])
    record.main()
    assert "bind-mounted failed" in capsys.readouterr().out
    again = run(Job(Course.at(None).exercise("ex05"), f"evidence:{tmp_path / 's99-ex05.gz'}"))
    assert [v.check for v in again.verdicts if v.status == "failed"] == ["bind-mounted"]


def test_the_live_demo_grades_real_hosts(one_student, tmp_path, capsys):
    assert main.run(["demo", "--live", "--lang", "en", "--output", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "s99  Test Example       35 / 100 points\n" in out
    assert "ex05  Bind mount     35\n" in out
    assert "Test Example" in (tmp_path / "class.html").read_text(encoding="utf-8")
