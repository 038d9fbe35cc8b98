"""How Python's garbage collector is set in every process of the grader."""

from __future__ import annotations

import gc


def tune_gc() -> None:
    """Have Python look for unreachable cycles rarely.

    A class is many objects that all stay, and hardly any cycles; by default Python would go through them all the time.
    """
    gc.set_threshold(300_000, 50, 100)
