"""Hosts whose evidence is made up: what the standard snapshot would have seen there."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from grader.evidence.facts import Fact, kept
from grader.evidence.file import Evidence
from grader.similarity.fingerprints import Reader
from grader.similarity.traits import Fingerprint

BUILT = "2026-11-23T10:00:00.123456789Z"
NAMED = "2026-11-23T10:00:02.5Z"
LONG_AGO = "2026-05-02T08:00:00.987654321Z"


def fingerprint(recorded: list[tuple[str, Evidence]]) -> Fingerprint:
    """Of one student, from exercises and their evidence."""
    reader = Reader()
    for exercise, one in recorded:
        reader.read("s1", exercise, one)
    return reader.fingerprint("s1")


def hexed(*words: object) -> str:
    """64 digits that nobody else has."""
    return hashlib.sha256(repr(words).encode()).hexdigest()


def command(out: str, text: str = "set -u\n# grader: who this machine is\ncat /etc/machine-id", **more: object) -> Fact:
    return Fact(at=0, seconds=0, command=text, rc=0, out=out, **more)


def answer(target: str, body: object, **more: object) -> Fact:
    said = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Fact(at=0, seconds=0, request=f"GET /v1.44{target}", **{"status": 200, "body": kept(said), **more})


def look(container: str, path: str, changed: str, body: str = "", method: str = "HEAD") -> Fact:
    """What the snapshot asks of a folder that a container mounts, or of a file in it."""
    stat = base64.b64encode(json.dumps({"name": path.rpartition("/")[2], "size": 4096, "mtime": changed}).encode())
    headers = (("X-Docker-Container-Path-Stat", stat.decode()),)
    target = f"/v1.44/containers/{container}/archive?path={path}"
    return Fact(at=0, seconds=0, request=f"{method} {target}", status=200, headers=headers, body=body)


def evidence(*facts: Fact) -> Evidence:
    return Evidence(facts=list(facts))


def image(name: str, *words: object, created: object = LONG_AGO, named: str = "", digest: str = "") -> dict:
    """An image's inspection. Without `words` everybody has the same of this name."""
    return {
        "Id": f"sha256:{hexed('image', name, *words)}",
        "RepoTags": [name],
        "RepoDigests": [f"{name.partition(':')[0]}@sha256:{digest}"] if digest else [],
        "Created": created,
        "Metadata": {"LastTagTime": named or "0001-01-01T00:00:00Z"},
    }


def pulled(name: str) -> dict:
    return image(name, named="2026-11-23T09:30:00Z", digest=hexed("digest", name))


def built(name: str, student: str, created: str = BUILT, named: str = NAMED) -> dict:
    return image(name, student, created=created, named=named)


@dataclass
class Machine:
    """A host of its own; what is given stands in the place of that."""

    student: str
    seed: str = ""
    """Hosts of one seed are copies of each other."""
    images: list[dict] = field(default_factory=list)
    volumes: list[dict] = field(default_factory=list)

    def evidence(self) -> Evidence:
        seed = self.seed or self.student
        mac = ":".join(("52", "54", "00", *(hexed("mac", seed)[at : at + 2] for at in (0, 2, 4))))
        number = int(hexed("time", seed)[:6], 16)
        container = {
            "Id": hexed("container", seed),
            "Name": "/web1",
            "Created": f"2026-11-23T10:{number % 60:02}:07.{number + 1:09}Z",
            "Mounts": [{"Type": "volume", "Name": hexed("volume", seed), "Destination": "/data"}],
            "NetworkSettings": {"Networks": {"bridge": {"MacAddress": "02:42:ac:11:00:02"}}},
        }
        key = hexed("key", seed)[:60]
        return evidence(
            command(
                f"machine-id={hexed('machine', seed)[:32]}\nhostname=student\nmac=eth0 {mac}\n"
                f"host-key=ssh-ed25519 {key} root@student\n"
            ),
            answer("/info", {"ID": hexed("engine", seed)[:36], "Name": "student"}),
            answer("/containers/json?all=1", [{"Id": container["Id"], "Names": ["/web1"], "Created": 1795470497}]),
            answer("/containers/web1/json", container),
            answer("/networks", [{"Name": "bridge", "Id": hexed("net", seed), "Created": BUILT}]),
            answer("/volumes", {"Volumes": self.volumes, "Warnings": None}),
            *(answer(f"/images/{one['RepoTags'][0]}/json", one) for one in self.images),
        )


@dataclass
class Site:
    """A host with the database, the web site and the folder of the course's exercises, made at a second of the hour."""

    student: str
    second: int
    database: int | None = None
    """The second at which the data that it mounts were made; its own if None."""
    folder: int | None = None
    """That of the folder."""

    def evidence(self) -> Evidence:
        db, web, os3 = (hexed(name, self.student) for name in ("wp-db", "wp-web", "os3"))
        data = self.second if self.database is None else self.database
        folder = self.second if self.folder is None else self.folder
        uuid = hexed("uuid", data)
        uuid = "-".join((uuid[:8], uuid[8:12], uuid[12:16], uuid[16:20], uuid[20:32]))
        return evidence(
            answer(
                "/containers/json?all=1",
                [
                    self._container(db, "wp-db", "volume", "wp-db-vol", "/var/lib/mysql"),
                    self._container(web, "wp-web", "volume", "wp-web-vol", "/var/www/html"),
                    self._container(os3, "os3", "bind", "", "/tmp/mount"),
                ],
            ),
            answer("/volumes", {"Volumes": [{"Name": "wp-db-vol", "CreatedAt": _at(self.second + 1)}]}),
            look(db, "/var/lib/mysql/auto.cnf", _at(data + 2, data), f"[auto]\nserver-uuid={uuid}\n\0\0", "GET"),
            look(db, "/var/lib/mysql/mysql", _at(data + 2, data + 1)),
            # The image's own: everybody has it.
            look(web, "/var/www/html", "2025-10-15T11:15:13.25Z"),
            look(os3, "/tmp/mount", _at(folder - 60, folder)),
        )

    def _container(self, id_: str, name: str, kind: str, volume: str, place: str) -> dict:
        created = int(datetime.fromisoformat(_at(self.second)).timestamp())
        mounts = [{"Type": kind, "Name": volume, "Destination": place}]
        return {"Id": id_, "Names": [f"/{name}"], "Created": created, "State": "running", "Mounts": mounts}


def _at(second: int, fraction: int = 0) -> str:
    """A time of that day; the fraction of its second is nobody else's unless it is 0."""
    digits = int(hexed("fraction", fraction)[:7], 16) + 1 if fraction else 0
    return f"2026-11-23T10:{second // 60:02}:{second % 60:02}.{digits:09}Z"
