"""A course of one exercise, and what its checks find."""

import getpass
import json
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from grader.checking.attempt import Attempt
from grader.checking.isolated import run
from grader.checking.job import Job
from grader.course.pack import Course
from grader.hosts.address import HostOptions


class TinyCourse:
    """A course with one exercise, ex01, whose checks are those of the suite that the test writes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "exercises" / "ex01_tiny"
        self.folder.mkdir(parents=True)
        (root / "rubrics").mkdir()

    def write(self, suite: str, *, seconds: float = 20, check_seconds: float = 5, **rubric: dict) -> None:
        """Write the exercise; `rubric` holds further keys for single checks, by the function's name."""
        source = "import pytest\nfrom grader.checks import fail, partial, passed\n" + textwrap.dedent(suite)
        (self.folder / "test_ex01.py").write_text(source, encoding="utf-8")
        names = re.findall(r"^def test_(\w+)", source, re.MULTILINE) or ["none"]
        checks = {
            name.replace("_", "-"): {
                "points": 100 / len(names),
                "title": {"ko": f"확인 {name}"},
                "hint": {"en": f"Think of {name}.", "ko": f"{name} 생각"},
                **rubric.get(name, {}),
            }
            for name in names
        }
        title = {"en": "Tiny", "ko": "작은 것"}
        self.save(
            "exercises/ex01_tiny/exercise.yml", id="ex01", title=title, seconds=seconds, check_seconds=check_seconds
        )
        self.save("rubrics/ex01.yml", exercise="ex01", checks=checks)
        for language in ("en", "ko"):
            (self.folder / f"handout.{language}.md").write_text(f"# Tiny ({language})\n", encoding="utf-8")

    def second(self, suite: str) -> None:
        """Write another exercise, ex02, that is like the first but for its suite."""
        folder = shutil.copytree(self.folder, self.folder.with_name("ex02_tiny"))
        (folder / "test_ex01.py").unlink()
        for path, text in (
            (folder / "test_ex02.py", "import pytest\nfrom grader.checks import fail\n" + textwrap.dedent(suite)),
            (folder / "exercise.yml", (folder / "exercise.yml").read_text().replace("ex01", "ex02")),
        ):
            path.write_text(text)
        names = re.findall(r"^def test_(\w+)", suite, re.MULTILINE)
        texts = {"title": {"ko": "둘째"}, "hint": {"en": "?", "ko": "?"}}
        checks = {name: {"points": 100 / len(names), **texts} for name in names}
        self.save("rubrics/ex02.yml", exercise="ex02", checks=checks)

    def save(self, path: str, **keys: object) -> None:
        """Write a YAML file of the course (JSON is YAML)."""
        (self.root / path).write_text(json.dumps(keys, ensure_ascii=False, indent=1), encoding="utf-8")

    @property
    def course(self) -> Course:
        return Course.at(self.root)

    def job(self, host: str = "local:", ssh_config: Path | None = None, **more: object) -> Job:
        options = HostOptions(ssh_config, connect_seconds=float(more.pop("connect_seconds", 12.0)))
        more.setdefault("account", getpass.getuser())
        return Job(self.course.exercise("ex01"), host, options, **more)

    def run(self, host: str = "local:", ssh_config: Path | None = None, **more: object) -> Attempt:
        return run(self.job(host, ssh_config, **more))


@pytest.fixture(scope="session")
def new_course(tmp_path_factory):
    """new_course(): another tiny course; for what is shown by one run and read by many tests."""
    return lambda: TinyCourse(tmp_path_factory.mktemp("course"))


@pytest.fixture
def tiny(new_course):
    return new_course()


@pytest.fixture
def verdicts(tiny):
    """verdicts(suite, …): write the suite, run it on this machine, and get its verdicts by check."""

    def checked(suite: str, *, host: str = "local:", ssh_config: Path | None = None, **keys: object) -> dict:
        wishes = {key: keys.pop(key) for key in ("only", "patience", "params", "account") if key in keys}
        tiny.write(suite, **keys)
        attempt = tiny.run(host, ssh_config, **wishes)
        if attempt.error is not None:
            raise attempt.error
        return {verdict.check: verdict for verdict in attempt.verdicts}

    return checked
