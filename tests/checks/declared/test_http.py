"""Pages, looked at as a checks.yml says."""

import pytest

from grader.checks.web import Page

PAGE = Page(200, {}, "<h1>hello</h1>")
PAGES = {
    "127.0.0.1:8080/": PAGE,
    "127.0.0.1:80/a?b=c": PAGE,
    "127.0.0.1:81/": Page(0, {}, ""),
    "127.0.0.1:82/": Page(403, {}, "no"),
    "172.17.0.2:80/": PAGE,
    "172.17.0.2:8000/": Page(404, {}, ""),
}
WEB = {"web": {"NetworkSettings": {"Networks": {"bridge": {"IPAddress": "172.17.0.2"}}}}}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("url: 'http://127.0.0.1:8080/'", None),
        ("url: 'http://127.0.0.1:8080', contains: [hello, '!bye']", None),
        ("url: 'http://127.0.0.1/a?b=c'", None),
        ("url: 'http://127.0.0.1:82/', status: [200, 403]", None),
        ("container: web, contains: hello", None),
        ("container: web, port: 8000, status: 404", None),
        ("url: 'http://127.0.0.1:81/'", ("no-response", None, "http://127.0.0.1:81/")),
        ("url: 'http://127.0.0.1:82/'", ("other-response", 403, [200])),
        ("container: web, port: 8000", ("other-response", 404, [200])),
        ("container: web, contains: bye", ("not-in-page", "<h1>hello</h1>", ["bye"])),
        ("container: web, contains: '!/hel+o/'", ("in-page", ["/hel+o/"], None)),
        ("container: gone", ("container-missing", None, "gone")),
    ],
)
def test_a_page_is_as_wanted_or_told(look, text, end):
    assert look("http", f"{{{text}}}", WEB, pages=PAGES) == end
