import json
import re
from xml.etree import ElementTree

import pytest

from grader.records.gradebook import Gradebook
from tests.support.recorded_class import NAMES


def naming(folder):
    """Every file below that names a student, by its own name or by what is in it."""
    words = [
        word for id_, names in NAMES.items() for word in (id_, *names, names[1].partition("@")[0], names[0].split()[0])
    ]
    found = []
    for path in folder.rglob("*"):
        said = str(path.relative_to(folder)) + (path.read_bytes().decode(errors="replace") if path.is_file() else "")
        found += [(path.name, word) for word in words if re.search(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", said)]
    return found


def test_reports_are_written_anew_without_a_host(call, recorded, tmp_path):
    code, out, _ = call("report", recorded.path, "-o", tmp_path / "again")
    assert (code, out.strip()) == (0, str(tmp_path / "again" / "reports" / "class.html"))
    for name in ("reports/checks.csv", "reports/students/20260001.html", "junit/20260001.xml", "reports/same-as.json"):
        assert (tmp_path / "again" / name).read_text() == (recorded.results / name).read_text()


def test_pseudonymous_reports_name_nobody(call, recorded, tmp_path):
    code, out, _ = call("report", recorded.path, "--pseudonymous", "-o", tmp_path / "shown")
    folder = tmp_path / "shown" / "pseudonymous"
    assert (code, out.strip()) == (0, str(folder / "reports" / "class.html"))
    assert naming(recorded.results)  # what the next line would find
    assert naming(tmp_path / "shown") == []
    assert len(list(folder.glob("reports/students/p-*.html"))) == len(list(folder.glob("junit/p-*.xml"))) == 3


def test_pseudonymous_reports_have_the_same_points_and_no_page_on_what_is_shared(call, recorded, tmp_path):
    call("report", recorded.path, "--pseudonymous", "-o", tmp_path / "shown")
    shown = json.loads((tmp_path / "shown/pseudonymous/reports/class.json").read_text())
    real = json.loads((recorded.results / "reports/class.json").read_text())
    points = [[[one["result"]["score"] for one in row["attempts"]] for row in whole["rows"]] for whole in (shown, real)]
    assert points[0] == points[1]
    assert not list((tmp_path / "shown").rglob("same-as*"))
    assert shown["same_as"] is None


def test_pseudonyms_stay_the_same_and_their_key_lies_apart(call, recorded, tmp_path):
    pages = []
    for place in ("a", "b"):
        assert (
            call("report", recorded.path, "--pseudonymous", "-o", tmp_path / place, "--key-folder", tmp_path / "key")[0]
            == 0
        )
        pages.append(sorted(one.name for one in (tmp_path / place).rglob("p-*.html")))
    assert pages[0] == pages[1]
    assert "Ada Beispiel" in (tmp_path / "key" / "pseudonyms.csv").read_text(encoding="utf-8")
    assert not list((tmp_path / "a").rglob("pseudonyms.csv"))


def test_grading_writes_pseudonymous_reports_too(call, recorded):
    assert call("grade", recorded.path, "--quiet", "--pseudonymous")[0] == 1
    assert naming(recorded.results / "pseudonymous") == []
    assert (recorded.path.parent / "pseudonyms" / "pseudonyms.csv").is_file()


@pytest.mark.parametrize("inside", ["", "pseudonymous", "pseudonymous/reports"])
def test_a_key_beside_what_it_opens_is_refused(call, recorded, inside):
    folder = recorded.results / inside
    code, _, err = call("report", recorded.path, "--pseudonymous", "--key-folder", folder)
    assert code == 2
    assert "would be handed on together" in err


def test_a_key_folder_without_pseudonyms_is_wrong_use(call, recorded, tmp_path):
    assert call("report", recorded.path, "--key-folder", tmp_path)[0] == 2


def test_a_class_that_was_never_graded_has_no_report(call, recorded):
    recorded.write(gradebook="new.db")
    Gradebook.open(recorded.path.parent / "new.db").close()
    code, _, err = call("report", recorded.path)
    assert code == 2
    assert "This gradebook has no class “docker-2026”" in err


def test_all_junit_files_of_a_class_together_have_as_many_distinct_tests_as_there_are(recorded):
    found = [
        (suite.get("name"), one.get("classname"), one.get("name"))
        for path in (recorded.results / "junit").glob("*.xml")
        for suite in ElementTree.parse(path).iter("testsuite")  # noqa: S314  our own
        for one in suite.iter("testcase")
    ]
    assert len(set(found)) == len(found) > 3
    assert {classname for _, classname, _ in found} == set(NAMES)
    assert {suite for suite, _, _ in found} == {f"{student}.ex0{n}" for student in NAMES for n in (4, 5)}
