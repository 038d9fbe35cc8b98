import pytest

from grader.hosts.address import Address, address, url_of


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("local", "local:"),
        ("evidence:a b.gz", "evidence:a b.gz"),
        ("ssh://me@host:22/", "ssh://me@host:22"),
        ("ssh://a%40b@[::1]:22", "ssh://a%40b@[::1]:22"),
        ("docker://me@web", "docker://me@web"),
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
        ("docker://web", "docker://web"),
        ("local", "local"),
        ("", ""),
    ],
)
def test_a_host_as_people_write_it_becomes_a_url(text, url):
    assert url_of(text) == url
