"""No password of exercise 6 is in anything that grading wrote, and equal passwords can still be recognised."""

import gzip
import json
import re

import pytest

from grader.demo.sample import evidence, sample_class
from grader.evidence.file import Evidence
from grader.records.gradebook import Gradebook

PASSWORD = "dkagh1.Zq{}"
_STAND_IN = re.compile(r"secret:[0-9a-f]{24}")


def in_the_clear(evidence, change=lambda _: None):
    """The evidence as the host had answered it: with passwords, equal where their stand-ins are equal.

    Each container's settings are changed by `change`.
    """
    known = {}

    def password(match):
        return known.setdefault(match.group(), PASSWORD.format(len(known)))

    facts = [type(fact).model_validate_json(_STAND_IN.sub(password, fact.model_dump_json())) for fact in evidence.facts]
    assert known
    return Evidence(evidence.manifest, [changed(fact, change) for fact in facts])


def changed(fact, change):
    if not re.fullmatch(r"GET /v1.41/containers/wp-\w+/json", fact.request or "") or fact.status != 200:
        return fact
    answer = json.loads(fact.body)
    change(answer)
    return fact.model_copy(update={"body": json.dumps(answer)})


def swap(answer):
    """The user and the password of one container are mixed up, and more passwords are where none is expected."""
    env = answer["Config"]["Env"]
    [password] = [entry.partition("=")[2] for entry in env if re.match("(WORDPRESS_DB|MYSQL)_PASSWORD=", entry)]
    if answer["Name"] == "/wp-web":
        env[:] = [re.sub("^WORDPRESS_DB_USER=.*", f"WORDPRESS_DB_USER={password}", entry) for entry in env]
    env += ["MYSQL_PASS=dkagh1.Typed1", "MYSQL_PWD=dkagh1.Typed2", "MYSQL_ROOT_PW=dkagh1.Typed3"]
    answer["Args"] = ["sh", "-c", f"mysqladmin ping -p{password}; tool dkagh1.Typed1 {password}"]
    answer["Config"]["Labels"] = {"note": password, "other": "see dkagh1.Typed2"}
    answer["Config"]["Healthcheck"] = {"Test": ["CMD", "mysql", "-udb", "-pdkagh1.Typed4"]}


@pytest.fixture
def class_of_two(tmp_path, served):
    """class_of_two(change): the folder of a class of two students with the same host, reached over ssh."""
    [student] = [one for one in sample_class().students if one.id == "s01"]
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "roster.csv").write_text("student_id,host\ns1,ssh://h0001@simulated\ns2,ssh://h0002@simulated\n")
    (folder / "class.yml").write_text("name: c\nroster: roster.csv\nexercises: [ex06]\nssh: {config: ssh_config}\n")

    def begin(change=lambda _: None):
        answers = in_the_clear(Evidence.read(evidence(student, "ex06")), change)
        (folder / "ssh_config").symlink_to(served({"s1/ex06.gz": answers}, 2))
        return folder

    return begin


def settings_agree(results):
    with Gradebook.open(results / "gradebook.db", create=False) as book:
        rows = [book.history(student)[-1] for student in ("s1", "s2")]
    return {verdict.status for row in rows for verdict in row.verdicts if verdict.check == "settings-agree"}


def test_no_password_is_written_and_equal_ones_are_still_equal(class_of_two, grader):
    graded = class_of_two()
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


def test_a_password_in_the_place_of_a_user_is_written_nowhere(class_of_two, grader):
    graded = class_of_two(swap)
    done = grader("grade", graded / "class.yml")
    assert done.returncode in {0, 1}, done.stderr
    assert settings_agree(graded / "results") == {"failed"}
    for format_ in ("text", "json", "junit", "html"):
        [one, _] = sorted(graded.rglob("*.gz"))
        shown = grader("check", "ex06", "--host", f"evidence:{one}", "--format", format_, "-o", graded / format_)
        assert shown.returncode == 1, shown.stderr
    said = {path: path.read_bytes() for path in graded.rglob("*") if path.is_file() and not path.is_symlink()}
    assert {path.suffix for path in said} >= {".gz", ".db", ".html", ".xml", ".json", ".csv"}
    for path, data in said.items():
        assert b"dkagh1" not in data + (gzip.decompress(data) if path.suffix == ".gz" else b""), path
    assert "dkagh1" not in done.stdout + done.stderr
