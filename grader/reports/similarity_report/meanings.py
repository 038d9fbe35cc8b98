"""What a match between two hosts means, and its innocent explanations. Never a judgement of people."""

from __future__ import annotations

from dataclasses import dataclass

from grader.i18n.catalogue import translator
from grader.similarity.traits import Kind


@dataclass(frozen=True)
class Meaning:
    """The texts for one kind of match."""

    title: str
    means: str
    innocent: str
    """Innocent explanations."""


def meaning(kind: Kind, language: str) -> Meaning:
    """The texts for a kind of match in the reader's language."""
    return Meaning(*_meanings(language)[kind])


def _meanings(language: str) -> dict[Kind, tuple[str, str, str]]:
    _ = translator(language)
    copied = _("The course or the computer lab handed out machines with a prepared disk.")
    return {
        Kind.MACHINE_ID: (
            _("Same machine ID"),
            _("Both systems come from one installation: a disk or machine was copied, or they are one machine."),
            copied,
        ),
        Kind.HOST_KEY: (
            _("Same SSH host key"),
            _("The SSH server generates its key when it first starts: a disk was copied, or they are one machine."),
            copied,
        ),
        Kind.ENGINE_ID: (
            _("Same Docker Engine"),
            _("An Engine generates its ID when it first starts: its data was copied, or it is one Engine."),
            _("Two people were allowed to work on one Engine, or a prepared machine was handed out."),
        ),
        Kind.CONTAINER_ID: (
            _("Same container"),
            _("Container IDs are random: this container was created once and exists twice."),
            _("The container was already on a machine that was handed out."),
        ),
        Kind.CONTAINER_CREATED: (
            _("Container created at the same moment"),
            _("The times match to the fraction of a second: this container was created once and exists twice."),
            _("The container was already on a machine that was handed out."),
        ),
        Kind.VOLUME_ID: (
            _("Same unnamed volume"),
            _("The names of unnamed volumes are random: this volume was created once and exists twice."),
            _("The volume was already on a machine that was handed out."),
        ),
        Kind.DATABASE_ID: (
            _("Same database"),
            _("MySQL generates this ID when it first starts: this data was created once and exists twice."),
            _("The data was handed out, or both were allowed to restore the same backup."),
        ),
        Kind.NETWORK_ID: (
            _("Same network"),
            _("Network IDs are random: this network was created once and exists twice."),
            _("The network was already on a machine that was handed out."),
        ),
        Kind.IMAGE_ID: (
            _("Same image"),
            _("Two builds of the same files have different IDs: this image was built once and copied."),
            _("The image was handed out as a file, built by a team, or pulled from a registry that left no trace."),
        ),
        Kind.IMAGE_CREATED: (
            _("Image built at the same moment"),
            _("The times match to the fraction of a second: this image was built once and copied."),
            _("The image was handed out as a file, built by a team, or pulled from a registry that left no trace."),
        ),
        Kind.CONTENT_CHANGED: (
            _("Contents of a volume or folder changed at the same moment"),
            _("The times match to the fraction of a second: this was created once and copied with its times."),
            _("The folder was handed out with a command that preserves times, or on a prepared machine."),
        ),
        Kind.MAC: (
            _("Same network address (MAC)"),
            _("A virtual machine gets its address when it is created: it was copied, or they are one machine."),
            _("The virtualization software gives every machine this address, or a handout specifies it."),
        ),
        Kind.VOLUME_CREATED: (
            _("Volume with the same name created in the same second"),
            _("The volume may have been created once and copied with its machine."),
            _("Chance: many people create this volume, and in a busy hour two may do so in the same second."),
        ),
    }
