from grader.checks.verdict import Status
from grader.reports.student_report.check_text import explained
from tests.support.samples import bind_mount, check, korean, result


def of(name, result_):
    return explained(next(one for one in result_.checks if one.id == name), result_)


def test_a_failed_check_has_its_reason_values_and_hint():
    reason, seen, expected, hint = of("bind-mounted", bind_mount())
    assert reason == "os3 mounts another folder at /tmp/mount."
    assert (seen, expected) == ("seen: /root/bm1", "expected: /home/student/bm1")
    assert hint.startswith("hint: The left side")


def test_a_blocked_check_has_the_reason_of_the_one_that_it_waits_for():
    assert of("file-visible", bind_mount()) == ["depends on bind-mounted: os3 mounts another folder at /tmp/mount."]


def test_a_check_that_passed_needs_no_explanation():
    assert of("host-file", bind_mount()) == []


def test_the_words_are_those_of_the_language_of_the_result():
    shown = korean()
    assert any(line.startswith("힌트: ") for one in shown.checks for line in explained(one, shown))


def test_each_line_is_one_line_of_bounded_length():
    long = check("a", "A", Status.FAILED, 0, 1, message="x\n" * 1_000_000, hint="y\r\nz")
    lines = explained(long, result([long]))
    assert all("\n" not in line and "\r" not in line and len(line) <= 1_000 for line in lines)
