import contextlib
import io
import zipfile

from grader.classroom.class_context import open_class
from grader.classroom.exporting import class_grades
from grader.exports.formats import ExportName, ExportOptions, export_format
from tests.support.pages import page as document
from tests.support.pages import said


@contextlib.contextmanager
def grades_of(folder):
    with open_class(folder.path, None, None, "en") as context:
        yield class_grades(context, context.exercises(None), context.class_.students)


def test_scores_are_those_of_the_gradebook_after_the_late_policy(hiding):
    with grades_of(hiding) as grades:
        assert {one.who.id: one.points("ex01") for one in grades.students} == {"late": 80, "ontime": 70, "longer": 100}


def test_each_student_has_the_checks_that_the_student_may_see(hiding):
    with grades_of(hiding) as grades:
        shown = {one.who.id: [check.id for check in one.results()["ex01"].checks] for one in grades.students}
        assert shown == {"late": ["open", "later"], "ontime": ["open"], "longer": ["open"]}
        assert [one.id for one in grades.exercises[0].checks] == ["open", "later"]


def content(data):
    """What is in a file, unpacked if it is an archive."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(one) for one in archive.namelist())


def test_hidden_checks_never_leave(hiding):
    with grades_of(hiding) as grades:
        for name in (one for one in ExportName if not export_format(one).needs_template):
            format_ = export_format(name)
            files = format_.rendered(grades, format_.mapped(grades, ExportOptions()), ExportOptions()).files
            assert files
            assert not any(b"never" in content(one.data) for one in files), name


def test_a_page_is_the_students_own(hiding):
    with grades_of(hiding) as grades:
        page = grades.students[0].page(["ex01"])
        assert "80 / 100 points" in said(document(page).find("body"))
        assert "../class.html" not in page


def test_what_was_not_graded_has_no_score_and_no_result(hiding):
    roster = hiding.folder / "roster.csv"
    roster.write_text(roster.read_text(encoding="utf-8") + "new,local:,1,0,\n", encoding="utf-8")
    with grades_of(hiding) as grades:
        assert (grades.students[-1].points("ex01"), dict(grades.students[-1].results())) == (None, {})


def test_how_long_checks_took_is_read_for_formats_that_say_it(hiding):
    with open_class(hiding.path, None, None, "en") as context:
        exercises, students = context.exercises(None), context.class_.students
        plain = class_grades(context, exercises, students).students[0].results()["ex01"]
        timed = class_grades(context, exercises, students, timed=True).students[0].results()["ex01"]
    assert any(one.seconds for one in timed.checks)
    without = [one.model_copy(update={"seconds": 0.0}) for one in timed.checks]
    assert plain == timed.model_copy(update={"checks": without})
