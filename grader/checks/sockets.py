"""The host's own addresses and the sockets that listen on it, as every account may read them under /proc."""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from grader.checks.session import Session
from grader.errors import GarbledAnswer

_LISTENING = "0A"
"""The state TCP_LISTEN in /proc/net/tcp (proc(5))."""

_LOCAL = re.compile(r"\|-- (\S+)\n\s+/32 host LOCAL")


@dataclass(frozen=True, slots=True)
class Listener:
    """A TCP socket that listens.

    Attributes:
        address: Its address; unspecified (0.0.0.0 or ::) if it listens on all of them.
        port: Its port.
        inode: The socket's inode, by which a process's open files name it: `socket:[123]`.
    """

    address: IPv4Address | IPv6Address
    port: int
    inode: int


def listeners(session: Session) -> list[Listener]:
    """The TCP sockets that listen in the host's network namespace, whoever opened them.

    Args:
        session: The visit.

    Raises:
        GarbledAnswer: /proc/net/tcp cannot be read.

    Example:
        if not any(one.port == 80 for one in listeners(session)):
            fail("no-listener")
    """
    read = session.run("cat /proc/net/tcp; cat /proc/net/tcp6 2>/dev/null; true")
    rows = [line.split() for line in read.out.decode("ascii", "replace").splitlines()]
    if not rows:
        raise GarbledAnswer("The host does not show its sockets.", next_step="Try it by hand: cat /proc/net/tcp")
    return [
        Listener(*_endpoint(row[1]), int(row[9]))
        for row in rows
        if len(row) > 9 and row[3] == _LISTENING and ":" in row[1]
    ]


def serving(found: list[Listener], port: int) -> set[int]:
    """The inodes of the sockets that a connection to 127.0.0.1 reaches: those of the most specific address.

    Args:
        found: What `listeners` returned.
        port: The TCP port.

    Example:
        inodes = serving(listeners(session), 80)
    """
    here = [one for one in found if one.port == port]
    for fits in (_is_loopback, lambda one: one == IPv4Address(0), lambda one: one == IPv6Address(0)):
        inodes = {one.inode for one in here if fits(one.address)}
        if inodes:
            return inodes
    return set()


def own_addresses(session: Session) -> list[str]:
    """The host's own IPv4 addresses, without those of the loopback.

    Args:
        session: The visit.

    Returns:
        The addresses in the order of the routing table; those of Docker's bridges are among them.

    Example:
        page = get(own_addresses(session)[0], 8080)
    """
    trie = session.run("cat /proc/net/fib_trie").out.decode("ascii", "replace")
    found = (ip_address(one) for one in _LOCAL.findall(trie))
    return list(dict.fromkeys(str(one) for one in found if not one.is_loopback))


def _is_loopback(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address) == IPv4Address("127.0.0.1")


def _endpoint(text: str) -> tuple[IPv4Address | IPv6Address, int]:
    """An address and a port in the kernel's notation: words in the byte order of the machine, then the port."""
    words, _, port = text.partition(":")
    raw = b"".join(struct.pack("<I", int(words[at : at + 8], 16)) for at in range(0, len(words), 8))
    family = socket.AF_INET if len(raw) == 4 else socket.AF_INET6
    return ip_address(socket.inet_ntop(family, raw)), int(port, 16)
