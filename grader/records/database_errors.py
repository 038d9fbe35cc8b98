"""Turns errors of the two database engines into errors with a next step."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from grader.errors import GradebookError

_KEPT = "Everything recorded so far is safe."

_FULL = ("cannot grow: the disk is full", f"Free some space, then continue with --resume. {_KEPT}")
_SQLITE = {
    "SQLITE_BUSY": ("is locked by another program", "Wait until it is done, or end it, then run this command again."),
    "SQLITE_READONLY": ("cannot be written", "Give yourself write access to the file and its folder."),
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR_SHMSIZE": _FULL,
    "SQLITE_IOERR": (
        "cannot be read or written",
        f"Check the disk, its free space and your limits, then continue with --resume. {_KEPT}",
    ),
    "SQLITE_CORRUPT": ("is damaged", "Recover what is readable with “sqlite3 FILE .recover”, or restore a backup."),
    "SQLITE_CANTOPEN": ("cannot be opened", "Check the permissions of the file and its folder."),
    "SQLITE_NOTADB": ("is not a gradebook", "Give another name, or the right file."),
}
_POSTGRES = {
    "53100": ("cannot grow: the server's disk is full", f"Free some space there, then continue with --resume. {_KEPT}"),
    "55P03": ("is locked by another program", "Wait until it is done, or end it, then run this command again."),
    "42501": ("refuses this user", "Have its owner grant this user all privileges on the schema."),
    "25006": ("cannot be written: the server is read-only", "Use the URL of the primary server."),
}
_PASSING = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03"}
"""PostgreSQL's error codes after which the same transaction may succeed: conflicts, and a server that is restarting."""


def is_passing(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed if it is run again."""
    if isinstance(error, IntegrityError):
        return True  # two processes added the same row; the second finds it when it tries again
    name = getattr(error.orig, "sqlite_errorname", "")
    if name:
        return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    state = _state(error)
    return state in _PASSING or (isinstance(error, OperationalError) and state is None)


def gradebook_error(error: DBAPIError, place: str) -> GradebookError:
    """The error that describes this one, for the gradebook at `place`."""
    name = getattr(error.orig, "sqlite_errorname", "")
    known = next((known for start, known in _SQLITE.items() if name.startswith(start)), None)
    known = known or _POSTGRES.get(_state(error) or "")
    reason = " ".join(str(error.orig).split())
    if known is not None:
        problem, step = known
        return _error(f"The gradebook {{place}} {problem} ({{reason}}).", step, place, reason)
    if "password" in reason:
        step = "Put the right password into ~/.pgpass, PGPASSWORD or the URL."
        return _error("The gradebook {place} refuses the login ({reason}).", step, place, reason)
    if isinstance(error, OperationalError):
        step = f"Check that the server is running and the URL is right, then continue with --resume. {_KEPT}"
        return _error("The gradebook {place} cannot be reached ({reason}).", step, place, reason)
    step = f"Run this command again; if it fails again, report a bug with this message. {_KEPT}"
    return _error("The gradebook {place} reports an error ({reason}).", step, place, reason)


def _error(problem: str, step: str, place: str, reason: str) -> GradebookError:
    return GradebookError(problem, next_step=step, place=place, reason=reason)


def _state(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None
