"""The templates in docs/ci/ for GitLab and Jenkins."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml

from tests.support import ROOT
from tests.support.recorded_class import EVIDENCE

GITLAB = ROOT / "docs" / "ci" / "gitlab-ci.yml"
JENKINS = (ROOT / "docs" / "ci" / "Jenkinsfile").read_text(encoding="utf-8")


def job() -> dict[str, Any]:
    return yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["grade"]


def test_the_job_has_keys_that_gitlab_knows():
    """docs.gitlab.com/ci/yaml: keywords of a job."""
    keys = {"image", "variables", "cache", "before_script", "script", "allow_failure", "artifacts"}
    assert set(job()) == keys
    assert set(job()["artifacts"]) == {"when", "expire_in", "paths", "reports"}
    assert job()["artifacts"]["when"] == "always"
    assert job()["artifacts"]["reports"] == {"junit": "grader.xml"}
    assert job()["allow_failure"] == {"exit_codes": 3}
    assert set(job()["cache"]) == {"key", "paths"}


@pytest.fixture
def run(tmp_path):
    """run(script, …): a script with the grader on the path, in a folder with a student's evidence."""
    shutil.copy(EVIDENCE / "s02" / "ex05.gz", tmp_path / "ex05.evidence")

    def command(script, **variables):
        bin_ = Path(sys.executable).parent
        (tmp_path / ".grader").mkdir()
        (tmp_path / ".grader" / "bin").symlink_to(bin_)
        path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            env={**os.environ, **variables, "PATH": path},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return command


def test_gitlab_grades_and_finds_the_tests(run, tmp_path):
    done = run("\n".join(job()["script"]), **{key: job()["variables"][key] for key in ("EXERCISE", "HOST")})
    assert done.returncode == 1, done.stderr
    assert "92.5 / 100 points" in done.stdout
    assert JUnitXml.fromfile(tmp_path / "grader.xml").failures == 1
    assert (tmp_path / "grader.evidence").is_file()


def test_jenkins_grades_and_finds_the_tests(run, tmp_path):
    [script] = re.findall(r"returnStatus: true, script: '([^']+)'", JENKINS)
    defaults = dict(re.findall(r"string\(name: '(\w+)', defaultValue: '([^']*)'", JENKINS))
    assert run(script, **defaults).returncode == 1
    assert JUnitXml.fromfile(tmp_path / "grader.xml").failures == 1
    assert "junit testResults: 'grader.xml'" in JENKINS


def test_the_pipeline_of_jenkins_is_declarative_and_closed():
    """jenkins.io/doc/book/pipeline/syntax: sections and directives."""
    code = re.sub(r"'[^']*'|\"[^\"]*\"|//.*", "", JENKINS)
    assert code.count("{") == code.count("}")
    assert code.count("(") == code.count(")")
    blocks = set(re.findall(r"^ *(\w+)(?:\(\))? \{", code, re.MULTILINE))
    assert blocks == {"pipeline", "parameters", "stages", "stage", "steps", "script", "post", "always"}
