import json

from grader.records.gradebook import Gradebook
from tests.support.recorded_class import NAMES

ADA = "20260001"


def points(class_folder):
    """Who has which points, by the report."""
    rows = json.loads((class_folder.results / "reports/class.json").read_text())["rows"]
    return [(row["student"], [one["result"]["score"] for one in row["attempts"]]) for row in rows]


def test_retention_removes_evidence_and_keeps_grades(call, recorded):
    recorded.write(retention={"evidence": "0"})
    scores = points(recorded)
    code, out, _ = call("retention", recorded.path, "--yes")
    assert code == 0
    assert "6 attempts" in out
    assert "6 evidence files" in out
    assert not list(recorded.results.glob("evidence/**/*.gz"))
    assert points(recorded) == scores
    assert 'class="evidence"' not in (recorded.results / "reports/students/20260001.html").read_text()
    assert call("retention", recorded.path, "--yes")[1].endswith("Nothing was deleted.\n")


def test_retention_removes_records_and_what_was_known_of_former_students(call, recorded):
    recorded.write(retention={"records": "0"})
    roster = recorded.path.parent / "roster.csv"
    roster.write_text("\n".join(line for line in roster.read_text().splitlines() if not line.startswith(ADA)))
    assert call("retention", recorded.path, "--yes")[0] == 0
    with Gradebook.open(recorded.results / "gradebook.db") as book:
        assert book.standings() == []
        assert book.kept(ADA) is None
        assert book.kept("20260002") is not None
    assert NAMES[ADA][0].encode() not in (recorded.results / "gradebook.db").read_bytes()
    assert recorded.results.joinpath("reports/class.html").is_file()


def test_a_dry_run_only_says_what_would_go(call, recorded):
    recorded.write(retention={"evidence": "0", "records": "0"})
    files = recorded.files()
    code, out, _ = call("retention", recorded.path, "--dry-run")
    assert (code, recorded.files()) == (0, files)
    assert out.endswith("6 evidence files\nNothing was deleted.\n")


def test_what_is_young_enough_stays(call, recorded):
    recorded.write(retention={"evidence": "180d", "records": "730d"})
    code, out, _ = call("retention", recorded.path, "--yes")
    assert code == 0
    assert "0 attempts" in out


def test_a_class_without_a_rule_is_told_how_to_make_one(call, recorded):
    code, _, err = call("retention", recorded.path)
    assert code == 2
    assert "retention: {evidence: 180d, records: 730d}" in err
