"""The addresses and listening sockets of a real host."""

import os
import socket
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.sockets import Listener, _endpoint, listeners, own_addresses, serving
from grader.errors import GarbledAnswer


@pytest.fixture
def session(visit):
    return visit()


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_a_socket_that_listens_is_found_by_port_and_inode(session, listening):
    port, inode = listening.getsockname()[1], os.fstat(listening.fileno()).st_ino
    found = listeners(session)
    assert Listener(IPv4Address("127.0.0.1"), port, inode) in found
    assert serving(found, port) == {inode}


def test_nothing_serves_a_port_on_which_nothing_listens(session, listening):
    port = listening.getsockname()[1]
    found = listeners(session)
    listening.close()
    assert serving(found, 1) == set()
    assert not any(one.port == port for one in listeners(session))


ANY, LOOPBACK, ANY_6 = IPv4Address("0.0.0.0"), IPv4Address("127.0.0.1"), IPv6Address("::")  # noqa: S104
MAPPED = IPv6Address("::ffff:127.0.0.1")


@pytest.mark.parametrize(
    ("addresses", "inodes"),
    [
        ([ANY, LOOPBACK], {2}),
        ([ANY_6, ANY], {2}),
        ([ANY_6], {1}),
        ([MAPPED, ANY], {1}),
        ([IPv4Address("10.0.0.1")], set()),
    ],
)
def test_the_most_specific_address_answers_on_the_loopback(addresses, inodes):
    assert serving([Listener(one, 80, at) for at, one in enumerate(addresses, 1)], 80) == inodes


def test_the_hosts_own_addresses_are_those_of_its_interfaces(session):
    found = own_addresses(session)
    assert "127.0.0.1" not in found
    for address in found:
        with socket.create_server((address, 0)):  # only the host's own address can be bound
            pass


@given(address=st.ip_addresses(v=4), port=st.integers(0, 65535))
def test_the_kernels_notation_of_an_ipv4_address_is_read(address, port):
    text = f"{int.from_bytes(address.packed, 'little'):08X}:{port:04X}"
    assert _endpoint(text) == (address, port)


@given(address=st.ip_addresses(v=6))
def test_the_kernels_notation_of_an_ipv6_address_is_read(address):
    words = (address.packed[at : at + 4] for at in range(0, 16, 4))
    text = "".join(f"{int.from_bytes(word, 'little'):08X}" for word in words)
    assert _endpoint(f"{text}:0050") == (address, 80)


def test_a_host_that_shows_no_sockets_is_garbled():
    with pytest.raises(GarbledAnswer, match="sockets"):
        listeners(_Blind())


class _Blind:
    """A visit to a host without /proc."""

    @staticmethod
    def run(_command):
        return type("Result", (), {"out": b""})
