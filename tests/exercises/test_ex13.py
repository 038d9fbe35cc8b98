"""ex13: names that lead to another address than the server's."""

from types import SimpleNamespace

import pytest

from grader.checks.conclusion import Concluded


def container(name, *addresses, mode="shop"):
    networks = {f"net{at}": {"IPAddress": address} for at, address in enumerate(addresses)}
    attrs = {"NetworkSettings": {"Networks": networks}, "HostConfig": {"NetworkMode": mode}}
    return SimpleNamespace(name=name, attrs=attrs)


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (container("web3", "10.0.0.2"), "leads-elsewhere"),
        (container("web3", mode="host"), "no-address"),
        (container("web3", "10.0.0.2", mode="host"), "leads-elsewhere"),
    ],
)
def test_an_address_of_nobody(suite, server, reason):
    with pytest.raises(Concluded, match=reason):
        suite("ex13").leads_elsewhere("apache", {"10.0.0.9"}, server, container("os7", "10.0.0.3"))


def test_an_alias_that_was_given_to_the_container_that_looks_for_it(suite):
    client, server = container("os7", "10.0.0.3", "10.1.0.3"), container("web3", "10.0.0.2")
    with pytest.raises(Concluded, match="names-itself"):
        suite("ex13").leads_elsewhere("apache", {"10.0.0.3"}, server, client)
