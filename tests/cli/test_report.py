import json
import re
import shlex
import shutil
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from grader.records.gradebook import Gradebook
from tests.support.class_folder import ClassFolder
from tests.support.pages import page as document
from tests.support.pages import said
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
    assert call("grade", recorded.path, "--quiet", "--pseudonymous")[0] == 0
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


def pages(folder):
    return {path.relative_to(folder): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("keys", [(), ("--key-folder", "elsewhere")])
def test_what_changes_after_pseudonymous_reports_is_reported_under_pseudonyms_only(call, recorded, keys, monkeypatch):
    monkeypatch.chdir(recorded.path.parent)
    shutil.rmtree(recorded.results)
    assert call("grade", recorded.path, "--quiet", "--pseudonymous", *keys)[0] == 0
    before = pages(recorded.results / "pseudonymous")
    why = ("--why", "seen", "--by", "prof")
    code, out, _ = call("override", recorded.path, "20260001", "ex04", "--points", "1", *why)
    assert code == 0
    assert "pseudonymous" in out
    for words in (("undo", recorded.path, *why), ("regrade", recorded.path, *why)):
        assert call(*words)[0] == 0
    assert naming(recorded.results / "pseudonymous") == []
    assert not (recorded.results / "reports").exists()
    assert not (recorded.results / "junit").exists()
    assert pages(recorded.results / "pseudonymous").keys() == before.keys()
    assert (recorded.path.parent / "elsewhere").exists() == bool(keys)
    assert (recorded.path.parent / "pseudonyms").exists() != bool(keys)


def test_both_kinds_of_reports_are_updated_where_both_are_there(call, recorded):
    assert call("report", recorded.path, "--pseudonymous")[0] == 0
    named, before = pages(recorded.results / "reports"), pages(recorded.results / "pseudonymous")
    why = ("--why", "seen", "--by", "prof")
    code, out, _ = call("override", recorded.path, "20260001", "ex04", "--points", "1", *why)
    assert code == 0
    assert "pseudonymous" not in out
    after = pages(recorded.results / "pseudonymous")
    assert before.keys() == after.keys()
    assert before != after
    assert pages(recorded.results / "reports") != named
    assert naming(recorded.results / "pseudonymous") == []


def test_pseudonyms_that_are_gone_are_not_made_anew_by_a_change(call, recorded):
    assert call("report", recorded.path, "--pseudonymous")[0] == 0
    shutil.rmtree(recorded.path.parent / "pseudonyms")
    words = ("override", recorded.path, "20260001", "ex04", "--points", "1", "--why", "seen", "--by", "prof")
    code, _, err = call(*words)
    assert code == 3
    assert "--key-folder" in err
    assert not (recorded.path.parent / "pseudonyms").exists()


def test_what_titles_and_hints_are_filled_with_names_nobody_either(call, tmp_path, tiny):
    """Of the roster's cells: the ID, and a column with a number and with a word."""
    folder = ClassFolder(tmp_path, tiny).write(1)
    suite = '''
    def test_a(param, session):
        """The user {user} and {nick} at {port}"""
        fail("other", seen=param["port"], expected=param["nick"])
    '''
    told = {"en": "{user}, {nick}, {port}", "ko": "{user} {nick} {port}"}
    folder.tiny.write(suite, a={"hint": told, "says": {"other": told}, "title": {"ko": "{user}"}})
    keys = json.loads((folder.tiny.folder / "exercise.yml").read_text())
    params = {"user": "w", "nick": "n", "port": 80}
    folder.tiny.save("exercises/ex01_tiny/exercise.yml", **keys, params=params)
    (folder.folder / "roster.csv").write_text("student_id,name,host,nick,web\nada-7,Ada,local:,rabbit,8123\n")
    own = {"user": "u-{id}", "nick": "{column:nick}", "port": "{column:web}"}
    whole = json.loads(folder.path.read_text())
    folder.path.write_text(json.dumps({**whole, "params": {"ex01": own}}))
    code, _, err = call("grade", folder.path, "--quiet")
    assert (code, err) == (0, "")
    assert "u-ada-7, rabbit, 8123" in said(document(folder.page("ada-7")))
    assert call("report", folder.path, "--pseudonymous")[0] == 0
    for path, text in pages(folder.results / "pseudonymous").items():
        found = re.findall("ada-7|rabbit|8123", text)
        assert found == [], path


def test_the_words_for_commands_on_the_class_page_work_in_any_folder(call, recorded, tmp_path, monkeypatch):
    report = json.loads((recorded.results / "reports/class.json").read_text())
    words = shlex.split(report["command_words"])
    row = report["rows"][0]
    attempt = row["attempts"][0]
    about = (row["student"], attempt["exercise"], attempt["result"]["checks"][0]["id"])
    monkeypatch.chdir(tmp_path)
    assert call("explain", *words, *about, "--instructor")[0] == 0
    only = ("--student", about[0], "--exercise", about[1], "--check", about[2])
    assert call("regrade", *words, *only, "--dry-run")[0] == 0


def test_the_class_page_links_to_the_evidence_and_lists_the_runs(recorded):
    report = json.loads((recorded.results / "reports/class.json").read_text())
    links = [one["evidence"] for row in report["rows"] for one in row["attempts"]]
    assert links
    assert all((recorded.results / "reports" / unquote(one)).is_file() for one in links)
    assert [run["kind"] for run in report["runs"]] == ["grade"]
    assert report["runs"][0]["id"] == report["run"]


def test_pseudonymous_reports_have_neither_commands_nor_links_to_evidence(call, recorded, tmp_path):
    call("report", recorded.path, "--pseudonymous", "-o", tmp_path / "shown")
    report = json.loads((tmp_path / "shown/pseudonymous/reports/class.json").read_text())
    assert report["command_words"] is None
    assert {one["evidence"] for row in report["rows"] for one in row["attempts"]} == {None}
    assert {run["made_by"] for run in report["runs"]} == {None}
