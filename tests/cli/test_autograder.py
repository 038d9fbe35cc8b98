import json
import shutil
import zipfile

from tests.support.recorded_class import EVIDENCE


def test_build_writes_a_zip_for_the_platform(call, tmp_path):
    code, _, err = call("autograder", "build", "gradescope", "5", "-o", tmp_path / "a.zip")
    assert (code, err) == (0, f"{tmp_path / 'a.zip'}\n")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {"setup.sh", "run_autograder"} <= set(archive.namelist())


def test_run_writes_the_results(call, tmp_path):
    (tmp_path / "submission").mkdir()
    shutil.copy(EVIDENCE / "s02" / "ex05.gz", tmp_path / "submission")
    output = tmp_path / "results" / "results.json"
    assert call("autograder", "run", "gradescope", "ex05", tmp_path / "submission", "-o", output)[0] == 0
    assert json.loads(output.read_text(encoding="utf-8"))["score"] == 92.5


def test_with_a_class_evidence_of_another_student_is_refused(call, recorded, tmp_path):
    call("autograder", "build", "gradescope", "ex05", "--class", recorded.path, "-o", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "source")
    assert '--roster "$source/students.json"' in (tmp_path / "source" / "run_autograder").read_text(encoding="utf-8")
    shutil.copytree(recorded.path.parent / "submissions" / "kimyesi", tmp_path / "submission")
    (tmp_path / "metadata.json").write_text(json.dumps({"users": [{"email": "ada.beispiel@school.example"}]}))
    words = ("--roster", tmp_path / "source" / "students.json", "--metadata", tmp_path / "metadata.json")
    code, out, _ = call("autograder", "run", "gradescope", "ex05", tmp_path / "submission", *words)
    assert code == 0
    assert "The evidence names 20260002, not 20260001." in json.loads(out)["output"]
