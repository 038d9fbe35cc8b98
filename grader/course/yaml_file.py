"""A YAML file with the places of its keys and values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from grader.course.yaml_syntax import syntax_problem
from grader.errors import CourseError
from grader.message import Message
from grader.text.clean import one_line
from grader.text.validation import Location, dotted

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 60


MANUAL = "docs/course-files.md"
"""Where the keys of the files of a course are described."""


class YamlFile:
    """One YAML document, read from `text`. Aliases may make it a graph. `manual` is where its keys are described.

    Raises:
        CourseError: the text is empty, is not YAML, or has a key twice.
    """

    def __init__(self, path: Path, text: str, *, manual: str = MANUAL) -> None:
        self.path = path
        self._manual = manual
        self._text = text
        self._root = self._composed()
        self._refuse_ambiguous_keys()

    def values(self) -> Any:
        """The document as Python values.

        Raises:
            CourseError: a value is not what it looks like, such as the date November 31.
        """
        constructor = yaml.constructor.SafeConstructor()
        try:
            return constructor.construct_document(self._root)
        except yaml.MarkedYAMLError as error:
            raise self._not_yaml(error) from error
        except RecursionError as error:
            raise self._too_deep() from error
        except (ValueError, TypeError, AttributeError) as error:
            raise self._impossible() from error

    def place(self, location: Location, keys: str = "") -> Message:
        """The file and the line, and the keys if there are any: `class.yml, line 7, late.per_day`.

        The line is that of the deepest key of the location that is in the file.
        """
        return place(self.path, self.line(location), keys)

    def _composed(self) -> yaml.Node:
        loader = None
        try:
            loader = _Loader(self._text)
            node: yaml.Node | None = loader.get_single_node()
        except yaml.YAMLError as error:
            raise self._not_yaml(error) from error
        except RecursionError as error:
            raise self._too_deep() from error
        finally:
            if loader is not None:
                loader.dispose()
        if node is None:
            raise CourseError(
                Message("{place}: the file is empty.", place=place(self.path, 1)),
                next_step=Message("See {manual} for the keys of this file.", manual=self._manual),
            )
        return node

    def _not_yaml(self, error: yaml.YAMLError) -> CourseError:
        found = syntax_problem(self._text, error)
        return CourseError(
            Message(
                "{path}, line {line}, column {column}: {problem}.",
                path=self.path,
                line=found.line,
                column=found.column,
                problem=found.said,
            ),
            next_step=Message("Fix the YAML on that line."),
        )

    def _too_deep(self) -> CourseError:
        problem = Message("{place}: lists or keys are nested too deeply.", place=place(self.path, 1))
        return CourseError(problem, next_step=Message("Fix the YAML of this file."))

    def _impossible(self) -> CourseError:
        for location, node in self._scalars():
            try:
                yaml.constructor.SafeConstructor().construct_document(node)
            except (ValueError, TypeError, AttributeError):
                problem = Message(
                    "{place}: “{value}” looks like a date or a number, but is not a valid one.",
                    place=place(self.path, node.start_mark.line + 1, dotted(location)),
                    value=one_line(node.value, _LONGEST),
                )
                return CourseError(problem, next_step=Message("Correct it, or put it in quotes if it is text."))
        problem = Message("{path} is not valid YAML.", path=self.path)
        return CourseError(problem, next_step=Message("Fix the YAML of this file."))

    def _scalars(self) -> Iterator[tuple[Location, yaml.ScalarNode]]:
        """The keys and values that are not lists or mappings, each with its location."""
        for location, node in self._nodes():
            if isinstance(node, yaml.ScalarNode):
                yield location, node
            elif isinstance(node, yaml.MappingNode):
                yield from ((location, key) for key, _ in node.value)

    def _nodes(self) -> Iterator[tuple[Location, yaml.Node]]:
        """Every node once, with a location."""
        todo: list[tuple[Location, yaml.Node]] = [((), self._root)]
        seen: set[int] = set()
        while todo:
            location, node = todo.pop()
            if id(node) in seen:  # an alias
                continue
            seen.add(id(node))
            yield location, node
            if isinstance(node, yaml.MappingNode):
                todo += [((*location, _name(key)), value) for key, value in reversed(node.value)]
            elif isinstance(node, yaml.SequenceNode):
                todo += [((*location, index), value) for index, value in reversed([*enumerate(node.value)])]

    def _refuse_ambiguous_keys(self) -> None:
        for location, node in self._nodes():
            keys: set[str] = set()
            for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
                here = place(self.path, key.start_mark.line + 1, dotted(location))
                if not isinstance(key, yaml.ScalarNode):
                    problem = Message("{place}: a key is a list or a mapping.", place=here)
                    raise CourseError(problem, next_step=Message("Use a word as the key."))
                if key.value in keys:
                    problem = Message("{place}: the key “{key}” appears twice.", place=here, key=key.value)
                    raise CourseError(problem, next_step=Message("Keep one of them."))
                keys.add(key.value)

    def line(self, location: Location) -> int:
        """The line of the deepest key of the location that is in the file."""
        node = self._root
        line: int = node.start_mark.line + 1
        for part in location:
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


def _name(key: yaml.Node) -> str:
    return str(key.value) if isinstance(key, yaml.ScalarNode) else ""


def place(path: Path, line: int, keys: str = "") -> Message:
    """A line of a file, for the reader."""
    if keys:
        return Message("{path}, line {line}, {keys}", path=path, line=line, keys=keys)
    return Message("{path}, line {line}", path=path, line=line)
