from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.hosts.address import Address, address, url_of


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("local", "local:"),
        ("evidence:a b.gz", "evidence:a b.gz"),
        ("ssh://me@host:22/", "ssh://me@host:22"),
        ("ssh://a%40b@[::1]:22", "ssh://a%40b@[::1]:22"),
        ("docker://me@web", "docker://me@web"),
        ("lab://root@s1", "lab://root@s1"),
        ("ssh://me@[fe80::1%eth0]:22", "ssh://me@[fe80::1%25eth0]:22"),
        ("ssh://me@[fe80::1%25eth0]", "ssh://me@[fe80::1%25eth0]"),
    ],
)
def test_an_address_has_one_normal_url(url, normal):
    assert address(url).url == normal
    assert address(normal) == address(url)


def test_the_parts_of_a_url_are_known():
    assert address("ssh://me@[fe80::1]:2222") == Address("ssh", "fe80::1", "me", 2222)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("host17", "ssh://host17"),
        ("me@10.0.0.5:2222", "ssh://me@10.0.0.5:2222"),
        ("host:22", "ssh://host:22"),
        ("ssh:22", "ssh://ssh:22"),
        ("::1", "ssh://[::1]"),
        ("me@fe80::1", "ssh://me@[fe80::1]"),
        ("ssh://me@fe80::1", "ssh://me@[fe80::1]"),
        ("ssh://2001:db8::1", "ssh://[2001:db8::1]"),
        ("[::1]:2222", "ssh://[::1]:2222"),
        ("docker://web", "docker://web"),
        ("local", "local"),
        ("", ""),
    ],
)
def test_a_host_as_people_write_it_becomes_a_url(text, url):
    assert url_of(text) == url


HOSTS = st.one_of(
    st.ip_addresses().map(str),
    st.ip_addresses(v=6).map(lambda ip: f"{ip}%eth0.5"),
    st.ip_addresses(v=6).map(lambda ip: f"[{ip}]:2222"),
    st.from_regex(r"[a-z][a-z0-9.-]{0,8}[a-z](:[1-9][0-9]{0,3})?", fullmatch=True),
    st.text("a:[]%.@0-1/", max_size=9),
)


@given(HOSTS, st.sampled_from(["", "me@", "a.b@c@"]), st.sampled_from(["", "ssh://"]))
def test_the_url_of_an_address_always_parses_to_the_same_address(host, user, scheme):
    try:
        found = address(url_of(scheme + user + host))
    except UsageError:
        return
    assert address(found.url) == found
    assert url_of(found.url) == found.url
    if found.scheme == "ssh":
        parts = urlsplit(found.url)
        assert (unquote(parts.hostname), parts.port) == (found.name.lower(), found.port)


@pytest.mark.parametrize("url", ["ssh://a@[::1]x", "ssh://[host]", "ssh://[::1", "ssh://[::1]]", "ssh://x[::1]"])
def test_brackets_are_for_ipv6_addresses_alone(url):
    with pytest.raises(UsageError):
        address(url)


@pytest.mark.parametrize(
    ("url", "login", "known"),
    [
        ("ssh://h", "h", "h"),
        ("ssh://me@h:22", "-p 22 me@h", "h"),
        ("ssh://me@h:2222", "-p 2222 me@h", "'[h]:2222'"),
        ("ssh://a%20b@[::1]:2222", "-p 2222 'a b@::1'", "'[::1]:2222'"),
    ],
)
def test_commands_about_a_host_name_its_port_and_user(url, login, known):
    assert (address(url).login, address(url).known_as) == (login, known)
