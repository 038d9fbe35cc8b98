"""Compares the evidence of a class's students by the rule in its class file."""

from __future__ import annotations

from grader.classroom.classes import Class
from grader.errors import GraderError
from grader.records.archive import recorded_evidence
from grader.records.gradebook import Gradebook
from grader.similarity.comparing import compare
from grader.similarity.findings import SameAs
from grader.similarity.fingerprints import Reader


def compare_class(class_: Class, reader: Reader) -> SameAs:
    """Compare the hosts of all students with the evidence that was read."""
    rule, hosts = class_.file.similarity, {student.id: student.host for student in class_.students}
    prints = {student: reader.fingerprint(student) for student in hosts}
    return compare(class_.file.name, prints, hosts, students=rule.students, percent=rule.share)


def recorded_similarity(class_: Class, gradebook: Gradebook) -> SameAs:
    """Compare the hosts of a class by the evidence of the attempts that count.

    Raises:
        GraderError: there is no evidence to compare.
    """
    reader, known = Reader(), {student.id for student in class_.students}
    for one in gradebook.standings(class_.file.counts, class_name=class_.file.name):
        if one.student in known:
            reader.read(one.student, one.exercise, recorded_evidence(one.record))
    found = compare_class(class_, reader)
    if not found.compared:
        raise GraderError(
            "There is no evidence to compare.",
            next_step="Grade the class first: grader grade {file}",
            file=class_.shell_words,
        )
    return found
