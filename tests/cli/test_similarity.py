import json
import stat

import pytest


def test_two_students_of_one_host_are_told_and_the_exit_code_is_1(call, recorded):
    code, out, err = call("similarity", recorded.path)
    assert (code, err) == (1, "")
    assert "20260001, 20260003  (strong)" in out
    assert "1 group of students with something in common" in out


def test_the_findings_as_json_and_as_a_page(call, recorded, tmp_path):
    code, out, _ = call("similarity", recorded.path, "--format", "json")
    assert (code, json.loads(out)["groups"][0]["students"]) == (1, ["20260001", "20260003"])
    page, text = tmp_path / "out" / "page.html", tmp_path / "out" / "text"
    assert call("similarity", recorded.path, "--format", "html", "--lang", "ko", "-o", page)[0] == 1
    assert "같은 컨테이너" in page.read_text(encoding="utf-8")
    assert call("similarity", recorded.path, "-o", text)[0] == 1
    assert text.read_text(encoding="utf-8").startswith("20260001, 20260003")


def test_the_class_report_has_the_page_for_the_instructor(recorded):
    reports = recorded.results / "reports"
    assert "Ada Beispiel" in (reports / "same-as.html").read_text(encoding="utf-8")
    assert json.loads((reports / "same-as.json").read_text(encoding="utf-8"))["compared"] == 3
    assert 'href="same-as.html"' in (reports / "class.html").read_text(encoding="utf-8")


def test_everything_that_grading_wrote_is_for_its_owner_only(recorded):
    modes = {stat.S_IMODE(one.stat().st_mode) for one in [recorded.results, *recorded.results.rglob("*")]}
    assert modes == {0o700, 0o600}


def test_the_class_file_says_what_is_common(call, recorded):
    recorded.write(similarity={"students": 1, "share": "0%"})
    code, out, _ = call("similarity", recorded.path)
    assert code == 0
    assert "Common to more than 1 student (handed out?)" in out


def test_without_evidence_it_cannot_tell(call, recorded):
    for one in recorded.results.glob("evidence/**/*.gz"):
        one.unlink()
    code, out, err = call("similarity", recorded.path)
    assert (code, out) == (3, "")
    assert "There is no evidence to compare." in err


@pytest.mark.parametrize(("keys", "said"), [
    ({"students": 0}, "similarity"), ({"share": 10}, "10%"), ({"pairs": 1}, "similarity"),
])  # fmt: skip
def test_a_wrong_rule_is_named(call, recorded, keys, said):
    recorded.write(similarity=keys)
    code, _, err = call("similarity", recorded.path)
    assert code == 2
    assert said in err


def test_a_class_that_was_never_graded_is_told_what_to_do(call, recorded, tmp_path):
    code, _, err = call("similarity", recorded.path, "--results", tmp_path / "elsewhere")
    assert code == 2
    assert "There is no gradebook" in err


def test_the_former_name_still_works_and_is_not_shown(call, recorded):
    assert call("same-as", recorded.path) == call("similarity", recorded.path)
    assert "same-as" not in call("--help")[1]
