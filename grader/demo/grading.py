"""Grades the sample class and writes its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from grader.checking.attempt import Attempt
from grader.checking.isolated import preload, run
from grader.checking.job import Job
from grader.course.exercise import Exercise
from grader.course.pack import Course
from grader.demo.sample import SampleClass, SampleStudent, evidence
from grader.grading.evaluation import evaluate
from grader.grading.result import Result
from grader.i18n.languages import Language


def grade_sample(
    sample: SampleClass, course: Course, language: Language, *, live: bool, progress: Callable[[str], object]
) -> Iterator[tuple[SampleStudent, list[Result]]]:
    """Grade one student after the other.

    Args:
        sample: the class.
        course: the course of its exercises.
        language: the language of the results.
        live: whether to grade on disposable hosts made for it, instead of from recorded evidence.
        progress: called with what happens on such hosts, a line each.

    Raises:
        LabError: such a host could not be made.
    """
    preload()
    for student in sample.students:
        results = []
        for name in student.work:
            exercise = course.exercise(name)
            attempt = _attempt(student, exercise, live=live, progress=progress)
            results.append(evaluate(attempt, course, exercise, language=language, student=student.id))
        yield student, results


def _attempt(student: SampleStudent, exercise: Exercise, *, live: bool, progress: Callable[[str], object]) -> Attempt:
    if not live:
        return run(Job(exercise, f"evidence:{evidence(student, exercise.id)}", student=student.id))
    from grader.demo.live import perform  # noqa: PLC0415  the recorded class does without the lab

    return perform(student, exercise, progress=progress)


def write_reports(
    folder: Path, sample: SampleClass, course: Course, graded: Mapping[str, Sequence[Result]], language: Language
) -> Path:
    """Write the report of the class and each student's page, JUnit and JSON; gives the class report.

    Raises:
        OSError: a file cannot be written.
    """
    from grader.files import write_file  # noqa: PLC0415
    from grader.reports.class_report import data as class_data  # noqa: PLC0415  only once all is graded
    from grader.reports.class_report.files import write_class  # noqa: PLC0415
    from grader.reports.json_output import render_json  # noqa: PLC0415
    from grader.reports.student_report.html import FROM_CLASS, render_html  # noqa: PLC0415
    from grader.reports.student_report.junit import render_junit  # noqa: PLC0415

    names = {one.id: one.name for one in sample.students}
    for student, results in graded.items():
        page = render_html(results, language, name=names[student], course=course, class_page="../class.html")
        write_file(folder / "students" / f"{student}.html", page, durable=False)
        write_file(folder / "junit" / f"{student}.xml", render_junit(results), durable=False)
        write_file(folder / "json" / f"{student}.json", render_json(results), durable=False)
    students = [
        class_data.ClassMember(one.id, one.name, results[0].host, results, page=f"students/{one.id}.html{FROM_CLASS}")
        for one in sample.students
        if (results := graded[one.id])
    ]
    times = sorted(result.started for results in graded.values() for result in results)
    report = class_data.build(sample.title, students, run="demo", started=times[0], ended=times[-1], language=language)
    write_class(report, folder)
    return folder / "class.html"
