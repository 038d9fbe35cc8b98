"""Where a gradebook lies, and how each of the two database engines is connected."""

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
    """The database that a path or an address means; an SQLite file is made if it is missing and may be.

    Raises:
        UsageError: there is none, or it is of a kind that the gradebook does not know.
        GradebookError: the file cannot be made.
    """
    if isinstance(url, str) and "://" in url:
        try:
            found = make_url(url)
        except ArgumentError:
            raise _unknown("This address of a gradebook") from None
        if found.drivername.partition("+")[0] in {"postgresql", "postgres"}:
            _insist_on_psycopg()
            return found.set(drivername="postgresql+psycopg")
        if found.drivername != "sqlite" or not found.database:
            raise _unknown(found.render_as_string(hide_password=True))
        url = found.database
    path = Path(url).absolute()
    if not path.exists():
        if not create:
            raise UsageError(f"There is no gradebook {path}.", next_step="Grade a class first: grader grade CLASS.yml.")
        _make_private(path)
    return URL.create("sqlite", database=str(path))


def _unknown(shown: str) -> UsageError:
    return UsageError(
        f"{shown} cannot be understood.",
        next_step="Give a file, or postgresql://user@host/database.",
    )


def _make_private(path: Path) -> None:
    """Make the file and the folders that lack, for their owner only.

    A file that exists is never opened here: closing it would drop the locks that SQLite holds in this process.
    """
    try:
        make_folder(path.parent)
        make_file(path)
    except FileExistsError:
        pass  # another process was faster
    except OSError as error:
        raise GradebookError(
            f"The gradebook {path} cannot be made ({error.strerror}).",
            next_step="Give a folder that you may write to.",
        ) from error


def connected(url: URL, patience: float) -> Engine:
    """An engine whose connections wait for others, at most `patience` seconds at a time."""
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
    raw.isolation_level = None  # transactions are begun by _begin_sqlite, not guessed by the driver
    raw.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA synchronous = FULL")  # in WAL mode NORMAL may lose the last commits when the power fails


def _begin_sqlite(connection: Connection) -> None:
    # A writer asks for the lock at once: one that has read before cannot wait for it.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgres(connection: Connection, patience: float) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, int(patience * 1000))}")
    if not connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _insist_on_psycopg() -> None:
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError:
        raise UsageError(
            "PostgreSQL needs psycopg, which is not installed.",
            next_step="Run: pip install 'docker-lab-grader[postgres]'.",
        ) from None
