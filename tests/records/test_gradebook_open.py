"""Opening a gradebook: made, migrated, or refused with the next step."""

import contextlib
import importlib
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from grader.errors import GradebookError, HostUnreachable, UsageError
from grader.records import connection as engines
from grader.records import database
from grader.records.connection import located
from grader.records.database import HEAD, VERSION_TABLE, Database, migrate
from grader.records.gradebook import Gradebook
from grader.records.tables import metadata
from tests.support.postgres import PASSWORD
from tests.support.students import attempt, begin, ended, entry, record, started, unknown

MIGRATIONS = Path(database.__file__).parent / "migrations"


def _migrated(url: str) -> Database:
    """A gradebook that all migrations have made, from the first one on."""
    book = Database(located(url, create=True), patience=10)
    book.write(lambda connection: migrate(connection, book.place, None))
    return book


def test_the_migrations_make_the_tables_that_the_code_knows(url):
    def differences(connection):
        ours = {"include_name": lambda name, kind, _: kind != "table" or name != VERSION_TABLE}
        context = MigrationContext.configure(connection, opts={"compare_type": False, **ours})
        return compare_metadata(context, metadata)

    with contextlib.closing(_migrated(url)) as book:
        assert book.read(differences) == []


def test_a_new_gradebook_is_one_that_all_migrations_have_made(tmp_path):
    def tables(path: Path) -> set[tuple[str, str, str]]:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            said = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
            version = connection.execute("SELECT version_num FROM gradebook_version").fetchall()
        return {(kind, name, re.sub(r"\s+", "", sql)) for kind, name, sql in said} | {("version", "", str(version))}

    Gradebook.open(tmp_path / "new.db").close()
    _migrated(str(tmp_path / "migrated.db")).close()
    assert tables(tmp_path / "new.db") == tables(tmp_path / "migrated.db")


def _first_version(connection):
    """The tables of version 0001, with an attempt that could not be determined, as a grader of then left them."""
    first = importlib.import_module("grader.records.migrations.versions.0001_first")
    with Operations.context(MigrationContext.configure(connection)):
        first.upgrade()
    for statement in (Path(__file__).parent / "gradebook_0001.sql").read_text().split(";\n")[:-1]:
        connection.exec_driver_sql(statement)


def test_a_gradebook_from_before_causes_had_messages_and_verdicts_a_root_is_migrated_and_read(url):
    with contextlib.closing(Database(located(url, create=True), patience=10)) as old:
        old.write(_first_version)
    with Gradebook.open(url) as book:
        (found,) = book.history("s1")
        assert (found.cause, found.cause_message) == ("ssh://h1 refuses connections.", None)
        assert [(one.cause, one.cause_message) for one in found.verdicts] == [("The run is over.", None)]
        assert found.verdicts[0].root is None
        assert (
            book._database.read(lambda c: c.execute(text("SELECT version_num FROM gradebook_version")).scalar()) == HEAD
        )
        error = HostUnreachable("{host} is gone.", next_step="Start {host}.", host="h2")
        book.record(begin(book), "s1", [entry(replace(attempt(), error=error), unknown())])
        assert book.history("s1")[1].cause_message == error.message


def test_the_newest_migration_is_the_one_that_the_code_expects():
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_a_new_gradebook_and_one_that_is_up_to_date_need_no_alembic(url):
    opened = f"Gradebook.open({url!r}).close()"
    words = f"import sys; from grader.records.gradebook import Gradebook; {opened}; {opened}"
    assert subprocess.run(
        [sys.executable, "-c", words + "; sys.exit('alembic' in sys.modules)"], check=True, timeout=60
    )


def test_the_gradebook_loads_no_object_mapper():
    words = "import sys, grader.records.gradebook; sys.exit('sqlalchemy.orm' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", words], check=True, timeout=60)


def _open_and_record(url: str, student: int) -> None:
    with Gradebook.open(url) as book:
        record(book, begin(book), student, minute=student)


def test_processes_that_open_a_fresh_gradebook_at_once_all_get_it(url):
    ended(*[started(_open_and_record, url, number) for number in range(6)])
    with Gradebook.open(url) as book:
        assert len(book.history("s1")) == 6


def test_a_newer_graders_gradebook_is_refused_and_left_alone(url):
    with Gradebook.open(url) as book:
        record(book, begin(book), 60)
        book._database.write(lambda c: c.execute(text("UPDATE gradebook_version SET version_num = '9999'")))
    with pytest.raises(UsageError, match="newer grader") as told:
        Gradebook.open(url)
    assert "pip install --upgrade" in told.value.next_step


def test_other_tables_are_not_a_gradebook(url):
    with Gradebook.open(url) as book:
        book._database.write(lambda c: c.execute(text("DROP TABLE gradebook_version")))
    with pytest.raises(GradebookError, match="not a gradebook"):
        Gradebook.open(url)


def test_another_programs_file_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "cookies.db"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE cookies (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(GradebookError, match="other tables"):
        Gradebook.open(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_file_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("student_id,name\n" * 100)
    with pytest.raises(GradebookError, match="is not a gradebook"):
        Gradebook.open(path)
    assert path.read_text() == "student_id,name\n" * 100


def test_a_damaged_gradebook_is_reported(tmp_path):
    path = tmp_path / "gradebook.db"
    with Gradebook.open(path) as book:
        record(book, begin(book), 60)
    whole = bytearray(path.read_bytes())
    whole[4096:] = bytes(len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(GradebookError, match="damaged") as told, Gradebook.open(path) as book:
        book.standings()
    assert ".recover" in told.value.next_step


def test_files_and_folders_are_for_their_owner_only(tmp_path):
    before = os.umask(0)
    try:
        path = tmp_path / "results" / "2026" / "gradebook.db"
        with Gradebook.open(path) as book:
            record(book, begin(book), 60)
            files = list(path.parent.iterdir())
            assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
            assert {one.name for one in files} == {"gradebook.db", "gradebook.db-wal", "gradebook.db-shm"}
    finally:
        os.umask(before)
    assert {stat.S_IMODE(one.stat().st_mode) for one in (path.parent, path.parent.parent)} == {0o700}


def test_a_committed_row_waits_for_the_disk(tmp_path):
    with Gradebook.open(tmp_path / "gradebook.db") as book:
        settings = ("journal_mode", "synchronous", "foreign_keys")
        found = book._database.read(lambda c: [c.exec_driver_sql(f"PRAGMA {setting}").scalar() for setting in settings])
    assert found == ["wal", 2, 1]


def test_a_gradebook_that_must_be_there_is_not_made(tmp_path):
    with pytest.raises(UsageError, match="There is no gradebook"):
        Gradebook.open(tmp_path / "gradebook.db", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["mysql://me@host/grades", "sqlite://", "http://[", "://"])
def test_an_address_that_is_not_a_gradebooks_is_wrong_use(address):
    with pytest.raises(UsageError, match="is not a valid gradebook"):
        Gradebook.open(address)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(GradebookError, match="cannot be created"):
        Gradebook.open(tmp_path / "file" / "gradebook.db")


def test_another_process_may_make_the_file_first(tmp_path, monkeypatch):
    path = tmp_path / "gradebook.db"
    Gradebook.open(path).close()
    engines._make_private(path)
    assert path.stat().st_size


def test_a_gradebook_is_not_carried_across_a_fork(tmp_path):
    book = Gradebook.open(tmp_path / "gradebook.db")

    def use() -> None:
        with pytest.raises(RuntimeError, match="across fork"):
            book.standings()

    ended(started(use))
    book.close()


@pytest.fixture
def others_folder() -> Iterator[Path]:
    """A folder that anyone may enter and nobody but its owner may write to."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@contextlib.contextmanager
def _without_rights() -> Iterator[None]:
    """As a user to whom file permissions apply."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if mine == 0:
            os.seteuid(mine)


def test_a_folder_that_cannot_be_written_is_reported(others_folder):
    path = others_folder / "gradebook.db"
    Gradebook.open(path).close()
    path.chmod(0o444)
    others_folder.chmod(0o555)
    with _without_rights(), pytest.raises(GradebookError, match="cannot be") as told:
        Gradebook.open(path).standings()
    assert "rights" in told.value.next_step or "write access" in told.value.next_step


def test_a_file_that_cannot_be_written_can_be_read(others_folder):
    path = others_folder / "gradebook.db"
    with Gradebook.open(path) as book:
        record(book, begin(book), 60)
    path.chmod(0o444)
    others_folder.chmod(0o777)
    with _without_rights(), Gradebook.open(path) as book:
        assert book.standing("s1", "ex05").score == 60.0
        with pytest.raises(GradebookError, match="cannot be written") as told:
            begin(book)
    assert "write access" in told.value.next_step


def test_without_psycopg_the_way_to_it_is_reported(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match="psycopg") as told:
        Gradebook.open("postgresql://localhost/grades")
    assert "docker-lab-grader[postgres]" in told.value.next_step


def test_a_server_that_does_not_answer_is_reported_at_once():
    with pytest.raises(GradebookError, match="cannot be reached") as told:
        Gradebook.open("postgres://grader:secret@127.0.0.1:9/grades")
    assert "secret" not in str(told.value)


@pytest.mark.postgres
def test_a_wrong_password_is_reported_without_showing_any(postgres):
    with pytest.raises(GradebookError, match="refuses the login") as told:
        Gradebook.open(postgres.url("postgres", "hunter2"))
    assert "hunter2" not in str(told.value)
    assert ".pgpass" in told.value.next_step


@pytest.mark.postgres
def test_a_database_that_cannot_hold_every_name_is_refused(postgres):
    url = postgres.database("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    with pytest.raises(UsageError, match="LATIN1") as told:
        Gradebook.open(url)
    assert "UTF8" in told.value.next_step
    assert PASSWORD not in str(told.value)


@pytest.mark.postgres
def test_a_user_who_may_not_make_tables_is_reported(postgres):
    import psycopg  # noqa: PLC0415

    url = postgres.database()
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE USER clerk PASSWORD 'x'")
        owner.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    with pytest.raises(GradebookError, match="refuses this user"):
        Gradebook.open(url.replace("grader:" + PASSWORD.replace(" ", "%20"), "clerk:x"))


@pytest.mark.postgres
def test_a_restart_of_the_server_costs_nothing_but_time(own_postgres):
    url = own_postgres.database()
    with Gradebook.open(url) as book:
        run = begin(book)
        record(book, run, 60)
        own_postgres.stop()
        restart = threading.Thread(target=own_postgres.start)
        restart.start()
        record(book, run, 70, exercise="ex01")
        restart.join()
        assert run.done() == {("s1", "ex05"), ("s1", "ex01")}


@pytest.mark.postgres
def test_a_server_that_stays_away_is_reported_and_what_failed_can_be_repeated(own_postgres):
    with Gradebook.open(own_postgres.database(), patience=0.5) as book:
        run = begin(book)
        own_postgres.stop()
        with pytest.raises(GradebookError, match="cannot be reached") as told:
            record(book, run, 60)
        assert "--resume" in told.value.next_step
        own_postgres.start()
        record(book, run, 60)
        assert run.done() == {("s1", "ex05")}


def test_migrations_ship_with_the_package(tmp_path):
    shutil.copytree(Path(database.__file__).parents[1], tmp_path / "100% mine" / "grader")
    words = f"from grader.records.gradebook import Gradebook; Gradebook.open({str(tmp_path / 'g.db')!r}).close()"
    subprocess.run([sys.executable, "-c", words], check=True, cwd=tmp_path / "100% mine", timeout=60)
