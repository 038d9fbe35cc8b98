"""Image archives on the graded host, as `docker save` writes them: which images they hold, and whether they are whole.

An archive is a tar file, compressed or not, in Docker's layout (`manifest.json`) or the OCI image layout
(`index.json`). It is read on the host; only its small JSON files are transferred.
https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.checks import archivetools
from grader.checks.session import Session
from grader.errors import HostError

MOST_AT_ONCE = 250
"""The most images or indexes that are read at once."""

_BEHAVIOUR = ("Cmd", "Entrypoint", "Env", "ExposedPorts", "Labels", "User", "Volumes", "WorkingDir")
"""The keys of its configuration by which an image behaves differently from another one with the same layers."""

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class SavedImage:
    """One image in an archive.

    Attributes:
        config: The name of its configuration file in the archive.
        parts: The names of all files that it consists of: the configuration and the layers.
        digests: The digests by which `index.json` lists it. Where containerd stores the images, one of them is the
            image's id, and events about the image carry it.
    """

    config: str
    parts: tuple[str, ...]
    digests: tuple[str, ...] = field(default=(), compare=False)

    @property
    def id(self) -> str:
        """The digest of its configuration (sha256:…): the image's id, unless containerd stores the images."""
        found = re.search(r"[0-9a-f]{64}", self.config)
        return f"sha256:{found.group()}" if found else ""


@dataclass(frozen=True, slots=True)
class ImageArchive:
    """An archive, as far as it can be read.

    Attributes:
        is_images: Whether it is an archive of images. If not, it is a tar of something else, or not a tar.
        is_whole: Whether tar could read it to its end.
        images: The images by name and tag, such as centos:latest. An image saved by its id has no name here.
        missing: Files that its images consist of, but that it does not hold.
    """

    is_images: bool
    is_whole: bool
    images: Mapping[str, SavedImage] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def full_name(name: str) -> str:
    """An image's name as `docker images` shows it: with its tag, without the prefixes of Docker Hub.

    Args:
        name: Any way of writing it, such as docker.io/library/centos.

    Returns:
        The name with a tag or digest, such as centos:latest.

    Example:
        full_name("httpd") == "httpd:latest"
    """
    for prefix in ("docker.io/", "index.docker.io/", "localhost/", "library/"):
        name = name.removeprefix(prefix)
    return name if ":" in name.rpartition("/")[2] or "@" in name else f"{name}:latest"


def read_archive(session: Session, path: str) -> ImageArchive:
    """Read what an archive holds. It may be large: read it once, in a fixture with `scope="module"`.

    Args:
        session: The visit.
        path: The archive on the graded host. If it belongs to root, it is read with sudo.

    Returns:
        The archive. A damaged one, or a file that is not an archive, is not an error.

    Raises:
        HostError: Nobody whom the grader can act as may read it, or the host lacks tar or the tool to decompress it.
        HostTimeout: Reading took longer than 60 s, or the check has no time left.
        NotInEvidence: In a regrade: this file was not read.

    Example:
        archive = read_archive(session, f"{home}/img.tar")
        if "httpd:latest" not in archive.images:
            fail("not-in-archive", seen=sorted(archive.images), expected="httpd:latest")
    """
    may = f"test -r {shlex.quote(path)} || sudo -n test -r {shlex.quote(path)}"
    if session.run(may, as_login=archivetools.as_login(session)).rc != 0:
        raise HostError(
            "User {name} is not allowed to read {path}.",
            next_step="Check it as root, or as a user who can use sudo without a password.",
            path=path,
            name=session.facts.user,
        )
    heads = archivetools.documents(archivetools.printed(session, path, "manifest.json", "index.json"))
    saved = next((one for one in heads if isinstance(one, list)), None)
    index = next((one for one in heads if isinstance(one, dict) and "manifests" in one), None)
    try:
        if saved is not None:
            found, parts = _from_manifest(saved)
        elif index is not None:
            found, parts = _from_index(session, path, index)
        else:
            return ImageArchive(is_images=False, is_whole=archivetools.listed(session, path, [])[1])
        found = {name: replace(image, digests=_digests(index or {}, name)) for name, image in found.items()}
    except (TypeError, KeyError, AttributeError, ValueError):
        return ImageArchive(is_images=False, is_whole=archivetools.listed(session, path, [])[1])
    if not all(_is_config(session, path, image) for image in found.values()):
        return ImageArchive(is_images=False, is_whole=True)
    held, whole = archivetools.listed(session, path, parts)
    return ImageArchive(bool(parts), whole, found, tuple(part for part in parts if part not in held))


def config_of(session: Session, path: str, image: SavedImage) -> dict[str, Any]:
    """Read the configuration of an image in an archive.

    Args:
        session: The visit.
        path: The archive on the graded host.
        image: An image of the archive, from `read_archive`.

    Returns:
        The JSON document; empty if it is missing or damaged.

    Raises:
        HostError: As `read_archive`.

    Example:
        config = config_of(session, path, archive.images["httpd:latest"])
    """
    documents = archivetools.documents(archivetools.printed(session, path, image.config))
    return documents[0] if documents and isinstance(documents[0], dict) else {}


def is_same(config: Mapping[str, Any], inspected: Mapping[str, Any]) -> bool:
    """Whether an image in an archive and an image on the host are the same: equal layers and equal behaviour.

    Use it if their ids differ: where containerd stores the images, an image's id is a different digest.
    https://github.com/opencontainers/image-spec/blob/main/config.md

    Args:
        config: The configuration in the archive, from `config_of`.
        inspected: The image on the host, as `docker inspect` shows it: `image.attrs`.

    Example:
        if saved.id != image.id and not is_same(config_of(session, path, saved), image.attrs):
            fail("other-image", seen=image.id, expected=saved.id)
    """
    layers = (config.get("rootfs") or {}).get("diff_ids")
    ours, theirs = config.get("config") or {}, inspected.get("Config") or {}
    return (
        bool(layers)
        and layers == (inspected.get("RootFS") or {}).get("Layers")
        and all((ours.get(key) or None) == (theirs.get(key) or None) for key in _BEHAVIOUR)
    )


def _is_config(session: Session, path: str, image: SavedImage) -> bool:
    """Whether an image has a configuration. Programs that save images name it by its digest; any other is read."""
    if image.id:
        return True
    layers = (config_of(session, path, image).get("rootfs") or {}).get("diff_ids")
    return isinstance(layers, list) and len(layers) == len(image.parts) - 1


def _from_manifest(saved: list[Any]) -> tuple[dict[str, SavedImage], list[str]]:
    images: dict[str, SavedImage] = {}
    parts: list[str] = []
    for entry in saved:
        image = SavedImage(str(entry["Config"]), (str(entry["Config"]), *map(str, entry.get("Layers") or [])))
        parts += image.parts
        images.update({full_name(str(tag)): image for tag in entry.get("RepoTags") or []})
    return images, _once(parts)


def _from_index(session: Session, path: str, index: Mapping[str, Any]) -> tuple[dict[str, SavedImage], list[str]]:
    """The images of an OCI layout. Of a multi-platform image, the archive may hold only some platforms.

    The archive is read once per level of indexes, since each reading decompresses all of it.
    """
    images: dict[str, SavedImage] = {}
    parts: list[str] = []
    level = [(_blob(entry), _annotated(entry), True) for entry in index["manifests"][:MOST_AT_ONCE]]
    while level and len(parts) <= archivetools.MOST_PARTS:
        documents = _blobs(session, path, [blob for blob, _, _ in level])
        below = []
        for blob, name, must in level:
            one = documents.get(blob, {})
            parts += [blob] if must or one else []
            if "manifests" in one and must:
                below += [(_blob(child), name, False) for child in one["manifests"]]
            elif "config" in one:
                image = SavedImage(_blob(one["config"]), (_blob(one["config"]), *map(_blob, one.get("layers") or [])))
                parts += image.parts
                images.setdefault(name, image)
        level = below[:MOST_AT_ONCE]
    # An index that leads to no image, or only to itself, is not an archive of images.
    return {name: image for name, image in images.items() if name}, _once(parts) if images else []


def _blobs(session: Session, path: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Those of these JSON blobs that the archive holds. They are printed in a row, and identified by their digests."""
    text = archivetools.printed(session, path, *dict.fromkeys(names))
    found, at = {}, 0
    for document, end in archivetools.documents_with_ends(text):
        after = end + len(text[end:]) - len(text[end:].lstrip())
        for blob in {text[at:end], text[at:after]}:
            name = f"blobs/sha256/{hashlib.sha256(blob.encode()).hexdigest()}"
            if name in names and isinstance(document, dict):
                found[name] = document
        at = after
    return found


def _digests(index: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The digests of the entries with this name in an index."""
    entries = index.get("manifests")
    listed = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    return tuple(dict.fromkeys(str(one.get("digest")) for one in listed if _annotated(one) == name))


def _annotated(entry: Mapping[str, Any]) -> str:
    notes = entry.get("annotations")
    notes = notes if isinstance(notes, dict) else {}
    name = str(notes.get("io.containerd.image.name") or notes.get("org.opencontainers.image.ref.name") or "")
    return full_name(name) if ":" in name or "/" in name else ""


def _blob(entry: Mapping[str, Any]) -> str:
    found = _DIGEST.fullmatch(entry["digest"])
    if not found:
        raise ValueError(entry["digest"])
    return f"blobs/sha256/{found.group(1)}"


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.removeprefix("./") for name in names))
