"""What a saved image archive on the graded host holds. It is listed there; only its small JSON files are printed.

An archive is a tar, packed or not, in Docker's layout (`manifest.json`) or the OCI image layout (`index.json`).
https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.checks.session import Session
from grader.errors import HostError

READ_SECONDS = 60.0
"""How long one reading of a large archive may take."""

JSON_BYTES = 900_000
MOST_PARTS = 1000
MOST_AT_ONCE = 250
NAMES_BYTES = 80_000
"""No honest archive of a course names more files than these, and one command must hold their names."""

_NO_TOOL = 200

# t reads the archive with tar, through what unpacks it; only ever to stdout. One that was saved with sudo belongs to
# root, and is read as it was written.
_TOOLS = """
f={path}
s=; [ -r "$f" ] || s="sudo -n"
case "$($s head -c 4 "$f" | od -An -v -tx1 | tr -d ' ')" in
  1f8b*) z=gzip ;; fd377a58) z=xz ;; 28b52ffd) z=zstd ;; 425a68*) z=bzip2 ;; *) z= ;;
esac
for p in tar $z; do command -v $p >/dev/null || {{ echo $p; exit {no_tool}; }}; done
t() {{
  if [ "$z" ]; then $s cat "$f" | $z -dc 2>/dev/null | tar -f - "$@"
  elif [ "$s" ]; then $s cat "$f" | tar -f - "$@"
  else tar -f "$f" "$@"; fi
}}
"""

_TELLING = ("Cmd", "Entrypoint", "Env", "ExposedPorts", "Labels", "User", "Volumes", "WorkingDir")
"""What of its configuration makes an image do something else than another one with the same layers."""

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class SavedImage:
    """One image in an archive: its configuration and the files that make it up, by their names in the archive."""

    config: str
    parts: tuple[str, ...]

    @property
    def id(self) -> str:
        """The digest of its configuration, which is the image's id unless containerd stores the images."""
        found = re.search(r"[0-9a-f]{64}", self.config)
        return f"sha256:{found.group()}" if found else ""


@dataclass(frozen=True, slots=True)
class ImageArchive:
    """An archive as far as it can be read. Without `is_images` it is a tar of something else, or no tar."""

    is_images: bool
    is_whole: bool
    """Whether tar could read it to its end."""
    images: Mapping[str, SavedImage] = field(default_factory=dict)
    """By name and tag, such as centos:latest."""
    missing: tuple[str, ...] = ()
    """What it names and does not hold."""


def full_name(name: str) -> str:
    """An image's name the way `docker images` shows it: with its tag, without Docker Hub's own prefixes."""
    for prefix in ("docker.io/", "index.docker.io/", "localhost/", "library/"):
        name = name.removeprefix(prefix)
    return name if ":" in name.rpartition("/")[2] or "@" in name else f"{name}:latest"


def read_archive(session: Session, path: str) -> ImageArchive:
    """Look into an archive.

    Raises:
        HostError: we may not read it, or the host lacks tar or what unpacks this archive.
    """
    may = f"test -r {shlex.quote(path)} || sudo -n test -r {shlex.quote(path)}"
    if session.run(may, as_login=_as_login(session)).rc != 0:
        raise HostError(
            f"{path} may not be read by {session.facts.user}.",
            next_step="Check it as root, or as a user who may use sudo without a password.",
        )
    heads = _documents(_run(session, path, _print("manifest.json", "index.json")))
    saved = next((one for one in heads if isinstance(one, list)), None)
    index = next((one for one in heads if isinstance(one, dict) and "manifests" in one), None)
    try:
        if saved is not None:
            found, parts = _from_manifest(saved)
        elif index is not None:
            found, parts = _from_index(session, path, index)
        else:
            return ImageArchive(is_images=False, is_whole=_listed(session, path, [])[1])
    except (TypeError, KeyError, AttributeError, ValueError):
        return ImageArchive(is_images=False, is_whole=_listed(session, path, [])[1])
    held, whole = _listed(session, path, parts)
    return ImageArchive(bool(parts), whole, found, tuple(part for part in parts if part not in held))


def config_of(session: Session, path: str, image: SavedImage) -> dict[str, Any]:
    """The image's configuration, as it stands in the archive; empty if unreadable."""
    found = _documents(_run(session, path, _print(image.config)))
    return found[0] if found and isinstance(found[0], dict) else {}


def is_same(config: Mapping[str, Any], inspected: Mapping[str, Any]) -> bool:
    """Whether an archived configuration is that of an image as `docker inspect` shows it, whatever their ids.

    Where containerd stores the images, an image's id is another digest; its layers have the same ones everywhere.
    https://github.com/opencontainers/image-spec/blob/main/config.md
    """
    layers = (config.get("rootfs") or {}).get("diff_ids")
    ours, theirs = config.get("config") or {}, inspected.get("Config") or {}
    return (
        bool(layers)
        and layers == (inspected.get("RootFS") or {}).get("Layers")
        and all((ours.get(key) or None) == (theirs.get(key) or None) for key in _TELLING)
    )


def _from_manifest(saved: list[Any]) -> tuple[dict[str, SavedImage], list[str]]:
    images: dict[str, SavedImage] = {}
    parts: list[str] = []
    for entry in saved:
        image = SavedImage(str(entry["Config"]), (str(entry["Config"]), *map(str, entry.get("Layers") or [])))
        parts += image.parts
        images.update({full_name(str(tag)): image for tag in entry.get("RepoTags") or []})
    return images, _once(parts)


def _from_index(session: Session, path: str, index: Mapping[str, Any]) -> tuple[dict[str, SavedImage], list[str]]:
    """The images of an OCI layout. Of an image for several platforms the archive may hold only some.

    The archive is read once for each level, since each reading unpacks all of it.
    """
    images: dict[str, SavedImage] = {}
    parts: list[str] = []
    level = [(_blob(entry), _annotated(entry), True) for entry in index["manifests"][:MOST_AT_ONCE]]
    while level and len(parts) <= MOST_PARTS:
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
    # An index that leads to no image, be it to itself, makes no archive of images.
    return {name: image for name, image in images.items() if name}, _once(parts) if images else []


def _blobs(session: Session, path: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Those of these JSON blobs that the archive holds; they come one after the other, and their digests tell which."""
    text = _run(session, path, _print(*dict.fromkeys(names)))
    found, at = {}, 0
    for document, end in _with_ends(text):
        after = end + len(text[end:]) - len(text[end:].lstrip())
        for said in {text[at:end], text[at:after]}:
            name = f"blobs/sha256/{hashlib.sha256(said.encode()).hexdigest()}"
            if name in names and isinstance(document, dict):
                found[name] = document
        at = after
    return found


def _annotated(entry: Mapping[str, Any]) -> str:
    notes = entry.get("annotations") or {}
    name = str(notes.get("io.containerd.image.name") or notes.get("org.opencontainers.image.ref.name") or "")
    return full_name(name) if ":" in name or "/" in name else ""


def _blob(entry: Mapping[str, Any]) -> str:
    found = _DIGEST.fullmatch(entry["digest"])
    if not found:
        raise ValueError(entry["digest"])
    return f"blobs/sha256/{found.group(1)}"


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.removeprefix("./") for name in names))


def _print(*names: str) -> str:
    """The command that prints these files of the archive, as far as they are there."""
    both = " ".join(shlex.quote(prefix + name) for name in names for prefix in ("", "./"))
    return f"t -xO -- {both} 2>/dev/null | head -c {JSON_BYTES}"


def _listed(session: Session, path: str, parts: list[str]) -> tuple[set[str], bool]:
    """Which of these files the archive holds, and whether tar could read it to its end."""
    wanted = " ".join(f"-e {shlex.quote(part)}" for part in parts) or "-e //"
    if len(parts) > MOST_PARTS or len(wanted) > NAMES_BYTES or any("\n" in part for part in parts):
        return set(), False
    said = _run(
        session,
        path,
        "exec 4>&1; r=$({ { t -t 2>/dev/null; echo $? >&3; } | "
        f"sed 's|^[.]/||' | grep -Fx {wanted} | sort -u >&4; }} 3>&1); echo; echo \"$r\"",
    )
    *names, code = said.splitlines()
    return set(names), code == "0"


def _run(session: Session, path: str, command: str) -> str:
    tools = _TOOLS.strip().format(path=shlex.quote(path), no_tool=_NO_TOOL)
    said = session.run(f"{tools}\n{command}", seconds=READ_SECONDS, as_login=_as_login(session))
    out = said.out.decode("utf-8", "replace")
    if said.rc == _NO_TOOL:
        raise HostError(f"{path} cannot be read without {out.strip()}.", next_step="Install it on the host.")
    return out


def _as_login(session: Session) -> bool:
    """Root may read whatever the student has saved."""
    return session.facts.uid == 0


def _documents(text: str) -> list[Any]:
    """The JSON documents that follow each other in a text, up to the first that is none."""
    return [document for document, _ in _with_ends(text)]


def _with_ends(text: str) -> Iterator[tuple[Any, int]]:
    """The same, each with where it ends."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            document, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield document, at
