"""Each key of each file that people write: a wrong key, type or value is reported in the grader's own words."""

import datetime
import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel, RootModel

from grader.course.files import load
from grader.course.rubric import Messages
from grader.errors import CourseError
from grader.i18n.error_translation import in_language
from tests.support.file_samples import SAMPLES, TEXT

FOREIGN = re.compile(r"Input should|Extra inputs|Field required|validation error|type=|pydantic|Value error|unable to")
WRONG = "WRONG \u2603"
FREE = {"params.port", "params.net", "params.ex05.port"}
"""Where every value of YAML is right."""


def bare(kind: Any) -> Any:
    while get_origin(kind) in {Annotated, Union, types.UnionType}:
        kind = next(one for one in get_args(kind) if one is not types.NoneType)
    is_root = isinstance(kind, type) and issubclass(kind, RootModel)
    return bare(kind.model_fields["root"].annotation) if is_root else kind


def lacking(kind: Any, sample: Any, where: str = "") -> Iterator[str]:
    """The keys of a model that its sample does not show."""
    kind = bare(kind)
    if get_origin(kind) in {dict, list}:
        for one in sample.values() if isinstance(sample, dict) else sample:
            yield from lacking(get_args(kind)[-1], one, where)
    elif isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(sample, dict):
        for name, field in ((one.alias or name, one) for name, one in kind.model_fields.items()):
            if name not in sample:
                yield f"{where}.{name}"
            else:
                yield from lacking(field.annotation, sample[name], f"{where}.{name}")


def locations(value: Any, location: tuple[int | str, ...] = ()) -> Iterator[tuple[int | str, ...]]:
    yield location
    for key, below in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from locations(below, (*location, key))


def dotted(location: tuple[int | str, ...]) -> str:
    return ".".join(one for one in location if isinstance(one, str))


def at(value: Any, location: tuple[int | str, ...]) -> Any:
    for part in location:
        value = value[part]
    return value


def copy_of(value: Any) -> Any:
    """A copy in which nothing is shared, which YAML would write as an alias."""
    if isinstance(value, dict):
        return {key: copy_of(one) for key, one in value.items()}
    return [copy_of(one) for one in value] if isinstance(value, list) else value


def with_(sample: Any, location: tuple[int | str, ...], value: Any) -> Any:
    changed = copy_of(sample)
    at(changed, location[:-1])[location[-1]] = value
    return changed


EVERY = [
    pytest.param(model, location, id=f"{model.__name__}:{dotted(location) or 'top'}:{len(location)}")
    for model, sample in SAMPLES.items()
    for location in locations(sample)
]


@pytest.fixture
def refusal(tmp_path):
    """refusal(model, values): the error that reading them ends with, and the file's lines; None if they are right."""

    def read(model, values):
        path = tmp_path / "file.yml"
        text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
        try:
            load(path, model)
        except CourseError as error:
            return error, text.splitlines()
        return None

    return read


def is_ours(error: CourseError, *, line: int, keys: str) -> None:
    place = f"file.yml, line {line}, {keys}: " if keys else f"file.yml, line {line}: "
    assert place in error.problem
    assert not FOREIGN.search(str(error))
    assert error.next_step
    said = in_language(error.message, "ko")
    assert f"file.yml {line}번째 줄" in said
    assert not re.search(r"\b(expected|found|known|allowed|missing|line)\b", said)


@pytest.mark.parametrize("model", SAMPLES)
def test_the_sample_is_right_and_has_every_key(refusal, model):
    assert refusal(model, SAMPLES[model]) is None
    assert list(lacking(model, SAMPLES[model])) == []


@pytest.mark.parametrize(("model", "location"), EVERY)
def test_a_wrong_key_is_reported(refusal, model, location):
    sample = SAMPLES[model]
    if not isinstance(at(sample, location), dict):
        return
    found = refusal(model, with_(sample, (*location, WRONG), 1))
    if dotted(location) in {"params", "params.ex05"}:
        return
    error, lines = found
    [line] = [number for number, text in enumerate(lines, 1) if WRONG in text]
    assert WRONG.casefold() in error.problem.casefold()
    assert f"file.yml, line {line}" in error.problem
    assert not FOREIGN.search(str(error))
    assert error.next_step


@pytest.mark.parametrize(("model", "location"), [one for one in EVERY if one.values[1]])
def test_a_wrong_type_is_reported(refusal, model, location):
    sample = SAMPLES[model]
    right = at(sample, location)
    wrong = [WRONG] if right == TEXT else WRONG if isinstance(right, dict | list) else {WRONG: [1]}
    found = refusal(model, with_(sample, location, wrong))
    if dotted(location) in FREE:
        assert found is None
        return
    error, lines = found
    [line] = [number for number, text in enumerate(lines, 1) if WRONG in text]
    named = isinstance(wrong, str) or isinstance(location[-1], int)
    is_ours(error, line=line if named else line - 1, keys=dotted(location))


@pytest.mark.parametrize("wrong", [WRONG, -1, 10**9, "", datetime.date(2026, 12, 1), float("nan"), None])
@pytest.mark.parametrize(("model", "location"), [one for one in EVERY if one.values[1]])
def test_a_wrong_value_is_reported(refusal, model, location, wrong):
    found = refusal(model, with_(SAMPLES[model], location, wrong))
    if found is None:
        return
    error, _ = found
    assert re.search(r"file\.yml, line \d+, ", error.problem)
    assert f"{dotted(location)}: " in error.problem
    assert not FOREIGN.search(str(error))
    assert error.next_step


def test_the_eleventh_problem_is_counted(refusal):
    error, _ = refusal(Messages, {"says": {f"reason{number}": {} for number in range(12)}})
    assert error.problem.count("at least 1 entry is expected") == 10
    assert error.problem.endswith("\n… and 2 more problems.")
