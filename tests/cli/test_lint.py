def test_lint_tells_problems_and_counts_them(call, mixed):
    code, out, _ = call("lint", "--course", mixed.root)
    assert code == 1
    assert "the points add up to 75, not to 100" in out
    assert out.splitlines()[-1].startswith("1 exercise, ")


def test_lint_of_the_built_in_course_is_clean(call):
    code, out, _ = call("lint")
    assert (code, out.splitlines()[-1].endswith("exercises, 0 problems.")) == (0, True)


def test_lint_of_one_exercise(call, mixed):
    assert call("lint", "ex01", "--course", mixed.root)[0] == 1
    assert call("lint", "ex99", "--course", mixed.root)[0] == 2


def test_lint_shows_paths_from_the_current_folder_on(call, mixed, monkeypatch):
    monkeypatch.chdir(mixed.root)
    assert "rubrics/ex01.yml: the points add up to 75, not to 100" in call("lint", "--course", ".")[1].splitlines()
