"""Paths on the graded host, as an author writes them."""

from __future__ import annotations

from posixpath import join, normpath


def on_host(path: str, home: str) -> str:
    """The absolute path; `~` is the home of the graded account."""
    return normpath(join(home, path[2:]) if path.startswith("~/") else home if path == "~" else path)
