"""The rules of what reads our results, restated: Gradescope, PrairieLearn, and GitHub's runner and Classroom."""

import re

GRADESCOPE_FORMATS = {"text", "html", "simple_format", "md", "ansi"}
GRADESCOPE_VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}


def gradescope(document):
    """docs/specs.md of gradescope/autograder_samples af5dee4."""
    top = {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format"}
    assert set(document) <= top | {"visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"}
    assert is_number(document["score"])
    assert isinstance(document.get("execution_time", 0), int)
    for name in ("output_format", "test_output_format", "test_name_format"):
        assert document[name] in GRADESCOPE_FORMATS
    assert {document["visibility"], document["stdout_visibility"]} <= GRADESCOPE_VISIBILITY
    assert "\r" not in document["output"]
    for test in document["tests"]:
        known = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags"}
        assert set(test) <= known | {"visibility", "extra_data"}
        assert is_number(test["score"])
        assert is_number(test["max_score"])
        assert test["status"] in {"passed", "failed"}
        assert test["name"]
        assert isinstance(test["output"], str)
        assert "\r" not in test["output"]
        assert all(isinstance(one, str) for one in test.get("tags", []))
        assert test.get("visibility", "visible") == "visible"


def prairielearn(document, size=0):
    """docs/externalGrading.md of PrairieLearn/PrairieLearn 06a6d59."""
    assert size <= 1_000_000
    if document["gradable"] is False:
        assert all(isinstance(one, str) and one for one in document["format_errors"])
        return
    assert is_number(document["score"])
    assert 0.0 <= document["score"] <= 1.0
    assert isinstance(document["message"], str)
    for test in document["tests"]:
        assert test["name"]
        assert is_number(test["points"])
        assert is_number(test["max_points"])
        assert {type(test["message"]), type(test["output"])} == {str}


def classroom(document):
    """The points that the reporter sends: src/notify-classroom.js of autograding-grading-reporter 43c2d9f."""
    assert document["status"] in {"pass", "fail", "error"}
    assert all(one["status"] in {"pass", "fail", "error"} for one in document["tests"])
    return round(sum(one["score"] for one in document["tests"]), 2), document["max_score"]


def classroom_log(document):
    """The lines that the reporter prints: src/console-results.js of the same."""
    for one in document["tests"]:
        if one["status"] == "error":
            yield from f"Error: {one['message']}".split("\n")
        else:
            yield from f"\x1b[32m✅ {one['name']}\x1b[0m".split("\n")
        if one["test_code"]:
            yield from f"Test code:\n{one['test_code']}\n".split("\n")


COMMANDS = {
    *("set-output", "save-state", "set-env", "add-path", "add-mask", "add-matcher", "remove-matcher", "stop-commands"),
    *("debug", "notice", "warning", "error", "group", "endgroup", "echo", "internal-set-repo-path"),
}


def workflow_command(line):
    """The name of the command that a runner takes from a line: src/Runner.Common/ActionCommand.cs, 079cdb1."""
    text = line.lstrip()
    if text.startswith("::") and "::" in text[2:]:
        name = text[2:].partition("::")[0].partition(" ")[0]
        if name in COMMANDS:
            return name
    found = re.search(r"##\[([^\]]*)\]", line)
    name = found[1].partition(" ")[0] if found else ""
    return name if name.lower() in COMMANDS else None


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)
