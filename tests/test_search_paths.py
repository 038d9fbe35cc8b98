"""The current folder is left out of where modules and programs are looked up."""

import os
import subprocess
import sys
from pathlib import Path

from grader import search_paths

TELL = """
import os, sys
from grader.search_paths import leave_out_current_folder, users_own
leave_out_current_folder()
print(os.getcwd() in sys.path or "" in sys.path)
for name in ("PATH", "PYTHONPATH", "PYTHONSAFEPATH"):
    print(os.environ.get(name))
print("PYTHONSAFEPATH" in users_own(dict(os.environ)))
"""


def told(folder: Path, **environment: str) -> list[str]:
    asked = [sys.executable, "-c", TELL]
    env = {"HOME": "/", **environment}
    return subprocess.run(asked, cwd=folder, env=env, capture_output=True, text=True, check=True).stdout.splitlines()


def test_no_module_comes_from_the_current_folder_nor_from_relative_entries(tmp_path):
    found = told(tmp_path, PATH="/usr/bin:/bin", PYTHONPATH=f":.:{search_paths._PACKAGES}")
    assert found == ["False", "/usr/bin:/bin", str(search_paths._PACKAGES), "1", "False"]


def test_no_program_comes_from_empty_or_relative_entries(tmp_path):
    assert told(tmp_path, PATH=":.:bin:/usr/bin:")[1] == "/usr/bin"
    assert told(tmp_path, PATH=".")[1] == os.defpath


def test_a_path_of_modules_with_nothing_else_is_dropped(tmp_path):
    assert told(tmp_path, PATH="/bin", PYTHONPATH=".")[2] == "None"


def test_what_the_user_has_set_reaches_the_user_s_programs(tmp_path):
    assert told(tmp_path, PATH="/bin", PYTHONSAFEPATH="1")[4] == "True"


def test_a_checkout_from_which_the_grader_was_loaded_stays(monkeypatch):
    monkeypatch.chdir(search_paths._PACKAGES)
    monkeypatch.setattr(sys, "path", [str(search_paths._PACKAGES), "/elsewhere"])
    monkeypatch.setattr(os, "environ", {})
    search_paths.leave_out_current_folder()
    assert sys.path == [str(search_paths._PACKAGES), "/elsewhere"]
