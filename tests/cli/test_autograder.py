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
