from grader.authoring.occupation import unknown_parameters, untold
from grader.course.clashes import Clash


def test_a_handout_must_name_the_exercise_that_wants_the_same(tiny):
    tiny.write("def test_a():\n    pass\n")
    tiny.second("def test_b():\n    pass\n")
    (tiny.folder / "handout.en.md").write_text("# Tiny\n\nIf ex02 has the port, stop it first.\n")
    problems = untold(tiny.course, [Clash("ports", "80", ("ex01", "ex02"))])
    assert [one.split("exercises/")[1] for one in problems] == [
        "ex01_tiny/handout.ko.md: it does not say that ex02 uses port 80 of the host as well",
        "ex02_tiny/handout.en.md: it does not say that ex01 uses port 80 of the host as well",
        "ex02_tiny/handout.ko.md: it does not say that ex01 uses port 80 of the host as well",
    ]


def test_what_an_exercise_occupies_must_be_named_by_its_parameters(tiny):
    tiny.write("def test_a():\n    pass\n")
    keys = {"id": "ex01", "title": {"en": "Tiny", "ko": "작은 것"}, "params": {"port": 80}}
    tiny.save("exercises/ex01_tiny/exercise.yml", **keys, ports=["{prt}"], containers=["web-{port}"])
    problems = list(unknown_parameters(tiny.course.exercise("ex01")))
    assert [one.split("ex01_tiny/")[1] for one in problems] == [
        "exercise.yml: ports: {prt} is not a parameter. Did you mean “port”?"
    ]
