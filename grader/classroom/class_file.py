"""The class file: one YAML file that says who is graded on what, until when, and how."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    ValidationInfo,
)

from grader.classroom.roster.read import Student, read_roster
from grader.classroom.submissions.folder import Submissions, read_submissions, submissions_url
from grader.course.exercise import Exercise
from grader.course.files import load
from grader.course.pack import Course
from grader.errors import CourseError, UsageError
from grader.evidence.keys import Keys
from grader.evidence.redaction import Redaction
from grader.grading.late import LatePolicy, LateTerms
from grader.hosts.address import HostOptions
from grader.units import Duration, Percent, Zone, localised, moment

_SEE = "See “The class file” in docs/instructors.md for its keys."


def _in_small_letters(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _in_zone(when: datetime.datetime, info: ValidationInfo) -> datetime.datetime:
    return localised(when, info.data.get("timezone"))


ExerciseId = Annotated[str, Field(pattern=r"^ex\d\d$"), BeforeValidator(_in_small_letters)]
Due = Annotated[datetime.datetime, BeforeValidator(moment), AfterValidator(_in_zone)]
SecretWord = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{2,40}$")]
SshOption = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*[ =].+$")]


class Ssh(BaseModel):
    """How the hosts of the class are reached."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    config: Path | None = None
    user: str = Field(default="", pattern=r"^([^\W-][\w.@\\+-]*)?$")
    options: list[SshOption] = []


class SimilarityRule(BaseModel):
    """What so many share that it was most likely handed out: more than the larger of the two."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    students: int = Field(default=3, ge=1)
    share: Percent = 10.0
    """Of the students whose evidence is compared."""


class Retention(BaseModel):
    """How long what grading wrote is kept; without a key, for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    evidence: Duration | None = None
    records: Duration | None = None


class ClassFile(BaseModel):
    """The keys of a class file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
    roster: Path
    timezone: Zone | None = None
    """Of all times that name none. It stands above `due`, which needs it."""
    exercises: list[ExerciseId] = []
    """By default all of the course."""
    due: dict[ExerciseId, Due] = {}
    late: LatePolicy = LatePolicy()
    ssh: Ssh = Ssh()
    jobs: int = Field(default=32, ge=1, le=1024)
    counts: Literal["best", "latest", "first"] = "best"
    account: str = ""
    patience: float = Field(default=1.0, ge=0.1, le=100)
    retries: int = Field(default=1, ge=0, le=20)
    course: Path | None = None
    gradebook: str = ""
    """A database URL, or a file beside the class file; by default an SQLite file among the results."""
    hand_ins: Path | None = None
    """A folder of evidence that students hand in; of those whom the roster gives no host."""
    secrets: list[SecretWord] = []
    """Words that name secrets, besides the usual ones."""
    params: dict[ExerciseId, dict[str, JsonValue]] = {}
    same_as: SimilarityRule = SimilarityRule()
    retention: Retention = Retention()
    seed: Annotated[str, Field(coerce_numbers_to_str=True)] = ""


@dataclass(frozen=True)
class Class:
    """A class file with its roster."""

    file: ClassFile
    path: Path
    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()
    """What the roster's reader should know."""

    @property
    def results(self) -> Path:
        """Where results go unless the command line says otherwise."""
        return self.path.parent / "results"

    def keys(self) -> Keys:
        """The keys of this class, in the folder `keys` beside its file; they are made when there are none.

        Raises:
            GraderError: they can be neither read nor made.
        """
        return Keys.in_(self.keys_folder)

    @property
    def keys_folder(self) -> Path:
        """Where the keys of this class are."""
        return self.path.parent / "keys"

    def submissions(self) -> Submissions | None:
        """What the students submitted, if this class submits files.

        Raises:
            UsageError: there is no such folder.
        """
        folder = self.file.hand_ins
        return read_submissions(self.path.parent / folder, self.students) if folder else None

    def with_submissions(self, folder: Path) -> Class:
        """The class, with every student graded from the submissions in this folder."""
        file = self.file.model_copy(update={"hand_ins": folder.resolve()})
        students = tuple(replace(one, host=submissions_url(folder)) for one in self.students)
        return replace(self, file=file, students=students)

    def redaction(self) -> Redaction:
        """How secrets are replaced in what is recorded of this class."""
        return Redaction(self.keys().redaction, tuple(self.file.secrets))

    def gradebook(self, results: Path | None = None) -> str:
        """The database URL of the gradebook, or the file that it is."""
        named = self.file.gradebook
        if "://" in named:
            return named
        return str((self.path.parent / named if named else (results or self.results) / "gradebook.db").resolve())

    def course(self, other: Path | None = None) -> Course:
        """The course of this class, unless another folder is given."""
        own = self.path.parent / self.file.course if self.file.course else None
        return Course.at(other or own)

    def exercises(self, course: Course) -> list[Exercise]:
        """The exercises of this class, in its order."""
        return [course.exercise(name) for name in self.file.exercises or course.folders]

    def host_options(self) -> HostOptions:
        """What the class wishes on the way to its hosts."""
        config = (self.path.parent / self.file.ssh.config).resolve() if self.file.ssh.config else None
        return HostOptions(ssh_config=config, ssh_options=tuple(self.file.ssh.options))

    def student(self, name: str) -> Student:
        """One student by id, username or e-mail address.

        Raises:
            UsageError: there is no such student, or more than one.
        """
        for of in ("id", "username", "email"):
            found = [one for one in self.students if name and getattr(one, of).casefold() == name.casefold()]
            if len(found) == 1:
                return found[0]
        near = difflib.get_close_matches(name, [one.id for one in self.students], n=3)
        raise UsageError(
            f"There is no student “{name}” in {self.path}.",
            next_step=f"Did you mean {' or '.join(near)}?" if near else "Give the id that the roster has.",
        )

    def due(self, student: Student, exercise: str) -> datetime.datetime | None:
        """When the exercise is due for this student, before any extension."""
        own = student.dues.get(exercise) or student.due
        return localised(own, self.file.timezone) if own else self.file.due.get(exercise)

    def deadline(self, student: Student, exercise: str) -> datetime.datetime | None:
        """The due time with the student's extension, before any grace."""
        due = self.due(student, exercise)
        if due is None:
            return None
        extended = due.astimezone(datetime.UTC) + student.extensions.get(exercise, student.extension)
        return extended.astimezone(due.tzinfo)

    def late_terms(self, student: Student, exercise: str) -> LateTerms:
        """The class's late policy, with what differs for this student."""
        extension = student.extensions.get(exercise, student.extension)
        return LateTerms(self.file.late, self.due(student, exercise), extension)


def read_class(path: Path) -> Class:
    """Read a class file and the roster that it names.

    Raises:
        UsageError: a file is missing.
        CourseError: a file is wrong; file, line and key are named.
    """
    if not path.is_file():
        raise UsageError(f"There is no class file {path}.", next_step="Give the path of a YAML file. " + _SEE)
    file = _loaded(path)
    here = path.parent
    if file.ssh.config and not (here / file.ssh.config).is_file():
        raise CourseError(
            f"{path}: ssh.config: there is no file {here / file.ssh.config}.",
            next_step="The path is relative to the class file.",
        )
    if not (here / file.roster).is_file():
        raise CourseError(
            f"{path}: roster: there is no file {here / file.roster}.",
            next_step="The path is relative to the class file. Make one with: grader roster import FILE.",
        )
    without_host = submissions_url(here / file.hand_ins) if file.hand_ins else ""
    roster = read_roster(here / file.roster, ssh_user=file.ssh.user, host=without_host)
    students = tuple(_beside(student, here) for student in roster.students)
    klass = Class(file, path, students, roster.notes)
    _check_exercises(klass)
    _check_dues(klass, here / file.roster)
    return klass


def _loaded(path: Path) -> ClassFile:
    try:
        return load(path, ClassFile)
    except CourseError as error:
        cause = error.__cause__
        # Such as November 31: PyYAML does not say where that is.
        if isinstance(cause, ValueError) and not isinstance(cause, ValidationError | UnicodeError):
            raise CourseError(
                f"{path}:{_impossible_day(path)}: {cause}.", next_step="Mend the date on that line."
            ) from cause
        step = _SEE if "docs/" in error.next_step else error.next_step
        raise CourseError(error.problem, next_step=step) from error


def _impossible_day(path: Path) -> int:
    """The line of the first value that looks like a date or a number and is none."""
    tokens = yaml.scan(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    plain = (token for token in tokens if isinstance(token, yaml.ScalarToken) and token.plain)
    return next((int(token.start_mark.line) + 1 for token in plain if _is_impossible(token.value)), 1)


def _is_impossible(text: str) -> bool:
    try:
        yaml.safe_load(text)
    except ValueError:
        return True
    return False


def _beside(student: Student, folder: Path) -> Student:
    """The student, evidence being looked for beside the class file."""
    kind, _, name = student.host.partition(":")
    return replace(student, host=f"evidence:{folder.resolve() / name}") if kind == "evidence" else student


def _check_exercises(klass: Class) -> None:
    known = klass.course().folders
    keys: Mapping[str, Iterable[str]] = {
        "exercises": klass.file.exercises,
        "due": klass.file.due,
        "params": klass.file.params,
    }
    unknown = [
        f"{klass.path}: {key}: there is no exercise {name}."
        for key, names in keys.items()
        for name in names
        if name not in known
    ]
    if unknown:
        raise CourseError("\n".join(unknown), next_step=f"There is {', '.join(known)}. See: grader list.")


def _check_dues(klass: Class, roster: Path) -> None:
    for student in klass.students:
        for own in (student.due, *student.dues.values()):
            try:
                _ = own and localised(own, klass.file.timezone)
            except ValueError as error:
                raise CourseError(f"{roster}:{student.line}: due: {error}.", next_step="Mend the roster.") from error
