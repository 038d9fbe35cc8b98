"""No password of exercise 6 is in anything that grading wrote, and equal passwords can still be recognised."""

import gzip
import re

import pytest

from grader.demo.sample import evidence, sample_class
from grader.evidence.file import Evidence
from grader.records.gradebook import Gradebook

PASSWORD = "dkagh1.Zq{}"
_STAND_IN = re.compile(r"secret:[0-9a-f]{24}")


def in_the_clear(evidence):
    """The evidence as the host had answered it: with passwords, equal where their stand-ins are equal."""
    known = {}

    def password(match):
        return known.setdefault(match.group(), PASSWORD.format(len(known)))

    facts = [type(fact).model_validate_json(_STAND_IN.sub(password, fact.model_dump_json())) for fact in evidence.facts]
    assert known
    return Evidence(evidence.manifest, facts)


@pytest.fixture
def graded(tmp_path, served):
    """The folder of a class of two students with the same host, graded over ssh."""
    [student] = [one for one in sample_class().students if one.id == "s01"]
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "roster.csv").write_text("student_id,host\ns1,ssh://h0001@simulated\ns2,ssh://h0002@simulated\n")
    (folder / "class.yml").write_text("name: c\nroster: roster.csv\nexercises: [ex06]\nssh: {config: ssh_config}\n")
    answers = in_the_clear(Evidence.read(evidence(student, "ex06")))
    (folder / "ssh_config").symlink_to(served({"s1/ex06.gz": answers}, 2))
    return folder


def settings_agree(results):
    with Gradebook.open(results / "gradebook.db", create=False) as book:
        rows = [book.history(student)[-1] for student in ("s1", "s2")]
    return {verdict.status for row in rows for verdict in row.verdicts if verdict.check == "settings-agree"}


def test_no_password_is_written_and_equal_ones_are_still_equal(graded, grader):
    done = grader("grade", graded / "class.yml")
    assert done.returncode in {0, 1}, done.stderr
    assert settings_agree(graded / "results") == {"passed"}
    said = {path: path.read_bytes() for path in graded.rglob("*") if path.is_file() and not path.is_symlink()}
    recordings = [path for path in said if path.suffix == ".gz"]
    assert len(recordings) == 2
    key = (graded / "keys" / "redaction.key").read_bytes().strip()
    for path, data in said.items():
        whole = data + (gzip.decompress(data) if path in recordings else b"")
        assert b"dkagh1" not in whole, path
        assert path.parent.name == "keys" or (key not in whole and bytes.fromhex(key.decode()) not in whole), path
    assert b"dkagh1" not in (done.stdout + done.stderr).encode()
    stand_ins = [frozenset(_STAND_IN.findall(gzip.decompress(said[path]).decode())) for path in recordings]
    assert len(set(stand_ins)) == 1
    replayed = "".join(f"{path.parent.name},evidence:{path.relative_to(graded)}\n" for path in recordings)
    (graded / "roster.csv").write_text(f"student_id,host\n{replayed}")
    again = grader("grade", graded / "class.yml", "--output", graded / "again")
    assert again.returncode == done.returncode, again.stderr
    assert settings_agree(graded / "again") == {"passed"}
