"""The names of a student's files."""

from __future__ import annotations

import hashlib
import re

RECEIPT = ".receipt"
"""The end of the name of a submission's receipt."""

_PLAIN = re.compile(r"[^\W_][\w.@+~-]*")
_LONGEST = 200
"""In bytes. With a suffix, a name stays below the 255 bytes that file systems allow."""


def file_name(student: str) -> str:
    """The student's ID as a file name: unchanged if that is safe, otherwise its safe characters and a hash."""
    raw = student.encode("utf-8", "surrogatepass")
    if _PLAIN.fullmatch(student) and len(raw) <= _LONGEST:
        return student
    safe = re.sub(r"[^A-Za-z0-9]+", "-", student)[:40].strip("-")
    return f"{safe}-{hashlib.sha256(raw).hexdigest()[:16]}".lstrip("-")
