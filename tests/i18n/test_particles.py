import re

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from grader.course.pack import Course
from grader.i18n.catalogue import LOCALE
from grader.i18n.filling import fill
from grader.i18n.particles import WordEnding, ending_of, fit

VOWEL, L, CONSONANT = WordEnding.VOWEL, WordEnding.L, WordEnding.CONSONANT


@pytest.mark.parametrize(
    ("word", "ending"),
    [
        # Hangul, also decomposed, as macOS names files
        ("컨테이너", VOWEL), ("볼륨", CONSONANT), ("셸", L), ("\u1112\u1161\u11ab", CONSONANT),
        # digits in Sino-Korean
        ("net1", L), ("os2", VOWEL), ("os3", CONSONANT), ("os4", VOWEL), ("os5", VOWEL), ("ex06", CONSONANT),
        ("ex07", L), ("8", L), ("9", VOWEL), ("0", CONSONANT), ("80", CONSONANT), ("192.168.100.254", VOWEL),
        ("7.5", VOWEL), ("50%", VOWEL), ("１", L),
        # letter by letter
        ("wp-db", VOWEL), ("bm", CONSONANT), ("vm", CONSONANT), ("ssh", VOWEL), ("API", VOWEL), ("html", L),
        ("/usr", L), ("MySQL", L), ("mysql", L), ("filea.txt", VOWEL), ("README.md", VOWEL), ("CentOS", VOWEL),
        ("DNS", VOWEL),
        # as loanwords: 도커, 네트워크, 네임, 파일, 엔진, 타입, 웹, 넷, 블록, 스태틱, 맵, 타임아웃
        ("docker", VOWEL), ("httpd:latest", VOWEL), ("network", VOWEL), ("name", CONSONANT), ("file", L), ("shell", L),
        ("volume", CONSONANT), ("Engine", CONSONANT), ("image", VOWEL), ("key", VOWEL), ("type", CONSONANT),
        ("web", CONSONANT), ("subnet", CONSONANT), ("block", CONSONANT), ("hello_static", CONSONANT),
        ("map", CONSONANT), ("timeout", CONSONANT), ("ping", CONSONANT), ("table", L),
        # 루트, 비트, 체크, 허브, 워드프레스, 리드미
        ("root", VOWEL), ("bit", VOWEL), ("check", VOWEL), ("GitHub", VOWEL), ("WordPress", VOWEL), ("readme", VOWEL),
        # not read: quotes, brackets, markup, and asides
        ("~/bm1`", L), ("“Hello from Docker!”", VOWEL), ("**서버**", VOWEL), ("「볼륨」", CONSONANT),
        ("/tmp/mount/", VOWEL), ("web1 (중지됨)", L), ("`net1`(브리지)", L),
        ("(80)", CONSONANT), ("run()", CONSONANT), ("name_", CONSONANT),
    ],
)  # fmt: skip
def test_a_word_ends_as_it_is_read_aloud(word, ending):
    assert ending_of(word) is ending


@pytest.mark.parametrize("text", ["", " ", "…", "()", "((", "黃金", "さくら", "сервер", "é", "🐳"])
def test_what_cannot_be_read_keeps_both_forms(text):
    assert ending_of(text) is None
    assert fit(text, "은(는) 없음") == "은(는) 없음"


@pytest.mark.parametrize(
    ("forms", "after_vowel", "after_l", "after_consonant"),
    [
        ("은(는)", "는", "은", "은"), ("는(은)", "는", "은", "은"),
        ("이(가)", "가", "이", "이"), ("가(이)", "가", "이", "이"),
        ("을(를)", "를", "을", "을"), ("를(을)", "를", "을", "을"),
        ("과(와)", "와", "과", "과"), ("와(과)의", "와의", "과의", "과의"),
        ("(으)로", "로", "로", "으로"), ("(으)로부터", "로부터", "로부터", "으로부터"),
        ("(이)라는", "라는", "이라는", "이라는"), ("(이)나", "나", "이나", "이나"),
    ],
)  # fmt: skip
def test_every_particle_has_its_forms(forms, after_vowel, after_l, after_consonant):
    assert fit("os5", f"{forms} 뒤") == f"{after_vowel} 뒤"
    assert fit("net1", f"{forms} 뒤") == f"{after_l} 뒤"
    assert fit("os3", f"{forms} 뒤") == f"{after_consonant} 뒤"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("“Hello World", "”을(를) 출력", "”를 출력"),
        ("`net1", "`은(는)", "`은"),
        ("centos:latest(abc123", ")은(는) 다름", ")는 다름"),
    ],
)
def test_closing_marks_may_stand_between_a_value_and_its_particle(before, after, said):
    assert fit(before, after) == said


@pytest.mark.parametrize("after", ["", " 은(는)", "의 은(는)", "은 (는)", "(으)", "(이)", "(이) 있음", "(은)는"])
def test_only_a_particle_that_comes_first_is_touched(after):
    assert fit("os5", after) == after


PARTICLE = re.compile(r"은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)로|\(이\)[가-힣]")


@given(st.text(), st.text())
def test_text_without_a_particle_in_both_forms_is_never_changed(before, after):
    assert PARTICLE.search(after) or fit(before, after) == after


@given(
    st.text() | st.from_regex(r"[\w()`”]*", fullmatch=True), st.sampled_from(["은(는)", "(으)로", "(이)라"]), st.text()
)
def test_nothing_but_the_particle_is_changed(before, particle, after):
    forms = {particle, *{"은(는)": "은 는", "(으)로": "으로 로", "(이)라": "이라 라"}[particle].split()}
    assert fit(before, particle + after) in {form + after for form in forms}


def korean_texts():
    """Every Korean text that values are filled into: the grader's messages and the built-in course's."""
    with (LOCALE / "ko" / "LC_MESSAGES" / "grader.po").open("rb") as file:
        for message in read_po(file):
            yield from message.string if isinstance(message.string, tuple) else (message.string,)
    course = Course.at(None)
    yield from (text.in_("ko") for text in course.messages.says.values())
    for exercise in course.folders:
        for check in course.rubric(exercise).checks.values():
            yield from (check.title.in_("ko"), check.hint.in_("ko"), *(text.in_("ko") for text in check.says.values()))


@pytest.mark.parametrize("text", sorted({text for text in korean_texts() if "{" in text}))
def test_every_korean_text_has_its_particles_right_after_the_values(text):
    filled = fill(text, dict.fromkeys(re.findall(r"\{(\w+)\}", text), "os5"), "ko")
    assert not PARTICLE.search(filled)
    assert not re.search(r"\}[”’`]*(은|는|을|를|과|와|이|가|으로|로)(?=[\s.,]|$)", text), (
        "write both forms, such as 은(는)"
    )
