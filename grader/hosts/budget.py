"""How much a host may answer in one visit. A genuine host stays far below it."""

from __future__ import annotations

import re

from grader.errors import GarbledAnswer

VISIT_BYTES = 32_000_000
"""Limit of all that a host sends in one visit, and of all that is kept of it in memory, in bytes."""

VALUES_LIMIT = 200_000
"""Limit of the values in the JSON of an Engine's answer: each takes tens of times its length, once it is parsed."""

_JSON = re.compile(rb"\s*+[\[{]")


class Budget:
    """What is left of the limit of one visit. Once it is used up, every other question of the visit is an error."""

    def __init__(self, size: int = VISIT_BYTES) -> None:
        self._size = self._left = size

    def spend(self, size: int) -> None:
        """Count bytes that have arrived, or are kept; 0 asks whether anything is left.

        Raises:
            GarbledAnswer: there were more than a visit may have.
        """
        self._left -= size
        if self._left < 0:
            raise GarbledAnswer(
                "The host's answers in one visit take more than {size} MB.",
                next_step="Look at what its shell and its Docker Engine send: a genuine host never sends that much.",
                size=self._size // 1_000_000,
            )


def check_values(body: bytes) -> None:
    """Refuse JSON whose parsed form would take far more memory than its text.

    Raises:
        GarbledAnswer: it has more values than an answer may have.
    """
    if _JSON.match(body) and sum(map(body.count, (b",", b"{", b"["))) > VALUES_LIMIT:
        raise GarbledAnswer(
            "The Docker Engine sent an answer of more than {count} values.",
            next_step="Check the Docker Engine on the host: a genuine answer is never that large.",
            count=f"{VALUES_LIMIT:,}",
        )
