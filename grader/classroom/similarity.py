"""What the students of a class share, by the class's own rule."""

from __future__ import annotations

from grader.classroom.class_file import Class
from grader.similarity.comparing import compare
from grader.similarity.findings import SameAs
from grader.similarity.fingerprints import Reader


def same_as(klass: Class, reader: Reader) -> SameAs:
    """Compare the hosts whose evidence was read."""
    rule, hosts = klass.file.same_as, {student.id: student.host for student in klass.students}
    prints = {student: reader.fingerprint(student) for student in hosts}
    return compare(klass.file.name, prints, hosts, students=rule.students, percent=rule.share)
