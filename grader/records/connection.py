"""Locates the database of a gradebook and connects to it: SQLite or PostgreSQL."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from grader.errors import GradebookError, UsageError
from grader.files import make_file, make_folder
from grader.records.portable import dumped, loaded

_BUSY_SECONDS = 5.0


def located(url: str | Path, *, create: bool) -> URL:
    """The database at a path or URL. With `create`, a missing SQLite file is created.

    Raises:
        UsageError: there is no such file, or the URL is not that of a supported database.
        GradebookError: the file cannot be created.
    """
    if isinstance(url, str) and "://" in url:
        try:
            found = make_url(url)
        except ArgumentError:
            raise _unsupported("This URL") from None
        if found.drivername.partition("+")[0] in {"postgresql", "postgres"}:
            _require_psycopg()
            return found.set(drivername="postgresql+psycopg")
        if found.drivername != "sqlite" or not found.database:
            raise _unsupported(found.render_as_string(hide_password=True))
        url = found.database
    path = Path(url).absolute()
    if not path.exists():
        if not create:
            step = "Grade a class first: grader grade CLASS.yml"
            raise UsageError("There is no gradebook {path}.", next_step=step, path=path)
        _make_private(path)
    return URL.create("sqlite", database=str(path))


def _unsupported(shown: str) -> UsageError:
    step = "Give a file, or a URL such as postgresql://user@host/database."
    return UsageError("{shown} is not a valid gradebook.", next_step=step, shown=shown)


def _make_private(path: Path) -> None:
    """Create the file and its missing folders with access for their owner only.

    An existing file is never opened here: closing it would release the locks that SQLite holds in this process.
    """
    try:
        make_folder(path.parent)
        make_file(path)
    except FileExistsError:
        pass  # another process created it first
    except OSError as error:
        raise GradebookError(
            "The gradebook {path} cannot be created ({reason}).",
            next_step="Give a path in a folder that you may write to.",
            path=path,
            reason=error.strerror,
        ) from error


def connected(url: URL, patience: float) -> Engine:
    """An engine whose connections wait for locks of other transactions, at most `patience` seconds at a time."""
    if url.drivername == "sqlite":
        engine = create_engine(url, json_serializer=dumped, json_deserializer=loaded)
        event.listen(engine, "connect", lambda raw, _: _set_up_sqlite(raw, min(patience, _BUSY_SECONDS)))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = {"connect_timeout": 10, "client_encoding": "utf8", "application_name": "grader"}
    engine = create_engine(
        url, json_serializer=dumped, json_deserializer=loaded, pool_pre_ping=True, connect_args=options
    )
    event.listen(engine, "begin", lambda connection: _begin_postgres(connection, patience))
    return engine


def _set_up_sqlite(raw: sqlite3.Connection, busy_seconds: float) -> None:
    raw.isolation_level = None  # _begin_sqlite begins transactions; the driver would guess when
    raw.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA synchronous = FULL")  # in WAL mode NORMAL may lose the last commits when the power fails


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a transaction that has read already cannot wait for it.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgres(connection: Connection, patience: float) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, int(patience * 1000))}")
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _require_psycopg() -> None:
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError:
        raise UsageError(
            "PostgreSQL needs psycopg, which is not installed.",
            next_step="Run: pip install 'docker-lab-grader[postgres]'",
        ) from None
