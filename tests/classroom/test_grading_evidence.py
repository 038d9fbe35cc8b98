"""What a class run leaves behind as evidence."""

import gzip
import re
import stat

from grader.evidence.file import Evidence
from grader.evidence.keys import Keys
from grader.records.hashes import rubric_hash, suite_hash

TELLING = """
def test_works(session):
    said = session.run("cat FILE").out
    if b"dkagh1" in said or b"4711-abc" in said:
        fail("secret")
"""
ROSTER = "student_id,host\ns001,local:\ns002,local:\n"


def recorded(class_folder, student):
    [path] = class_folder.results.glob(f"evidence/*/{student}/ex01.gz")
    return path


def test_evidence_is_sealed_by_the_class_and_says_which_suite_and_rubric(class_folder):
    class_folder.write(ROSTER)
    assert class_folder.grade() == 0
    evidence = Evidence.read(recorded(class_folder, "s001"))
    course = class_folder.tiny.course
    assert evidence.ending.key == Keys.in_(class_folder.folder / "keys").signer.public
    assert evidence.manifest.suite == suite_hash(course.exercise("ex01"))
    assert evidence.manifest.rubric == rubric_hash(course.rubric("ex01"))
    assert evidence.manifest.student == "s001"


def test_equal_secrets_are_equal_for_the_whole_class_in_every_run_and_stand_nowhere(class_folder):
    settings = class_folder.folder / "settings.env"
    settings.write_text("MYSQL_PASSWORD=dkagh1.\nDB_PIN=4711-abc\n")
    class_folder.write(ROSTER, TELLING.replace("FILE", str(settings)), secrets=["pin"])
    assert class_folder.grade() == 0
    facts = {Evidence.read(recorded(class_folder, student)).facts[-1].out for student in ("s001", "s002")}
    assert class_folder.grade() == 0
    facts |= {Evidence.read(path).facts[-1].out for path in class_folder.results.glob("evidence/*/*/*.gz")}
    assert len(facts) == 1
    keys = class_folder.folder / "keys"
    hidden = [b"dkagh1", b"4711-abc", (keys / "redaction.key").read_bytes().strip(), Keys.in_(keys).redaction]
    hidden += (keys / "signing.key").read_bytes().split(b"\n")[1:2]
    written = [path for path in class_folder.results.rglob("*") if path.is_file()]
    assert len(written) > 8
    for path in written:
        data = path.read_bytes()
        data += gzip.decompress(data) if path.suffix == ".gz" else b""
        assert not [secret for secret in hidden if secret in data], path
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}


def test_evidence_that_was_graded_is_kept_unchanged(class_folder):
    assert class_folder.write("student_id,host\ns001,local:\n").grade() == 0
    original = recorded(class_folder, "s001").rename(class_folder.folder / "submitted.evidence")
    class_folder.write(f"student_id,host\ns001,evidence:{original.name}\n")
    assert class_folder.grade("--output", class_folder.folder / "again") == 0
    [copy] = (class_folder.folder / "again").glob("evidence/*/s001/ex01.gz")
    assert copy.read_bytes() == original.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_damaged_evidence_is_an_error_with_its_reason_and_never_a_grade(class_folder, capsys):
    assert class_folder.write("student_id,host\ns001,local:\n").grade() == 0
    path = recorded(class_folder, "s001")
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    (class_folder.folder / "cut.evidence").write_bytes(gzip.compress(b"".join(lines[:1] + lines[-2:])))
    class_folder.write("student_id,host\ns001,evidence:cut.evidence\n", retries=1)
    assert class_folder.grade("--output", class_folder.folder / "again") == 3
    said = capsys.readouterr().err
    assert re.search(r"is damaged \(it ends after the manifest, but was sealed with \d+ facts?\)", said)
    assert "will be tried again" not in said
