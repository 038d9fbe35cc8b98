"""Tries an exercise out while it is written: checks a host, and again whenever a file of the exercise is saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.checking.isolated import run
from grader.checking.job import Job
from grader.classroom.assignment import params_given
from grader.course.pack import Course
from grader.errors import UsageError
from grader.grading.evaluation import evaluate
from grader.grading.overrides import unknown_check
from grader.grading.result import Result
from grader.hosts.address import HostOptions
from grader.i18n.languages import Language

_WRITTEN = frozenset({".py", ".yml", ".md"})
"""The suffixes of suites and their helpers, of exercises and rubrics, and of handouts."""

_LOOK_AGAIN_MS = 1000


@dataclass(frozen=True)
class Tryout:
    """What to try, and on which host."""

    root: Path
    """The folder of the course."""
    exercise: str
    """The exercise's id."""
    host: str
    """The URL of the host, or of evidence."""
    options: HostOptions
    language: Language
    account: str = ""
    patience: float = 1.0
    only: Sequence[str] = ()
    params: Sequence[str] = ()
    """Parameters as `name=value`."""

    @cached_property
    def folder(self) -> Path:
        """The exercise's folder."""
        return Course.at(self.root).folders[self.exercise]

    def run(self) -> Result:
        """Read the exercise as it is now, and check the host. The result has hidden checks as well.

        Raises:
            UsageError: a file of the course is wrong, there is no such check or parameter, or the host has no such
                address.
        """
        course = Course.at(self.root)
        exercise, rubric = course.exercise(self.exercise), course.rubric(self.exercise)
        unknown = sorted(set(self.only) - rubric.checks.keys())
        if unknown:
            raise unknown_check(rubric, unknown[0], among=list(rubric.checks))
        params = params_given(self.params, [exercise])
        attempt = run(
            Job(
                exercise,
                self.host,
                self.options,
                account=self.account,
                params=params,
                only=tuple(self.only),
                patience=self.patience,
            )
        )
        if isinstance(attempt.error, UsageError):
            raise attempt.error
        ran = {verdict.check for verdict in attempt.verdicts} if self.only else None
        return evaluate(
            attempt, course, exercise, language=self.language, only=ran or None, everything=True, params=params
        )

    def problems(self) -> list[str]:
        """What lint finds in the exercise, one line each."""
        from grader.authoring.lint import lint  # noqa: PLC0415  loads pytest, which --help does not need

        return lint(Course.at(self.root), self.exercise)

    def written(self) -> dict[Path, int]:
        """The files that a run depends on, each with the time of its last change in ns."""
        files = [path for path in self.folder.rglob("*") if "__pycache__" not in path.parts]
        files += [*self.folder.parent.glob("*.py"), *(self._rubrics / name for name in self._rubric_files)]
        files.append(self.root / "course.yml")
        return {path: _changed(path) for path in files if path.suffix in _WRITTEN and path.is_file()}

    def saves(self) -> Iterator[None]:
        """Yields after each save of such a file since this call.

        Raises:
            UsageError: the package that watches files is not installed.
        """
        try:
            from watchfiles import watch  # noqa: PLC0415  an optional package
        except ImportError:
            raise UsageError(
                "To run again after each save, grader needs watchfiles, which is not installed.",
                next_step="Run: pip install 'docker-lab-grader[authors]'. Without it, use --once.",
            ) from None
        places = [place for place in (self.folder.parent, self._rubrics) if place.is_dir()]

        def changes(before: dict[Path, int]) -> Iterator[None]:
            while True:
                for _ in watch(*places, rust_timeout=_LOOK_AGAIN_MS, yield_on_timeout=True):
                    if self.written() != before:
                        break
                before = self.written()
                yield  # nothing is watched now: there is no thread when the next run forks

        return changes(self.written())

    @property
    def _rubrics(self) -> Path:
        return self.root / "rubrics"

    @property
    def _rubric_files(self) -> tuple[str, ...]:
        return f"{self.exercise}.yml", "messages.yml"


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:  # just replaced by an editor
        return 0
