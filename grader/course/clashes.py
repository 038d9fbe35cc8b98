"""What exercises occupy on a host, and which of them cannot be there at the same time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from grader.course.exercise import Exercise

_PARAMETER = re.compile(r"\{(\w+)\}")

_KINDS = {"ports": "port {name} of the host", "containers": "the container name {name}", "volumes": "the volume {name}"}


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing of a host that several exercises want."""

    kind: str
    """The key in exercise.yml: `ports`, `containers` or `volumes`."""
    name: str
    exercises: tuple[str, ...]

    @property
    def what(self) -> str:
        """The thing in words, such as “port 80 of the host”."""
        return _KINDS[self.kind].format(name=self.name)

    def __str__(self) -> str:
        several = " and ".join(filter(None, (", ".join(self.exercises[:-1]), self.exercises[-1])))
        return (
            f"{several} use {self.what}, so a host can have only one of them at a time: "
            "grade one after the other; the best attempt at each counts"
        )


def occupied(exercise: Exercise, params: Mapping[str, JsonValue] | None = None) -> dict[str, list[str]]:
    """What an exercise occupies: the host's ports, the names of its containers and volumes, by key of exercise.yml.

    Args:
        exercise: The exercise.
        params: Parameter values that differ from the exercise's own.
    """
    values = {**exercise.file.params, **(params or {})}
    own = {"ports": exercise.file.ports, "containers": exercise.file.containers, "volumes": exercise.file.volumes}
    return {kind: [_filled(name, values) for name in names] for kind, names in own.items()}


def clashes(exercises: Iterable[Exercise], params: Mapping[str, Mapping[str, JsonValue]] | None = None) -> list[Clash]:
    """What more than one of these exercises wants, in the order of the exercises.

    Args:
        exercises: The exercises of a class or a course.
        params: Parameter values by exercise, where they differ from the exercise's own.
    """
    users = defaultdict[tuple[str, str], list[str]](list)
    for exercise in exercises:
        for kind, names in occupied(exercise, (params or {}).get(exercise.id)).items():
            for name in dict.fromkeys(names):
                users[kind, name].append(exercise.id)
    return [Clash(kind, name, tuple(ids)) for (kind, name), ids in users.items() if len(ids) > 1]


def _filled(text: str, values: Mapping[str, JsonValue]) -> str:
    return _PARAMETER.sub(lambda found: str(values.get(found[1], found[0])), text)
