import io
import json

import pytest
from rich.console import Console

from grader.classroom.grading import GradedRow
from grader.classroom.schedule import PlannedVisit, VisitEnded, VisitMoved, VisitStarted
from grader.cli import live, progress, tally
from grader.message import Message

MARY, BO = PlannedVisit("s1", ()), PlannedVisit("[red]s2", ())
GRADED = GradedRow("s1", "Mary", {"ex01": 95.5, "ex02": None}, 1.25, None, final=True)
AGAIN = GradedRow("s2", "Bo\x1b[31m", {}, 0.5, Message("Connection refused\n  → Try."), final=False)
GONE = GradedRow("s2", "Bo\x1b[31m", {}, 0.5, Message("Connection refused\n  → Try."), final=True)
EVENTS = [
    VisitStarted(MARY),
    VisitMoved(MARY, "ex01"),
    VisitEnded(MARY, (), unreachable=False, final=True),
    GRADED,
    AGAIN,
    GONE,
]


def lines_of(kind):
    stream = io.StringIO()
    display, on = kind(stream)
    with display:
        for event in EVENTS:
            on(event)
    return stream.getvalue().splitlines()


def test_plain_lines_tell_each_student_who_is_done_and_who_is_tried_again():
    first, second, third = lines_of(lambda stream: progress.plain(2, stream))
    assert first == "[1/2] s1  Mary  ex01 95.5  ex02 –  1.2 s"
    assert second == "[1/2] s2  Bo  Connection refused → Try. – will be retried"
    assert third == "[2/2] s2  Bo  Connection refused → Try."


def test_json_lines_tell_starts_exercises_and_ends():
    said = [json.loads(line) for line in lines_of(lambda stream: progress.jsonl(2, stream))]
    assert [one["event"] for one in said] == ["started", "exercise", "ended", "retry", "ended"]
    assert said[2].items() >= {"student": "s1", "scores": {"ex01": 95.5, "ex02": None}, "cause": None}.items()
    assert (said[4]["done"], said[4]["unreachable"]) == (1, 1)


def test_quiet_tells_problems_only():
    assert lines_of(progress.quiet) == ["s2  Bo  Connection refused → Try."]


def shown(events, total, width=100, language="en"):
    console = Console(record=True, force_terminal=True, width=width, file=io.StringIO())
    display, on = live.live(total, console, language)
    with display:
        for event in events:
            on(event)
        display.refresh()
        console.print(display.get_renderable())
    return console.export_text()


def test_the_live_table_shows_who_is_at_what_and_how_long_it_will_take():
    events = [
        VisitStarted(BO),
        VisitStarted(MARY),
        VisitMoved(MARY, "ex03"),
        VisitStarted(PlannedVisit("s9", ())),
        GRADED,
    ]
    said = shown(events, 5)
    assert "[red]s2  connecting" in said
    assert "ex01 95.5" in said
    assert "1 done, 2 running, 2 waiting, 0 unreachable of 5, 0:00 left" in said


def test_the_live_table_shows_a_few_hosts_of_many():
    said = shown([VisitStarted(PlannedVisit(f"s{n}", ())) for n in range(20)], 1000)
    assert "… and 8 more" in said
    assert "0 done, 20 running, 980 waiting" in said


def test_times_are_read_from_a_clock():
    assert [tally.clock(seconds) for seconds in (5, 65, 3725)] == ["0:05", "1:05", "1:02:05"]


class Stream(io.StringIO):
    """A standard error that is a terminal, or none."""

    def __init__(self, *, terminal):
        super().__init__()
        self.isatty = lambda: terminal


@pytest.mark.parametrize(("terminal", "kind"), [(True, "live"), (False, "plain")])
def test_a_terminal_gets_the_table_and_a_log_plain_lines(monkeypatch, terminal, kind):
    monkeypatch.setattr({"live": live, "plain": progress}[kind], kind, lambda *_: (kind, None))
    monkeypatch.setattr("sys.stderr", Stream(terminal=terminal))
    assert progress.chosen(None, 1, "en", silent=False) == (kind, None)


def test_progress_is_what_was_asked_for(capsys):
    for kind in ("jsonl", "plain"):
        progress.chosen(kind, 1, "en", silent=False)[1](GRADED)
    progress.chosen("live", 1, "en", silent=True)[1](GRADED)
    out, err = capsys.readouterr()
    assert json.loads(out)["event"] == "ended"
    assert err.startswith("[1/1] s1")


def test_no_line_of_the_live_display_breaks_within_a_score_or_a_word():
    scores = {f"ex{n:02}": 100.0 for n in range(1, 13)}
    said = shown([GradedRow("s1", "Max Mustermann", scores, 1.25, None, final=True)], 1, width=60)
    assert "s1  Max Mustermann  ex01 100  ex02 100  ex03 100  ex04 100\n" in said
    assert "\n    ex05 100  ex06 100  ex07 100  ex08 100  ex09 100\n" in said
    cause = "Nothing was submitted for ex01. → Put the student's file into /tmp/class/submissions/s07."
    said = shown([GradedRow("s7", "Nie Da", {}, 0, Message(cause), final=True)], 1, width=60)
    assert (
        "\n    Nothing was submitted for ex01. → Put the student's file\n    into /tmp/class/submissions/s07.\n" in said
    )


def test_the_live_table_speaks_the_readers_language():
    said = shown([VisitStarted(BO), AGAIN], 2, language="ko")
    assert "2명 중 완료 0" in said
    assert "다시 시도합니다" in said
