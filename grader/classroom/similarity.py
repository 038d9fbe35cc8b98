"""Compares the evidence of a class's students by the rule in its class file."""

from __future__ import annotations

from grader.classroom.classes import Class
from grader.similarity.comparing import compare
from grader.similarity.findings import SameAs
from grader.similarity.fingerprints import Reader


def compare_class(class_: Class, reader: Reader) -> SameAs:
    """Compare the hosts of all students with the evidence that was read."""
    rule, hosts = class_.file.similarity, {student.id: student.host for student in class_.students}
    prints = {student: reader.fingerprint(student) for student in hosts}
    return compare(class_.file.name, prints, hosts, students=rule.students, percent=rule.share)
