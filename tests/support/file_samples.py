"""Each file that people write, with every key."""

from typing import Any

from pydantic import BaseModel

from grader.classroom.class_file import ClassFile
from grader.course.course_file import CourseFile
from grader.course.exercise import ExerciseFile
from grader.course.rubric import Messages, Rubric
from grader.demo.sample import SampleClass

SITE = "https://school.example/"
TEXT = {"en": "a", "ko": "b"}
RULE = {"students": 3, "share": "10%"}
CHECK = {"points": 100, "visibility": "always", "bonus": False, "title": TEXT, "hint": TEXT, "after": ["a"]}
CHECK |= {"step": 1, "hints": {"gone": TEXT}, "says": {"gone": TEXT}}
SAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    Rubric: {
        "exercise": "ex01",
        "checks": {"a": CHECK},
        "groups": {"both": {"checks": ["a"], "award": "proportional"}},
    },
    CourseFile: {"name": "Docker", "languages": ["de", "en"]},
    Messages: {"says": {"gone": TEXT}, "hints": {"gone": TEXT}, "also": {"near": TEXT}},
    ExerciseFile: {
        "id": "ex01",
        "title": TEXT,
        "seconds": 60,
        "check_seconds": 5.5,
        "params": {"port": 80, "net": {"type": "path", "choices": [], "default": "a"}},
        "ports": [80],
        "containers": ["web"],
        "volumes": ["data"],
        "lab": {"engine": True, "images": ["nginx"]},
    },
    SampleClass: {"title": "A class", "students": [{"id": "s1", "name": "Ada", "work": {"ex01": "solution"}}]},
    ClassFile: {
        "name": "a class",
        "roster": "roster.csv",
        "timezone": "Asia/Seoul",
        "exercises": ["ex05"],
        "due": {"ex05": "2026-12-01T23:59:00+09:00"},
        "late": {"grace": "15m", "per_day": "10%", "floor": "50%"},
        "ssh": {"config": "ssh_config", "user": "student", "options": ["Compression=yes"]},
        "jobs": 8,
        "counts": "best",
        "account": "student",
        "patience": 1.5,
        "remote_engines": False,
        "retries": 1,
        "course": "course",
        "gradebook": "grades.db",
        "submissions": "in",
        "hand_ins": "in",
        "secrets": ["word"],
        "params": {"ex05": {"port": 80}},
        "similarity": RULE,
        "same_as": RULE,
        "retention": {"evidence": "30d", "records": "1w"},
        "seed": "autumn",
        "platforms": {
            "lti": {
                "token_url": SITE,
                "client_id": "c",
                "key": "lti.pem",
                "key_id": "k",
                "audience": SITE,
                "deployment_id": "d",
                "lineitems": SITE,
                "items": {"ex05": SITE},
                "memberships": SITE,
                "user": "lti_id",
                "bonus": False,
            },
            "moodle": {
                "url": SITE,
                "token": "env:TOKEN",
                "course": 2,
                "assignments": {"ex05": 3},
                "way": "assignment",
                "user": "moodle_id",
            },
            "canvas": {
                "url": SITE,
                "token": "env:TOKEN",
                "course": 2,
                "assignments": {"ex05": 3},
                "rubric": True,
                "user": "canvas_id",
                "bonus": False,
            },
            "mail": {
                "sender": "A <a@example.org>",
                "reply_to": "b@example.org",
                "server": "smtp.example.org:587",
                "security": "starttls",
                "user": "u",
                "password": "env:WORD",
                "per_minute": 60,
                "link": SITE,
            },
        },
    },
}
