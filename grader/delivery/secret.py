"""Secrets that a delivery needs: read from a file, the environment or a keyring, and never shown."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError

ENVIRONMENT, KEYRING = "env:", "keyring:"
HIDDEN = "[secret]"
_LONGEST = 100_000


@dataclass(frozen=True)
class Secret:
    """A secret, whose value no `repr` shows."""

    value: str = field(repr=False)

    def hidden_in(self, text: str) -> str:
        """The text without the secret, if somebody else's answer repeats it."""
        for form in {self.value, self.value.replace("\n", "\\n")}:
            text = text.replace(form, HIDDEN) if form else text
        return text


def read_secret(source: str, folder: Path, key: str) -> Secret:
    """The secret from a file that only its owner can read, from `env:VARIABLE`, or from `keyring:SERVICE`.

    No error shows the source: somebody may have written the secret itself there.

    Args:
        source: the value in the class file.
        folder: what a path is relative to.
        key: the key of the class file, for error messages.

    Raises:
        UsageError: there is none, or a file that others can read.
    """
    if source.startswith(ENVIRONMENT):
        found = os.environ.get(source.removeprefix(ENVIRONMENT), "")
        if not found:
            raise UsageError(
                "The variable that {key} names is not set.", next_step="Set it, then run this again.", key=key
            )
    elif source.startswith(KEYRING):
        found = _in_keyring(source.removeprefix(KEYRING), key)
    else:
        found = _in_file(folder / source, key)
    found = found.strip()
    if not found or not found.isprintable():
        raise UsageError("{key} is not one line of text.", next_step="Store the secret and nothing else.", key=key)
    return Secret(found)


def _in_file(path: Path, key: str) -> str:
    require_private(path, key)
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_LONGEST)
    except (OSError, ValueError) as error:
        raise UsageError("The file of {key} cannot be read.", next_step="Check its permissions.", key=key) from error


def require_private(path: Path, key: str) -> None:
    """Raise an error unless this is a file that only its owner can read.

    Raises:
        UsageError: it is not.
    """
    if not path.is_file():
        raise UsageError(
            "{key} does not name a file.",
            next_step="Store the secret in a file, and name its path there, relative to the class file.",
            key=key,
        )
    if path.stat().st_mode & 0o077:
        raise UsageError(
            "Other users of this machine can read the file of {key}.", next_step="Run: chmod 600 {path}", key=key,
            path=path,
        )  # fmt: skip


def _in_keyring(service: str, key: str) -> str:
    try:
        import keyring  # noqa: PLC0415  an extra
        import keyring.errors  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "A keyring needs the package keyring, which is not installed.",
            next_step="Run: pip install 'docker-lab-grader[keyring]'",
        ) from None
    try:
        found = keyring.get_password(service, "grader")
    except keyring.errors.KeyringError as error:
        raise UsageError(
            "The keyring cannot be read ({reason}).",
            next_step="Unlock it, or use a file or env:VARIABLE for {key}.",
            reason=type(error).__name__,
            key=key,
        ) from error
    if not found:
        raise UsageError(
            "The keyring has no entry for {key}.", next_step="Run: keyring set {service} grader", key=key,
            service=service,
        )  # fmt: skip
    return found
