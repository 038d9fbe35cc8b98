import json
import re

from tests.support.class_folder import THREE, do, write


def test_attempts_are_numbered_and_the_one_that_counts_is_named(graded, capsys):
    def said(command: str, *words: str) -> str:
        capsys.readouterr()
        assert do(graded, command, "s1", *words, "--lang", "en") == 0
        return capsys.readouterr().out

    assert "attempt 1" not in said("history") + said("explain", "ex01")
    for suite in (THREE.replace("< 3", "< 2"), THREE.replace("hello", "hallo", 1)):
        write(graded, suite)
        assert graded.grade("--quiet", "--student", "s1") == 0
    labels = re.findall(r"^    (attempt .*)$", said("history"), re.MULTILINE)
    assert labels == ["attempt 1 of 3", "attempt 2 of 3, counts", "attempt 3 of 3"]
    assert "attempt 2 of 3, counts" in said("explain", "ex01")
    events = json.loads(said("history", "--format", "json"))["events"]
    assert events[-1]["place"] == {"number": 3, "of": 3, "counts": False}


def test_times_are_those_of_the_class(graded, capsys):
    keys = json.loads(graded.path.read_text())
    graded.path.write_text(json.dumps({**keys, "timezone": "Asia/Seoul"}))
    capsys.readouterr()
    assert do(graded, "history", "s1") == 0
    said = capsys.readouterr().out
    assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d KST  ex01  grade ", said, re.MULTILINE)
