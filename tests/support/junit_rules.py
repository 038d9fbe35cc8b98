"""What consumers of JUnit XML demand, restated: each function raises AssertionError for what its consumer refuses.

Sources: jenkinsci/xunit-plugin, junit-10.xsd (8c515de); windyroad/JUnit-Schema, JUnit.xsd (cfa434d);
apache/maven-surefire, surefire-test-report.xsd (be93038); gitlabhq, lib/gitlab/ci/parsers/test/junit.rb (d23f0cf);
ls1intum/Artemis, TestResultXmlParser.java (03a0dea); dorny/test-reporter (29672c5); mikepenz/action-junit-report
(305cd1f); EnricoMi/publish-unit-test-result-action (c9bbcab). Our documents were also validated against the three
schemas.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

RESULTS = {"failure", "error", "skipped"}


def jenkins(root: ET.Element) -> None:
    """The structure that Jenkins' xUnit plugin validates before it imports: its schema junit-10."""
    time = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?")
    assert root.tag == "testsuites"
    assert set(root.attrib) <= {"name", "time", "tests", "failures", "errors"}
    for suite in root:
        assert suite.tag == "testsuite"
        assert {"name", "tests", "failures", "errors"} <= set(suite.attrib)
        assert set(suite.attrib) <= {
            "name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id",
            "package", "file", "log", "url",
        }  # fmt: skip
        assert {child.tag for child in suite} <= {"properties", "testcase", "testsuite", "system-out", "system-err"}
        for case in suite.iter("testcase"):
            assert "name" in case.attrib
            assert set(case.attrib) <= {"name", "time", "classname", "group"}
            assert {child.tag for child in case} <= RESULTS | {"system-out", "system-err"}
            for child in case:
                assert set(child.attrib) <= ({"type", "message"} if child.tag in RESULTS else set())
    for element in root.iter():
        assert element.tag == "testcase" or time.fullmatch(element.get("time", ""))


def codegrade(root: ET.Element) -> float:
    """CodeGrade's unit test step. Returns the score it gives, 0 to 1."""
    earned = total = 0.0
    for suite in root:
        tags = []
        for case in suite:
            assert case.tag == "testcase", "Malformed"
            assert {"name", "classname", "time"} <= set(case.attrib)
            float(case.attrib["time"])
            weight = float(case.get("weight", "1"))
            tag = case[0].tag if len(case) else "passed"
            assert tag in RESULTS | {"passed"}, "neither passed nor failed"
            assert tag == "passed" or case[0].get("message")
            earned += weight if tag == "passed" else 0
            total += weight if tag != "skipped" else 0
            tags.append(tag)
        counts = {"tests": len(tags), "failures": tags.count("failure"), "errors": tags.count("error")}
        assert {key: int(suite.attrib[key]) for key in counts} == counts
        assert int(suite.get("skipped", "0")) == tags.count("skipped")
    return earned / total if total else 0.0


def artemis(root: ET.Element) -> dict[str, tuple[str, str | None]]:
    """Artemis knows a test by its name alone and drops skipped ones. Returns each test's result and feedback."""
    tests: dict[str, tuple[str, str | None]] = {}
    for suite in root:
        for case in suite:
            name = f"{suite.attrib['name']}.{case.attrib['name']}" if len(root) > 1 else case.attrib["name"]
            found = next((child for child in case if child.tag in RESULTS), None)
            if found is not None and found.tag == "skipped":
                continue
            assert name not in tests, f"two tests are called {name}"
            feedback = None if found is None else found.get("message") or found.text
            assert found is None or feedback
            tests[name] = ("passed" if found is None else "failed", feedback)
    return tests


def ant(root: ET.Element) -> None:
    """The strict schema of Ant's reports."""
    assert not root.attrib
    for index, suite in enumerate(root):
        assert set(suite.attrib) == {
            "package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time",
        }  # fmt: skip
        assert suite.get("id") == str(index)
        assert suite.get("name")
        assert suite.get("hostname")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
        assert suite[0].tag == "properties"
        assert [child.tag for child in suite[-2:]] == ["system-out", "system-err"]
        for case in suite[1:-2]:
            assert set(case.attrib) == {"name", "classname", "time"}
            assert len(case) <= 1
            for child in case:
                assert set(child.attrib) == ({"message"} if child.tag == "skipped" else {"type", "message"})


def identities(root: ET.Element) -> dict[str, list[tuple[str, ...]]]:
    """What each consumer tells tests apart by. Two equal ones are one test to it."""
    cases = [(suite.attrib, case.attrib) for suite in root for case in suite]
    return {
        "jenkins": [(one["classname"], one["name"]) for _, one in cases],
        "gitlab": [(suite["name"], one["classname"], one["name"]) for suite, one in cases],
        "artemis": [(f"{suite['name']}.{one['name']}",) for suite, one in cases],
        "allure": [(f"{one['classname']}.{one['name']}",) for _, one in cases],
        "enricomi": [(one["classname"], one["name"]) for _, one in cases],
        "dorny": [(suite["name"].strip(), one["classname"], one["name"].strip()) for suite, one in cases],
        "mikepenz": [(one["classname"].rpartition(".")[2], suite["name"], one["name"]) for suite, one in cases],
        "testrail": [(f"{one['classname']}.{one['name']}",) for _, one in cases],
    }


def gitlab(root: ET.Element, data: bytes) -> None:
    """GitLab's limits, and that it shows the content of a failure only."""
    assert len(data) < 30_000_000
    assert sum(len(suite) for suite in root) <= 500_000
    for element in root.iter():
        if element.tag in RESULTS:
            assert (element.text or "").strip()
            assert re.fullmatch(r"[A-Z][A-Za-z]+", element.get("type", ""))  # Rails takes some words for types


def surefire(root: ET.Element) -> None:
    """The schema of Maven Surefire's reports: one suite, its attributes, and each test's children in order."""
    assert root.tag == "testsuite"
    assert {"name", "tests", "errors", "skipped", "failures"} <= set(root.attrib)
    assert set(root.attrib) <= {"name", "time", "tests", "errors", "skipped", "failures", "group"}
    for key, tag in (("tests", "testcase"), ("errors", "error"), ("failures", "failure"), ("skipped", "skipped")):
        assert int(root.attrib[key]) == len(list(root.iter(tag)))
    for case in root:
        assert case.tag == "testcase"
        assert {"name", "time"} <= set(case.attrib) <= {"name", "classname", "group", "time"}
        tags = [child.tag for child in case]
        assert tags == [tag for tag in ("failure", "skipped", "error", "system-out") if tag in tags]
        for child in case:
            allowed = {"skipped": {"message"}, "system-out": set()}.get(child.tag, {"message", "type"})
            assert set(child.attrib) == allowed
    for element in root.iter():
        assert re.fullmatch(r"(\d+\.\d{3})?", element.get("time", ""))


def universal(root: ET.Element) -> None:
    """Our own dialect: what all consumers take."""
    jenkins(root)
    codegrade(root)
    assert set(root.attrib) == {"name", "tests", "failures", "errors", "time"}
    for key in ("tests", "failures", "errors"):
        assert int(root.attrib[key]) == sum(int(suite.attrib[key]) for suite in root)
    for suite in root:
        assert suite.get("name")
        assert suite.get("hostname")
        assert float(suite.attrib["time"]) == round(sum(float(case.attrib["time"]) for case in suite), 3)
        for case in suite:
            assert set(case.attrib) == {"name", "classname", "time"}
            assert re.fullmatch(r"\d+\.\d{3}", case.attrib["time"])
            assert not case.text or not case.text.strip()
            for child in case[:1]:
                assert child.tag in RESULTS
                assert child.get("type")
                assert 0 < len(child.get("message", "")) <= 1_000
                assert 0 < len((child.text or "").strip()) <= 16_000
            for child in case[1:]:
                assert child.tag == "system-out"
                assert len(child.text or "") <= 64_000
