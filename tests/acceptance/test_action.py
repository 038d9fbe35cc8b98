"""The action for GitHub: its metadata, and its shell steps, run as a runner does."""

import base64
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import typer
import yaml
from junitparser import JUnitXml

from grader.autograders.wheel import own_wheel
from grader.evidence.file import Evidence
from tests.support import ROOT, autograder_rules
from tests.support.recorded_class import EVIDENCE

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {one["name"]: one for one in ACTION["runs"]["steps"]}


def test_the_metadata_has_the_keys_of_a_composite_action():
    """docs.github.com: Metadata syntax for GitHub Actions."""
    assert set(ACTION) == {"name", "description", "inputs", "outputs", "runs"}
    assert set(ACTION["runs"]) == {"using", "steps"}
    assert ACTION["runs"]["using"] == "composite"
    for one in ACTION["inputs"].values():
        assert set(one) <= {"description", "required", "default"}
        assert "required" in one or isinstance(one["default"], str)
    for one in ACTION["outputs"].values():
        assert set(one) == {"description", "value"}
    for one in STEPS.values():
        assert set(one) <= {"name", "id", "shell", "env", "run"}
        assert one["shell"] == "bash"


def test_no_input_becomes_part_of_a_script():
    assert all("${{" not in one["run"] for one in STEPS.values())
    used = {value for one in STEPS.values() for value in one["env"].values()}
    assert used == {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]}


def run(name, folder, **inputs):
    """Run a step as a runner does: `bash -eo pipefail`, with the files for outputs and the summary."""
    given = {key: str(one.get("default", "")) for key, one in ACTION["inputs"].items()} | inputs
    env = {key: given[re.search(r"inputs\.(\w+)", value)[1]] for key, value in STEPS[name]["env"].items()}
    script = folder / "step.sh"
    script.write_text(STEPS[name]["run"], encoding="utf-8")
    files = {"RUNNER_TEMP": folder, "GITHUB_OUTPUT": folder / "output", "GITHUB_STEP_SUMMARY": folder / "summary"}
    libraries = {"PYTHONPATH": str(Path(typer.__file__).parents[1]), "PIP_NO_DEPS": "1"}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
        env={**os.environ, **env, **libraries, **{key: str(one) for key, one in files.items()}},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    """A runner on which the step that installs has run. It takes some 5 s, so only once."""
    folder = tmp_path_factory.mktemp("runner")
    name, data = own_wheel()
    (folder / name).write_bytes(data)
    done = run("Install the grader", folder, package=str(folder / name))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def graded(runner):
    """graded(evidence, …): run the step that grades; its exit code, log, outputs and summary."""

    def command(evidence, **inputs):
        for name in ("output", "summary"):
            (runner / name).write_text("", encoding="utf-8")
        done = run("Grade", runner, exercise="ex05", host=f"evidence:{evidence}", **inputs)
        outputs = dict(line.split("=", 1) for line in (runner / "output").read_text(encoding="utf-8").splitlines())
        return done.returncode, done.stdout, outputs, (runner / "summary").read_text(encoding="utf-8")

    return command


def test_points_annotations_summary_and_junit_come_from_one_check(graded):
    code, log, outputs, summary = graded(EVIDENCE / "s02" / "ex05.gz", lang="ko")
    assert code == 1
    assert "::notice title=Autograding complete::Points 92.5/100\n" in log
    assert len(re.findall("^::error title=ex05", log, re.MULTILINE)) == 1
    assert summary.startswith("## ex05 ")
    assert "92" in summary
    assert "점" in summary
    assert len(next(iter(JUnitXml.fromfile(outputs["junit"])))) == 6
    assert autograder_rules.classroom(json.loads(base64.b64decode(outputs["result"]))) == (92.5, 100)


def test_commands_are_stopped_while_the_host_is_asked(graded):
    lines = graded(EVIDENCE / "s01" / "ex05.gz")[1].splitlines()
    assert re.fullmatch("::stop-commands::[0-9a-f]{32}", lines[0])
    assert f"::{lines[0].removeprefix('::stop-commands::')}::" in lines[1:]
    known = {autograder_rules.workflow_command(one) for one in lines}
    assert known <= {"stop-commands", "notice", None}


def test_the_reporter_can_have_the_points_to_itself(graded):
    _, log, outputs, _ = graded(EVIDENCE / "s01" / "ex05.gz", points="false")
    assert "Autograding" not in log
    assert outputs["result"]


def test_a_check_that_did_not_pass_need_not_fail_the_job(graded):
    assert graded(EVIDENCE / "s02" / "ex05.gz", fail="false")[0] == 0


def test_what_could_not_be_determined_fails_the_job_without_points(graded, tmp_path):
    evidence = Evidence.read(EVIDENCE / "s01" / "ex05.gz")
    Evidence(evidence.manifest, evidence.facts[:3]).write(tmp_path / "ex05.evidence")
    code, log, outputs, summary = graded(tmp_path / "ex05.evidence", fail="false")
    assert code == 3
    assert "Points" not in log
    assert set(outputs) == {"junit"}
    assert "Not graded" in summary


def test_evidence_that_is_not_there_fails_the_job(graded, tmp_path):
    code, log, outputs, summary = graded(tmp_path / "none")
    assert (code, outputs, summary) == (2, {}, "")
    assert log.count("\n") == 2


def test_an_input_is_never_a_shell_command(graded, tmp_path):
    code = graded(tmp_path / "none", lang="$(touch /tmp/x)", course='"; exit 0; "')[0]
    assert code == 2
