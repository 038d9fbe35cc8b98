"""The similarity report as one plain value: JSON schema `grader.same-as/1`."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from grader.similarity.traits import Kind


class Strength(StrEnum):
    """How far a match can be ruled out to be chance."""

    STRONG = "strong"
    WEAK = "weak"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Sight(_Value):
    """The place in one student's evidence that shows the value."""

    student: str
    label: str = Field(description="What it is of there, such as a container's name.")
    exercise: str
    fact: int = Field(description="The place of the fact in the evidence of the exercise, from 0.")
    asked: str
    shown: str


class Shared(_Value):
    """A value that the evidence of several students shows."""

    value: str
    sights: tuple[Sight, ...]


class SimilarityFinding(_Value):
    """All matches of one kind within a group."""

    kind: Kind
    strength: Strength
    values: tuple[Shared, ...]


class Group(_Value):
    """Students whose hosts share something that hardly any other host has."""

    students: tuple[str, ...]
    same_host: bool = Field(description="The roster says that they use one host; nothing else is to be explained.")
    findings: tuple[SimilarityFinding, ...]

    @property
    def strength(self) -> Strength:
        """The strength of its strongest finding."""
        strong = any(finding.strength is Strength.STRONG for finding in self.findings)
        return Strength.STRONG if strong else Strength.WEAK


class Common(_Value):
    """A value that so many share that it was most likely handed out."""

    kind: Kind
    value: str
    label: str
    students: int = Field(description="How many share it.")


class SameAs(_Value):
    """The similarity report of a class."""

    schema_: Literal["grader.same-as/1"] = Field(default="grader.same-as/1", alias="schema")
    title: str
    compared: int = Field(description="Students whose evidence was compared.")
    missing: tuple[str, ...] = Field(description="Students without evidence of a host.")
    common_above: int = Field(description="What more students than this share is common.")
    groups: tuple[Group, ...]
    common: tuple[Common, ...]

    @property
    def found(self) -> bool:
        """Whether there is a match that the roster does not explain."""
        return any(not group.same_host for group in self.groups)
