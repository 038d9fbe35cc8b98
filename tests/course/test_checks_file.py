"""Reading a checks.yml: what is in it, and what is wrong with it, with the line."""

import copy
import re

import pytest
import yaml

from grader.course.checks_file import read_checks_file
from grader.course.exercise import ExerciseFile
from grader.course.files import load
from grader.course.source import read_checks
from grader.errors import CourseError
from grader.text.patterns import wanted_text
from tests.support import ROOT

GOOD = """\
checks:
  web-running:
    title: "{container} is running."
    container: {name: "{container}", running: true}
  page:
    title: The page
    needs: [web-running]
    limit: 30
    http:
      url: http://127.0.0.1:{port}/
"""
PARAMS = {"container": "web", "port": 8080}


@pytest.fixture
def read(tmp_path):
    """read(text): the checks of the file."""

    def reading(text, params=PARAMS):
        path = tmp_path / "checks.yml"
        path.write_text(text, encoding="utf-8")
        return read_checks_file(path, params)

    return reading


def refused(read, text):
    with pytest.raises(CourseError) as caught:
        read(text)
    assert "docs/declarative-checks.md" in caught.value.next_step
    return [line[line.index("checks.yml") :] for line in caught.value.problem.splitlines()]


def test_a_check_has_a_kind_a_line_and_values_in_which_parameters_are_filled(read):
    web, page = read(GOOD)
    assert (web.id, web.check.kind, web.line, web.check.container.name) == ("web-running", "container", 2, "web")
    assert (page.check.needs, page.check.limit) == (["web-running"], 30)
    assert page.check.http.url == "http://127.0.0.1:8080/"


def test_a_student_s_own_parameters_are_used(read):
    assert read(GOOD)[1].wanted({**PARAMS, "port": 81}).url == "http://127.0.0.1:81/"


def test_a_value_that_is_impossible_for_a_student_is_reported_with_the_line(read):
    with pytest.raises(
        CourseError, match=r"checks\.yml, line 10, checks\.page\.http\.url: an address such as"
    ) as caught:
        read(GOOD)[1].wanted({**PARAMS, "port": "a b"})
    assert "found “http://127.0.0.1:a b/”" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "running: true",
            "runing: true",
            "checks.yml, line 4, checks.web-running.container: “runing” is not a known key. Did you mean “running”?",
        ),
        (
            "    http:\n",
            "    htp:\n",
            "checks.yml, line 9, checks.page: “htp” is not a known key. Did you mean “http”?",
        ),
        (
            "name: ",
            "network: ",
            "checks.yml, line 4, checks.web-running.container: the key “name” is missing.",
        ),
        (
            "{port}/",
            "{prot}/",
            "checks.yml, line 10, checks.page.http.url: {prot} is not a parameter of the exercise. Did you mean “port”",
        ),
        (
            "    limit: 30",
            "    file: {path: ~/x}",
            "checks.yml, line 5, checks.page: exactly one of these keys is expected: container, image,",
        ),
        (
            "url: http:",
            "container: c\n      url: http:",
            "checks.yml, line 9, checks.page.http: either the key “url” or the key “container” is expected.",
        ),
        (
            "http:\n      url: http://127.0.0.1:{port}/",
            "file: {path: x}",
            "checks.yml, line 9, checks.page.file.path: a path that begins with “/” or “~/” is expected, found “x”.",
        ),
        (
            "http:\n      url: http://127.0.0.1:{port}/",
            "file: {path: /x, contains: ['/(/']}",
            "checks.yml, line 9, checks.page.file.contains: /(/ is not a valid regular expression (",
        ),
        (
            "running: true",
            "port: {host: 0, container: 80}",
            "checks.yml, line 4, checks.web-running.container.port.host: at least 1 is expected, found 0.",
        ),
        (
            "running: true",
            "mount: {at: /a}",
            "checks.yml, line 4, checks.web-running.container.mount: either the key “source” or the key",
        ),
        (
            "running: true",
            "running: false",
            "checks.yml, line 4, checks.web-running.container.running: false is not allowed here. Allowed: true.",
        ),
        ("  page:", "  Page_1:", "checks.yml, line 5, checks: a check ID of lower-case letters, digits and hyphens"),
        ("    title: The page\n", "", "checks.yml, line 5, checks.page: the key “title” is missing."),
    ],
)
def test_a_mistake_is_reported_with_file_line_key_and_what_is_allowed(read, old, new, problem):
    assert old in GOOD
    text = GOOD.replace(old, new)
    assert refused(read, text)[0].startswith(problem)


@pytest.mark.parametrize("env", ["{VERSION: 1.10}", "{1.5: x}"])
def test_a_fraction_in_the_place_of_text_wants_quotes_because_yaml_drops_its_last_zero(read, env):
    told = refused(read, GOOD.replace("running: true", f"env: {env}"))
    assert told[0].startswith("checks.yml, line 4, checks.web-running.container.env")
    assert "put it in quotes" in told[0]


@pytest.mark.parametrize(
    ("value", "has", "lacks"), [("a.c", "a.c", "abc"), ("/srv/", "x/srv/", "srv"), ("!a", "!a", "b")]
)
@pytest.mark.parametrize("pattern", ["'{greeting}'", "['/{greeting}$/']"])
def test_a_parameter_in_a_pattern_is_plain_text(read, pattern, value, has, lacks):
    text = GOOD.replace("url: http", f"contains: {pattern}\n      url: http")
    (written,) = read(text, {**PARAMS, "greeting": "hello"})[1].wanted({**PARAMS, "greeting": value}).contains
    assert wanted_text(written).fits(has)
    assert not wanted_text(written).fits(lacks)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:80800/", "http://h:0/", "http://[::1/", "https://h/", "http://u@h/", "h", "http://h:x"]
)
def test_an_address_is_one_that_can_be_fetched(read, url):
    assert "an address such as" in refused(read, GOOD.replace("http://127.0.0.1:{port}/", f"'{url}'"))[0]


@pytest.mark.parametrize("text", ["[]", "checks: []", "checks: {}", "x: 1", "checks: {a: 1}", "checks: {1: {}}"])
def test_a_file_of_another_shape_is_refused(tmp_path, text):
    path = tmp_path / "checks.yml"
    path.write_text(text)
    with pytest.raises(CourseError, match=r"checks\.yml, line 1"):
        read_checks_file(path, {})


def test_a_directory_has_no_text_to_contain(read):
    text = "checks: {a: {title: a, file: {path: /x, type: directory, contains: y}}}"
    assert "the key “contains” is for files" in refused(read, text)[0]


def test_the_port_of_a_container_is_not_for_addresses(read):
    text = "checks: {a: {title: a, http: {url: 'http://h/', port: 81}}}"
    assert "the key “port” belongs to “container”" in refused(read, text)[0]


def test_titles_needs_and_lines_are_known_without_parameters(tmp_path):
    path = tmp_path / "checks.yml"
    path.write_text(GOOD)
    web, page = read_checks(path)
    assert (web.title, page.needs, page.where) == ("{container} is running", ("web-running",), f"{path}:5")


@pytest.mark.parametrize("text", ["- a", "checks: 1", "checks: {a: 1, b: {title: [], needs: x}}"])
def test_what_is_wrong_in_a_file_is_no_obstacle_to_its_titles(tmp_path, text):
    path = tmp_path / "checks.yml"
    path.write_text(text)
    assert all(isinstance(check.title, str) for check in read_checks(path))


SAMPLE = ROOT / "tests" / "checks" / "declared" / "course" / "exercises" / "ex01_site" / "checks.yml"
FOREIGN = re.compile(r"Input should|Extra inputs|Field required|validation error|type=|pydantic|Value error|unable to")


def places(value, location=()):
    yield location
    for key, below in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(below, (*location, key))


@pytest.mark.parametrize("wrong", ["WRONG \u2603", -1, 10**9, "", 1.5, None, [], {}, {"x": 1}, [[]]])
def test_a_wrong_value_anywhere_is_reported_with_its_line_in_the_grader_s_own_words(read, wrong):
    params = load(SAMPLE.with_name("exercise.yml"), ExerciseFile).params
    good = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    said = []
    for location in [one for one in places(good) if one]:
        values = copy.deepcopy(good)
        parent = values
        for part in location[:-1]:
            parent = parent[part]
        parent[location[-1]] = wrong
        try:
            read(yaml.safe_dump(values, sort_keys=False), params)
        except CourseError as error:
            said.append(error.problem)
    assert len(said) > 15
    assert [one for one in said if FOREIGN.search(one) or not re.match(r"\S+checks\.yml, line \d+, ", one)] == []
