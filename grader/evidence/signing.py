"""Ed25519 signatures (RFC 8032) of evidence."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# The library is loaded only to sign or verify: it would slow down the start of `grader check`.


class Signer:
    """An Ed25519 private key, which signs."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
        """The public key, in base64."""

    @classmethod
    def new(cls) -> Self:
        """A signer with a new random key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def of_pem(cls, pem: bytes) -> Self:
        """The signer whose key `pem` wrote.

        Raises:
            ValueError: it does not contain an Ed25519 private key.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

        key = load_pem_private_key(pem, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 key")  # noqa: TRY004  the file's value is wrong, not our type
        return cls(key)

    def pem(self) -> bytes:
        """The private key as a file: PEM, PKCS #8, without a passphrase."""
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

        return self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def sign(self, message: bytes) -> str:
        """The signature, in base64."""
        return base64.b64encode(self._key.sign(message)).decode()


def is_signed(message: bytes, *, signature: str, public: str) -> bool:
    """Whether the signature of the message is valid for this public key; both are in base64."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        key = Ed25519PublicKey.from_public_bytes(_decoded(public))
        key.verify(_decoded(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _decoded(text: str) -> bytes:
    """Decode base64 strictly: the last digit must not contain unused bits, so that there is one spelling only.

    Raises:
        ValueError: it is not valid.
    """
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("this is no base64 as it is written")
    return data


def fingerprint(public: str) -> str:
    """The fingerprint of a public key, for people to compare."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(public.encode()).digest()).decode().rstrip("=")
