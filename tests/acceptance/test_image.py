"""The image for instructors: a Debian without pip, ssh, and the whole grader in one file."""

import os
import shutil
import subprocess

import pytest

from grader.hosts.lab import lab_folder
from grader.lab import host_image, recipe
from grader.records.gradebook import Gradebook
from tests.support import ROOT

pytestmark = pytest.mark.lab

TAG = "grader-lab-test:instructor"


def docker(*words, timeout=120):
    return subprocess.run(["docker", *map(str, words)], capture_output=True, text=True, timeout=timeout, check=False)


@pytest.fixture(scope="module")
def image(build, tmp_path_factory):
    """The image, built as a user builds it, on the minimal Debian of the lab."""
    folder = tmp_path_factory.mktemp("image")
    (folder / "dist").mkdir()
    python = 11  # of Debian 12
    build.pack(build.sites(build.wheel(folder), folder, (python,)), folder / "dist/grader.pyz", (python,))
    for name in ("Dockerfile", ".dockerignore"):
        shutil.copyfile(ROOT / name, folder / name)
    recipe.build(folder, TAG, BASE=host_image.base("bookworm", print), UID=str(os.getuid()))
    yield TAG
    docker("image", "rm", "--force", TAG)


def test_it_needs_no_pip(image):
    assert docker("run", "--rm", "--entrypoint", "python3", image, "-m", "pip").returncode != 0
    assert "ex05" in docker("run", "--rm", image, "list").stdout


def test_it_grades_a_host_over_ssh_and_leaves_the_results_with_the_user(image, lab_host, tmp_path):
    (tmp_path / "roster.csv").write_text(f"student_id,name,host\ns01,Ada Beispiel,ssh://{lab_host.name}\n")
    (tmp_path / "class.yml").write_text(
        f"name: c\nroster: roster.csv\nexercises: [ex05]\nssh: {{config: {lab_host.ssh_config}}}\n"
    )
    keys = lab_folder()
    mounts = ("-v", f"{tmp_path}:/class", "-v", f"{keys}:{keys}:ro")
    done = docker("run", "--rm", "--network", "host", *mounts, image, "grade", "class.yml", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "results").stat().st_uid == os.getuid()
    with Gradebook.open(str(tmp_path / "results/gradebook.db"), create=False) as gradebook:
        [record] = gradebook.history("s01", class_name="c")
    assert record.exercise == "ex05"
    assert record.score is not None
