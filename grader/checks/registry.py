"""What an image registry holds, asked from the graded host through the registry's API.

Source: the OCI distribution specification, “Pulling manifests”. The media types are those of the OCI image
specification and of Docker's schema 2.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from grader.checks.session import Session
from grader.checks.web import parse
from grader.errors import NotInEvidence

_ACCEPTED = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)

MOST_ENTRIES = 20
"""How many entries of an index are looked at."""

# The answer with its headers, by the first tool that the host has. Proxies and the account's own settings are not used.
_SCRIPT = r"""
u=$1; a=$2
if command -v curl >/dev/null 2>&1; then curl -q -gsS -i -m 8 --noproxy '*' -H "Accept: $a" "$u" 2>&1
elif command -v python3 >/dev/null 2>&1; then python3 -c '
import sys, urllib.request as r, urllib.error
q = r.Request(sys.argv[1], headers={"Accept": sys.argv[2]})
try: s = r.build_opener(r.ProxyHandler({})).open(q, timeout=8)
except urllib.error.HTTPError as e: s = e
sys.stdout.buffer.write(b"HTTP/1.1 %d x\r\n\r\n%s" % (s.status, s.read()))' "$u" "$a" 2>&1
else
  HOME=/dev/null WGETRC=; export HOME WGETRC
  g() { wget -q --content-on-error --no-proxy -T 8 -t 1 --header "Accept: $a" "$@" "$u" 2>&1; }
  # Of some errors wget saves nothing; it only tells of them.
  case $(g -O - --save-headers | head -c 4) in
    HTTP) g -O - --save-headers ;;
    *) g -S -O /dev/null | sed 's/^  //' ;;
  esac
fi | { head -c 400000 2>/dev/null || cat; }
"""


@dataclass(frozen=True, slots=True)
class HeldImage:
    """What a registry holds under a name.

    Attributes:
        status: The status code of the answer: 200 if it is there, 404 if it is not, 401 if the registry asks who you
            are, 0 if nothing answers.
        digests: Everything that identifies the image: the digest of what the name leads to, of the configuration and,
            in an index, of each platform's manifest and its configuration.
        configs: Those of the configurations, for `configuration_in_registry`.
    """

    status: int
    digests: frozenset[str]
    configs: frozenset[str] = frozenset()


def held_by_registry(session: Session, address: str, repository: str, tag: str) -> HeldImage:
    """Ask a registry on the graded host for an image. Nothing is pulled.

    Args:
        session: The visit.
        address: Host and port of the registry, such as 127.0.0.1:5000.
        repository: The repository, such as web.
        tag: The tag, or a digest.

    Raises:
        HostTimeout: The host did not answer in time, or the check has no time left.
        NotInEvidence: In a regrade: this was not asked.

    Example:
        held = held_by_registry(session, "127.0.0.1:5000", "web", "v1")
        if docker.images.get("httpd:latest").id not in held.digests:
            fail("other-image")
    """
    status, body = _asked(session, f"{address}/v2/{repository}/manifests/{tag}")
    manifest = _object(body)
    digests, configs = {f"sha256:{hashlib.sha256(body).hexdigest()}"}, _config(manifest)
    listed = manifest.get("manifests")
    for entry in listed[:MOST_ENTRIES] if isinstance(listed, list) else []:
        digest = entry.get("digest") if isinstance(entry, dict) else None
        if isinstance(digest, str):
            digests.add(digest)
            configs |= _config(_object(_asked(session, f"{address}/v2/{repository}/manifests/{digest}")[1]))
    if status != HTTPStatus.OK:
        return HeldImage(status, frozenset())
    return HeldImage(status, frozenset(digests | configs), frozenset(configs))


def configuration_in_registry(session: Session, address: str, repository: str, digest: str) -> dict[str, Any]:
    """The configuration of an image in a registry, for `is_same`.

    Ask for it if no digest is that of the image on the host: where containerd stores the images, `docker push` sends of
    an index only the manifest of the platforms that are on the host, and the image gets another id when it is pulled.

    Args:
        session: The visit.
        address: Host and port of the registry, such as 127.0.0.1:5000.
        repository: The repository, such as web.
        digest: One of the `configs` of what `held_by_registry` returned.

    Returns:
        The configuration; empty if the registry does not have it, or in a regrade, if it was not asked.

    Raises:
        HostTimeout: The host did not answer in time, or the check has no time left.

    Example:
        configs = (configuration_in_registry(session, "127.0.0.1:5000", "web", one) for one in held.configs)
        if not any(is_same(config, image.attrs) for config in configs):
            fail("other-image")
    """
    with suppress(NotInEvidence):
        return _object(_asked(session, f"{address}/v2/{repository}/blobs/{digest}")[1])
    return {}


def _asked(session: Session, place: str) -> tuple[int, bytes]:
    words = shlex.join([f"http://{place}", ", ".join(_ACCEPTED)])
    answer = session.run(f"set -- {words}\n{_SCRIPT.strip()}", seconds=12).out
    # The digest is that of the bytes, which a text might not keep.
    return parse(answer).status, answer.partition(b"\r\n\r\n")[2]


def _object(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _config(manifest: dict[str, Any]) -> set[str]:
    """The digest of a manifest's configuration, which is the image's id on Docker's classic store."""
    config = manifest.get("config")
    digest = config.get("digest") if isinstance(config, dict) else None
    return {digest} if isinstance(digest, str) else set()
