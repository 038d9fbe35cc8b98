"""The class page as it stands in the file: what a browser without a script shows."""

import base64
import hashlib
import re

import pytest

from grader.checks.verdict import Status
from grader.reports.class_report.data import ClassMember, LateEffect, build
from grader.reports.class_report.page import render_class
from tests.support.class_samples import sample_class
from tests.support.pages import find, one, said
from tests.support.pages import page as document
from tests.support.samples import HOSTILE, bind_mount, broken, check, perfect, result

RUN = {"run": "run-7", "started": "2026-11-23T05:03:09Z"}


def small(**more):
    late = {"ex04": LateEffect(days=1, kept=90, before=100, after=90)}
    students = [
        ClassMember("s1", "Ada Example", "ssh://s1", [perfect(), bind_mount()], "A", "students/s1.html", late=late),
        ClassMember("s2", "김예제", "ssh://s2", [perfect(), broken()], "B"),
        ClassMember("s3", "Bruno Sample", "ssh://s3", unreachable="ssh: connect to host s3: timed out"),
        ClassMember("s4", "Iris Sample", "ssh://s4", [perfect()]),
    ]
    return build("docker-2026", students, ended="2026-11-23T05:04:41Z", resume="grader grade c.yml", **RUN, **more)


def tree(report=None, templates=None):
    return document(render_class(report or small(), templates))


def matrix(page):
    return [[said(cell) for cell in row] for row in find(page.get_element_by_id("grid"), "tr")]


def figure(page, name):
    (found,) = [one for one in find(page, ".figures li") if said(one).startswith(name)]
    return said(found)


def part(page, name):
    return page.get_element_by_id(name)


def test_the_header_names_class_run_time_and_language():
    header = said(find(tree(), "header")[0])
    for words in ("docker-2026", "run-7", "2026-11-23 05:03 – 2026-11-23 05:04", "Time zoneUTC", "English"):
        assert words in header


def test_who_is_not_in_the_numbers_is_told():
    assert "The mean leaves out 3 students" in said(find(tree(), "section.overview")[0])


def test_a_class_of_which_everything_is_known_has_no_notice():
    report = build("c", [ClassMember("s1", "Ada", "h", [perfect()])], **RUN)
    assert "leaves out" not in said(find(tree(report), "section.overview")[0])
    assert "missing" not in {element.get("id") for element in tree(report).iter()}


def test_the_histogram_is_drawn_and_said():
    page = tree()
    assert "60–70 %: 1" in said(part(page, "histogram-said"))
    assert len(find(page, "svg.histogram rect")) == 10


def test_the_figures_come_first():
    page = tree()
    assert figure(page, "graded") == "graded 3 of 4 students"
    assert figure(page, "not graded") == "not graded 1 1 host unreachable"
    assert figure(page, "Late") == "Late 1 −10 points"
    assert figure(page, "Mean").startswith("Mean 137.5 of 200 points · 69 %")
    assert figure(page, "Needs attention") == "Needs attention 2 without a grade, with an error, or below 50 %"


def test_the_matrix_has_a_row_for_each_student_and_a_column_for_each_exercise():
    head, ada, kim, bruno, iris = matrix(tree())
    assert head == [
        "Student",
        "Section",
        "Total 200",
        "ex04 A network of your own 97 %",
        "ex05 Bind mount 48 %",
        "ex06 WordPress – %",
    ]
    assert ada == ["Ada Example s1", "A", "137.5", "late 90*✓✓", "47.5✓✓✓✗–◐✓", "not attempted ·"]
    assert kim[2:] == ["incomplete 100?", "100✓✓", "not attempted ·", "not graded ?✓!✗"]
    assert bruno[2:] == ["not graded ?", "unreachable ?", "unreachable ?", "unreachable ?"]
    assert iris[2:5] == ["incomplete 100?", "100✓✓", "not attempted ·"]


def test_every_status_is_told_by_more_than_colour():
    style = find(tree(), "style")[0].text_content()
    for status, symbol in zip(Status, "✓◐✗–!", strict=True):
        assert f'td.{status.value}::before {{ content: "{symbol}"' in style


def test_a_student_links_to_their_page_when_there_is_one():
    page = tree()
    assert part(page, "grid").xpath(".//a/@href") == ["students/s1.html"]


def test_the_table_keeps_its_meaning_in_every_layout():
    table = part(tree(), "grid")
    assert {row.get("role") for row in find(table, "tr")} == {"row"}
    assert {cell.get("role") for cell in find(table, "td")} == {"cell"}
    assert {cell.get("role") for cell in find(table, "th")} == {"columnheader", "rowheader"}


def test_controls_wait_for_the_script():
    assert part(tree(), "filters").get("hidden") is not None


def test_sections_can_be_chosen_when_there_are_some():
    assert [option.get("value") for option in find(part(tree(), "section"), "option")] == ["", "A", "B"]
    none = build("c", [ClassMember("s1", "Ada", "h", [perfect()])], **RUN)
    assert 'id="section"' not in render_class(none)


def test_the_check_table_shows_counts():
    rows = [said(row) for row in find(part(tree(), "checks"), "tr")]
    (row,) = [row for row in rows if row.startswith("bind-mounted")]
    assert row == "bind-mounted/tmp/mount in os3 is a bind mount of ~/bm1 30 0 % ✗failed 1"


def test_statistics_wait_for_ten_students():
    assert "kurtosis" not in render_class(sample_class(9, 8))
    statistics = part(tree(sample_class(12, 8)), "statistics")
    assert "kurtosis" in said(statistics)
    assert "discrimination" in said(statistics)
    assert find(tree(sample_class(12, 8)), "main section")[-1].get("id") == "statistics"


def test_a_few_complete_results_are_said_to_be_too_few():
    students = [ClassMember(f"s{n}", "x", "h", [perfect()]) for n in range(10)]
    students.append(ClassMember("s", "x", "h", [bind_mount()]))
    assert "too few students" in said(part(tree(build("c", students, **RUN)), "statistics"))


def test_flags_say_what_to_look_at():
    flags = {said(flag) for flag in find(tree(sample_class(30, 24)), ".flag")}
    assert "⚑ Nobody passed: is the check wrong, or the task unclear?" in flags
    assert "⚑ Everyone passed; this check does not differentiate." in flags


def test_all_flags_have_words():
    worse = [(10, 10, 0), (0, 0, 10), (10, 10, None)] * 8
    students = []
    for number, points in enumerate(worse):
        checks = [
            check(id_, id_, Status.ERROR if p is None else Status.PASSED if p else Status.FAILED, p, 10)
            for id_, p in zip("abc", points, strict=True)
        ]
        students.append(ClassMember(f"s{number}", "x", "h", [result(checks)]))
    flags = {said(flag)[2:13] for flag in find(tree(build("c", students, **RUN)), ".flag")}
    assert flags == {"Students wh", "Many errors"}


def test_problems_are_grouped_with_their_students():
    problems = find(part(tree(sample_class(30, 24)), "problems"), "li details")
    first = problems[0]
    assert int(said(one(first, ".count")).split()[0]) == len(said(one(first, ".names")).split(", "))
    assert "…" in said(one(first, ".said"))
    assert find(first, ".examples li")
    assert len(find(first, ".place")) > 1


def test_nothing_wrong_is_said():
    report = build("c", [ClassMember("s1", "Ada", "h", [perfect()])], **RUN)
    assert "None." in said(part(tree(report), "problems"))


def test_an_unreachable_host_is_shown_with_the_words_of_ssh_and_the_next_step():
    missing = said(part(tree(), "missing"))
    assert "ssh: connect to host s3: timed out" in missing
    assert "Next step" in missing
    assert "grader grade c.yml" in missing
    assert "1 check could not tell: site-answers." in missing


def test_late_work_shows_both_scores():
    (row,) = find(part(tree(), "late"), "tbody tr")
    assert [said(cell) for cell in row] == ["Ada Example s1", "ex04", "", "", "1", "90 %", "100", "90"]


def test_what_changed_is_shown_with_both_statuses():
    before = result([check("os3-running", "", Status.FAILED, 0, 15)], student="s1", score=30.0)
    page = tree(small(previous_run="run-6", previous=[before]))
    (row,) = find(part(page, "runs"), "tbody tr")
    assert [said(cell) for cell in row] == ["Ada Example s1", "ex05", "30", "47.5", "os3-running: failed → passed"]


def test_a_run_like_the_one_before_says_so():
    page = tree(small(previous_run="run-6", previous=[]))
    assert said(part(page, "runs")).endswith("None.")


def test_what_students_share_is_linked_when_there_is_a_page_of_it():
    assert find(tree(small(same_as="same-as.html")), "header a")[-1].get("href") == "same-as.html"


def test_the_page_speaks_the_language_of_the_report():
    page = tree(sample_class(12, 10, "ko"))
    assert page.get("lang") == "ko"
    assert said(one(page, ".kicker")) == "반 보고서"
    assert said(part(page, "tab-matrix")) == "전체 표"


def test_its_policy_allows_this_style_and_this_script_only():
    text = render_class(small())
    style, script = (re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL).group(1) for tag in ("style", "script"))
    policy = document(text).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    for kind, source in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert len(re.findall("<script", text)) == 2


def test_nothing_on_it_needs_an_attribute_that_the_policy_forbids():
    for element in tree(sample_class(12, 10)).iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_hostile_words_stay_words():
    bad = result([check("a", HOSTILE, Status.FAILED, 0, 1, message=HOSTILE)], title=HOSTILE)
    unknown = result([], exercise="ex06", title=HOSTILE, status="error", score=None, cause=HOSTILE)
    student = ClassMember("=s", HOSTILE, HOSTILE, [bad, unknown], HOSTILE, "x.html", unreachable=HOSTILE)
    text = render_class(build(HOSTILE, [student], previous_run=HOSTILE, previous=[bad], resume=HOSTILE, **RUN))
    assert len(re.findall("<script", text)) == 2
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    assert "{{ 7*7 }}" in text


def test_a_class_of_nobody_is_a_page():
    page = tree(build("c", [], **RUN))
    assert said(one(page, "h1")) == "c"
    assert len(matrix(page)) == 1


def test_an_exercise_without_points_is_a_row():
    free = result([check("a", "A", Status.PASSED, 0, 0)], score=0.0, max_score=0.0)
    page = tree(build("c", [ClassMember("s1", "Ada", "h", [free])], **RUN))
    assert matrix(page) == [["Student", "Section", "Total 0", "ex05 Bind mount – %"], ["Ada s1", "", "0", "0✓"]]


@pytest.mark.parametrize("name", ["class_report.css", "class_report.js", "class_report/data.js"])
def test_an_institution_may_bring_its_own_style_and_script(tmp_path, name):
    (tmp_path / "class_report").mkdir()
    (tmp_path / name).write_text("/* ours */")
    assert "/* ours */" in render_class(small(), tmp_path)


def test_times_are_in_the_zone_of_the_class_which_is_named_once():
    report = sample_class(12, 8)
    header, main = said(find(tree(report), "header")[0]), said(part(tree(report), "runs"))
    assert "2026-11-23 14:03" in header
    assert "Asia/Seoul (UTC+09:00)" in header
    assert "2026-11-24 10:10" in main
    assert render_class(report).count("Asia/Seoul") == 1


def test_the_runs_are_listed_with_who_and_why():
    rows = [[said(cell) for cell in row] for row in find(part(tree(sample_class(12, 8)), "runs"), "tr")]
    assert rows[1] == [
        "2026-11-24 10:10", "run-0008", "override", "instructor", "shown in the lab on Monday", "ex05",
    ]  # fmt: skip
