"""How much a host may answer in one visit. A genuine host stays far below it."""

from __future__ import annotations

from grader.errors import GarbledAnswer

VISIT_BYTES = 32_000_000
"""Limit of all that a host sends in one visit, and of all that is kept of it in memory, in bytes."""


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
