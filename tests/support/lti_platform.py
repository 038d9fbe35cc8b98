"""An LTI platform on the loopback: lti1p3platform's token, AGS and NRPS, with scores kept as Moodle keeps them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lti1p3platform.exceptions import LineItemNotFoundException, LtiException, LtiServiceException
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService

from tests.support.loopback import Answer, serving

CLIENT = "grader-tool"


def private_pem() -> str:
    """A new RSA key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_pem(private: str) -> str:
    key = serialization.load_pem_private_key(private.encode(), password=None)
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


TOOL_KEY, PLATFORM_KEY = private_pem(), private_pem()


class _Conf(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, **_: Any) -> None:
        registration = Registration().set_iss("http://127.0.0.1").set_client_id(CLIENT).set_deployment_id("1")
        registration.set_platform_public_key(public_pem(PLATFORM_KEY)).set_platform_private_key(PLATFORM_KEY)
        registration.set_tool_key_set({"keys": [Registration.get_jwk(public_pem(TOOL_KEY))]})
        self._registration = registration

    def get_registration_by_params(self, **_: Any) -> Registration:
        return self._registration


class _Asked(Request):
    def build_metadata(self, request: Any) -> Any:
        return request


@dataclass
class Platform:
    """What the platform has, and what it was asked."""

    base: str = ""
    members: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    results: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """By line item and user."""
    accepted: list[tuple[str, str, float]] = field(default_factory=list)
    """Line item, user and score of each score that was accepted."""
    tokens: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 100
    shows_results: bool = True
    makes_items: bool = True
    refuses: dict[str, Answer] = field(default_factory=dict)
    """By user: what a score of theirs is answered with."""
    before: Callable[[str, str], tuple[int, dict[str, str], bytes] | None] = lambda _method, _path: None
    """Answers a request instead of the platform."""
    after: Callable[[str, str], None] = lambda _method, _path: None
    """Is called when the platform has done what was asked, before it answers."""
    conf: _Conf = field(default_factory=_Conf)

    def enrol(self, *members: dict[str, Any]) -> None:
        self.members += [{"roles": ["Learner"], **one} for one in members]

    def score(self, user: str, item: str = "1") -> float | None:
        found = self.results.get((item, user))
        return found and found["scoreGiven"]

    def settings(self, **more: Any) -> dict[str, Any]:
        """The keys of a class file for this platform."""
        return {
            "token_url": f"{self.base}/token",
            "client_id": CLIENT,
            "key": "lti.pem",
            "lineitems": f"{self.base}/course/lineitems?type_id=1",
            "memberships": f"{self.base}/course/memberships",
            **more,
        }


class _Scores(AssignmentsGradesService):
    platform: Platform

    def find_lineitems(self, page: int = 1, **_: Any) -> Any:
        start = (int(page) - 1) * self.platform.page_size
        content = self.platform.items[start : start + self.platform.page_size]
        return {"content": content, "has_next": start + len(content) < len(self.platform.items)}

    def find_lineitem(self, line_item_id: str) -> Any:
        found = [one for one in self.platform.items if _number(one["id"]) == line_item_id]
        if not found:
            raise LineItemNotFoundException
        return found[0]

    def create_lineitem(self, creation_data: Any) -> Any:
        number = len(self.platform.items) + 1
        made = {**creation_data, "id": f"{self.platform.base}/course/lineitems/{number}/lineitem?type_id=1"}
        self.platform.items.append(made)
        return made

    def update_lineitem(self, update_data: Any) -> Any:
        raise NotImplementedError

    def delete_lineitem(self, line_item_id: str) -> None:
        raise NotImplementedError

    def update_score(self, line_item_id: str, score: Any) -> UpdateScoreStatus:
        self.find_lineitem(line_item_id)
        self.platform.bodies.append(score)
        assert score["activityProgress"] == "Completed"
        assert score["gradingProgress"] == "FullyGraded"
        assert set(score) <= {"userId", "scoreGiven", "scoreMaximum", "comment", "timestamp", "activityProgress",
                              "gradingProgress"}  # fmt: skip
        assert score["scoreMaximum"] > 0
        if score["userId"] not in {one["user_id"] for one in self.platform.members}:
            raise LtiServiceException("", 400)
        key = line_item_id, score["userId"]
        moment = datetime.fromisoformat(score["timestamp"]).replace(microsecond=0)  # Moodle keeps whole seconds
        assert moment.tzinfo is not None
        if key in self.platform.results and moment <= self.platform.results[key]["moment"]:
            return UpdateScoreStatus.OLD_TIMESTAMP
        self.platform.results[key] = {**score, "moment": moment}
        self.platform.accepted.append((*key, score["scoreGiven"]))
        return UpdateScoreStatus.SUCCESS

    def get_results(self, line_item_id: str, user_id: str | None = None, **_: Any) -> Any:
        content = [
            {"userId": user, "resultScore": one["scoreGiven"], "resultMaximum": one["scoreMaximum"]}
            for (item, user), one in self.platform.results.items()
            if item == line_item_id and user_id in {None, user}
        ]
        return {"content": content, "has_next": False}


class _Members(NamesRoleProvisioningService):
    platform: Platform

    def get_member_data_page(self, page: int = 1, **_: Any) -> Any:
        start = (int(page) - 1) * self.platform.page_size
        content = self.platform.members[start : start + self.platform.page_size]
        return {
            "content": [dict(one) for one in content],
            "has_next": start + len(content) < len(self.platform.members),
        }

    def get_context_by_id(self) -> Context:
        return Context("1", "docker", "Docker")


def _number(url: str) -> str:
    return urlsplit(url).path.split("/")[3]


@dataclass
class _Services:
    """Answers requests as the platform."""

    platform: Platform
    method: str
    path: str
    headers: Any
    body: bytes

    def answered(self) -> Answer:
        parts = urlsplit(self.path)
        if parts.path == "/token":
            return self._token()
        query = dict(parse_qsl(parts.query))
        request = _Asked({
            "method": self.method,
            "get_data": {**query, "page": int(query.get("page", 1))},
            "headers": self.headers,
            "json": json.loads(self.body) if self.body else None,
        })  # fmt: skip
        if parts.path == "/course/memberships":
            return self._members(request)
        return self._scores(request, parts.path)

    def _token(self) -> Answer:
        self.platform.tokens += 1
        try:
            said = self.platform.conf.get_access_token(dict(parse_qsl(self.body.decode())))
        except LtiException as error:
            return 400, {}, json.dumps({"error": "invalid_client", "error_description": str(error)}).encode()
        return 200, {"Content-Type": "application/json"}, json.dumps(said).encode()

    def _members(self, request: _Asked) -> Answer:
        members = _Members(request, self.platform.conf, f"{self.platform.base}/course/memberships")
        members.platform = self.platform
        response = members.handle_resp(members.handle_get_members)
        page = request.get_data["page"]
        return self._page(
            response, response.result, page, more=len(self.platform.members) > page * self.platform.page_size
        )

    def _scores(self, request: _Asked, path: str) -> Answer:
        scores = _Scores(
            request,
            self.platform.conf,
            f"{self.platform.base}/course/lineitems",
            allow_creating_lineitems=self.platform.makes_items,
        )
        scores.platform = self.platform
        end, page = path.rpartition("/")[2], request.get_data["page"]
        if end == "results" and not self.platform.shows_results:
            return 403, {}, b""
        name = {"scores": "update_score", "results": "get_results", "lineitem": "get_lineitem"}.get(end)
        if name is not None:
            number = {"line_item_id": path.split("/")[3]}
            response = scores.handle_resp(getattr(scores, f"handle_{name}"), **number)
        elif self.method == "POST":
            response = scores.handle_resp(scores.handle_create_lineitem)
        else:
            response = scores.handle_resp(scores.handle_get_lineitems)
        result = response.result
        if isinstance(result, dict) and "content" in result:
            return self._page(response, result["content"], page, more=result["has_next"])
        return self._page(response, result, page, more=False)

    def _page(self, response: Any, content: Any, number: int, *, more: bool) -> Answer:
        headers = {"Content-Type": response.media_type}
        if more:
            path, _, query = self.path.partition("?")
            kept = [one for one in query.split("&") if one and not one.startswith("page=")]
            query = "&".join([*kept, f"page={number + 1}"])
            headers["Link"] = f'<{self.platform.base}{path}?{query}>; rel="next"'
        body = b"" if response.code >= 400 or content is None else json.dumps(content).encode()
        return response.code, headers, body


@contextmanager
def serve() -> Iterator[Platform]:
    """A platform while the context is open."""
    platform, lock = Platform(), threading.Lock()

    def answer(method: str, path: str, headers: Message, body: bytes) -> Answer:
        with lock:
            platform.asked.append((method, path))
            answered = platform.before(method, path)
            if answered is None and platform.refuses and path.partition("?")[0].endswith("/scores"):
                answered = platform.refuses.get(json.loads(body)["userId"])
            if answered is None:
                answered = _Services(platform, method, path, headers, body).answered()
            platform.after(method, path)
        return answered

    with serving(answer) as platform.base:
        yield platform


@pytest.fixture
def lti_platform() -> Iterator[Platform]:
    with serve() as platform:
        yield platform
