"""Traits that distinguish machines and their Engines' objects, each with the fact that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The kinds of traits, most significant first."""

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
    """The origin of an image, or of a volume's contents, as far as the host shows it."""

    MADE = "made"
    """Made on this host: named when it was created, or written after its volume was created."""
    PULLED = "pulled"
    """Pulled from a registry."""
    UNKNOWN = "unknown"
    """Neither: for example older than its name or its volume, so it came from elsewhere."""


class Found(NamedTuple):
    """A trait in one answer."""

    kind: Kind
    value: str
    """The value that is compared."""
    label: str
    """The object, such as a container's name."""
    shown: str
    """The part of the answer that shows it."""
    origin: Origin = Origin.UNKNOWN


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait of a host, with its place in the evidence."""

    found: Found
    asked: str
    exercise: str
    fact: int
    """The index of the fact in the exercise's evidence, from 0."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """All traits of one student's host, by kind and value."""

    traits: Mapping[tuple[Kind, str], Trait] = field(default_factory=dict)
