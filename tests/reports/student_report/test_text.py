import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from grader.checks.verdict import Status
from grader.grading.result import LateEffect
from grader.reports.student_report.text import render_text
from tests.support.samples import bind_mount, broken, check, everything, hostile, korean, perfect, result, unreachable

LEAST = 31  # columns: symbol, eight of the title, points


def text(results, language="en", width=80, **options):
    file = io.StringIO()
    render_text(results, Console(file=file, width=width, **options), language)
    return file.getvalue()


def test_a_report_reads_like_this():
    assert (
        text([bind_mount()])
        == """\
ex05 – Bind mount                                  ████░░░░░░  47.5 / 100 points
s17 · ssh://student@host-17:2222

Fix this first
  ✗ /tmp/mount in os3 is a bind mount of ~/bm1  bind-mounted                0/30
    os3 mounts another folder at /tmp/mount.
    seen      /root/bm1
    expected  /home/student/bm1
    hint      The left side of a bind mount is a path on the host. Which home
              does ~ mean when you use sudo? Compare with what docker inspect
              shows under Mounts.
    waiting   file-visible (20 more points)

Then
  ◐ A file that appears on one side appears on the other  shared-live     7.5/15
    The container may not write to the mount.
    seen      host → container
    expected  host → container, container → host
    hint      A mount can be read-only. Look at its options.

✓ 4 passed: host-directory, host-file, os3-running, tidy
  host-file: It is a symbolic link, which is fine.

2 hidden checks are graded later and are not included in this score.
"""
    )


def test_korean_points_stand_in_one_column():
    rows = [line for line in text([korean()], "ko").splitlines() if re.search(r"[\d?]/\d+$", line)]
    assert len(rows) == 3
    assert {cell_len(row) for row in rows} == {80}
    assert text([korean()], "ko").startswith("ex05 – 바인드 마운트")


def test_one_finding_is_not_the_first_of_several():
    shown = text([result([check("a", "A", Status.FAILED, 0, 1)])])
    assert "\nFix this\n" in shown
    assert "Then" not in shown


def test_an_error_is_not_graded_and_never_zero():
    shown = text([broken()])
    assert re.search(r"  ! The site answers on port 80  site-answers +\?/20\n", shown)
    assert "Could not be checked: The host did not answer within 10 s." in shown
    assert shown.startswith("ex06 – WordPress                                                      not graded\n")
    assert "Not graded: 1 check could not tell: site-answers." in shown
    assert "This does not count as zero." in shown
    assert "0 / " not in shown


def test_a_host_that_did_not_answer_is_said_plainly():
    shown = text([unreachable()])
    assert "  Not graded: host-17 does not answer on port 2222.\n    → Start it, then grade again.\n" in shown


def test_an_error_without_a_cause_still_says_something():
    assert "Not graded: unknown cause" in text([result([], status="error", score=None)])


def test_a_full_score_is_short_and_mentions_hidden_checks():
    assert (
        text([perfect(hidden=2)])
        == """\
ex04 – A network of your own                        ██████████  100 / 100 points
s17 · ssh://student@host-17:2222

✓ Well done! All 2 visible checks passed. 2 hidden checks are graded later and
  are not included in this score.
"""
    )


@pytest.mark.parametrize(
    ("score", "bar"), [(0, "░░░░░░░░░░"), (4, "░░░░░░░░░░"), (99, "█████████░"), (120, "██████████")]
)
def test_a_bar_is_full_only_where_nothing_is_missing(score, bar):
    shown = text([result([check("a", "A", Status.PARTIAL, score, 100)], score=score, max_score=100)])
    assert f"{bar}  {score} / 100 points" in shown.splitlines()[0]


def test_what_costs_nothing_has_a_full_bar():
    assert "██████████  0 / 0 points" in text([result([check("a", "A", Status.PASSED, 0, 0)])])


def test_several_exercises_end_with_an_overview():
    assert text([bind_mount(), broken(), perfect(), unreachable()]).endswith("""
  s17 ex05 Bind mount                                     ████░░░░░░    47.5/100
  s17 ex06 WordPress                                                  not graded
  s17 ex04 A network of your own                          ██████████     100/100
  s17 ex01 Install Docker                                             not graded
  Total                                                   ███████░░░   147.5/200
  2 exercises could not be graded and are not counted.
""")


def test_two_graded_exercises_need_no_note():
    assert text([perfect(), perfect()]).endswith("██████████  200/200\n")


def test_a_narrow_screen_has_no_room_for_bars_in_the_overview():
    assert "█" not in text([perfect(), perfect()], width=50).rpartition("Well done!")[2]


def test_a_host_that_could_not_be_reached_is_told_once_for_all_exercises():
    others = [unreachable().model_copy(update={"exercise": name}) for name in ("ex02", "ex03")]
    shown = text([unreachable(), *others, perfect()])
    assert shown.startswith("ex01, ex02, ex03  ")
    assert shown.count("Not graded: ") == 1


def test_two_hosts_that_could_not_be_reached_are_told_apart():
    assert text([unreachable(), unreachable().model_copy(update={"host": "ssh://other"})]).count("Not graded: ") == 2


def test_nothing_to_show_shows_nothing():
    assert text([]) == ""


def test_this_machine_needs_no_address():
    assert "local:" not in text([result([], host="local:")])


@pytest.mark.parametrize("width", [1, 20, 40, 55, 80, 300])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_line_is_wider_than_the_screen(width, language):
    for line in text(everything(), language, width).splitlines():
        assert cell_len(line) <= max(width, LEAST)


def test_points_stay_near_on_a_very_wide_screen():
    assert max(map(cell_len, text([bind_mount()], width=300).splitlines())) == 100


def test_a_narrow_screen_has_details_near_the_edge():
    assert "\n    os3 mounts another folder at\n" in text([bind_mount()], width=40)


def test_a_pipe_gets_neither_colours_nor_trailing_spaces():
    shown = text(everything())
    assert "\x1b" not in shown
    assert not re.search(r" $", shown, re.MULTILINE)
    assert not re.search("[─-╿]", shown)  # no boxes


def test_colours_only_repeat_the_words(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = text([bind_mount()], force_terminal=True, color_system="standard")
    assert "\x1b[31m✗" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == text([bind_mount()])


def test_no_color_is_respected(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31" not in text([bind_mount()], force_terminal=True, color_system="standard")


def test_a_terminal_of_another_encoding_gets_plain_symbols():
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="latin-1")
    render_text([bind_mount(), korean()], Console(file=file, width=80), "en")
    file.flush()
    shown = raw.getvalue().decode("latin-1")
    assert "####......  47.5 / 100 points" in shown
    assert "  x /tmp/mount in os3" in shown
    assert "?" in shown


def test_a_hostile_host_does_not_reach_the_terminal():
    shown = text([hostile()], force_terminal=True, color_system=None)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown.replace("\x1b[0m", ""))
    assert "<script>" in shown


def test_markup_in_a_text_is_only_text():
    shown = text([result([check("a", "[red]a[/red] :smile:", Status.FAILED, 0, 1, message="[/] [link=x]")])])
    assert "[red]a[/red] :smile:" in shown
    assert "[/] [link=x]" in shown


def test_a_failure_may_have_nothing_to_say():
    assert text([result([check("a", "A", Status.FAILED, 0, 1)])]).count("\n") == 5


def test_a_blocked_check_may_not_know_its_cause():
    assert "depends on" not in text([result([check("a", "A", Status.BLOCKED, 0, 1)])])


def test_a_check_that_waits_for_one_that_is_not_shown_names_it():
    waits = check("file-visible", "It is visible", Status.BLOCKED, 0, 1, blocked_by="os3-running")
    assert "\n    depends on os3-running\n" in text([result([waits])])


def test_a_root_cause_is_told_once_however_many_checks_fail_for_it():
    said = {"message": "There is no container named os3.", "hint": "Look at docker ps."}
    waiting = [check(one, one, Status.BLOCKED, 0, 10, blocked_by="os3-running", **said) for one in ("mounted", "live")]
    shown = text([result([check("os3-running", "os3 is running", Status.FAILED, 0, 10, **said), *waiting])])
    assert shown.count("There is no container named os3.") == 1
    assert "waiting  mounted, live (20 more points)" in shown


@settings(max_examples=40)
@given(title=st.text(), message=st.text(), seen=st.text(), width=st.integers(1, 120))
def test_any_text_fits(title, message, seen, width):
    shown = text([result([check("a", title, Status.FAILED, 0, 1, message=message, seen=seen)])], width=width)
    assert all(cell_len(line) <= max(width, LEAST) for line in shown.split("\n"))


def test_late_work_shows_what_counts_and_what_decided_it():
    late = LateEffect(days=1, kept=90, before=100, after=90)
    shown = text([perfect(late=late, due="2026-12-01T23:59:00+09:00", done="2026-12-02T01:00:00+09:00")])
    assert "█████████░  90 / 100 points\n" in shown
    assert shown.endswith("""
Points: 100 earned, 10 taken off for being 1 day late (90 % kept).
Due: 2026-12-01 23:59 UTC+09:00
Work done: 2026-12-02 01:00 UTC+09:00
""")


def test_a_cause_that_hinders_everything_stands_once():
    lost = [check(name, name, Status.ERROR, None, 10, cause="The host is gone.") for name in ("a", "b")]
    shown = text([result(lost, score=None, status="error", cause="The host is gone.")])
    assert shown.count("The host is gone.") == 1
    assert "unknown cause" not in shown
    assert shown.count("\n") == 5


def test_a_cause_that_hinders_some_names_them():
    lost = [check(name, name, Status.ERROR, None, 10, cause="The host is gone.") for name in ("a", "b")]
    checks = [*lost, check("c", "C", Status.PASSED, 10, 10)]
    shown = text([result(checks, score=None, status="error", cause="The host is gone.")])
    assert "  This does not count as zero.\n  Could not be determined: a, b\n\n✓ 1 passed: c\n" in shown


def test_whose_work_it_is_stands_beside_the_host():
    assert "\ns17 · ssh://student@host-17:2222 · account student\n" in text([perfect(account="student")])


def test_an_engine_on_another_machine_is_named():
    shown = text([perfect(engine="tcp://192.0.2.9:2375")])
    assert "Docker Engine on another machine: tcp://192.0.2.9:2375" in shown.replace("\n", " ")


def test_nothing_graded_is_no_total_of_zero():
    assert "Total" not in text([unreachable(), unreachable()])
