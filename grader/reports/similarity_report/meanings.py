"""What a match between two hosts means, and its innocent explanations. Never a judgement of people."""

from __future__ import annotations

from dataclasses import dataclass

from grader.i18n.catalogue import words
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
    _ = words(language)
    copied = _("The course or the computer room handed out a machine whose disk was prepared in advance.")
    return {
        Kind.MACHINE_ID: (
            _("Same machine id"),
            _("Both systems come from one installation: a disk or a virtual machine was copied, or it is one machine."),
            copied,
        ),
        Kind.HOST_KEY: (
            _("Same ssh host key"),
            _("The key is made at the first start of the ssh server: a disk was copied, or it is one machine."),
            copied,
        ),
        Kind.ENGINE_ID: (
            _("Same Docker Engine"),
            _("The Engine makes its id at its first start: its data were copied, or it is one Engine."),
            _("Two people work on one Engine with their teacher's leave, or a prepared machine was handed out."),
        ),
        Kind.CONTAINER_ID: (
            _("Same container"),
            _("A container's id is drawn at random when it is made: the container was made once, and is there twice."),
            _("The container was already in a machine that was handed out."),
        ),
        Kind.CONTAINER_CREATED: (
            _("Container created at the same moment"),
            _("The times are equal to less than a second: the container was made once, and is there twice."),
            _("The container was already in a machine that was handed out."),
        ),
        Kind.VOLUME_ID: (
            _("Same unnamed volume"),
            _("The name of such a volume is drawn at random: the volume was made once, and is there twice."),
            _("The volume was already in a machine that was handed out."),
        ),
        Kind.DATABASE_ID: (
            _("Same database"),
            _("MySQL draws this id at random when it is installed: the data were made once, and are there twice."),
            _("The data were handed out, or both restored one backup with their teacher's leave."),
        ),
        Kind.NETWORK_ID: (
            _("Same network"),
            _("A network's id is drawn at random when it is made: the network was made once, and is there twice."),
            _("The network was already in a machine that was handed out."),
        ),
        Kind.IMAGE_ID: (
            _("Same image"),
            _("Two builds of the same files give two ids: the image was built once, and carried over."),
            _("The image was handed out as a file, built in a team, or comes from a registry that left no trace."),
        ),
        Kind.IMAGE_CREATED: (
            _("Image built at the same moment"),
            _("The times are equal to less than a second: the image was built once, and carried over."),
            _("The image was handed out as a file, built in a team, or comes from a registry that left no trace."),
        ),
        Kind.CONTENT_CHANGED: (
            _("Contents of a volume or folder, changed at the same moment"),
            _("The times are equal to less than a second: what is in there was made once, and copied with its times."),
            _("The folder was handed out, with a command that keeps times, or in a machine that was prepared."),
        ),
        Kind.MAC: (
            _("Same network address (MAC)"),
            _("A virtual machine gets its address when it is made: it was copied, or it is one machine."),
            _("The program that runs virtual machines gives everybody this address, or a handout names it."),
        ),
        Kind.VOLUME_CREATED: (
            _("Volume of the same name, created in the same second"),
            _("The volume may have been made once and copied with its machine."),
            _("Chance: many people create this volume, and in a busy hour two of them do it in the same second."),
        ),
    }
