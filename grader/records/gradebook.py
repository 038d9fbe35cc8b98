"""The gradebook: every attempt of every student. Nothing is overwritten; only whole students or times are removed."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Literal, Self

from grader.errors import GradebookError
from grader.records import changes, inserts, queries, removal, runs
from grader.records.connection import located
from grader.records.database import Database
from grader.records.entries import (
    Change,
    Changed,
    Counts,
    Entry,
    Lateness,
    NewOverride,
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
"""How long a transaction waits for others that write, or for a server that restarts."""


class Gradebook:
    """A gradebook in an SQLite file or a PostgreSQL database. Many processes may use it at once.

    Students are told apart within their class. Where `class_name` may be left out, it means the only class.
    Every method raises a `GradebookError` when the database cannot do it; it can then be called again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str | Path, *, create: bool = True, patience: float = PATIENCE_SECONDS) -> Gradebook:
        """Open a gradebook, make it if there is none, migrate it if an older grader wrote it.

        Raises:
            UsageError: the address cannot be understood, a newer grader wrote it, or there is none and `create` is
                false.
            GradebookError: it is something else, or it cannot be read or written.
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
        """Begin a run. With `resume`, go on with the newest that left something of the plan without a grade.

        A run that is gone on with takes in what is new in the plan. When nothing is left, it is the newest run, and its
        `left` is empty. Names and sections become those given here.
        """
        plan = runs.Plan(class_name, exercises, list(students), command, made_by)
        name = uuid.uuid4().hex
        return self._database.write(lambda c: runs.begin(self._database, c, plan, uuid=name, resume=resume))

    def record(self, run: Run, student: str, entries: Sequence[Entry]) -> list[int]:
        """Record attempts of one student, all of them or none; once this returns, they are kept. Gives their ids.

        The same attempt is recorded once, however often this is called. Of several graded attempts at one row of a
        run, the first stays its result; an error never is one.

        Raises:
            GradebookError: they could not be recorded, or the evidence cannot be read.
        """
        filed = [self._filed(entry) for entry in entries]
        return self._database.write(lambda c: inserts.add_attempts(c, run.key, run.class_key, student, filed))

    def standing(
        self, student: str, exercise: str, counts: Counts = "best", *, class_name: str | None = None
    ) -> Standing | None:
        """Where a student stands in an exercise; None if it was never tried."""
        which = (Students.c.roster_id == student) & (Attempts.c.exercise == exercise)
        found = self._database.read(
            lambda c: queries.standings(c, queries.class_id(c, class_name), counts, self._database.folder, which)
        )
        return found[0] if found else None

    def standings(self, counts: Counts = "best", *, class_name: str | None = None) -> list[Standing]:
        """Where everyone stands in every exercise that was tried."""
        return self._database.read(
            lambda c: queries.standings(c, queries.class_id(c, class_name), counts, self._database.folder)
        )

    def history(self, student: str, exercise: str | None = None, *, class_name: str | None = None) -> list[Record]:
        """All attempts of a student, oldest first, each with its verdicts and every score that it had."""
        return self._database.read(
            lambda c: queries.history(
                c,
                queries.class_id(c, class_name),
                self._database.folder,
                [student],
                None if exercise is None else [exercise],
            )
        )

    def attempts(
        self, students: Collection[str] | None, exercises: Collection[str], *, class_name: str
    ) -> list[Record]:
        """All attempts of several students, or of all, in some exercises, as a history has them."""
        return self._database.read(
            lambda c: queries.history(c, queries.class_id(c, class_name), self._database.folder, students, exercises)
        )

    def counting(self, counts: Counts, *, class_name: str, before: Change | None = None) -> list[Record]:
        """The record that counts for each student and exercise, or counted before a change, with its verdicts."""
        key = before.key if before else None
        return self._database.read(
            lambda c: queries.counting(c, queries.class_id(c, class_name), counts, self._database.folder, before=key)
        )

    def overrides(
        self, students: Collection[str] | None = None, *, class_name: str, withdrawn: bool = False
    ) -> list[StoredOverride]:
        """The overrides that hold, of all students or of some; with `withdrawn`, also those that no longer do."""
        return self._database.read(
            lambda c: queries.overrides(c, queries.class_id(c, class_name), students, all_=withdrawn)
        )

    def changes(self, student: str | None = None, *, class_name: str) -> list[Change]:
        """The regrades, rescores, overrides and undos of the class, or those that looked at a student; oldest first."""
        return self._database.read(lambda c: queries.changes(c, queries.class_id(c, class_name), student))

    def undetermined(self, *, class_name: str) -> list[Undetermined]:
        """What a regrade could not tell, none has looked at again since, and nobody has graded since."""
        return self._database.read(lambda c: queries.undetermined(c, queries.class_id(c, class_name)))

    def graded(self, class_name: str) -> set[tuple[str, str]]:
        """Students and exercises with a grade, without those that a regrade could not tell."""
        return self._database.read(lambda c: queries.graded(c, class_name))

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
        """Record new scores, all of them or none, as one run that looked at these students and exercises."""
        name = uuid.uuid4().hex
        scope = (students, exercises)
        return self._database.write(
            lambda c: changes.rescore(
                c, inserts.add_class(c, class_name), kind, reason, entries, uuid=name, scope=scope
            )[1]
        )

    def declare(
        self, declared: NewOverride, entries: Sequence[Rescored], reason: Reason, *, class_name: str
    ) -> Changed:
        """Record an override, or that one is withdrawn, and the scores that follow from it.

        Raises:
            GradebookError: another command changed these scores meanwhile; nothing was recorded.
        """
        name = uuid.uuid4().hex
        return self._database.write(
            lambda c: changes.declare(c, inserts.add_class(c, class_name), declared, reason, entries, uuid=name)
        )

    def undo(self, change: Change, entries: Sequence[Rescored], reason: Reason, *, class_name: str) -> Changed:
        """Bring back what a change replaced, as a new run. `entries` re-score what was graded under it since.

        Raises:
            UsageError: it was taken back before, or a later change stands on it.
            GradebookError: another command changed these scores meanwhile; nothing was recorded.
        """
        name = uuid.uuid4().hex
        return self._database.write(
            lambda c: changes.undo(c, inserts.add_class(c, class_name), change, reason, entries, uuid=name)
        )

    def run_rows(self, run: Run) -> list[Record]:
        """For each student and exercise that the run tried, the result or the last error, with its verdicts."""
        return self._database.read(lambda c: queries.rows_of_run(c, run.key, self._database.folder))

    def last_run(self, class_name: str | None = None) -> Run | None:
        """The newest run of the class."""
        return self._database.read(lambda c: runs.last(self._database, c, queries.class_id(c, class_name)))

    def previous_run(self, run: Run) -> Run | None:
        """The run of the class before this one, of those that graded anything."""
        return self._database.read(lambda c: runs.last(self._database, c, run.class_key, before=run.key))

    def kept(self, student: str, *, class_name: str | None = None) -> removal.Kept | None:
        """What there is of a student, for whoever wants to forget it."""
        return self._database.read(lambda c: removal.kept(c, queries.class_id(c, class_name), student))

    def run_ids(self, *, class_name: str | None = None) -> list[str]:
        """The ids of all runs of a class, by which its evidence is filed."""
        return self._database.read(lambda c: removal.run_ids(c, queries.class_id(c, class_name)))

    def forget(self, student: str, *, class_name: str | None = None) -> None:
        """Remove all records of a student, also from where the database keeps what was deleted.

        Raises:
            GradebookError: another program reads the file; the records are gone, their traces may not be.
        """
        self._database.write(lambda c: removal.forget(c, queries.class_id(c, class_name), student))
        self._database.scour()

    def old(
        self, before: datetime.datetime, *, with_evidence: bool = False, class_name: str | None = None
    ) -> removal.Old:
        """What was recorded before then; with `with_evidence`, only what has evidence."""
        return self._database.read(
            lambda c: removal.old(c, queries.class_id(c, class_name), before, with_evidence=with_evidence)
        )

    def forget_evidence(self, paths: Iterable[str]) -> None:
        """Files of evidence were removed; what was concluded from them stays."""
        gone = list(paths)
        self._database.write(lambda c: removal.forget_evidence(c, gone))

    def delete_old(
        self,
        old: removal.Old,
        before: datetime.datetime,
        *,
        roster: Collection[str],
        class_name: str | None = None,
    ) -> None:
        """Remove attempts with all that hangs on them, and students that are left with nothing and not in the roster.

        Raises:
            GradebookError: as for `forget`.
        """
        self._database.write(
            lambda c: removal.delete_old(c, queries.class_id(c, class_name), old.attempts, before, roster)
        )
        self._database.scour()

    def file(self, evidence: str) -> Path:
        """Where a file of evidence lies that the gradebook names so."""
        return (self._database.folder or Path()) / evidence

    def _filed(self, entry: Entry) -> inserts.Filed:
        """The entry with its evidence, named from the gradebook's folder where that is possible."""
        path = entry.evidence
        if path is None:
            return inserts.Filed(entry)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise GradebookError(
                f"The evidence {path} cannot be read ({error.strerror}).", next_step="Look at its disk and its rights."
            ) from error
        place, folder = path.resolve(), self._database.folder
        if folder is not None and place.is_relative_to(folder.resolve()):
            return inserts.Filed(entry, place.relative_to(folder.resolve()).as_posix(), digest)
        return inserts.Filed(entry, str(place), digest)
