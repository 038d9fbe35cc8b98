import base64
import csv
import hashlib
import io
import subprocess
import sys
import zipfile

import grader
from grader.autograders.wheel import own_wheel


def test_pip_installs_the_wheel_and_it_has_the_course_without_solutions(tmp_path):
    name, data = own_wheel()
    (tmp_path / name).write_bytes(data)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps", "--no-compile"]
    subprocess.run([*pip, "--target", tmp_path / "site", tmp_path / name], check=True, timeout=300)
    assert (tmp_path / "site" / "bin" / "grader").is_file()
    assert (tmp_path / "site" / "grader" / "_course" / "exercises" / "ex05_bind_mount" / "test_ex05.py").is_file()
    assert list((tmp_path / "site" / "grader" / "_course").rglob("solution.sh")) == []


def test_each_file_is_recorded_with_its_hash():
    name, data = own_wheel()
    assert name == f"docker_lab_grader-{grader.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        [record] = [one for one in archive.namelist() if one.endswith(".dist-info/RECORD")]
        rows = {path: digest for path, digest, _ in csv.reader(archive.read(record).decode().splitlines())}
        assert sorted(rows) == sorted(archive.namelist())
        for path, digest in rows.items():
            if path != record:
                made = base64.urlsafe_b64encode(hashlib.sha256(archive.read(path)).digest()).decode().rstrip("=")
                assert digest == f"sha256={made}"


def test_the_same_installation_gives_the_same_bytes():
    assert own_wheel() == own_wheel()
