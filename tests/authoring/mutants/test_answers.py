"""The mutants of a solution, from what its checks read; those of the sample class's solutions."""

import io
import json
import tarfile

import pytest

from grader.authoring.mutants.answers import mutants
from grader.authoring.mutants.archives import other_archives
from grader.authoring.mutants.solution_facts import SolutionFacts
from grader.checks.reads import Read
from grader.checks.verdict import Status, Verdict
from grader.course.pack import Course
from grader.demo.sample import evidence, sample_class
from grader.evidence.facts import Fact, kept, raw
from grader.evidence.file import Evidence

INSPECT = {
    "Id": "4f" * 32,
    "Name": "/os3",
    "Config": {"Tty": True, "Image": "centos:latest"},
    "Created": "2026-01-02T03:04:05Z",
}


def asked(request: str, body: object, status: int = 200, **more) -> Fact:
    return Fact(
        at=0,
        seconds=0,
        request=request,
        status=status,
        body=body if isinstance(body, str) else json.dumps(body),
        **more,
    )


def ran(command: str, out: str, rc: int = 0) -> Fact:
    return Fact(at=0, seconds=0, command=command, out=out, rc=rc)


def of(*facts: Fact, paths: tuple[str, ...] = ()) -> dict[str, list]:
    """The changes by value, of facts that one check looked at; of the first one it read these paths."""
    reads = (Read(0, paths),) if paths else ()
    verdict = Verdict(check="up", status=Status.PASSED, facts=tuple(range(len(facts))), reads=reads)
    found = {}
    for one in mutants(SolutionFacts(facts), [verdict]):
        found.setdefault(str(one.value), []).append(one)
    return found


@pytest.mark.parametrize("exercise", [one.id for one in Course.at(None).exercises()])
def test_every_mutant_of_a_solution_can_be_written_as_evidence_and_differs(exercise, tmp_path):
    base = Evidence.read(evidence(sample_class().students[0], exercise))
    everything = tuple(range(len(base.facts)))
    verdict = Verdict(check="up", status=Status.PASSED, facts=everything)
    for one in mutants(SolutionFacts(base.facts), [verdict])[::7]:
        assert all(base.facts[index] != fact for index, fact in one.facts.items() if index == min(one.facts))
        assert all(base.facts[index].key == fact.key for index, fact in one.facts.items())
        Evidence(base.manifest, [one.facts.get(at, fact) for at, fact in enumerate(base.facts)]).write(
            tmp_path / "x.gz"
        )
        assert Evidence.read(tmp_path / "x.gz").facts != base.facts


def test_only_what_a_check_read_of_an_answer_is_changed():
    found = of(asked("GET /v1.41/containers/os3/json", INSPECT), paths=("Config.Tty",))
    assert "docker inspect os3: Config.Tty" in found
    assert not any("Created" in value for value in found)


def test_another_look_at_the_same_object_changes_with_it():
    first, again = (asked(f"GET /v1.41/containers/{name}/json", INSPECT) for name in ("os3", "4f" * 32))
    [one] = of(first, again, paths=("Config.Tty",))["docker inspect os3: Config.Tty"]
    assert [json.loads(fact.body)["Config"]["Tty"] for fact in one.facts.values()] == [False, False]


def test_times_and_ids_are_equivalent_by_a_rule():
    found = of(asked("GET /v1.41/containers/os3/json", INSPECT), paths=("Id", "Created"))
    assert {one.rule for one in found["docker inspect os3: Id"]} == {"id"}
    assert {one.rule for one in found["docker inspect os3: Created"]} == {"time"}


def test_a_command_that_prints_nothing_ends_otherwise():
    [one] = of(ran("test -e /tmp/x", ""))["test -e /tmp/x: exit code"]
    assert [fact.rc for fact in one.facts.values()] == [1]


def test_a_command_that_prints_something_fails_or_prints_something_else():
    found = of(ran("id -nG", "student docker\n"))["id -nG: output"]
    assert [one.change for one in found] == [
        "the command fails",
        "nothing printed",
        "“student docker” → “atudent docker”",
        "“student docker” → “student aocker”",
    ]


def test_the_output_of_a_program_in_a_container_keeps_its_frames():
    created = asked("POST /v1.41/containers/os3/exec", {"Id": "ab12"}, 201, sent='{"Cmd": ["ls", "/tmp"]}')
    started = asked("POST /v1.41/exec/ab12/start", "\1\0\0\0\0\0\0\2a\n")
    bodies = {
        fact.body for one in of(created, started)["docker exec os3 ls /tmp: output"] for fact in one.facts.values()
    }
    assert bodies == {"\1\0\0\0\0\0\0\0", "\1\0\0\0\0\0\0\2b\n"}


def test_a_file_of_an_image_is_gone_empty_or_has_other_content():
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("index.html")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"hello"))
    target = "/v1.41/containers/ab12/archive?path=/index.html"
    facts = SolutionFacts([asked(f"HEAD {target}", ""), asked(f"GET {target}", kept(packed.getvalue()).__str__())])
    facts = SolutionFacts([facts.facts[0], facts.facts[1].model_copy(update={"body": kept(packed.getvalue())})])
    found = {other.change: changed for other, changed in other_archives(facts, [1])}
    assert [fact.status for fact in found["gone"].values()] == [404, 404]
    contents = []
    for change in ("empty", "other content"):
        with tarfile.open(fileobj=io.BytesIO(raw(found[change][1].body))) as archive:
            contents.append(archive.extractfile("index.html").read())
    assert contents == [b"", b"xhello"]
