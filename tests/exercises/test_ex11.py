"""ex11: images with fewer tools than httpd usually has, and files that are elsewhere."""

from types import SimpleNamespace

import pytest
from docker.models.containers import Container

from grader.checks.conclusion import Concluded
from grader.checks.textfiles import TextFile
from grader.checks.web import Page

CONF = "Listen 80\n"
PAGE = "hello world\n"
PARAM = {
    "container": "web",
    "page": "index.html",
    "pages": "/htdocs",
    "says": "hello world",
    "conf": "httpd.conf",
    "conf_inside": "/conf",
}
WEB = Container(
    attrs={"Id": "9" * 64, "Name": "/web", "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "1.2.3.4"}}}}
)


def file(text):
    return lambda _, path: TextFile(path, text.encode(), len(text), 0)


@pytest.fixture
def copied(suite, monkeypatch):
    """copied(what cat prints): the check, on an image that has cksum only."""
    ex11 = suite("ex11")
    monkeypatch.setattr(ex11, "text_file", file(CONF))

    def check(printed, rc=0):
        answers = {"sh": SimpleNamespace(rc=0, out="2382472371 10\n"), "cat": SimpleNamespace(rc=rc, out=printed)}
        containers = SimpleNamespace(inside=lambda _, program, *__: answers[program])
        ex11.test_copied_out(None, containers, "/home/student", WEB, PARAM)

    return check


def test_without_sha256sum_the_file_itself_is_compared(copied):
    copied(CONF)
    with pytest.raises(Concluded, match="differs"):
        copied("Listen 81\n")


def test_a_file_that_cannot_be_read_costs_nothing(copied):
    with pytest.raises(ValueError, match="cannot be read"):
        copied("", rc=127)


def test_a_page_that_the_host_does_not_reach_is_fetched_inside(suite, monkeypatch):
    ex11 = suite("ex11")
    monkeypatch.setattr(ex11, "text_file", file(PAGE))
    answer = SimpleNamespace(rc=0, out=f"HTTP/1.1 200 OK\r\nServer: Apache\r\n\r\n{PAGE}")
    containers = SimpleNamespace(inside=lambda *_: answer)
    work = SimpleNamespace(file=lambda _: None)
    changed = {"/htdocs/index.html": "C"}
    ex11.test_page_copied(None, containers, "/home/student", WEB, changed, lambda *_: Page(0, {}, ""), work, PARAM)


def test_a_file_that_was_put_into_another_folder_is_found(suite):
    changed = {"/var": "C", "/var/www/index.html": "A", "/old/index.html": "D"}
    assert suite("ex11").misplaced(changed, "/htdocs/index.html") == (["/var/www/index.html"], None)


def test_a_file_of_a_similar_name_in_the_same_folder_is_found(suite):
    changed = {"/htdocs/index.htm": "A", "/other/index.htm": "A"}
    assert suite("ex11").misplaced(changed, "/htdocs/index.html") == ([], "index.htm")


@pytest.mark.parametrize("at", ["/", "/tmp", "/tmp/added.txt"])
def test_a_file_in_a_mount_is_not_in_the_layer_of_the_container(suite, at):
    mount = {"Type": "bind", "Source": "/srv", "Destination": at, "RW": True}
    with pytest.raises(Concluded) as caught:
        suite("ex11").must_be_in_layer(Container(attrs={"Mounts": [mount]}), "/tmp/added.txt")
    assert (caught.value.reason, caught.value.seen) == ("mounted", f"-v /srv:{at}")


def test_a_mount_elsewhere_leaves_a_file_in_the_layer_of_the_container(suite):
    mounts = [
        {"Type": "bind", "Source": "/srv", "Destination": one} for one in ("/tmp/added", "/t", "/tmp/added.txt/x")
    ]
    suite("ex11").must_be_in_layer(Container(attrs={"Mounts": mounts}), "/tmp/added.txt")


def test_a_file_in_memory_is_not_in_the_layer_of_the_container(suite):
    container = Container(attrs={"Mounts": [], "HostConfig": {"Tmpfs": {"/tmp": ""}}})
    with pytest.raises(Concluded) as caught:
        suite("ex11").must_be_in_layer(container, "/tmp/added.txt")
    assert (caught.value.reason, caught.value.seen) == ("mounted", "--tmpfs /tmp")


@pytest.fixture
def saved(suite, monkeypatch):
    """saved(what was deleted, the deletion in the file): the lines that the file lacks."""
    ex11 = suite("ex11")

    def check(deleted, line):
        monkeypatch.setattr(ex11, "text_file", file(f"C /htdocs/index.html\nA /added\n{line}\n"))
        changed = {"/htdocs/index.html": "C", "/added": "A", deleted: "D"}
        param = {**PARAM, "diff": "diff.txt", "added": "/added", "deleted": "/cgi-bin/test-cgi"}
        try:
            ex11.test_diff_saved(None, "/home/student", changed, SimpleNamespace(file=lambda _: None), param)
        except Concluded as end:
            return end.expected
        return []

    return check


def test_a_folder_that_was_deleted_later_leaves_the_list_right(saved):
    assert saved("/cgi-bin", "D /cgi-bin/test-cgi") == []
    assert saved("/cgi-bin", "D /cgi-bin") == []


def test_the_line_of_the_deletion_must_be_there(saved):
    assert saved("/cgi-bin", "C /cgi-bin") == ["D /cgi-bin"]
    assert saved("/cgi-bin/test-cgi", "D /cgi-bin/test-cgi2") == ["D /cgi-bin/test-cgi"]
