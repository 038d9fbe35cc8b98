"""When the student did the work that a check looks at. The late policy uses this time, not that of the grading.

A check gets a `Work` as the fixture `work`. Without it, the grader takes the newest creation time among the containers
and networks that the check inspected.
"""

from __future__ import annotations

import contextlib
import shlex

from grader.checks.session import Session
from grader.checks.times import timestamp
from grader.errors import GraderError


class Work:
    """States when the work of this check was done, where the grader would not know. The last call counts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def at(self, when: float | str) -> None:
        """State when the work was done.

        Args:
            when: Seconds since 1970, or a time as the Engine writes it, such as `2026-11-23T20:00:00.123456789Z`.
                Anything else, also 0, is ignored.

        Example:
            work.at(image["Created"])
        """
        time = timestamp(when) if isinstance(when, str) else float(when)
        if time > 0:
            self._session.done_at = time

    def file(self, path: str) -> None:
        """State that the work was done when a file was last modified. It raises nothing: an unknown time is ignored.

        Args:
            path: The file on the graded host. Symbolic links are followed.

        Example:
            work.file(f"{home}/img.tar")
        """
        with contextlib.suppress(GraderError):
            seconds = self._session.run(f"stat -L -c %Y -- {shlex.quote(path)}").out.decode("ascii", "replace").strip()
            self.at(int(seconds) if seconds.isdecimal() and len(seconds) < 12 else 0)
