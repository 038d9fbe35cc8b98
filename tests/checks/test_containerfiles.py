"""Files of containers that never ran, from an Engine that answers as a test says."""

import base64
import io
import json
import tarfile

import pytest
from docker.models.containers import Container

from grader.checks.containerfiles import LARGEST, file_in
from grader.errors import CheckBroken, EngineFailed, GarbledAnswer
from grader.hosts.base import EngineAnswer

DIRECTORY = 1 << 31
LINK = 1 << 27


def described(*, size=5, mode=0o644, link=""):
    return base64.b64encode(json.dumps({"name": "x", "size": size, "mode": mode, "linkTarget": link}).encode()).decode()


def archive(content=b"hello", kind=tarfile.REGTYPE):
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        member = tarfile.TarInfo("x")
        member.size, member.type = len(content), kind
        tar.addfile(member, io.BytesIO(content))
    return written.getvalue()


@pytest.fixture
def read(visit, monkeypatch):
    """read({path: (status, description, body)}, path): the file, as this Engine has it."""

    def look(files, path="/x", status="created"):
        session = visit()

        def ask(request):
            if request.target == "/version":
                return EngineAnswer(200, (), b'{"ApiVersion": "1.41"}', 0.0)
            code, said, body = files.get(request.target.partition("path=")[2], (404, "", b""))
            headers = (("X-Docker-Container-Path-Stat", said),)
            return EngineAnswer(code, headers, b"" if request.method == "HEAD" else body, 0.0)

        monkeypatch.setattr(session, "ask", ask)
        return file_in(session, Container(attrs={"Id": "c" * 64, "State": {"Status": status}}), path)

    return look


def test_a_file_is_read(read):
    assert read({"/x": (200, described(), archive())}) == b"hello"


def test_a_path_is_quoted(read):
    assert read({"/a%20b/%26": (200, described(), archive())}, "/a b/&") == b"hello"


def test_a_link_is_followed(read):
    files = {"/x": (200, described(mode=LINK | 0o777, link="/y"), b""), "/y": (200, described(), archive())}
    assert read(files) == b"hello"


def test_links_in_a_circle_lead_nowhere(read):
    link = LINK | 0o777
    files = {"/x": (200, described(mode=link, link="/y"), b""), "/y": (200, described(mode=link, link="/x"), b"")}
    assert read(files) is None


@pytest.mark.parametrize(
    "said", [described(mode=DIRECTORY | 0o755), described(size=LARGEST + 1), described(mode=1 << 25)]
)
def test_a_folder_a_pipe_and_a_large_file_are_not_read(read, said):
    assert read({"/x": (200, said, b"none of it")}) is None


def test_a_missing_file_is_none(read):
    assert read({}) is None


@pytest.mark.parametrize("said", ["", "?", base64.b64encode(b"[]").decode(), base64.b64encode(b'{"mode": 1}').decode()])
def test_an_answer_without_a_description_is_garbled(read, said):
    with pytest.raises(GarbledAnswer, match="does not give the file /x"):
        read({"/x": (200, said, archive())})


@pytest.mark.parametrize("body", [b"", b"no tar", archive()[:514], archive(kind=tarfile.SYMTYPE)])
def test_an_archive_without_the_file_is_garbled(read, body):
    with pytest.raises(GarbledAnswer, match="does not give the file /x"):
        read({"/x": (200, described(size=2000), body)})


def test_a_path_through_a_file_is_none(read):
    body = b'{"message": "lstat /var/lib/docker/x/merged/a/b: not a directory"}'
    assert read({"/a/b": (500, "", body)}, "/a/b") is None


def test_an_engine_in_trouble_is_an_error(read):
    with pytest.raises(EngineFailed, match="500"):
        read({"/x": (500, "", b"")})


def test_a_container_that_was_started_is_not_read_from(read):
    with pytest.raises(CheckBroken):
        read({}, status="running")
