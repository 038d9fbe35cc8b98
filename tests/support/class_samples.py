"""A made-up class of any size: abilities, typical mistakes, broken hosts, late work, and a run before."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from grader.checks.verdict import Status
from grader.grading.result import CheckResult, Excerpt, Result
from grader.reports.class_report.data import (
    CheckColumn,
    ClassMember,
    ClassReport,
    ExerciseColumn,
    LateEffect,
    RunRow,
    build,
)

GIVEN = ("Ada", "Bruno", "Chloé", "Dmitri", "Edda", "Farid", "Greta", "Håkon", "Iris", "Jürgen", "Kaja", "Łukasz")
FAMILY = ("Example", "Sample", "Placeholder", "Testcase", "Mockup", "Dummy", "Specimen", "Fixture")
KOREAN_FAMILY = ("김", "이", "박", "최", "정")
KOREAN_GIVEN = ("예제", "가상", "견본", "모의", "샘플", "시험")
SSH = (
    "ssh: connect to host {host} port 22: Connection timed out",
    "ssh: connect to host {host} port 22: Connection refused",
    "student@{host}: Permission denied (publickey).",
)

TITLES = {
    "ex01": "Install Docker",
    "ex02": "Save and load images",
    "ex03": "Volumes",
    "ex04": "A network of your own",
    "ex05": "Bind mount",
    "ex06": "WordPress and its database",
    "ex07": "An image from scratch",
    "ex08": "Compose",
}
KOREAN_TITLES = dict(
    zip(
        TITLES,
        (
            "Docker 설치", "이미지 저장과 불러오기", "볼륨", "나만의 네트워크",
            "바인드 마운트", "WordPress와 데이터베이스", "scratch 이미지", "Compose",
        ),
        strict=True,
    )
)  # fmt: skip
SUBJECTS = (
    ("engine-runs", "The Engine runs", "Docker Engine이 실행 중입니다"),
    ("image-there", "The image is there", "이미지가 있습니다"),
    ("container-runs", "The container runs", "컨테이너가 실행 중입니다"),
    ("mount-source", "The mount comes from the right folder", "마운트의 원본 폴더가 맞습니다"),
    ("file-visible", "The container sees the file", "컨테이너에서 파일이 보입니다"),
    ("port-answers", "The published port answers", "게시한 포트가 응답합니다"),
    ("survives-restart", "The data survives a restart", "다시 시작해도 데이터가 남습니다"),
    ("tidy", "Nothing is left over", "남은 것이 없습니다"),
)
MISTAKES = {
    "engine-runs": ("The Engine does not run.", "Docker Engine이 실행되고 있지 않습니다."),
    "image-there": ("There is no image alpine:3.20.", "alpine:3.20 이미지가 없습니다."),
    "container-runs": ("The container ended with code {n}.", "컨테이너가 종료 코드 {n}로 끝났습니다."),
    "mount-source": ("The mount comes from /root/bm1.", "마운트의 원본이 /root/bm1입니다."),
    "file-visible": ("filea.txt cannot be seen in the container.", "컨테이너에서 filea.txt가 보이지 않습니다."),
    "port-answers": ("Port 80{n} does not answer.", "80{n} 포트가 응답하지 않습니다."),
    "survives-restart": ("The container of {student} was gone.", "{student} 학생의 컨테이너가 사라졌습니다."),
    "tidy": ("{n} containers are left over.", "컨테이너 {n}개가 남았습니다."),
}


def exercises(count: int, language: str = "en") -> list[ExerciseColumn]:
    """As many exercises as `count` checks need, at most eight each; the last check of each is a bonus."""
    titles = KOREAN_TITLES if language == "ko" else TITLES
    found = []
    for place in range(math.ceil(count / len(SUBJECTS))):
        subjects = SUBJECTS[: min(len(SUBJECTS), count - place * len(SUBJECTS))]
        checks = [
            CheckColumn(
                id=name,
                title=korean if language == "ko" else english,
                max_points=5 if name == "tidy" else 15 if number < 5 else 12.5,
                group="runs" if number < 3 else None,
                bonus=name == "tidy",
            )
            for number, (name, english, korean) in enumerate(subjects)
        ]
        id_ = f"ex{place + 1:02}"
        of = sum(check.max_points for check in checks if not check.bonus)
        found.append(ExerciseColumn(id=id_, title=titles.get(id_, f"Lab {place + 1}"), max_score=of, checks=checks))
    return found


def attempt(
    exercise: ExerciseColumn, student: str, ability: float, chance: random.Random, language: str = "en"
) -> Result:
    """One graded exercise: later checks are harder, and what stands on a failed one is blocked."""
    done: list[CheckResult] = []
    root = None
    for number, check in enumerate(exercise.checks):
        skill = ability - 0.09 * number - 0.04 * min(8, int(exercise.id[2:])) + chance.gauss(0, 0.16)
        status = Status.PASSED if skill > 0 else Status.PARTIAL if skill > -0.06 else Status.FAILED
        if exercise.id == "ex02" and check.id == "port-answers":
            status = Status.FAILED
        if exercise.id == "ex01" and check.id == "engine-runs":
            status = Status.PASSED
        if root and number < 6:
            status = Status.BLOCKED
        elif chance.random() < 0.002 or (exercise.id == "ex06" and number == 5 and chance.random() < 0.12):
            status = Status.ERROR
        root = check.id if status is Status.FAILED and number in {0, 2} else root
        points = {Status.PASSED: check.max_points, Status.PARTIAL: check.max_points / 2, Status.ERROR: None}
        said = MISTAKES[check.id][language == "ko"].format(n=chance.choice((1, 2, 3, 7)), student=student)
        done.append(
            CheckResult(
                id=check.id,
                title=check.title,
                status=status,
                points=points.get(status, 0.0),
                max_points=check.max_points,
                bonus=check.bonus,
                message=said if status in {Status.FAILED, Status.PARTIAL} else None,
                blocked_by=root if status is Status.BLOCKED else None,
                cause="The host did not answer within 10 s." if status is Status.ERROR else None,
                **(seen(check.id, student) if status in {Status.FAILED, Status.PARTIAL} else {}),
                seconds=0.01,
            )
        )
    unknown = [check.id for check in done if check.status is Status.ERROR]
    return Result(
        exercise=exercise.id,
        title=exercise.title,
        language="ko" if language == "ko" else "en",
        student=student,
        host=f"ssh://student@{student}.lab.example",
        started="2026-11-23T05:03:09Z",
        seconds=0.8,
        score=None if unknown else round(sum(check.points or 0 for check in done), 2),
        max_score=exercise.max_score,
        status="error" if unknown else "graded",
        cause=f"{len(unknown)} check could not tell: {', '.join(unknown)}." if unknown else None,
        checks=done,
        due="2026-11-22T23:59:59+09:00",
        done="2026-11-22T21:40:12+09:00",
    )


def seen(check: str, student: str) -> dict[str, Any]:
    """What a check saw and expected, and what the host answered."""
    if check == "mount-source":
        return {
            "seen": "-v /root/bm1:/tmp/mount",
            "expected": "-v /home/student/bm1:/tmp/mount",
            "hint": "A relative path and ~ are resolved by your shell, as the user who runs docker.",
            "evidence": [
                Excerpt(
                    asked="GET /v1.41/containers/os3/json",
                    answered='Mounts[0] = {"Type": "bind", "Source": "/root/bm1", "Destination": "/tmp/mount"}',
                )
            ],
        }
    if check == "port-answers":
        answer = f"curl: (7) Failed to connect to {student} port 8001: Connection refused"
        return {"evidence": [Excerpt(asked="curl -sS http://localhost:8001/", answered=answer)]}
    return {}


def name(number: int, chance: random.Random) -> str:
    """An obviously made-up name; every third one is Korean."""
    if number % 3 == 1:
        return chance.choice(KOREAN_FAMILY) + chance.choice(KOREAN_GIVEN)
    return f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def sample_class(students: int = 30, checks: int = 24, language: str = "en", seed: int = 7) -> ClassReport:
    """A class in the middle of its term."""
    chance = random.Random(seed)  # noqa: S311  a made-up class, not a secret
    columns = exercises(checks, language)
    rows, before = [], []
    for number in range(students):
        id_ = f"s{number + 1:0{len(str(students))}}"
        ability = chance.gauss(0.72, 0.28)
        unreachable = SSH[number % 3].format(host=f"{id_}.lab.example") if number % 29 == 11 else None
        taken = [one for one in columns if one is not columns[-1] or chance.random() < 0.85 or len(columns) == 1]
        results = [] if unreachable else [attempt(one, id_, ability, chance, language) for one in taken]
        before += earlier(results, columns, ability, chance, language)
        rows.append(
            ClassMember(
                id=id_,
                name=name(number, chance),
                section="ABCD"[number * 4 // students],
                host=f"ssh://student@{id_}.lab.example",
                page=f"students/{id_}.html",
                unreachable=unreachable,
                results=results,
                late=lateness(results, chance),
                evidence={one.exercise: f"../evidence/run-0007/{id_}/{one.exercise}.gz" for one in results},
            )
        )
    return build(
        "docker-2026",
        rows,
        run="run-0007",
        started="2026-11-23T05:03:09Z",
        ended="2026-11-23T05:04:41Z",
        language="ko" if language == "ko" else "en",
        exercises=columns,
        previous_run="run-0006",
        previous=before,
        resume="grader grade class.yml --resume",
        timezone="Asia/Seoul",
        command_words="class.yml",
        runs=[
            RunRow(
                id="run-0008",
                kind="override",
                at="2026-11-24T01:10:00Z",
                made_by="instructor",
                why="shown in the lab on Monday",
                exercises=["ex05"],
            ),
            RunRow(id="run-0007", kind="grade", at="2026-11-23T05:03:09Z", exercises=[one.id for one in columns]),
            RunRow(id="run-0006", kind="grade", at="2026-11-16T05:00:41Z", exercises=[one.id for one in columns]),
        ],
    )


def earlier(
    results: Sequence[Result], columns: Sequence[ExerciseColumn], ability: float, chance: random.Random, language: str
) -> list[Result]:
    """The run before: mostly the same."""
    by_id = {one.id: one for one in columns}
    return [
        attempt(by_id[one.exercise], one.student or "", ability - 0.1, chance, language) if changed < 0.12 else one
        for one in results
        if (changed := chance.random()) < 0.97
    ]


def lateness(results: Sequence[Result], chance: random.Random) -> dict[str, LateEffect]:
    """One score in twenty-five came late."""
    found = {}
    for one in results:
        if one.score is not None and chance.random() < 0.04:
            days = chance.choice((1, 1, 2, 3))
            kept = 100.0 - 10 * days
            after = round(one.score * kept / 100, 2)
            found[one.exercise] = LateEffect(days=days, kept=kept, before=one.score, after=after)
    return found
