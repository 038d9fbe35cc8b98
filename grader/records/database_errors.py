"""What went wrong with a gradebook, in the reader's words. Errors of the two engines are translated here only."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from grader.errors import GradebookError

_KEPT = "What was recorded before is safe."

_FULL = ("cannot grow: the disk is full", f"Free some space, then go on with --resume. {_KEPT}")
_SQLITE = {
    "SQLITE_BUSY": ("is locked by another program", "Wait until it is done, or end it, then run this again."),
    "SQLITE_READONLY": ("cannot be written", "Give yourself write access to the file and its folder."),
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR_SHMSIZE": _FULL,
    "SQLITE_IOERR": (
        "cannot be read or written",
        f"Look at the disk, its space and your limits, then go on with --resume. {_KEPT}",
    ),
    "SQLITE_CORRUPT": ("is damaged", "Rescue what is readable: sqlite3 FILE .recover. Or take a backup."),
    "SQLITE_CANTOPEN": ("cannot be opened", "Look at the rights of the file and its folder."),
    "SQLITE_NOTADB": ("is no gradebook", "Give another name, or the right file."),
}
_POSTGRES = {
    "53100": ("cannot grow: the server's disk is full", f"Free some space there, then go on with --resume. {_KEPT}"),
    "55P03": ("is locked by another program", "Wait until it is done, or end it, then run this again."),
    "42501": ("refuses this user", "Have its owner grant this user all rights on the schema."),
    "25006": ("cannot be written: the server is read-only", "Take the address of the primary server."),
}
_PASSING = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03"}
"""PostgreSQL's states after which the same transaction may well succeed: conflicts, and a server that restarts."""


def is_passing(error: DBAPIError) -> bool:
    """Whether trying again can help."""
    if isinstance(error, IntegrityError):
        return True  # two processes added the same row; the loser finds it when it looks again
    name = getattr(error.orig, "sqlite_errorname", "")
    if name:
        return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    state = _state(error)
    return state in _PASSING or (isinstance(error, OperationalError) and state is None)


def gradebook_error(error: DBAPIError, place: str) -> GradebookError:
    """The error to show, for the gradebook at `place`."""
    name = getattr(error.orig, "sqlite_errorname", "")
    words = next((words for start, words in _SQLITE.items() if name.startswith(start)), None)
    words = words or _POSTGRES.get(_state(error) or "")
    said = " ".join(str(error.orig).split())
    if words is not None:
        return GradebookError(f"The gradebook {place} {words[0]} ({said}).", next_step=words[1])
    if "password" in said:
        step = "Put the right password into ~/.pgpass or PGPASSWORD, or into the address."
        return GradebookError(f"The gradebook {place} refuses the login ({said}).", next_step=step)
    if isinstance(error, OperationalError):
        step = f"Look whether the server runs and the address is right, then go on with --resume. {_KEPT}"
        return GradebookError(f"The gradebook {place} cannot be reached ({said}).", next_step=step)
    step = f"Run it again; if it repeats, report it with this message. {_KEPT}"
    return GradebookError(f"The gradebook {place} refuses ({said}).", next_step=step)


def _state(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None
