"""Identifies the grader to an LTI platform: a signed assertion for an access token, which is used until it expires."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.classroom.platforms import LtiPlatform
from grader.delivery.secret import Secret, require_private
from grader.delivery.web import Reply, Web, garbled, host_of
from grader.errors import DeliveryError, UsageError
from grader.message import Message

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_DEPLOYMENT = "https://purl.imsglobal.org/spec/lti/claim/deployment_id"
_ASSERTION_SECONDS = 300
_MARGIN_SECONDS = 30
"""A token is not used in its last seconds."""
_DEFAULT_SECONDS = 300
_SMALLEST_KEY = 2048


@dataclass(frozen=True)
class ToolKey:
    """The grader's private key, an RSA key in PEM."""

    private: RSAPrivateKey

    @classmethod
    def read(cls, path: Path) -> ToolKey:
        """Read the key.

        Raises:
            UsageError: there is none, or not one that LTI can use, or others can read it.
        """
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

        other = path.with_name(f"{path.stem}-new.pem")  # this file may be a key that something else needs
        make = Message(
            "Make one, and name it in platforms.lti.key: openssl genrsa -out {path} 3072 && chmod 600 {path}",
            path=other,
        )
        require_private(path, "platforms.lti.key")
        try:
            found = load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(
                "{path} is not a private key in PEM without a passphrase.", next_step=make, path=path
            ) from error
        if not isinstance(found, RSAPrivateKey) or found.key_size < _SMALLEST_KEY:
            raise UsageError("{path} is not an RSA key of at least 2048 bits.", next_step=make, path=path)
        return cls(found)

    @property
    def thumbprint(self) -> str:
        """The key's ID by RFC 7638."""
        parts = {name: value for name, value in self._numbers().items() if name in {"e", "kty", "n"}}
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
        return _base64(hashlib.sha256(text.encode()).digest())

    def public_set(self, key_id: str = "") -> dict[str, Any]:
        """The public key as a JSON Web Key Set, for platforms that want one."""
        return {"keys": [{**self._numbers(), "alg": "RS256", "use": "sig", "kid": key_id or self.thumbprint}]}

    def public_pem(self) -> str:
        """The public key in PEM, for platforms into which it is pasted."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

        public = self.private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")

    def _numbers(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        return {"kty": "RSA", "n": _base64(_big_endian(numbers.n)), "e": _base64(_big_endian(numbers.e))}


class TokenSource:
    """The access token of one platform. One is fetched when it is needed, and again when it expires."""

    def __init__(
        self, web: Web, platform: LtiPlatform, key: ToolKey, scopes: Sequence[str], optional: Sequence[str] = ()
    ) -> None:
        self._web, self._platform, self._key = web, platform, key
        self._scopes, self._optional = list(scopes), list(optional)
        self._token: Secret | None = None
        self._until = 0.0

    def current(self) -> str:
        """A token that is still valid.

        Raises:
            DeliveryError: the platform refuses one.
            NoAnswer: the platform does not answer.
        """
        if self._token is None or time.monotonic() > self._until:
            self._fetch()
        assert self._token is not None  # noqa: S101
        return self._token.value

    def renew(self) -> None:
        """Forget the token, because the platform no longer takes it."""
        self._token = None

    def _fetch(self) -> None:
        asked = time.monotonic()
        reply = self._ask()
        if reply.status == 400 and b"invalid_scope" in reply.body and self._optional:
            self._optional = []  # a platform may refuse a list with a service that it does not offer
            reply = self._ask()
        if not reply.ok:
            raise self._refused(reply)
        said = reply.json()
        token = said.get("access_token") if isinstance(said, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token.strip():
            raise garbled("a token answer without a token")  # the answer itself may contain it
        self._token = Secret(token)
        self._web.hide(self._token)
        self._until = asked + _lifetime(said) - _MARGIN_SECONDS

    def _ask(self) -> Reply:
        return self._web.request(
            "POST",
            self._platform.token_url,
            headers={"Accept": "application/json"},
            form={
                "grant_type": "client_credentials",
                "client_assertion_type": _ASSERTION_TYPE,
                "client_assertion": self._assertion(),
                "scope": " ".join([*self._scopes, *self._optional]),
            },
        )

    def _refused(self, reply: Reply) -> DeliveryError:
        return DeliveryError(
            "{host} gives the grader no access ({answer}).",
            next_step="Compare client_id, key and token_url in the class file with what the platform shows for the "
            "tool, and its list of allowed services.",
            host=host_of(self._platform.token_url),
            answer=reply.shown,
        )

    def _assertion(self) -> str:
        try:
            import jwt  # noqa: PLC0415  an extra
        except ImportError:
            raise UsageError(
                "LTI needs PyJWT, which is not installed.", next_step="Run: pip install 'docker-lab-grader[lti]'"
            ) from None
        now, platform = int(time.time()), self._platform
        claims = {
            "iss": platform.client_id,
            "sub": platform.client_id,
            "aud": platform.audience or platform.token_url,
            "iat": now,
            "exp": now + _ASSERTION_SECONDS,
            "jti": uuid.uuid4().hex,
        }
        if platform.deployment_id:
            claims[_DEPLOYMENT] = platform.deployment_id
        key_id = platform.key_id or self._key.thumbprint
        signed = jwt.encode(claims, self._key.private, algorithm="RS256", headers={"kid": key_id})
        self._web.hide(Secret(signed))
        return signed


class Service:
    """Requests to a platform with its token."""

    def __init__(self, web: Web, token: TokenSource) -> None:
        self._web, self._token = web, token

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        repeat: bool = True,
        may_be_forbidden: bool = False,
    ) -> Reply:
        """Ask, as `Web.request` does; once more with a new token if the platform no longer takes the old one.

        With `may_be_forbidden`, 403 is an answer about what was asked for, such as one student's score.

        Raises:
            DeliveryError: the platform gives the grader no access.
            NoAnswer: it does not answer.
        """
        for again in (False, True):
            given = {**headers, "Authorization": f"Bearer {self._token.current()}"}
            reply = self._web.request(method, url, headers=given, body=body, repeat=repeat)
            if reply.status != 401 or again:
                break
            self._token.renew()
        if reply.status == 401 or (reply.status == 403 and not may_be_forbidden):
            raise not_allowed(url, reply)
        return reply


def not_allowed(url: str, reply: Reply) -> DeliveryError:
    """The error for a platform that does not let the tool do what it asked for."""
    return DeliveryError(
        "{host} does not let the grader do this ({answer}).",
        next_step="Allow the tool this service in the platform, and check the addresses in the class file.",
        host=host_of(url),
        answer=reply.shown,
    )


def with_path(url: str, end: str) -> str:
    """The address with this at the end of its path, before the query: AGS and Moodle want it there."""
    path, mark, query = url.partition("?")
    return f"{path.rstrip('/')}/{end}{mark}{query}"


def _lifetime(said: Mapping[str, Any]) -> float:
    seconds = said.get("expires_in")
    if isinstance(seconds, str) and seconds.isdecimal() and seconds.isascii():
        seconds = int(seconds[:9])
    return min(float(seconds), 86_400.0) if isinstance(seconds, int | float) and seconds > 0 else _DEFAULT_SECONDS


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _big_endian(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
