"""The secret keys of a class or of a user: one hashes secrets in evidence, one signs evidence.

They are generated when they are first needed, in a folder for its owner only. The grader never writes them anywhere
else.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from grader.errors import GraderError
from grader.evidence.signing import Signer
from grader.files import make_folder, write_file

KEY_BYTES = 32
"""Length of the key for redaction, in bytes."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keys:
    """Both keys: `signer` signs evidence, `redaction` is the HMAC key that replaces secrets."""

    signer: Signer = field(repr=False)
    redaction: bytes = field(repr=False)

    @classmethod
    def in_(cls, folder: Path) -> Keys:
        """The keys in this folder; missing ones are generated, once even if many processes need them at the same time.

        Raises:
            GraderError: they cannot be read or written, or a file does not hold a key.
        """
        try:
            make_folder(folder)
            _read_or_make(folder / ".gitignore", lambda: b"# Keys are not to be shared.\n*\n")
            signing = _read_or_make(folder / "signing.key", lambda: Signer.new().pem())
            redaction = _read_or_make(folder / "redaction.key", lambda: secrets.token_hex(KEY_BYTES).encode() + b"\n")
            signer = _read(folder / "signing.key", lambda: Signer.of_pem(signing))
            key = _read(folder / "redaction.key", lambda: _redaction(redaction))
            _read_or_make(folder / "signing.pub", lambda: signer.public.encode() + b"\n")
        except OSError as error:
            raise GraderError(
                "The keys in {folder} cannot be read or created ({why}).",
                next_step="Check your permissions for the folder and the free space on its disk.",
                folder=folder,
                why=error.strerror or error,
            ) from error
        return cls(signer, key)


def user_folder() -> Path:
    """The folder of the current user's keys, by the XDG base directory specification."""
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share") / "grader" / "keys"


def own_signer() -> Signer | None:
    """The current user's signer; None if keys cannot be stored, as in a read-only home."""
    with contextlib.suppress(GraderError):
        return Keys.in_(user_folder()).signer
    return None


def _read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of the file; if there is none, it is made once and never replaced."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    with contextlib.suppress(FileExistsError):  # another process was faster: its key is the key
        write_file(path, make(), replace=False)
    return path.read_bytes()


def _read(path: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except ValueError as error:
        raise GraderError(
            "{path} is not a valid key ({why}).",
            next_step="Restore your backup of it. Without a backup, move the folder away: new keys are then created, "
            "and older evidence stays sealed by a key that is no longer this class's.",
            path=path,
            why=error,
        ) from error


def _redaction(text: bytes) -> bytes:
    key = bytes.fromhex(text.decode())
    if len(key) != KEY_BYTES:
        raise ValueError(f"it does not have {KEY_BYTES} bytes")
    return key
