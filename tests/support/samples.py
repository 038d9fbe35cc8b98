"""Results as they come out of a grading: every status, both languages, and a hostile host."""

from __future__ import annotations

import datetime
import json
from typing import Any

from grader.checks.verdict import Status
from grader.evidence.facts import Fact
from grader.grading.result import CheckResult, Excerpt, Result
from grader.records.events import AttemptPlace, Event
from grader.reports.student_report.explanation import Explanation, Shown

HOSTILE = (
    "\x00\x1b[31mred\x1b[0m \x1b]0;title\x07]]> & <b>'\"</style><script>alert(1)</script> \ud800 \ufffe \x9f"
    " {{ 7*7 }} \u202egnp.exe\u202c %0A::error::x\r\nline two\ttab 👩‍🚀 =HYPERLINK(1)"
)


def check(id_: str, title: str, status: Status, points: float | None, of: float, **more: Any) -> CheckResult:
    return CheckResult(id=id_, title=title, status=status, points=points, max_points=of, seconds=0.012, **more)


def result(checks: list[CheckResult], **more: Any) -> Result:
    known = [c.points for c in checks if c.points is not None]
    given: dict[str, Any] = {
        "exercise": "ex05",
        "title": "Bind mount",
        "host": "ssh://student@host-17:2222",
        "started": "2026-11-23T05:03:09Z",
        "seconds": 0.81,
        "score": sum(known),
        "max_score": sum(c.max_points for c in checks if not c.bonus),
        "status": "graded",
        "checks": checks,
    }
    return Result(**(given | more))


def bind_mount() -> Result:
    """All five statuses but error: a mount of the wrong folder."""
    return result(
        [
            check("host-directory", "~/bm1 is a directory", Status.PASSED, 10, 10),
            check(
                "host-file",
                "~/bm1/filea.txt is a file",
                Status.PASSED,
                10,
                10,
                message="It is a symbolic link, which is fine.",
            ),
            check("os3-running", "os3 is running", Status.PASSED, 15, 15),
            check(
                "bind-mounted",
                "/tmp/mount in os3 is a bind mount of ~/bm1",
                Status.FAILED,
                0,
                30,
                message="os3 mounts another folder at /tmp/mount.",
                seen="/root/bm1",
                expected="/home/student/bm1",
                hint="The left side of a bind mount is a path on the host. Which home does ~ mean when you use sudo? "
                "Compare with what docker inspect shows under Mounts.",
                evidence=[
                    Excerpt(asked="readlink -f /home/student/bm1", answered="/home/student/bm1\n"),
                    Excerpt(
                        asked="GET /containers/os3/json",
                        answered='{"Mounts": [{"Type": "bind", "Source": "/root/bm1",\n'
                        '             "Destination": "/tmp/mount", "RW": true}]}',
                    ),
                ],
            ),
            check(
                "file-visible", "os3 sees filea.txt through the mount", Status.BLOCKED, 0, 20, blocked_by="bind-mounted"
            ),
            check(
                "shared-live",
                "A file that appears on one side appears on the other",
                Status.PARTIAL,
                7.5,
                15,
                message="The container may not write to the mount.",
                seen=["host → container"],
                expected=["host → container", "container → host"],
                hint="A mount can be read-only. Look at its options.",
            ),
            check("tidy", "No container is left over", Status.PASSED, 5, 5, bonus=True),
        ],
        student="s17",
        hidden=2,
    )


def broken() -> Result:
    """Graded, but one check could not tell."""
    return result(
        [
            check("db-running", "wp-db is up and stable", Status.PASSED, 10, 10),
            check(
                "site-answers",
                "The site answers on port 80",
                Status.ERROR,
                None,
                20,
                cause="The host did not answer within 10 s.\n  → Try again; if it stays, look at the host's load.",
                evidence=[Excerpt(asked="GET http://127.0.0.1:80/", answered="")],
            ),
            check(
                "db-volume",
                "The volume wp-db-vol holds /var/lib/mysql",
                Status.FAILED,
                0,
                10,
                message="wp-db keeps /var/lib/mysql in no named volume.",
                seen=None,
                expected="wp-db-vol",
                hint="A volume has a name only when you give it one.",
            ),
        ],
        exercise="ex06",
        title="WordPress",
        score=None,
        status="error",
        student="s17",
        cause="1 check could not tell: site-answers.",
    )


def perfect(**more: Any) -> Result:
    return result(
        [
            check("net1-exists", "net1 exists with driver bridge", Status.PASSED, 50, 50),
            check("os5-running", "os5 is running", Status.PASSED, 50, 50),
        ],
        exercise="ex04",
        title="A network of your own",
        student="s17",
        **more,
    )


def unreachable() -> Result:
    """Nothing could be asked at all."""
    return result(
        [],
        exercise="ex01",
        title="Install Docker",
        score=None,
        max_score=100,
        status="error",
        student="s17",
        cause="host-17 does not answer on port 2222.\n  → Start it, then grade again.",
    )


def korean() -> Result:
    return result(
        [
            check("host-directory", "~/bm1은 디렉터리입니다", Status.PASSED, 10, 10),
            check("os3-running", "os3가 실행 중입니다", Status.PASSED, 15, 15, message="세 번 다시 시작되었습니다."),
            check(
                "bind-mounted",
                "os3의 /tmp/mount는 ~/bm1을 바인드 마운트한 것입니다",
                Status.FAILED,
                0,
                30,
                message="os3가 다른 폴더를 /tmp/mount에 마운트했습니다.",
                seen="/root/bm1",
                expected="/home/student/bm1",
                hint="바인드 마운트의 왼쪽은 호스트의 경로입니다. sudo를 쓰면 ~는 누구의 홈을 뜻할까요? "
                "docker inspect의 Mounts와 비교해 보세요.",
            ),
            check(
                "file-visible",
                "os3에서 마운트를 통해 filea.txt가 보입니다",
                Status.BLOCKED,
                0,
                20,
                blocked_by="bind-mounted",
            ),
            check(
                "shared-live",
                "한쪽에 생긴 파일이 다른 쪽에도 나타납니다",
                Status.PARTIAL,
                7.5,
                15,
                message="컨테이너가 마운트에 쓸 수 없습니다.",
                seen=False,
                expected=True,
                hint="마운트는 읽기 전용일 수 있습니다.",
            ),
            check(
                "probe", "사이트가 응답합니다", Status.ERROR, None, 10, cause="호스트가 10초 안에 응답하지 않았습니다."
            ),
        ],
        title="바인드 마운트",
        language="ko",
        student="김민준",
        hidden=1,
    )


def hostile() -> Result:
    """A host that puts everything it can into what it answers."""
    return result(
        [
            check("passing", HOSTILE, Status.PASSED, 1, 1, message=HOSTILE),
            check(
                "failing",
                HOSTILE,
                Status.FAILED,
                0,
                1,
                message=HOSTILE,
                seen={HOSTILE: [HOSTILE]},
                expected=HOSTILE,
                hint=HOSTILE,
                evidence=[Excerpt(asked=HOSTILE, answered=HOSTILE * 50)],
            ),
            check("waiting", HOSTILE, Status.BLOCKED, 0, 1, blocked_by="failing"),
            check("unknown", HOSTILE, Status.ERROR, None, 1, cause=HOSTILE),
        ],
        title=HOSTILE,
        host="ssh://" + HOSTILE,
        student=HOSTILE,
    )


def explanation() -> Explanation:
    """What a hostile host left behind, in all five statuses, with a change by hand and the longest answer."""
    facts = (
        Fact(at=0, seconds=0.1, command=HOSTILE, rc=0, out=HOSTILE * 40, err=HOSTILE),
        Fact(at=1, seconds=0.1, request="GET /v1.41/info", status=200, body=json.dumps({"Name": ["x" * 400] * 200})),
        Fact(at=2, seconds=0.1, request="GET /v1.41/events", error="HostTimeout", problem=HOSTILE),
        Fact(at=3, seconds=0.1, request="POST /v1.41/x", sent={"base64": "/w=="}, status=500, body=HOSTILE),
    )
    moment = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)
    change = Event(moment, "override", "ex05", "f" * 32, "prof", HOSTILE, checks=(("failing", 0.0, 1.0),))
    shown = [
        Shown(
            one,
            one,
            by_hand=one.id == "failing",
            hint=HOSTILE,
            facts=facts * (8 if one.id == "failing" else 1),
            events=(change,),
        )
        for one in hostile().checks
    ]
    host = f"ssh://{HOSTILE}"
    return Explanation(
        "s17",
        HOSTILE,
        "ex05",
        HOSTILE,
        host,
        "2026-11-23T05:03:09Z",
        moment,
        AttemptPlace(2, 3, counts=True),
        "student",
        0.0,
        4.0,
        HOSTILE,
        tuple(shown),
    )


def everything() -> list[Result]:
    return [bind_mount(), broken(), perfect(), unreachable(), korean()]
