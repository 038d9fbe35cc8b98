"""docker-py's client, with its usual interface, whose every request goes to the graded host's Engine.

A check gets the client as the fixture `docker`.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Mapping
from typing import Any

import docker
import requests
import urllib3
from docker.errors import NotFound
from docker.utils.socket import consume_socket_output, demux_adaptor
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from grader.checks.session import Session, broken
from grader.checks.streams import frames
from grader.checks.traced import traced
from grader.errors import EngineUnavailable, GarbledAnswer, NotInEvidence
from grader.hosts.base import EngineAnswer, EngineRequest

NEWEST_API = (1, 44)
"""The newest API version that the checks were written for; newer Engines are asked to use this one."""

OLDEST_API = (1, 24)
"""The oldest API version that docker-py supports (Docker 1.12, 2016)."""

# Their type hints accept literal arguments only; ours are variables.
_adapted: Any = demux_adaptor
_consume: Any = consume_socket_output

# How Docker and Podman report that an object does not exist.
_MISSING = re.compile(
    r"(?i)no such (container|image|network|volume)|could not find the file"
    r"|\bno (container|image|network|volume) with|image not known|failed to find image"
    r"|\b(network|image|volume|container)\b.* not found"
)

_FORWARDED_HEADERS = {"content-type", "x-registry-auth", "x-registry-config"}


def connect(session: Session) -> docker.DockerClient:
    """A client for the host's Engine, with an API version that both sides support.

    Raises:
        EngineUnavailable: There is no Engine that the account can use, or it is too old.
        GarbledAnswer: The Engine does not report its version.
        HostTimeout: The Engine did not answer in time, or the check has no time left.
    """
    version = api_version(session)
    client = docker.DockerClient(base_url="unix:///the-graded-host", version=version)
    client.api.close()
    client.api = _GradedAPI(session, version)
    return client


def is_podman(client: docker.DockerClient) -> bool:
    """Whether Podman answers in place of Docker. It keeps less about containers, and names some events differently.

    Args:
        client: The fixture `docker`.

    Raises:
        HostError: What `Session.ask` raises.

    Example:
        if is_podman(docker):
            passed("not-proven")
    """
    # Without the API's version in its path, this is the request that begins every visit: all evidence has it.
    parts = client.version(api_version=False).get("Components") or []
    return any("podman" in str(part.get("Name")).lower() for part in parts)


def is_rootless(client: docker.DockerClient) -> bool:
    """Whether an ordinary user runs the Engine: its networks are its own, and the host does not reach their addresses.

    Args:
        client: The fixture `docker`.

    Raises:
        HostError: What `Session.ask` raises.

    Example:
        if not is_rootless(docker):
            page = get("172.17.0.2", 80)
    """
    with contextlib.suppress(NotInEvidence):  # evidence without it is of an Engine for the whole host
        return any("rootless" in str(option) for option in client.info().get("SecurityOptions") or [])
    return False


def api_version(session: Session) -> str:
    """The API version to use: `min(1.44, the Engine's newest)`, but not below the Engine's oldest.

    Raises:
        EngineUnavailable: There is no Engine that the account can use, or it is too old.
        GarbledAnswer: The Engine does not report its version.
        HostTimeout: The Engine did not answer in time, or the check has no time left.
    """
    answer = session.ask(EngineRequest("GET", "/version"))
    try:
        version = json.loads(answer.body)
        newest, oldest = _numbers(version["ApiVersion"]), _numbers(version.get("MinAPIVersion") or "1.24")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise GarbledAnswer(
            "The Docker Engine does not report its version.", next_step="Check what answers there: docker version"
        ) from None
    if newest < OLDEST_API:
        raise EngineUnavailable(
            "The Docker Engine is too old: it speaks API {version}.",
            next_step="Install Docker 20.10 or newer.",
            version=version["ApiVersion"],
        )
    major, minor = max(min(NEWEST_API, newest), oldest)
    return f"{major}.{minor}"


def _numbers(version: str) -> tuple[int, int]:
    major, minor = version.split(".")[:2]
    return int(major), int(minor)


class _Body(io.BytesIO):
    """A complete body that docker-py can read as if it came in one chunk."""

    chunked = True

    @property
    def chunk_left(self) -> int:
        return len(self.getbuffer()) - self.tell()


class _HostAdapter(BaseAdapter):
    """Sends a request of the library `requests` to the host's Engine."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        body = request.body or b""
        if not isinstance(body, str | bytes):
            raise broken("A check sends a file or a stream to the Engine; only plain bodies can be recorded.")
        answer = self._session.ask(
            EngineRequest(
                request.method or "GET",
                request.path_url,
                body.encode() if isinstance(body, str) else body,
                tuple((k, str(v)) for k, v in request.headers.items() if k.lower() in _FORWARDED_HEADERS),
                seconds=_seconds(timeout),
            )
        )
        return _response(request, answer)

    def close(self) -> None:
        """Whoever opened the host closes it."""


def _seconds(timeout: Any) -> float:
    number = timeout[-1] if isinstance(timeout, tuple) else timeout
    return float(number) if isinstance(number, int | float) else 20.0


class _Response(requests.Response):
    """A response that knows where it is among the facts."""

    fact: int


def _response(request: requests.PreparedRequest, answer: EngineAnswer) -> _Response:
    response = _Response()
    response.fact = answer.fact
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(answer.headers)
    response.raw = urllib3.HTTPResponse(body=_Body(answer.body), status=answer.status, preload_content=False)
    response.url = request.url or ""
    response.request = request
    response.encoding = "utf-8"
    return response


class _GradedAPI(docker.APIClient):
    """docker-py's low-level client; only what uses the raw socket is replaced."""

    def __init__(self, session: Session, version: str) -> None:
        super().__init__(base_url="unix:///the-graded-host", version=version)
        self._reads = session.reads.log
        self.trust_env = False  # spares looking up this machine's proxies for each request
        self.mount("http+docker://", _HostAdapter(session))

    def _raise_for_status(self, response: requests.Response) -> None:
        try:
            super()._raise_for_status(response)  # type: ignore[misc]  # left out of its types
        except NotFound as error:
            # A missing container is the student's fault; a missing API route or exec is not.
            if not _MISSING.search(str(error.explanation or "")):
                raise GarbledAnswer(
                    "The Docker Engine does not support the request {request} ({said}).",
                    next_step="Check which Engine answers there: docker version",
                    request=f"{response.request.method} {response.request.path_url}",
                    said=str(error.explanation or error)[:200],
                ) from error
            raise

    def _result(self, response: requests.Response, json: bool = False, binary: bool = False) -> Any:
        result = super()._result(response, json=json, binary=binary)  # type: ignore[misc]  # left out of its types
        return traced(result, self._reads, response.fact) if json and isinstance(response, _Response) else result

    def _read_from_socket(
        self,
        response: requests.Response,
        stream: bool,
        tty: bool = True,
        demux: bool = False,
    ) -> Any:
        self._raise_for_status(response)  # docker-py takes what an Engine says of its own failure for output
        received = [(1, response.content)] if tty else list(frames(response.content))
        parts: list[Any] = [_adapted(*frame) if demux else frame[1] for frame in received]
        return iter(parts) if stream else _consume(parts, demux=demux)

    def _get_raw_response_socket(self, response: requests.Response) -> Any:
        raise broken("A check attaches to a container; use exec_run or logs instead.")
