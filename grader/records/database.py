"""Creates or migrates the database of a gradebook, and runs transactions that retry on conflicts."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from grader.errors import GradebookError, UsageError
from grader.records.connection import connected
from grader.records.database_errors import gradebook_error, is_passing
from grader.records.tables import metadata

HEAD = "0005"
"""The newest version in `migrations/`; a gradebook of this version is opened without Alembic."""

VERSION_TABLE = "gradebook_version"

_LOCK = 0x67726164
"""The key of PostgreSQL's advisory lock for creating or migrating a gradebook."""

_PASSING_TRIES = 5

T = TypeVar("T")


class Database:
    """One database, used by one process; threads may share it.

    `patience` is how long, in seconds, a transaction waits for others, or for a server that is restarting.
    """

    def __init__(self, url: URL, *, patience: float) -> None:
        self.place = str(url.database) if url.drivername == "sqlite" else url.render_as_string(hide_password=True)
        self.patience = patience
        self._process = os.getpid()
        self._engine = connected(url, patience)

    @property
    def folder(self) -> Path | None:
        """The folder of an SQLite gradebook; None for PostgreSQL."""
        return Path(self.place).parent if self._engine.dialect.name == "sqlite" else None

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run read-only work on one consistent state of the database.

        Raises:
            GradebookError: the database cannot be read.
        """
        return self._transaction(work, writes=False, patience=self.patience)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run work and commit it. On a conflict with other transactions it runs again, so it must be repeatable.

        Raises:
            GradebookError: the work did not succeed within `patience`, or cannot succeed.
        """
        return self._transaction(work, writes=True, patience=self.patience)

    def bring_up_to_date(self) -> None:
        """Create the tables, or migrate them.

        Raises:
            UsageError: a newer version wrote the gradebook.
            GradebookError: this is not a gradebook, or it cannot be reached.
        """
        patience = self.patience if self.folder else 0  # a server that does not answer is reported at once
        if self._transaction(_version, writes=False, patience=patience) != HEAD:
            self.write(self._create_or_migrate)
        if self._engine.dialect.name == "sqlite":
            self._retried(self._write_ahead, patience=self.patience)

    def purge(self) -> None:
        """Remove deleted rows from the database's files: free pages, dead rows, and the log of an SQLite file.

        Raises:
            GradebookError: the database is in use, so this is not possible now.
        """
        self._retried(self._purge, patience=self.patience)

    def close(self) -> None:
        self._engine.dispose()

    def _transaction(self, work: Callable[[Connection], T], *, writes: bool, patience: float) -> T:
        def once() -> T:
            with self._engine.connect().execution_options(writes=writes) as connection, connection.begin():
                return work(connection)

        return self._retried(once, patience=patience)

    def _retried(self, once: Callable[[], T], *, patience: float) -> T:
        if os.getpid() != self._process:
            raise RuntimeError("a gradebook cannot be used across fork(); open it in this process")
        until = time.monotonic() + patience
        pause, tries = 0.01, 0
        while True:
            try:
                return once()
            except DBAPIError as error:
                tries += 1
                hopeless = not is_passing(error) or (isinstance(error, IntegrityError) and tries >= _PASSING_TRIES)
                if hopeless or time.monotonic() + pause > until:
                    raise gradebook_error(error, self.place) from error
            time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  spreads concurrent retries
            pause = min(pause * 2, 0.5)

    def _create_or_migrate(self, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _require_utf8(connection, self.place)
        version = _version(connection)  # another process may have finished first
        if version is not None:
            if version != HEAD:
                migrate(connection, self.place, version)
            return
        if inspect(connection).get_table_names():
            raise GradebookError(
                "{place} is not a gradebook: it contains other tables.",
                next_step="Give another name, or an empty database.",
                place=self.place,
            )
        metadata.create_all(connection)
        # The same table as Alembic creates, without loading Alembic.
        key = f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num)"
        connection.execute(text(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, {key})"))
        connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"), {"head": HEAD})  # noqa: S608  a constant

    def _write_ahead(self) -> None:
        """Switch to write-ahead logging, in which readers and a writer do not block each other."""
        connection = self._engine.connect()
        try:
            raw: Any = connection.connection.driver_connection
            if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                raw.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            raise DBAPIError.instance("PRAGMA", None, error, sqlite3.Error) from error
        finally:
            connection.close()

    def _purge(self) -> None:
        with self._engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            if self.folder is None:
                raw.autocommit = True  # VACUUM cannot run inside a transaction
                try:
                    for table in metadata.tables:
                        raw.execute(f"VACUUM FULL {table}")
                finally:
                    raw.autocommit = False
                return
            try:
                raw.execute("VACUUM")
                busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.Error as error:
                raise DBAPIError.instance("VACUUM", None, error, sqlite3.Error) from error
        if busy:
            raise GradebookError(
                "Deleted records may still be in {place}-wal, because another program is reading the gradebook.",
                next_step="Wait until it ends, then run this command again.",
                place=self.place,
            )


def migrate(connection: Connection, place: str, version: str | None) -> None:
    """Migrate tables of this version to the newest; None means that there are none yet.

    Raises:
        UsageError: a newer version wrote them.
    """
    # Imported here: a new or current gradebook does not need it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version not in known | {None}:
        raise UsageError(
            "{place} was written by a newer grader (its tables have version {version}).",
            next_step="Update this grader: pip install --upgrade docker-lab-grader",
            place=place,
            version=version,
        )
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  a constant


def _require_utf8(connection: Connection, place: str) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise UsageError(
            "The database {place} stores text as {encoding}, which cannot represent every name.",
            next_step="Create another: CREATE DATABASE grades ENCODING 'UTF8' TEMPLATE template0",
            place=place,
            encoding=encoding,
        )
