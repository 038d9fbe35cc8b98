"""The options of a run over a class."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.checking.fork_client import HANDSHAKES
from grader.classroom.classes import Class


@dataclass(frozen=True, slots=True)
class GradeOptions:
    """Which part of a class to grade, and how. Options that are not given are those of the class file."""

    exercises: Sequence[str] = ()
    """Exercises by name; none means all of the class."""
    students: Sequence[str] = ()
    """Students by ID, username or e-mail address; none means the whole roster."""
    jobs: int | None = None
    """Hosts graded at the same time."""
    handshakes: int = HANDSHAKES
    """Logins in progress at the same time, for each worker."""
    retries: int | None = None
    """Further rounds for hosts that could not be reached."""
    resume: bool = False
    """Continue the last run: grade only what it left undone."""
    only_missing: bool = False
    """Grade only what has no grade, or what a regrade could not determine."""
    check_only: bool = False
    """Validate and reach the hosts, but grade nothing."""
    submissions: Path | None = None
    """A folder of submitted evidence, graded instead of the hosts."""
    results: Path | None = None
    """The folder for results."""
    scheduler: str | None = None
    """The address of a Dask scheduler; none means this machine."""
    course: Path | None = None
    """A course folder other than the class's."""
    pseudonym_keys: Path | None = None
    """The folder of the pseudonyms, for reports under pseudonyms; None for reports under names."""
    language: str | None = None
    """The language of the reports, unless it is that of the locale."""
    progress: str | None = None
    """How progress is shown, unless that follows from the terminal."""
    quiet: bool = False
    """Show problems only."""
    fail_under: float | None = None
    """The percentage below which a student's total makes the exit code 1."""

    def applied_to(self, class_: Class) -> Class:
        """The class with what these options set differently."""
        class_ = class_.with_submissions(self.submissions) if self.submissions else class_
        changes = {"jobs": self.jobs, "retries": self.retries}
        file = class_.file.model_copy(update={key: value for key, value in changes.items() if value is not None})
        return replace(class_, file=file).with_results(self.results)

    def resume_command(self, class_file: Path, *, on_terminal: bool = True) -> str:
        """The shell command that continues a run with these options; on paper, without those about the terminal."""
        words = ["grader", "grade", str(class_file), *(["--only-missing"] if self.only_missing else []), "--resume"]
        single = {
            "--output": self.results,
            "--course": self.course,
            "--scheduler": self.scheduler,
            "--submissions": self.submissions,
            "--jobs": self.jobs,
            "--handshakes": None if self.handshakes == HANDSHAKES else self.handshakes,
            "--retries": self.retries,
            "--lang": self.language,
        }
        for option, value in single.items():
            words += [] if value is None else [option, str(value)]
        for option, values in (("--exercise", self.exercises), ("--student", self.students)):
            words += [word for value in values for word in (option, value)]
        if self.pseudonym_keys is not None:
            words += ["--pseudonymous", "--key-folder", str(self.pseudonym_keys)]
        if on_terminal:
            words += ["--progress", self.progress] if self.progress else []
            words += ["--quiet"] if self.quiet else []
            words += [] if self.fail_under is None else ["--fail-under", f"{self.fail_under:g}"]
        return shlex.join(words)
