import contextlib
import ipaddress
import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.exercise import ExerciseFile
from grader.course.files import load
from grader.course.pack import Course
from grader.course.parameter_types import Parameter
from grader.errors import CourseError
from grader.i18n.error_translation import in_language
from grader.message import InvalidValue

TITLE = {"en": "A network", "ko": "네트워크"}
DEFAULTS = {
    "network": "10.0.0.0/8",
    "address": "10.0.0.1",
    "port": 80,
    "name": "net1",
    "path": "/srv",
    "int": 3,
    "choice": "a",
}


def parameter(kind):
    choices = {"choices": ["a", "b"]} if kind == "choice" else {}
    return Parameter.model_validate({"type": kind, "default": DEFAULTS[kind], **choices})


@pytest.fixture
def declared(tmp_path):
    """declared("{…}"): the exercise with this parameter on line 4."""

    def read(text):
        path = tmp_path / "exercise.yml"
        path.write_text(f"id: ex04\ntitle: {{en: a, ko: b}}\nparams:\n  net: {text}\n", encoding="utf-8")
        return load(path, ExerciseFile)

    return read


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("network", "192.168.7.0/24", "192.168.7.0/24"),
        ("network", "fd00::/64", "fd00::/64"),
        ("address", "192.168.7.1", "192.168.7.1"),
        ("address", "fd00::1", "fd00::1"),
        ("port", "8080", 8080),
        ("port", 65535, 65535),
        ("name", "wp-db_1.a", "wp-db_1.a"),
        ("path", "notes from today.txt", "notes from today.txt"),
        ("int", "-3", -3),
        ("choice", "b", "b"),
    ],
)
def test_a_value_is_text_but_a_port_and_an_int_are_numbers(kind, text, value):
    assert parameter(kind).value(text) == value


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("network", "192.168.7.0/33", "a network such as 192.168.100.0/24 is expected, found “192.168.7.0/33”"),
        ("network", "192.168.7.9/24", "“192.168.7.9/24” is not how a network is written: write 192.168.7.0/24"),
        ("network", "10.0.0.0/255.0.0.0", "“10.0.0.0/255.0.0.0” is not how a network is written: write 10.0.0.0/8"),
        ("network", 10, "a network such as 192.168.100.0/24 is expected, found 10"),
        ("address", "10.0.0.0/8", "an address such as 192.168.100.1 is expected, found “10.0.0.0/8”"),
        ("address", "FD00::1", "“FD00::1” is not how an address is written: write fd00::1"),
        ("port", "65536", "a port from 1 to 65535 is expected, found “65536”"),
        ("port", True, "a port from 1 to 65535 is expected, found true"),
        ("int", "1.5", "a whole number is expected, found “1.5”"),
        (
            "name",
            "my net",
            (
                "a name of 2 to 63 letters, digits, “_”, “.” and “-” that begins with a letter or digit is expected, "
                "found “my net”"
            ),
        ),
        ("path", "", "a path such as /srv/data or notes.txt is expected, found nothing"),
        ("path", "a\nb", "a path such as /srv/data or notes.txt is expected, found “a b”"),
        ("choice", "c", "one of a, b is expected, found “c”"),
    ],
)
def test_a_value_of_another_type_is_refused_with_what_is_expected(kind, value, said):
    with pytest.raises(InvalidValue) as error:
        parameter(kind).value(value)
    assert str(error.value) == said


@given(st.ip_addresses(), st.integers(0, 32))
def test_every_network_and_address_in_its_usual_form_is_taken(address, prefix):
    network = str(ipaddress.ip_network((address, prefix), strict=False))
    assert parameter("network").value(network) == network
    assert parameter("address").value(str(address)) == str(address)


@pytest.mark.parametrize("kind", DEFAULTS)
@given(value=st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_what_is_taken_is_taken_again_as_the_same(kind, value):
    with contextlib.suppress(InvalidValue):
        taken = parameter(kind).value(value)
        assert parameter(kind).value(taken) == taken


def test_a_parameter_may_be_just_its_default_value(declared):
    assert declared("192.168.7.0/24").params == {"net": "192.168.7.0/24"}
    assert declared("{web: 80}").params == {"net": {"web": 80}}
    assert declared("{type: network, default: 10.0.0.0/8}").params == {"net": "10.0.0.0/8"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{type: network, default: 10.0.0.1/8}", "params.net.default: “10.0.0.1/8” is not how a network is written"),
        ("{type: netwrk, default: a}", "params.net.type: “netwrk” is not allowed here. Allowed: network, address"),
        ("{type: port}", "params.net: the key “default” is missing"),
        ("{default: 1}", "params.net: the key “type” is missing"),
        ("{type: port, defualt: 80}", "params.net: “defualt” is not a known key. Did you mean “default”?"),
        ("{type: choice, default: a}", "params.net.choices: a choice needs at least one value"),
        ("{type: port, choices: [a], default: 80}", "params.net.choices: only a parameter of the type “choice” has"),
    ],
)
def test_a_wrong_declaration_is_reported_with_its_line(declared, text, said):
    with pytest.raises(CourseError) as error:
        declared(text)
    assert f"exercise.yml, line 4, {said}" in error.value.problem
    assert "[" not in error.value.problem
    assert "expected" not in in_language(error.value.message, "ko")


def test_the_json_schema_takes_both_forms_and_nothing_between():
    schema = ExerciseFile.model_json_schema()
    rules = jsonschema.Draft202012Validator(schema)
    for net in ("net1", ["a"], {"web": 80}, {"type": "name", "default": "net1"}):
        assert rules.is_valid({"id": "ex04", "title": TITLE, "params": {"net": net}})
    for net in ({"type": "nmae", "default": "net1"}, {"type": "name"}, {"default": 1}, {"type": "int", "defualt": 1}):
        assert not rules.is_valid({"id": "ex04", "title": TITLE, "params": {"net": net}})
    assert "[declared]" not in json.dumps(schema)


def test_the_built_in_exercises_declare_their_networks_names_ports_and_paths():
    declared = Course.at(None).exercise("ex04").file
    assert {name: getattr(declared.parameter(name), "type", None) for name in declared.params} == {
        "network": "name",
        "subnet": "network",
        "gateway": "address",
        "container": "name",
        "image": None,
    }
