import base64
import hashlib
import re
from itertools import pairwise

import pytest

from grader.checks.verdict import Status
from grader.course.builtin import builtin_folder
from grader.course.pack import Course
from grader.grading.result import LateEffect
from grader.reports.student_report.html import FROM_CLASS, render_html
from tests.support.pages import find, one, said
from tests.support.pages import page as document
from tests.support.samples import HOSTILE, bind_mount, broken, everything, hostile, korean, perfect, result, unreachable

DUE = "2026-12-01T23:59:00+09:00"


def tree(results, language="en", templates=None, **more):
    return document(render_html(results, language, templates, **more))


def share(element):
    """How much of a ring is filled, in percent."""
    return float(one(element, ".earned").get("stroke-dasharray").split()[0])


def test_the_summary_comes_first():
    page = tree([bind_mount()])
    assert said(one(page, "h1")) == "Bind mount"
    assert said(one(page, ".score")) == "47.5 / 100 points"
    assert [said(item) for item in find(page, ".tally li")] == [
        "✓ 4 passed",
        "◐ 1 partial",
        "✗ 1 failed",
        "– 1 blocked",
    ]
    assert said(one(page, ".aside")) == "2 hidden checks are graded later and are not included in this score."
    assert share(page) == 47.5


def test_the_header_names_the_student_and_the_exercise():
    page = tree([bind_mount()], name="Hanbit Sample")
    assert said(one(page, "header")).startswith("ex05 Bind mount Hanbit Sample s17 47.5 / 100 points")
    assert one(page, "title").text == "ex05 – Bind mount – Hanbit Sample"


def test_a_pseudonym_is_not_told_twice():
    assert said(one(tree([bind_mount()], name="s17"), ".who")) == "s17"


def test_a_score_that_was_set_by_hand_is_explained_first():
    page = tree([perfect(set_by_hand="seen in the lab")])
    assert said(one(page, ".notice")) == "The instructor set this score by hand: seen in the lab"


def test_without_a_student_there_is_no_empty_line():
    assert not find(tree([result([])]), ".who")


def test_what_counts_of_late_work_comes_first_with_what_was_taken_off_and_when_it_was_due():
    late = LateEffect(days=2, kept=80, before=100, after=80)
    whole = perfect(late=late, due=DUE, done="2026-12-03T12:00:00+09:00")
    page = tree([whole])
    assert said(one(page, ".score")) == "80 / 100 points"
    assert share(page) == 80
    assert said(one(page, ".notice")) == "Points: 100 earned, 20 taken off for being 2 days late (80 % kept)."
    assert [said(line) for line in find(page, ".about div")][:2] == [
        "Due2026-12-01 23:59 UTC+09:00",
        "Work done2026-12-03 12:00 UTC+09:00 2 days late",
    ]
    several = tree([whole, bind_mount()])
    assert said(find(several, ".score")[0]) == "127.5 / 200 points"
    assert said(find(several, ".contents .points")[0]) == "80/100"


def test_a_page_of_a_class_has_a_way_back():
    page = tree([bind_mount()], class_page="../class.html")
    assert [link.get("href") for link in find(page.get_element_by_id(FROM_CLASS[1:]), "a")] == ["../class.html"]


def test_work_in_time_is_called_so():
    page = tree([perfect(due=DUE, done="2026-12-01T12:00:00+09:00")])
    assert said(one(page, ".pill")) == "On time"
    assert not find(page, ".notice")


def test_what_brings_most_points_comes_first_with_what_waits_for_it():
    first, second = find(tree([bind_mount()]), ".check")
    assert said(one(first, "h3")) == "/tmp/mount in os3 is a bind mount of ~/bm1"
    assert said(one(first, ".gain")) == "+50 points"
    assert said(one(first, ".waiting")) == "Waiting for this – blocked os3 sees filea.txt through the mount 0/20"
    assert said(one(second, ".gain")) == "+7.5 points"


def test_the_first_hint_is_open_and_the_others_are_closed():
    first, second = find(tree([bind_mount()]), ".check")
    assert find(first, "div.hint")
    assert not find(first, "details.hint")
    assert find(second, "details.hint")


def test_what_passed_is_folded_to_a_line():
    passed = one(tree([bind_mount()]), "details.passed")
    assert passed.get("open") is None
    assert said(one(passed, "summary")) == "4 checks passed"
    assert [said(item) for item in find(passed, "li")][1] == (
        "✓ passed ~/bm1/filea.txt is a fileIt is a symbolic link, which is fine. 10/10"
    )


def test_when_everything_passed_there_is_nothing_to_fix():
    page = tree([perfect()])
    assert not find(page, ".check")
    assert said(one(page, "details.all summary")) == "All 2 checks passed."
    assert one(page, "details.passed").get("open") is not None


def test_a_failed_check_shows_all_it_knows():
    check = one(tree([bind_mount()]), ".check.failed")
    assert said(one(check, ".badge")) == "✗ failed"
    assert said(one(check, ".foot")) == "0/30 bind-mounted"
    assert said(find(check, ".text")[0]) == "os3 mounts another folder at /tmp/mount."
    assert [said(pair) for pair in find(check, ".values div")] == ["seen/root/bm1", "expected/home/student/bm1"]
    assert said(one(check, "div.hint")).startswith("hint The left side")
    assert '"Source": "/root/bm1"' in one(check, "details.evidence").text_content()


def test_names_in_sentences_are_set_as_code():
    check = bind_mount().checks[3].model_copy(update={"names": {"message": ((0, 3),), "title": ((0, 10), (14, 17))}})
    shown = one(tree([result([check])]), ".check")
    assert [said(name) for name in find(shown, "h3 code")] == ["/tmp/mount", "os3"]
    assert said(one(shown, ".text code")) == "os3"


def test_a_check_that_waits_for_a_hidden_one_has_no_link():
    blocked = bind_mount().checks[4].model_copy(update={"blocked_by": "secret"})
    assert said(one(tree([result([blocked])]), ".check .text")) == "depends on secret"


def test_a_check_links_to_its_step_of_the_task():
    check = bind_mount().checks[3].model_copy(update={"step": 2})
    page = tree([result([check])], course=Course.at(None))
    link = one(page, ".foot a")
    assert said(link) == "Task, step 2"
    assert said(page.get_element_by_id(link.get("href")[1:])).startswith("Run a container named os3 from centos:latest")


def test_the_task_has_the_students_own_values():
    page = tree([perfect(params={"network": "net-of-s17"})], course=Course.at(None))
    assert "Create a bridge network net-of-s17 with the subnet" in said(one(page, ".handout"))


def test_a_page_without_the_course_has_no_task():
    assert not find(tree([bind_mount()]), ".handout")


def test_a_broken_handout_costs_the_task_and_not_the_page(tiny):
    (tiny.folder / "handout.en.md").write_text("# {{ unknown }}\n")
    page = tree([result([], exercise="ex01")], course=tiny.course)
    assert not find(page, ".handout")
    assert said(one(page, "h1")) == "Bind mount"


def test_what_could_not_be_graded_is_said_and_is_not_zero():
    page = tree([unreachable()])
    assert said(one(page, ".score")) == "Not graded"
    assert said(one(page, ".notice")) == (
        "host-17 does not answer on port 2222. → Start it, then grade again. This does not count as zero."
    )
    assert "0 / " not in said(one(page, "main"))
    assert not find(page, ".earned")


def test_one_cause_of_everything_is_told_once():
    cause = "No Docker Engine answers."
    checks = [check.model_copy(update={"status": Status.ERROR, "cause": cause}) for check in bind_mount().checks]
    page = tree([result(checks, status="error", score=None, cause=cause)])
    assert said(page.find("body")).count(cause) == 1
    assert not find(page, ".check")


def test_a_check_that_could_not_tell_says_why():
    check = one(tree([broken()]), ".check.error")
    assert said(one(check, ".line .points")) == "?/20"
    assert "Could not be checked: The host did not answer within 10 s." in said(check)
    assert "no answer" in said(one(check, ".evidence"))


def test_several_exercises_have_a_table_of_contents():
    page = tree([bind_mount(), broken(), perfect()])
    assert said(one(page, "h1")) == "s17"
    links = find(page, "nav a")
    assert [said(link) for link in links] == [
        "ex05 Bind mount 47.5/100",
        "ex06 WordPress not graded",
        "ex04 A network of your own 100/100",
    ]
    assert len(find(page, "nav .ring")) == 3
    titles = [said(one(page.get_element_by_id(link.get("href")[1:]), "h2")) for link in links]
    assert titles == ["Bind mount", "WordPress", "A network of your own"]
    assert "1 exercise could not be graded and is not counted." in said(page)


def test_exercises_without_a_student_are_called_so():
    assert said(one(tree([result([]), result([])]), "h1")) == "Exercises"


def test_korean_is_korean_throughout():
    page = tree([korean()], "ko")
    assert page.get("lang") == "ko"
    text = said(page.find("body"))
    assert "32.5 / 100점" in text
    known = "Skip sudo docker inspect Mounts tmp mount home student root filea txt ssh host "
    known += "bind mounted UTC probe shared live"
    assert set(re.findall(r"[A-Za-z]{3,}", text)) <= set(known.split())


@pytest.mark.parametrize("results", [[bind_mount()], everything(), [hostile()], []])
def test_headings_go_down_one_step_at_a_time(results):
    levels = [int(heading.tag[1]) for heading in find(tree(results), "h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("results", [[bind_mount()], everything(), [hostile()], []])
def test_ids_are_unique_and_links_lead_somewhere(results):
    page = tree(results)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)


@pytest.mark.parametrize("results", [[bind_mount()], everything(), [hostile()]])
def test_a_page_asks_nobody_for_anything(results):
    page = tree(results)
    assert not find(page, "script, link, img, iframe, object, embed, form, base")
    assert not page.xpath("//@src | //@style")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert all(link.startswith("#") for link in page.xpath("//@href"))
    assert set(re.findall(r"url\([^,)]*", find(page, "style")[0].text)) == {"url(data:font/woff2;base64"}
    assert "@import" not in find(page, "style")[0].text


def test_the_policy_allows_the_style_and_nothing_else():
    page = tree([bind_mount()])
    digest = base64.b64encode(hashlib.sha256(find(page, "style")[0].text.encode()).digest()).decode()
    assert page.xpath("//meta[@http-equiv]/@content") == [
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; form-action 'none'"
    ]


def test_a_hostile_host_stays_text():
    page = render_html([hostile()], "en")
    assert "<script" not in page
    assert page.count("</style>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", page)
    assert page.encode()


def test_a_very_long_answer_is_cut():
    excerpt = bind_mount().checks[3].evidence[0].model_copy(update={"answered": "x" * 1_000_000})
    check = bind_mount().checks[3].model_copy(update={"evidence": [excerpt]})
    assert len(render_html([result([check])], "en")) - len(render_html([result([])], "en")) < 15_000


def test_more_than_all_points_fill_the_ring_and_no_more():
    assert share(tree([perfect(score=110)])) == 100
    assert not find(tree([result([], max_score=0)]), ".earned")


def test_a_time_that_is_no_time_is_shown_as_it_is():
    assert said(one(tree([result([], started="soon")]), "time")) == "soon"


def test_an_institution_may_bring_its_own_style(tmp_path):
    (tmp_path / "style.css").write_text("body { color: navy }")
    page = tree([bind_mount()], templates=tmp_path)
    assert find(page, "style")[0].text == "body { color: navy }"
    assert said(one(page, "h1")) == "Bind mount"


def test_an_institution_may_bring_its_own_page_and_is_as_safe(tmp_path):
    (tmp_path / "exercise.html.j2").write_text(
        '{% extends "base.html.j2" %}{% block header %}<h1>Us: {{ exercises[0].result.title }}</h1>{% endblock %}'
    )
    page = render_html([hostile()], "en", tmp_path)
    assert "<h1>Us: red ]]&gt; &amp; &lt;b&gt;" in page
    assert "\x1b" not in page


def test_the_built_in_templates_are_where_authors_look():
    assert (builtin_folder("reports") / "exercise.html.j2").is_file()
    assert HOSTILE not in render_html([hostile()], "en")


def test_nothing_graded_is_no_total_of_zero():
    page = tree([unreachable(), unreachable()])
    assert said(find(page, ".score")[0]) == "Not graded"


def test_the_difference_between_seen_and_expected_is_marked():
    check = (
        bind_mount()
        .checks[3]
        .model_copy(update={"seen": "-v /root/bm1:/tmp/mount", "expected": "-v /home/a/bm1:/tmp/mount"})
    )
    shown = one(tree([result([check])]), ".values")
    assert [said(mark) for mark in find(shown, "mark")] == ["root", "home/a"]
    assert [said(value) for value in find(shown, "dd")] == ["-v /root/bm1:/tmp/mount", "-v /home/a/bm1:/tmp/mount"]


def test_similar_long_values_are_one_diff():
    lines = [f"line {n}" for n in range(9)]
    check = (
        bind_mount()
        .checks[3]
        .model_copy(update={"seen": "\n".join(lines), "expected": "\n".join([*lines, "one more"])})
    )
    assert said(one(tree([result([check])]), ".values mark.plus")) == "+ one more"


def test_a_host_that_could_not_be_reached_is_told_once_for_all_exercises():
    others = [unreachable().model_copy(update={"exercise": name}) for name in ("ex02", "ex03")]
    page = render_html([unreachable(), *others], "en")
    assert page.count("host-17 does not answer") == 1
    assert "ex01, ex02, ex03: host-17 does not answer" in page


def test_the_machine_that_the_student_works_on_has_no_address():
    assert "local:" not in render_html([perfect(host="local:")], "en")
