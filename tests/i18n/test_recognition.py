"""Sentences of errors as they were recorded before errors kept templates, a word (x1) in the place of each value."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.i18n.recognition import recognized

HERE = Path(__file__).parent
SENTENCES = (HERE / "old_sentences.txt").read_text(encoding="utf-8").splitlines()
REASONS = (HERE / "old_reasons.txt").read_text(encoding="utf-8").splitlines()
HANGUL = re.compile("[가-힣]")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_error_about_a_host_can_be_said_in_korean(sentence):
    said = recognized(sentence, "ko")
    assert HANGUL.search(said), f"grader/i18n/error_translation.py does not know: {sentence}"
    assert "x1" in said or "x1" not in sentence


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize(
    "sentence", ["s1/ex05.gz is damaged ({}).", "s1/ex05.gz is not a readable evidence file ({})."]
)
def test_what_is_wrong_with_a_file_can_be_said_in_korean(sentence, reason):
    said = recognized(sentence.format(reason), "ko")
    assert said.startswith("s1/ex05.gz")
    why = said.partition("(")[2]
    assert HANGUL.search(why), f"grader/i18n/error_translation.py does not know: {reason}"


@pytest.mark.parametrize("cause", [
    "s01 handed in twice: a (1).gz and b.gz.", "in/s01.gz lies in s01's place and is of s02.",
    "evidence:a.gz is evidence of ex05, not of ex04.", "Take the file that was recorded for ex04.",
    "evidence:a.gz is evidence of the account ada, not of bo.",
    "Name that one with --account, or take the file that was recorded for bo.",
    "a.gz is damaged (fact 3 is missing: fact 4 stands in its place).", "Record it again, or take an undamaged copy.",
    "Not in evidence: An answer of 40 MB was too large to be kept.",
    "It was recorded with net=a, port=80. Record it again with the student's own values: net=b, port=81.",
])  # fmt: skip
def test_what_is_put_together_elsewhere_can_be_said_in_korean(cause):
    said = recognized(cause, "ko")
    assert HANGUL.search(said)
    assert not re.search(r"\b(is|of|the|it)\b", said)


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (
            (
                "s1/ex05.gz is damaged (its seal is missing: it ends with fact 12).\n"
                "  → Record it again, or take an undamaged copy."
            ),
            (
                "s1/ex05.gz 파일이 손상되었습니다(봉인이 없고 12번 기록에서 끝남).\n"
                "  → 다시 기록하거나 손상되지 않은 사본을 사용하세요."
            ),
        ),
        (
            (
                "ssh://h1 refuses connections. (ssh: connect to host h1 port 22: Connection refused)\n"
                "  → Does sshd run there, and is this the right port?"
            ),
            (
                "ssh://h1이 접속을 거부합니다. (ssh: connect to host h1 port 22: Connection refused)\n"
                "  → 그 호스트에서 sshd가 실행 중인지, 포트가 맞는지 확인하세요."
            ),
        ),
        (
            "The connection to ssh://h1 was lost (ssh: Timeout, server h1 not responding.).\n  → Ask somebody.",
            "ssh://h1과의 연결이 끊어졌습니다. (ssh: Timeout, server h1 not responding.)\n  → Ask somebody.",
        ),
        (
            "Not in evidence: the command “id -un\nls”.\n  → This needs the live host: grade it again.",
            (
                "증거에 없습니다: “id -un\nls” 명령.\n"
                "  → 이 검사에는 실제 호스트가 필요합니다. 호스트를 다시 채점하세요."
            ),
        ),
        (
            (
                "The check itself is broken (ZeroDivisionError: division by zero).\n"
                "  → This is not the student's fault: tell the author of the check."
            ),
            (
                "검사 항목 자체에 오류가 있습니다(ZeroDivisionError: division by zero).\n"
                "  → 학생의 잘못이 아닙니다. 검사 항목을 만든 사람에게 알리세요."
            ),
        ),
    ],
)
def test_problem_and_next_step_are_said_in_korean_and_values_stay(cause, said):
    assert recognized(cause, "ko") == said


@pytest.mark.parametrize("cause", ["", "Something new.", "x" * 5_000, "{host} {0}"])
def test_what_is_not_known_stays_as_it_is(cause):
    assert recognized(cause, "ko") == cause


@given(st.text() | st.from_regex(r"(The host|ssh://h|No Docker Engine answers at ).{0,40}( \(ssh: .{0,20}\))?\.?"))
def test_english_stays_english_and_nothing_breaks(cause):
    recognized(cause, "ko")
    assert recognized(cause, "en") == cause


def test_hostile_values_are_put_in_as_they_are():
    hostile = "{host}{0}%s\x1b[31m<b>"
    said = recognized(f"No Docker Engine answers at {hostile}.", "ko")
    assert said == f"{hostile}에서 도커 엔진이 응답하지 않습니다."
