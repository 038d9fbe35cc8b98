"""`grader lab` and `grader prove`, as their users type them."""

import os

import pytest


def test_a_script_that_is_not_there_is_wrong_use(call, tmp_path):
    code, _, err = call("lab", "run", "anybody", tmp_path / "none.sh")
    assert code == 2
    assert "There is no script" in err


def test_taking_down_nobody_is_wrong_use(call):
    code, _, err = call("lab", "down")
    assert code == 2
    assert "use --all" in err


@pytest.mark.lab
def test_a_student_host_comes_does_its_work_and_goes(call, tmp_path):
    name = f"test-core-cli-{os.getpid()}"
    try:
        code, out, _ = call("lab", "up", name, "--for", "ex05")
        assert code == 0
        assert f"grader check ex05 --host lab://{name}\n" in out
        assert name in call("lab", "list")[1]
        (tmp_path / "script.sh").write_text("whoami; exit 4\n")
        assert call("lab", "run", name, tmp_path / "script.sh")[:2] == (4, "student\n")
        assert call("lab", "run", name, tmp_path / "script.sh", "--user", "root")[1] == "root\n"
        code, out, _ = call("check", "ex05", "--host", f"lab://{name}", "--lang", "en")
        assert code == 1
        assert "os3" in out
    finally:
        code, out, _ = call("lab", "down", name)
    assert (code, out) == (0, f"{name} was removed.\n")
    assert call("lab", "down", name)[0] == call("lab", "reset", name)[0] == 3


@pytest.mark.lab
def test_a_case_is_proven(call, tiny):
    tiny.write("def test_a(host, home):\n    if not host.file(home + '/a').exists: fail('x')")
    (tiny.folder / "solution.sh").write_text("touch ~/a\n")
    (tiny.folder / "accept").mkdir()
    (tiny.folder / "accept" / "odd.sh").write_text("touch ~/b\n")
    code, out, _ = call("prove", "ex01", "--course", tiny.root, "--case", "solution", "--case", "odd")
    assert code == 1
    assert "✓ as expected" in out
    assert "✗ unexpected" in out
    assert "a is failed (x), not passed" in out
    assert out.splitlines()[-1] == "2 cases, 1 with unexpected results."
