"""The keys of a class file: one YAML file that says who is graded on what, until when, and how."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationInfo

from grader.classroom.class_values import ClassExercise
from grader.classroom.platforms import Platforms
from grader.grading.late import LatePolicy
from grader.message import Message
from grader.text.validation import word
from grader.units import Duration, Percent, Zone, localised, moment

RENAMED_KEYS = {"hand_ins": "submissions", "same_as": "similarity"}
"""Former names of keys, which still work in this release, and their present names."""


def _in_zone(when: datetime.datetime, info: ValidationInfo) -> datetime.datetime:
    return localised(when, info.data["timezone"]) if "timezone" in info.data else when  # a wrong zone is told once


Due = Annotated[datetime.datetime, BeforeValidator(moment), AfterValidator(_in_zone)]
SecretWord = Annotated[
    str, word(r"[A-Za-z0-9_.-]{2,40}", Message("a word of 2 to 40 letters, digits, “_”, “.” and “-”"))
]
SshOption = Annotated[
    str, word(r"[A-Za-z][A-Za-z0-9]*[ =].+", Message("an option of ssh_config, such as Compression=yes,"))
]


class Ssh(BaseModel):
    """How the hosts of the class are reached over SSH."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    config: Path | None = None
    user: Annotated[str, word(r"([^\W-][\w.@\\+-]*)?", Message("a login account"))] = ""
    options: list[SshOption] = []


class SimilarityRule(BaseModel):
    """When a value is common: if it is shared by more than the larger of the two numbers of students.

    A common value was most likely handed out, so it does not count as a match.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    students: int = Field(default=3, ge=1)
    share: Percent = 10.0
    """Percent of the students whose evidence is compared."""


class Retention(BaseModel):
    """How long the results of grading are kept; forever, unless a key says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    evidence: Duration | None = None
    records: Duration | None = None


class ClassFile(BaseModel):
    """The keys of a class file. Paths are relative to the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[
        str,
        Field(min_length=1, max_length=200),
        word(r"[^\x00-\x1f\x7f]+", Message("one line without control characters")),
    ]
    roster: Path
    timezone: Zone | None = None
    """The zone of all times without one. Declared before `due`, whose validation needs it."""
    exercises: list[ClassExercise] = []
    """The exercises to grade; if empty, all exercises of the course."""
    due: dict[ClassExercise, Due] = {}
    late: LatePolicy = LatePolicy()
    ssh: Ssh = Ssh()
    jobs: int = Field(default=32, ge=1, le=1024)
    """How many hosts are graded at a time."""
    counts: Literal["best", "latest", "first"] = "best"
    account: str = ""
    """The account to grade; if empty, the login account."""
    patience: float = Field(default=1.0, ge=0.1, le=100)
    """The factor for all waits and time limits."""
    remote_engines: bool = False
    """Whether a Docker Engine on another machine than the student's host may be asked."""
    retries: int = Field(default=1, ge=0, le=20)
    """How often an unreachable host is tried again."""
    course: Path | None = None
    gradebook: str = ""
    """A database URL or a file; if empty, an SQLite file in the results."""
    submissions: Path | None = None
    """A folder of submitted evidence, for students without a host in the roster."""
    hand_ins: Path | None = Field(default=None, exclude=True)
    """The former name of `submissions`."""
    secrets: list[SecretWord] = []
    """Words that mark a value as secret, in addition to the built-in ones."""
    params: dict[ClassExercise, dict[str, JsonValue]] = {}
    similarity: SimilarityRule = SimilarityRule()
    same_as: SimilarityRule = Field(default=SimilarityRule(), exclude=True)
    """The former name of `similarity`."""
    retention: Retention = Retention()
    platforms: Platforms = Platforms()
    seed: Annotated[str, Field(coerce_numbers_to_str=True)] = ""
