"""A course whose files are read once, however many students there are."""

from __future__ import annotations

from functools import cached_property

from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.course.rubric import Rubric


class CachedCourse(Course):
    """A course that keeps every exercise and rubric it has read."""

    @cached_property
    def _exercises(self) -> dict[str, Exercise]:
        return {}

    @cached_property
    def _rubrics(self) -> dict[str, Rubric]:
        return {}

    def exercise(self, name: str) -> Exercise:
        if name not in self._exercises:
            self._exercises[name] = super().exercise(name)
        return self._exercises[name]

    def rubric(self, exercise: str) -> Rubric:
        if exercise not in self._rubrics:
            self._rubrics[exercise] = super().rubric(exercise)
        return self._rubrics[exercise]
