"""Mutants of whole objects, which are the same in every answer; all are of the sample class's solutions."""

import json

import pytest

from grader.authoring.mutants import images, objects
from grader.authoring.mutants.solution_facts import SolutionFacts, indices, path_of
from grader.course.pack import Course
from grader.demo.sample import evidence, sample_class
from grader.evidence.file import Evidence

EXERCISES = [one.id for one in Course.at(None).exercises()]


def solution(exercise: str) -> SolutionFacts:
    return SolutionFacts(Evidence.read(evidence(sample_class().students[0], exercise)).facts)


def changed(facts: SolutionFacts, other) -> SolutionFacts:
    return SolutionFacts([other.get(index, fact) for index, fact in enumerate(facts.facts)])


def found(facts: SolutionFacts, name: str) -> tuple[str, str]:
    return next((kind, id_) for kind, id_, called in objects.objects(facts) if called == name)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_object_that_is_gone_is_in_no_answer_about_such_objects(exercise):
    facts = solution(exercise)
    for kind, id_, _ in objects.objects(facts):
        without = changed(facts, objects.gone(facts, kind, id_))
        assert (kind, id_) not in {(other, one) for other, one, _ in objects.objects(without)}
        assert len(list(objects.objects(without))) == len(list(objects.objects(facts))) - 1


def test_a_container_that_is_gone_is_in_no_network_and_runs_no_program():
    facts = solution("ex05")
    kind, id_ = found(facts, "os3")
    without = changed(facts, objects.gone(facts, kind, id_))
    for index in indices(without):
        fact = without.facts[index]
        if path_of(fact) == "/containers/os3/exec":
            assert fact.status == 404
        if without.listed(index) == "networks":
            assert all(id_ not in (one.get("Containers") or {}) for one in without.document(index))


def test_a_network_that_is_gone_connects_no_container():
    facts = solution("ex04")
    without = changed(facts, objects.gone(facts, *found(facts, "net1")))
    [networks] = {
        tuple(without.document(index)["NetworkSettings"]["Networks"])
        for index in indices(without)
        if path_of(without.facts[index]) == "/containers/os5/json"
    }
    assert "net1" not in networks


def test_a_stopped_container_is_listed_and_described_as_such_and_runs_no_program():
    facts = solution("ex05")
    _, id_ = found(facts, "os3")
    stopped = changed(facts, objects.in_state(facts, id_, "stopped"))
    seen = {}
    for index in indices(stopped):
        if stopped.inspected(index) == ("containers", id_):
            seen["inspect"] = stopped.document(index)["State"]["Status"]
        elif stopped.listed(index) == "containers":
            [seen["list"]] = [one["State"] for one in stopped.document(index) if one["Id"] == id_]
        elif path_of(stopped.facts[index]) == "/containers/os3/exec":
            seen["exec"] = stopped.facts[index].status
    assert seen == {"inspect": "exited", "list": "exited", "exec": 409}


def test_a_container_is_put_into_states_that_it_is_not_in():
    facts = solution("ex09")
    states = {
        name: objects.other_states(facts, id_) for kind, id_, name in objects.objects(facts) if kind == "containers"
    }
    assert states["life1"] == ("running",)
    assert states["life2"] == ("stopped", "running")
    assert states["life4"] == ("stopped", "paused", "restarting")


def test_an_image_without_a_name_is_not_found_by_it_and_still_there():
    facts = solution("ex08")
    _, id_ = found(facts, "httpd:latest")
    without = changed(facts, images.untagged(facts, id_)["httpd:latest"])
    statuses = {path_of(one): one.status for one in without.facts if path_of(one).startswith("/images/")}
    assert statuses["/images/httpd:latest/json"] == 404
    assert statuses["/images/localhost:5000/web:v1/json"] == 200
    assert "httpd:latest" not in json.dumps(
        [without.document(at) for at in indices(without) if without.listed(at) == "images"]
    )


def test_an_image_that_was_built_has_such_a_step_and_no_commit():
    [path] = (Course.at(None).exercise("ex15").folder / "mutants").glob("*.gz")
    facts = SolutionFacts(Evidence.read(path).facts)
    built = changed(facts, images.built(facts, found(facts, "centos-web:v4")[1]))
    [top] = [
        built.document(at)[0]["CreatedBy"] for at in indices(built) if path_of(built.facts[at]).endswith("/history")
    ]
    assert "#(nop)" in top
    assert "commit" not in {
        json.loads(line)["Action"]
        for fact in built.facts
        if path_of(fact) == "/events"
        for line in fact.body.splitlines()
    }
