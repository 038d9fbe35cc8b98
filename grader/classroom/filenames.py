"""What the files of one student are called."""

from __future__ import annotations

import hashlib
import re

_PLAIN = re.compile(r"[^\W_][\w.@+~-]*")
_LONGEST = 200
"""In bytes: with what is added to it, a name stays below the 255 that file systems take."""


def file_name(student: str) -> str:
    """The student's id as part of a file's name: as it is where that is safe, else what is safe of it and a hash."""
    raw = student.encode("utf-8", "surrogatepass")
    if _PLAIN.fullmatch(student) and len(raw) <= _LONGEST:
        return student
    safe = re.sub(r"[^A-Za-z0-9]+", "-", student)[:40].strip("-")
    return f"{safe}-{hashlib.sha256(raw).hexdigest()[:16]}".lstrip("-")
