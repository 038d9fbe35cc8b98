"""Reading the files of a course, with errors that name the file, the line and the key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from grader.errors import CourseError

Model = TypeVar("Model", bound=BaseModel)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def text_of(path: Path) -> str:
    """Read a text file of the course.

    Raises:
        CourseError: The file is missing or is not UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(
            "{path} is missing.", next_step="Create it, or check the path given with --course.", path=path
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            "{path} cannot be read: {why}.", next_step="Save it as UTF-8 text.", path=path, why=error
        ) from error


def load(path: Path, model: type[Model]) -> Model:
    """Read a YAML file into a model.

    Raises:
        CourseError: The file is missing, is not YAML, has a key twice or does not fit the model.
    """
    text = text_of(path)
    node: Any = None
    loader: Any = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise CourseError("{path}:1: the file is empty.", next_step="See docs/authors.md for its keys.", path=path)
        _refuse_duplicate_keys(path, node)
        return model.model_validate(loader.construct_document(node))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CourseError(
            "{path}:{line}: {why}.", next_step="Fix the YAML on that line.", path=path, line=line, why=error.problem
        ) from error
    except ValidationError as error:
        raise CourseError(
            "{lines}",
            next_step="See docs/authors.md for the keys of this file.",
            lines="\n".join(_described(path, node, one["loc"], one["msg"]) for one in error.errors()),
        ) from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        reason = f"{error}".splitlines()[0]
        raise CourseError("{path}:1: {why}.", next_step="Fix the YAML of this file.", path=path, why=reason) from error
    finally:
        if loader is not None:
            loader.dispose()


def _refuse_duplicate_keys(path: Path, node: yaml.Node) -> None:
    todo, seen = [node], set()
    while todo:
        current = todo.pop()
        if id(current) in seen:  # an alias
            continue
        seen.add(id(current))
        if isinstance(current, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in current.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise CourseError(
                        "{path}:{line}: a key is a list or a mapping.",
                        next_step="Use a word as the key.",
                        path=path,
                        line=key.start_mark.line + 1,
                    )
                if key.value in keys:
                    raise CourseError(
                        "{path}:{line}: the key “{key}” appears twice.",
                        next_step="Keep one of them.",
                        path=path,
                        line=key.start_mark.line + 1,
                        key=key.value,
                    )
                keys.add(key.value)
                todo.append(value)
        elif isinstance(current, yaml.SequenceNode):
            todo.extend(current.value)


def _described(path: Path, node: yaml.Node, loc: Sequence[int | str], message: str) -> str:
    keys = [str(part) for part in loc if part != "[key]"]
    where = f" {'.'.join(keys)}:" if keys else ""
    return f"{path}:{_line(node, loc)}:{where} {message}"


def _line(node: yaml.Node, loc: Sequence[int | str]) -> int:
    """The line of the deepest key of a location that is in the file."""
    line: int = node.start_mark.line + 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(part)]
            if not found:
                break
            key, node = found[0]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
