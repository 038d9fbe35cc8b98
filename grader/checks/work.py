"""When the work behind a check was done: what the late policy goes by, so that it does not punish a late grading."""

from __future__ import annotations

import contextlib
import shlex

from grader.checks.session import Session
from grader.checks.times import timestamp
from grader.errors import GraderError


class Work:
    """What checks get as `work`: they say when their work was done, where the grader would not know."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def at(self, when: float | str) -> None:
        """It was done then: seconds since 1970, or a time as the Engine writes it. What is no time says nothing."""
        moment = timestamp(when) if isinstance(when, str) else float(when)
        if moment > 0:
            self._session.done_at = moment

    def file(self, path: str) -> None:
        """It was done when this file last changed; where that cannot be told, also in evidence, nothing is said."""
        with contextlib.suppress(GraderError):
            said = self._session.run(f"stat -L -c %Y -- {shlex.quote(path)}").out.decode("ascii", "replace").strip()
            self.at(int(said) if said.isdecimal() and len(said) < 12 else 0)
