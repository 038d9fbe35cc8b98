"""How much a host may answer in one visit. A genuine host stays far below it."""

from __future__ import annotations

from grader.errors import GarbledAnswer

VISIT_BYTES = 64_000_000
"""Limit of all that a host sends in one visit, in bytes."""


class Budget:
    """What is left of the limit of one visit. Once it is used up, every further question of the visit is an error."""

    def __init__(self, size: int = VISIT_BYTES) -> None:
        self._size = self._left = size

    def spend(self, size: int) -> None:
        """Count bytes that have arrived; 0 asks whether anything is left.

        Raises:
            GarbledAnswer: there were more than the host may send.
        """
        self._left -= size
        if self._left < 0:
            raise GarbledAnswer(
                "The host sent more than {size} MB in one visit.",
                next_step="Look at what its shell and its Docker Engine send: a genuine host never sends that much.",
                size=self._size // 1_000_000,
            )
