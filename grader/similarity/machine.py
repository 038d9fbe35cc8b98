"""Identifies a machine from the lines `key=value` that a command of the snapshot prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.similarity.traits import Found, Kind

QUESTION = "# grader: who this machine is"
"""A word in the text of that command, by which it is recognised."""

_MACHINE_ID = re.compile(r"[0-9a-f]{32}")
_HOST_KEY = re.compile(r"((?:ssh|ecdsa|sk)-[\w@.-]+) ([A-Za-z0-9+/]{40,}={0,3})(?: .*)?")
_MAC = re.compile(r"(\S+) ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})")
_GIVEN = ("02:42:", "02:50:00:00:00:01", "52:54:00:12:34:56", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff")
"""Addresses that are equal by construction: derived from an IP by Docker, Docker Desktop's, QEMU's default."""


def traits(said: str) -> Iterator[Found]:
    """Read machine-id(5), the public keys of sshd, and the MAC addresses of physical interfaces."""
    for line in said.splitlines():
        key, _, value = line.partition("=")
        value = value.strip()
        if key == "machine-id" and _MACHINE_ID.fullmatch(value) and value.strip("0"):
            yield Found(Kind.MACHINE_ID, value, "", line)
        elif key == "host-key" and (host_key := _HOST_KEY.fullmatch(value)):
            yield Found(Kind.HOST_KEY, f"{host_key[1]} {host_key[2]}", host_key[1], line)
        elif key == "mac" and (mac := _MAC.fullmatch(value.lower())) and is_telling(mac[2]):
            yield Found(Kind.MAC, mac[2], mac[1], line)


def is_telling(mac: str) -> bool:
    """Whether two machines have this address only if one was copied, or somebody configured it."""
    return not mac.lower().startswith(_GIVEN)
