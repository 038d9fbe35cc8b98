"""Near misses: the name that the student probably meant, where the one that the task gives does not exist.

A near miss differs from the wanted name in case, zeros before a number, separators, one typing error, its extension,
the length of its last word, or by a prefix or suffix, such as the project and number that Docker Compose adds. Two
names with different numbers, such as os3 and os5, are never near: a course numbers its objects.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from itertools import islice
from posixpath import basename, dirname, normpath, splitext

import docker
from docker.errors import DockerException
from pydantic import JsonValue

from grader.checks.session import Session
from grader.errors import HostError, NotInEvidence

SHORTEST = 3
"""Any two shorter names are alike. The same goes for words."""

LONGEST = 255
"""No longer name is compared: it is that of no file, and hardly one of a container."""

MOST_NAMES = 1000
"""How many names are compared: an Engine may list any number."""

MOST_FILES = 500
"""How many files of a folder are listed."""

_DISTINCTIVE = 4
"""A shorter name without a number, such as db, is part of too many other names."""

_UNKNOWN = (HostError, NotInEvidence, DockerException)
"""Without a list there is no near miss; the check goes on to fail."""

_NUMBER = re.compile(r"\d+")
_SEPARATORS = re.compile(r"[-_. ]+")


def near_miss(wanted: str, names: Iterable[str], *, others: Collection[str] = ()) -> str | None:
    """Find the name that the student probably meant. Give it to `fail` as a value such as `near_container`.

    Args:
        wanted: The name that the task gives.
        names: The names that exist.
        others: The other names that the task gives. They are never near misses.

    Returns:
        The most similar name; None if none is similar, or if the wanted name exists.

    Example:
        images = [tag for one in docker.api.images() for tag in one.get("RepoTags") or []]
        if "hello:latest" not in images:
            fail("image-missing", name="hello:latest", near_image=near_miss("hello:latest", images))
    """
    found = {name for name in islice(names, MOST_NAMES) if name and len(name) <= LONGEST}
    if wanted in found or len(wanted) < SHORTEST:
        return None
    for rule in (_is_same_but_for_style, _is_within, _is_mistyped, _has_other_extension, _has_other_last_word):
        near = [name for name in found.difference(others) if rule(wanted.casefold(), name.casefold())]
        if near:
            return min(near, key=lambda name: (len(name), name))
    return None


def near_path(wanted: str, paths: Iterable[str], *, others: Collection[str] = ()) -> str | None:
    """Find the path that the student probably meant: one folder of it is missing, added or a near miss.

    Args:
        wanted: The absolute path that the task gives.
        paths: The absolute paths that exist.
        others: The other paths that the task gives. They are never near misses.

    Returns:
        The most similar path; None if none is similar, or if the wanted path exists.

    Example:
        folders = [mount["Destination"] for mount in container.attrs["Mounts"]]
        near_path("/var/lib/mysql", folders) == "/var/lib/mysq"
    """
    found = {normpath(path): path for path in islice(paths, MOST_NAMES) if path.startswith("/")}
    if normpath(wanted) in found:
        return None
    near = [path for key, path in found.items() if path not in others and _is_near_path(normpath(wanted), key)]
    return min(near, key=lambda path: (abs(len(path) - len(wanted)), path), default=None)


def near_file(session: Session, path: str, *, others: Collection[str] = ()) -> str | None:
    """Find the file or folder that the student probably meant. Ask only if the wanted one does not exist.

    Args:
        session: The visit.
        path: The absolute path of the wanted file on the graded host.
        others: The names of other files that the task gives. They are never near misses.

    Returns:
        The name of the most similar file in the same folder; None if there is none, if the folder cannot be listed, or
        in a regrade, if it was not.

    Example:
        if not host.file(path).exists:
            fail("missing", expected=path, near_file=near_file(session, path))
    """
    with suppress(*_UNKNOWN):
        listed = session.run(f"ls -A -- {shlex.quote(dirname(path))} 2>/dev/null | head -n {MOST_FILES}")
        return near_miss(basename(path), listed.out.decode("utf-8", "replace").splitlines(), others=others)
    return None


def near_container(client: docker.DockerClient, name: str, *, others: Collection[str] = ()) -> str | None:
    """Find the container that the student probably meant. `containers.get` does so by itself.

    Args:
        client: The fixture `docker`.
        name: The name of the container that does not exist.
        others: The names of other containers that the task gives. They are never near misses.

    Returns:
        The name of the most similar container; None if there is none, or if the containers cannot be listed.

    Example:
        if "os3" not in {one.name for one in docker.containers.list(all=True)}:
            fail("container-missing", name="os3", near_container=near_container(docker, "os3"))
    """
    with suppress(*_UNKNOWN):
        # A link to the container is among its names, with two slashes.
        names = (word.removeprefix("/") for one in client.api.containers(all=True) for word in one.get("Names") or [])
        return near_miss(name, [one for one in names if "/" not in one], others=others)
    return None


def near_network(client: docker.DockerClient, name: str, *, others: Collection[str] = ()) -> str | None:
    """Find the network that the student probably meant.

    Args:
        client: The fixture `docker`.
        name: The name of the network that does not exist.
        others: The names of other networks that the task gives. They are never near misses.

    Returns:
        The name of the most similar network; None if there is none, or if the networks cannot be listed.

    Example:
        try:
            network = docker.networks.get("net1")
        except NotFound:
            fail("network-missing", expected="net1", near_network=near_network(docker, "net1"))
    """
    with suppress(*_UNKNOWN):
        return near_miss(name, [str(one.get("Name")) for one in client.api.networks()], others=others)
    return None


def near_image(client: docker.DockerClient, name: str, *, others: Collection[str] = ()) -> str | None:
    """Find the image that the student probably meant: one with another tag, or with a similar name.

    Args:
        client: The fixture `docker`.
        name: The name of the image that does not exist, with or without a tag.
        others: The names of other images that the task gives. They are never near misses.

    Returns:
        The name of the most similar image, with its tag; None if there is none, or if the images cannot be listed.

    Example:
        if not docker.images.list("httpd:2.4"):
            fail("image-missing", name="httpd:2.4", near_image=near_image(docker, "httpd:2.4"))
    """
    with suppress(*_UNKNOWN):
        listed = [tag for one in client.api.images() for tag in one.get("RepoTags") or [] if "<none>" not in tag]
        names = sorted(set(listed) - set(others) - {name})
        meant = _repository(name)
        near = meant if meant in map(_repository, names) else near_miss(meant, map(_repository, names))
        return next((one for one in names if _repository(one) == near), None)
    return None


def strings(params: Mapping[str, JsonValue]) -> set[str]:
    """All texts among the parameters of an exercise, those in lists as well: names that the task gives."""
    values = (value if isinstance(value, list) else [value] for value in params.values())
    return {one for several in values for one in several if isinstance(one, str)}


def _repository(name: str) -> str:
    """An image's name without its tag."""
    return name.removesuffix(f":{name.rpartition(':')[2]}") if ":" in name.rpartition("/")[2] else name


def _is_same_but_for_style(wanted: str, name: str) -> bool:
    """OS3, os03 and os-3 for os3."""
    return _plain(wanted) == _plain(name)


def _is_within(wanted: str, name: str) -> bool:
    """wp-wp-db-1 (of Docker Compose), wp_db-vol, anna/hello and filea.txt.bak for the name in each of them."""
    if len(wanted) < _DISTINCTIVE and not _NUMBER.search(wanted):
        return False
    before = r"(?:.+[-_./])?"
    return bool(
        re.fullmatch(rf"{before}{re.escape(wanted)}(?:[-_]\d+)?", name)
        or re.fullmatch(rf"{re.escape(wanted)}[-_.][^-_./]+", name)
    )


def _is_mistyped(wanted: str, name: str) -> bool:
    """One letter is wrong, missing, added or swapped with the next one."""
    (stem, extension), (other_stem, other_extension) = splitext(wanted), splitext(name)
    if extension == other_extension:
        wanted, name = stem, other_stem
    elif stem == other_stem:
        return False  # that is for the next rule
    return len(wanted) >= SHORTEST and _have_same_numbers(wanted, name) and _is_one_edit(wanted, name)


def _has_other_extension(wanted: str, name: str) -> bool:
    """filea.text, filea.tx and filea for filea.txt. An object file hello.o is not a near miss for hello.c."""
    (stem, extension), (other_stem, other) = splitext(wanted), splitext(name)
    if stem != other_stem or not extension:
        return False
    mistyped = min(len(extension), len(other)) > SHORTEST and _is_one_edit(extension, other)
    return mistyped or _is_in(extension, other) or _is_in(other, extension)


def _has_other_last_word(wanted: str, name: str) -> bool:
    """MYSQL_PASS for MYSQL_PASSWORD, and wp-db-volume for wp-db-vol."""
    (*before, last), (*others, other) = _SEPARATORS.split(wanted), _SEPARATORS.split(name)
    short, long = sorted((last, other), key=len)
    return before == others and bool(before) and len(short) >= SHORTEST and long.isalpha() and long.startswith(short)


def _plain(name: str) -> str:
    """A name without separators and without the zeros before its numbers; numbers stay apart from one another."""
    return _SEPARATORS.sub("", _NUMBER.sub(lambda found: f"<{int(found.group())}>", name))


def _have_same_numbers(wanted: str, name: str) -> bool:
    """Whether the numbers are the same, or the name has none. An added number is that of something else."""
    numbers, others = ([int(one) for one in _NUMBER.findall(text)] for text in (wanted, name))
    return others in ([], numbers)


def _is_one_edit(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), None)
    if start is None:
        return True
    rest, other_rest = one[start:], other[start:]
    swapped = rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:]
    return swapped or rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]


def _is_in(short: str, long: str) -> bool:
    """Whether all letters of one text are in the other one, in the same order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def _is_near_path(wanted: str, path: str) -> bool:
    folders, others = wanted.split("/")[1:], path.split("/")[1:]
    if len(folders) == len(others):
        differing = [pair for pair in zip(folders, others, strict=True) if len(set(pair)) > 1]
        return len(differing) == 1 and near_miss(differing[0][0], [differing[0][1]]) is not None
    short, long = sorted((folders, others), key=len)
    return (
        len(long) == len(short) + 1
        and all(short)
        and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    )
