"""What tells one machine from another: traits of it and of its Engine's objects, each with the fact that showed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What is compared, in the order of what it says."""

    MACHINE_ID = "machine-id"
    HOST_KEY = "host-key"
    ENGINE_ID = "engine-id"
    CONTAINER_ID = "container-id"
    VOLUME_ID = "volume-id"
    DATABASE_ID = "database-id"
    NETWORK_ID = "network-id"
    CONTAINER_CREATED = "container-created"
    IMAGE_ID = "image-id"
    IMAGE_CREATED = "image-created"
    CONTENT_CHANGED = "content-changed"
    MAC = "mac"
    VOLUME_CREATED = "volume-created"


class Origin(StrEnum):
    """Where an image, or what is in a volume, came from, as far as its host can tell."""

    MADE = "made"
    """It got its name there as it was created, or was written after its volume was made: it was made there."""
    PULLED = "pulled"
    """A registry gave it."""
    UNKNOWN = "unknown"
    """Neither; such as one that is older than its name or its volume there: it came from somewhere else."""


class Found(NamedTuple):
    """What one answer shows."""

    kind: Kind
    value: str
    """What is compared."""
    label: str
    """What it is of, such as a container's name."""
    shown: str
    """The part of the answer that says so."""
    origin: Origin = Origin.UNKNOWN


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that a host showed of itself, and where in its evidence."""

    found: Found
    asked: str
    exercise: str
    fact: int
    """The place of the fact in the exercise's evidence, from 0."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """All traits of one student's host, over all evidence of it, by kind and value."""

    traits: Mapping[tuple[Kind, str], Trait] = field(default_factory=dict)
