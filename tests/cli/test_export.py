import csv
import io

import pytest


def table(text):
    return {row["student_id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_class_is_exported_to_standard_output_and_to_files_alike(call, recorded, tmp_path):
    code, out, _ = call("export", "csv", recorded.path)
    assert code == 0
    reported = table((recorded.results / "reports" / "class.csv").read_text(encoding="utf-8"))
    found = table(out)
    assert [found[one]["total"] for one in found] == [reported[one]["total"] for one in reported]
    assert call("export", "csv", recorded.path, "-o", tmp_path / "scores.csv")[0] == 0
    assert (tmp_path / "scores.csv").read_text(encoding="utf-8") == out


def test_an_export_has_the_named_exercises(call, recorded):
    out = call("export", "csv", recorded.path, "--exercise", "ex05")[1]
    assert "ex05" in out.splitlines()[0]
    assert "ex04" not in out


def test_an_override_and_the_late_policy_are_in_the_export(call, recorded):
    call("override", recorded.path, "20260001", "ex05", "--points", "12.5", "--why", "seen")
    assert table(call("export", "csv", recorded.path)[1])["20260001"]["ex05"] == "12.50"


def test_the_mapping_is_shown_and_nothing_is_written(call, recorded, tmp_path):
    code, out, _ = call("export", "csv", recorded.path, "--check", "-o", tmp_path / "x.csv")
    assert code == 0
    assert "Ada Beispiel" in out
    assert "Every student can be exported." in out
    assert not (tmp_path / "x.csv").exists()


def test_students_without_a_key_stop_the_export_unless_they_are_left_out(call, recorded):
    roster = recorded.path.parent / "roster.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("bo@school.example", ""), encoding="utf-8")
    words = ("export", "csv", recorded.path, "--key", "email")
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert "20260003: the cell is empty" in err
    assert call(*words, "--check")[0] == 2
    code, out, err = call(*words, "--skip-unmatched")
    assert code == 0
    assert len(out.splitlines()) == 3
    assert err == "note: 1 student without a usable key was left out: 20260003\n"
    assert call(*words, "--check", "--skip-unmatched")[0] == 0


def test_an_exercise_without_any_result_is_noted(call, recorded):
    code, _, err = call("export", "csv", recorded.path, "--exercise", "ex05", "--exercise", "ex12")
    assert code == 0
    assert err == "note: no student has a result in ex12\n"


@pytest.mark.parametrize("given", [("ex05=lab", "ex04=lab"), ("ex05=ex04",)])
def test_two_exercises_have_no_grade_item_in_common(call, recorded, given):
    code, out, err = call("export", "moodle-xml", recorded.path, *(word for one in given for word in ("--item", one)))
    assert (code, out) == (2, "")
    assert "Several exercises have the grade item" in err


@pytest.mark.parametrize("given", ["ex05", "ex99=x", "ex05="])
def test_an_item_names_an_exported_exercise(call, recorded, given):
    code, _, err = call("export", "csv", recorded.path, "--item", given)
    assert code == 2
    assert "does not name the grade item" in err


def test_files_from_earlier_are_noted_because_they_may_be_of_somebody_without_a_result(call, recorded, tmp_path):
    words = ("export", "gradescope", recorded.path, "-o", tmp_path / "out")
    assert "from earlier" not in call(*words)[2]
    assert "from earlier" not in call(*words)[2]
    roster = recorded.path.parent / "roster.csv"
    roster.write_text("".join(roster.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    note = f"note: 1 file from earlier is in {tmp_path / 'out'} as well: 20260003/results.json\n"
    assert note in call(*words)[2]
