"""The gradebook: every attempt of every student. Records are never overwritten, only removed as a whole."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Literal, Self

from grader.errors import GradebookError
from grader.records import change_queries, changes, inserts, queries, removal, runs, undo
from grader.records.connection import located
from grader.records.database import Database
from grader.records.entries import (
    Change,
    Changed,
    Counts,
    Entry,
    Lateness,
    NewOverrides,
    OnRoster,
    Reason,
    Record,
    Rescored,
    Score,
    Standing,
    StoredOverride,
    Undetermined,
)
from grader.records.runs import Run
from grader.records.tables import Attempts, Students

__all__ = ["Counts", "Gradebook", "Lateness", "OnRoster", "Record", "Run", "Score", "Standing"]

PATIENCE_SECONDS = 30.0
"""How long a transaction waits for other writers, or for a server that is restarting."""


class Gradebook:
    """A gradebook in an SQLite file or a PostgreSQL database. Many processes may use it at once.

    A student's ID is unique within the class. An optional `class_name` defaults to the only class. Every method
    raises a `GradebookError` if the database cannot carry it out; it can then be called again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str | Path, *, create: bool = True, patience: float = PATIENCE_SECONDS) -> Gradebook:
        """Open a gradebook; it is created if there is none, and migrated if an older version wrote it.

        Args:
            url: A file, or the URL of a database.
            create: Create the gradebook if there is none.
            patience: How long each transaction waits for others, in seconds.

        Raises:
            UsageError: the URL is invalid, a newer version wrote the gradebook, or there is none and `create` is false.
            GradebookError: the file or database is not a gradebook, or cannot be read or written.
        """
        database = Database(located(url, create=create), patience=patience)
        try:
            database.bring_up_to_date()
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin_run(
        self,
        class_name: str,
        *,
        exercises: Sequence[str],
        students: Iterable[OnRoster],
        resume: bool = False,
        command: str = "",
        made_by: str | None = None,
    ) -> Run:
        """Begin a run, or with `resume` continue the newest run that left part of this plan without a grade.

        A resumed run includes what is new in the plan. If everything has a grade, it is the newest run and its `left`
        is empty. The names and sections of students are updated to those given here.
        """
        plan = runs.Plan(class_name, exercises, list(students), command, made_by)
        name = uuid.uuid4().hex
        return self._database.write(lambda c: runs.begin(self._database, c, plan, uuid=name, resume=resume))

    def record(self, run: Run, student: str, entries: Sequence[Entry]) -> list[int]:
        """Record attempts of one student, all or none of them; returns their keys.

        The attempts are on disk when this returns. The same attempt is recorded once, however often this is called.
        Of several graded attempts of one run at one exercise, the first stays the result; an error never is a result.

        Raises:
            GradebookError: they could not be recorded, or an evidence file cannot be read.
        """
        filed = [self._with_evidence(entry) for entry in entries]
        return self._database.write(lambda c: inserts.add_attempts(c, run.key, run.class_key, student, filed))

    def standing(
        self, student: str, exercise: str, counts: Counts = "best", *, class_name: str | None = None
    ) -> Standing | None:
        """The standing of a student in an exercise; None if it was never attempted."""
        which = (Students.c.roster_id == student) & (Attempts.c.exercise == exercise)
        found = self._database.read(
            lambda c: queries.standings(c, queries.class_id(c, class_name), counts, self._database.folder, which)
        )
        return found[0] if found else None

    def standings(
        self, counts: Counts = "best", *, class_name: str | None = None, exercises: Collection[str] | None = None
    ) -> list[Standing]:
        """The standings of all students in these exercises, or in all that they attempted."""
        which = [] if exercises is None else [Attempts.c.exercise.in_(exercises)]
        return self._database.read(
            lambda c: queries.standings(c, queries.class_id(c, class_name), counts, self._database.folder, *which)
        )

    def with_verdicts(self, records: Sequence[Record], *, timed: bool = True) -> list[Record]:
        """The same records with their verdicts, but not what these looked at and, unless `timed`, how long it took."""
        return self._database.read(lambda c: queries.with_verdicts(c, records, timed=timed))

    def history(self, student: str, exercise: str | None = None, *, class_name: str | None = None) -> list[Record]:
        """All attempts of a student, oldest first, with their verdicts and all their scores."""
        which, folder = None if exercise is None else [exercise], self._database.folder
        return self._database.read(
            lambda c: queries.history(c, queries.class_id(c, class_name), folder, [student], which)
        )

    def attempts(
        self, students: Collection[str] | None, exercises: Collection[str], *, class_name: str
    ) -> list[Record]:
        """All attempts of several students, or of all, in these exercises, with verdicts and scores as in `history`."""
        return self._database.read(
            lambda c: queries.history(c, queries.class_id(c, class_name), self._database.folder, students, exercises)
        )

    def counting(self, counts: Counts, *, class_name: str, before: Change | None = None) -> list[Record]:
        """The record that counts for each student and exercise, now or before a change, with its verdicts."""
        key = before.key if before else None
        return self._database.read(
            lambda c: queries.counting(c, queries.class_id(c, class_name), counts, self._database.folder, before=key)
        )

    def overrides(
        self, students: Collection[str] | None = None, *, class_name: str, withdrawn: bool = False
    ) -> list[StoredOverride]:
        """The overrides in force for these students, or for all; with `withdrawn`, also the withdrawn ones."""
        return self._database.read(
            lambda c: change_queries.overrides(c, queries.class_id(c, class_name), students, all_=withdrawn)
        )

    def changes(self, student: str | None = None, *, class_name: str) -> list[Change]:
        """The regrades, rescores, overrides and undos of the class, or of one student; oldest first."""
        return self._database.read(lambda c: change_queries.changes(c, queries.class_id(c, class_name), student))

    def undetermined(self, *, class_name: str) -> list[Undetermined]:
        """What a regrade could not determine and no later regrade, rescore or grading has looked at."""
        return self._database.read(lambda c: change_queries.undetermined(c, queries.class_id(c, class_name)))

    def graded(self, class_name: str) -> set[tuple[str, str]]:
        """The students and exercises that have a grade and are not undetermined."""
        return self._database.read(lambda c: change_queries.graded(c, class_name))

    def rescore(
        self,
        kind: Literal["regrade", "rescore"],
        entries: Sequence[Rescored],
        reason: Reason,
        *,
        class_name: str,
        students: Collection[str],
        exercises: Sequence[str],
    ) -> Changed:
        """Record new scores, all or none of them, as one run that examined these students and exercises."""
        name = uuid.uuid4().hex
        scope = (students, exercises)
        return self._database.write(
            lambda c: changes.rescore(
                c, inserts.add_class(c, class_name), kind, reason, entries, uuid=name, scope=scope
            )[1]
        )

    def declare(self, new: NewOverrides, entries: Sequence[Rescored], reason: Reason, *, class_name: str) -> Changed:
        """Record overrides, or their withdrawal, and the scores that follow from them.

        Raises:
            GradebookError: another command changed these scores in the meantime; nothing was recorded.
        """
        name = uuid.uuid4().hex
        return self._database.write(
            lambda c: changes.declare(c, inserts.add_class(c, class_name), new, reason, entries, uuid=name)
        )

    def undo(
        self, change: Change, entries: Sequence[Rescored], reason: Reason, *, class_name: str, command: str
    ) -> Changed:
        """Restore what a change replaced, as `undo.undo` does.

        Raises:
            UsageError: the change was undone already, or a later change depends on it.
            GradebookError: another command changed these scores in the meantime; nothing was recorded.
        """
        name = uuid.uuid4().hex
        return self._database.write(
            lambda c: undo.undo(c, inserts.add_class(c, class_name), change, reason, entries, name, command)
        )

    def run_rows(self, run: Run) -> list[Record]:
        """For each student and exercise that the run attempted, the result or the last error, with verdicts."""
        return self._database.read(lambda c: queries.rows_of_run(c, run.key, self._database.folder))

    def last_run(self, class_name: str | None = None) -> Run | None:
        """The newest run of the class."""
        return self._database.read(lambda c: runs.last(self._database, c, queries.class_id(c, class_name)))

    def previous_run(self, run: Run) -> Run | None:
        """The last run of the class before this one that graded anything."""
        return self._database.read(lambda c: runs.last(self._database, c, run.class_key, before=run.key))

    def kept(self, student: str, *, class_name: str | None = None) -> removal.Kept | None:
        """What is stored about a student, so that it can be forgotten."""
        return self._database.read(lambda c: removal.kept(c, queries.class_id(c, class_name), student))

    def run_ids(self, *, class_name: str | None = None) -> list[str]:
        """The IDs of all runs of a class, which are also the names of their evidence folders."""
        return self._database.read(lambda c: removal.run_ids(c, queries.class_id(c, class_name)))

    def forget(self, student: str, *, class_name: str | None = None) -> None:
        """Remove all records of a student, including what the database keeps of deleted rows.

        Raises:
            GradebookError: another program is reading the file, which may still contain the deleted records.
        """
        self._database.write(lambda c: removal.forget(c, queries.class_id(c, class_name), student))
        self._database.purge()

    def old(
        self, before: datetime.datetime, *, with_evidence: bool = False, class_name: str | None = None
    ) -> removal.Old:
        """What was recorded before a time; with `with_evidence`, only what has evidence."""
        return self._database.read(
            lambda c: removal.old(c, queries.class_id(c, class_name), before, with_evidence=with_evidence)
        )

    def forget_evidence(self, paths: Iterable[str]) -> None:
        """Note that these evidence files were removed; the verdicts stay."""
        removed = list(paths)
        self._database.write(lambda c: removal.forget_evidence(c, removed))

    def delete_old(
        self, old: removal.Old, before: datetime.datetime, *, roster: Collection[str], class_name: str | None = None
    ) -> None:
        """Remove old attempts with all dependent rows, and students who then have none and left the roster.

        Raises:
            GradebookError: as for `forget`.
        """
        self._database.write(
            lambda c: removal.delete_old(c, queries.class_id(c, class_name), old.attempts, before, roster)
        )
        self._database.purge()

    def file(self, evidence: str) -> Path:
        """The path of an evidence file that the gradebook has under this name."""
        return (self._database.folder or Path()) / evidence

    def _with_evidence(self, entry: Entry) -> inserts.Filed:
        """The entry with the path of its evidence, relative to the gradebook's folder if possible."""
        path = entry.evidence
        if path is None:
            return inserts.Filed(entry)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise GradebookError(
                "The evidence {path} cannot be read ({reason}).",
                next_step="Check the disk and the permissions of the file.",
                path=path,
                reason=error.strerror,
            ) from error
        place, folder = path.resolve(), self._database.folder
        if folder is not None and place.is_relative_to(folder.resolve()):
            return inserts.Filed(entry, place.relative_to(folder.resolve()).as_posix(), digest)
        return inserts.Filed(entry, str(place), digest)
