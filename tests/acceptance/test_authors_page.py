"""The half hour of docs/authors.md, followed to the letter."""

import re
import textwrap

import pytest

from grader.authoring.prove import cases, prove
from grader.cli.main import run
from grader.course.pack import Course
from tests.support import ROOT


@pytest.fixture
def page():
    """What the tutorial has typed or pasted, block by block."""
    text = (ROOT / "docs" / "authors.md").read_text("utf-8")
    tutorial = text[text.index("## Half an hour") : text.index("**7. Prove it again.**")]
    return [
        textwrap.dedent(block).strip("\n") + "\n"
        for block in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", tutorial, re.MULTILINE)
    ]


@pytest.fixture
def followed(page, tmp_path, monkeypatch):
    """The course at the end of the tutorial."""
    monkeypatch.chdir(tmp_path)
    start, _, greeting, step, check, function, scored, solved, accepted, mistake, wrong = page
    for line in start.splitlines():
        monkeypatch.chdir(tmp_path / line.split()[1]) if line.startswith("cd ") else typed(line)
    folder = tmp_path / "my-course" / "exercises" / "ex01_published_port"
    below(folder / "exercise.yml", "port:", f"  {greeting.strip()}\n")
    below(folder / "handout.en.md", "2. ", step.strip() + "\n")
    typed(check)
    replaced(folder / "test_ex01.py", '@pytest.mark.needs("works")', function)
    rubric = tmp_path / "my-course" / "rubrics" / "ex01.yml"
    text = rubric.read_text("utf-8").replace("points: 30", "points: 20").replace("points: 40", "points: 30")
    rubric.write_text(text, "utf-8")
    replaced(rubric, "  says-hello:", textwrap.indent(scored, "  "))
    for name, more in (("solution.sh", solved), ("accept/created_first.sh", accepted)):
        (folder / name).write_text((folder / name).read_text("utf-8") + more)
    typed(mistake)
    (folder / "mistakes" / "default_page.sh").write_text(wrong)
    return Course.at(tmp_path / "my-course")


def typed(line):
    words = [one.strip('"') for one in re.findall(r'"[^"]*"|\S+', line)]
    assert words[0] == "grader"
    assert run(words[1:]) == 0


def below(path, start, more):
    lines = path.read_text("utf-8").splitlines(keepends=True)
    [at] = [number for number, line in enumerate(lines) if line.strip().startswith(start)]
    path.write_text("".join([*lines[: at + 1], more, *lines[at + 1 :]]), "utf-8")


def replaced(path, start, text):
    """Put text in place of the last part of a file."""
    before, found, _ = path.read_text("utf-8").rpartition(start)
    assert found
    path.write_text(before + text, "utf-8")


def points(course):
    return [one.points for one in course.rubric("ex01").checks.values()]


def test_it_ends_with_an_exercise_that_has_no_problems(followed, capsys):
    assert points(followed) == [20, 30, 20, 30]
    capsys.readouterr()
    assert run(["lint", "--course", str(followed.root)]) == 0
    assert capsys.readouterr().out == "1 exercise, 0 problems.\n"


@pytest.mark.lab
def test_it_ends_with_an_exercise_that_is_proven(followed):
    """The other cases are those of a new exercise, which are proven elsewhere."""
    chosen = cases(followed.exercise("ex01"), ["solution", "created_first", "default_page"])
    assert [one.unexpected for one in prove(followed, chosen)] == [(), (), ()]
