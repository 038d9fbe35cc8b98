"""The keys of a class, or of a user: one that stands in for secrets, one that seals evidence.

They are made when they are first needed, in a folder for its owner only, and never leave it: what the grader writes
elsewhere holds neither.
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

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keys:
    """Both keys, as they are used."""

    signer: Signer = field(repr=False)
    redaction: bytes = field(repr=False)

    @classmethod
    def in_(cls, folder: Path) -> Keys:
        """The keys in this folder; those that are missing are made, by one of many processes at once.

        Raises:
            GraderError: they can be neither read nor made.
        """
        try:
            make_folder(folder)
            _there(folder / ".gitignore", lambda: b"# Keys are not to be shared.\n*\n")
            signing = _there(folder / "signing.key", lambda: Signer.new().pem())
            redaction = _there(folder / "redaction.key", lambda: secrets.token_hex(KEY_BYTES).encode() + b"\n")
            signer = _read(folder / "signing.key", lambda: Signer.of_pem(signing))
            key = _read(folder / "redaction.key", lambda: _redaction(redaction))
            _there(folder / "signing.pub", lambda: signer.public.encode() + b"\n")
        except OSError as error:
            raise GraderError(
                f"The keys in {folder} cannot be read or made ({error.strerror or error}).",
                next_step="Look at the folder, its disk and your rights.",
            ) from error
        return cls(signer, key)


def user_folder() -> Path:
    """Where the keys of whoever runs the grader are, by the XDG base directory specification."""
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share") / "grader" / "keys"


def own_signer() -> Signer | None:
    """The signer of whoever runs the grader; None where they can have no keys, as in a read-only home."""
    with contextlib.suppress(GraderError):
        return Keys.in_(user_folder()).signer
    return None


def _there(path: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; if there is none, it is made once and never replaced."""
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
            f"{path} holds no key ({error}).",
            next_step="Put back the copy that you have. Without one, move the folder away: new keys are made, "
            "and older evidence is then sealed by a key that is no longer this class's.",
        ) from error


def _redaction(text: bytes) -> bytes:
    key = bytes.fromhex(text.decode())
    if len(key) != KEY_BYTES:
        raise ValueError(f"it is not of {KEY_BYTES} bytes")
    return key
