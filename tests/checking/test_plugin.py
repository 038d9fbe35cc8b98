"""Verdicts: what a suite's functions become, run for real against this machine."""

import re

import pytest

from grader.checks.verdict import ErrorPlace, RootCause, Status
from grader.errors import CheckBroken


def status(verdicts):
    return {check: str(verdict.status) for check, verdict in verdicts.items()}


def test_all_five_verdicts(verdicts):
    found = verdicts("""
        def test_right(): pass
        def test_half(): partial(0.5, "half", seen=1, expected=2, name="x")
        def test_wrong(): fail("wrong", seen=["a"], expected={"b": None}, other=True)
        @pytest.mark.needs("wrong")
        def test_after(): pass
        def test_bug(): 1 / 0
    """)
    assert status(found) == {
        "right": "passed", "half": "partial", "wrong": "failed", "after": "blocked", "bug": "error"
    }  # fmt: skip
    half, wrong = found["half"], found["wrong"]
    assert (half.fraction, half.reason, half.seen, half.expected, half.values) == (0.5, "half", 1, 2, {"name": "x"})
    assert (wrong.fraction, wrong.seen, wrong.expected, wrong.values) == (0, ["a"], {"b": None}, {"other": True})


def test_a_pass_may_have_a_remark(verdicts):
    right = verdicts("def test_right(): passed('not-proven', seen='x', of='y')")["right"]
    assert (right.status, right.fraction, right.reason, right.seen) == (Status.PASSED, 1, "not-proven", "x")


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.1, "float('nan')"])
def test_a_part_is_more_than_nothing_and_less_than_all(verdicts, fraction):
    part = verdicts(f"def test_part(): partial({fraction}, 'x')")["part"]
    assert part.status == "error"
    assert "between 0 and 1" in part.cause


def test_a_blocked_check_names_the_root_of_the_trouble(verdicts):
    found = verdicts("""
        def test_a(): fail("x")
        @pytest.mark.needs("a")
        def test_b(): pass
        @pytest.mark.needs("b")
        def test_c(): pass
    """)
    assert (found["b"].blocked_by, found["c"].blocked_by) == ("a", "a")


def test_checks_that_fail_for_the_same_wait_for_the_first_of_them(verdicts):
    found = verdicts("""
        from grader.checks import RootCause
        @pytest.fixture
        def network(): fail("missing", expected="net1", root=RootCause("network", "net1"))
        def test_a(network): pass
        def test_b(network): pass
        @pytest.mark.needs("b")
        def test_c(): pass
    """)
    assert status(found) == {"a": "failed", "b": "blocked", "c": "blocked"}
    assert (found["b"].blocked_by, found["b"].reason, found["c"].blocked_by) == ("a", "missing", "a")
    assert found["a"].root == RootCause("network", "net1")


def test_a_root_cause_of_an_unknown_kind_is_an_error_of_the_author(verdicts):
    a = verdicts("""
        from grader.checks import RootCause
        def test_a(): fail("missing", root=RootCause("computer", "x"))
    """)["a"]
    assert a.status == "error"
    assert "The check itself is broken" in a.cause


def test_a_part_is_enough_for_what_needs_it(verdicts):
    found = verdicts("""
        def test_a(): partial(0.1, "x")
        @pytest.mark.needs("a")
        def test_b(): pass
    """)
    assert found["b"].status == "passed"


def test_what_needs_an_unknown_check_or_a_later_one_is_blocked(verdicts):
    found = verdicts("""
        @pytest.mark.needs("nobody")
        def test_a(): pass
        @pytest.mark.needs("c")
        def test_b(): pass
        def test_c(): pass
    """)
    assert (found["a"].blocked_by, found["b"].blocked_by, found["c"].status) == ("nobody", "c", "passed")


def test_what_needs_an_error_is_blocked(verdicts):
    found = verdicts("""
        def test_a(): 1 / 0
        @pytest.mark.needs("a")
        def test_b(): pass
    """)
    assert (found["b"].status, found["b"].blocked_by) == ("blocked", "a")


def test_a_check_may_find_that_it_is_blocked(verdicts):
    found = verdicts("""
        from grader.checks import blocked
        def test_a(): fail("x")
        @pytest.mark.needs("a")
        def test_b(): pass
        def test_c(): blocked("b")
    """)
    assert (found["c"].status, found["c"].blocked_by) == ("blocked", "a")


def test_an_assertion_of_the_author_is_a_failure(verdicts):
    a = verdicts("""
        def test_a():
            seen = 1
            assert seen == 2, "counted"
    """)["a"]
    assert (a.status, a.reason) == ("failed", "assertion")
    assert a.seen == "counted"


def test_an_assertion_in_a_helper_of_the_author_is_a_failure_too(verdicts, tiny):
    (tiny.folder / "helper.py").write_text("def must(x):\n    assert x\n")
    a = verdicts("""
        import importlib.util, pathlib
        spec = importlib.util.spec_from_file_location("helper", pathlib.Path(__file__).parent / "helper.py")
        helper = importlib.util.module_from_spec(spec); spec.loader.exec_module(helper)
        def test_a(): helper.must(False)
    """)["a"]
    assert a.status == "failed"


def test_an_assertion_of_a_library_is_an_error(verdicts):
    a = verdicts("def test_a(host): host.check_output('false')")["a"]
    assert a.status == "error"
    assert "not the student's fault" in a.cause


def test_what_the_engine_does_not_know_is_a_failure(verdicts, monkeypatch, engine):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({})}")
    a = verdicts("def test_a(docker): docker.images.get('hello')")["a"]
    assert (a.status, a.reason, a.seen) == ("failed", "not-found", "No such image: /images/hello/json")


@pytest.mark.parametrize("refused", [403, 409, 500, 501, 503])
def test_what_the_engine_refuses_is_the_fault_of_the_engine(verdicts, monkeypatch, engine, refused):
    answers = {"/containers/json": (refused, {"message": "the driver does not support this"})}
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers)}")
    a = verdicts("def test_a(docker): docker.containers.list()")["a"]
    assert a.status == "error"
    assert f"The Docker Engine refused a request of the check (status {refused}: the driver does not" in a.cause
    assert "broken" not in a.cause


def test_a_request_that_no_engine_understands_is_a_bug_in_the_check(verdicts, monkeypatch, engine):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/containers/json': (400, {'message': 'bad filter'})})}")
    assert "The check itself is broken" in verdicts("def test_a(docker): docker.containers.list()")["a"].cause


def test_a_bug_in_a_check_is_an_error_with_its_place_and_traceback(verdicts):
    a = verdicts("def test_a(): {}['key']")["a"]
    assert a.status == "error"
    assert re.search(r"\(test_ex01\.py:\d+: KeyError: 'key'\)", a.cause)
    assert "tell the author" in a.cause
    assert a.trace.startswith('Traceback (most recent call last):\n  File "')
    assert a.trace.count("File") == 1
    assert a.trace.endswith("KeyError: 'key'\n")


def test_an_error_names_the_line_of_the_suite_that_it_came_through(verdicts):
    found = verdicts("""
        import json
        def helper(text):
            return json.loads(text)
        def test_a(): helper("{")
        def test_b(session): session.run("sleep 9", seconds=0.1)
        def test_c():
            try: open("/etc/hostname")
            except Exception: pass
        def test_d(missing): pass
        def test_e(): fail("x")
    """)
    places = {check: verdict.place for check, verdict in found.items()}
    assert places["a"] == ErrorPlace("test_ex01.py", 6, "helper", "return json.loads(text)")
    assert (str(places["b"]), places["b"].function) == ("test_ex01.py:8", "test_b")
    assert [places[check] for check in "cde"] == [None, None, None]


def test_a_bug_in_one_check_does_not_touch_the_others(verdicts):
    found = verdicts("""
        def test_a(): fail("x", seen={1, 2})
        def test_b(): fail(object())
        def test_c(): partial(0.5, "x", seen=b"bytes")
        def test_d(): raise SystemExit(0)
        def test_e(): raise GeneratorExit
        def test_f(): exec("!")
        def test_z(): pass
    """)
    assert status(found) == {**dict.fromkeys("abcdef", "error"), "z": "passed"}


@pytest.mark.parametrize(
    "leaving", ["pytest.skip('x')", "pytest.xfail('x')", "pytest.fail('x')", "pytest.importorskip('nix')"]
)
def test_pytest_s_own_ways_out_are_no_verdict(verdicts, leaving):
    assert verdicts(f"def test_a(): {leaving}")["a"].status == "error"


@pytest.mark.parametrize("mark", ["skip", "skipif(True, reason='x')", "xfail", "xfail(run=False)"])
def test_a_mark_makes_no_check_green(verdicts, mark):
    assert verdicts(f"@pytest.mark.{mark}\ndef test_a(): fail('x')")["a"].status in {"failed", "error"}


def test_a_fixture_s_failure_is_the_check_s(verdicts):
    found = verdicts("""
        @pytest.fixture(scope="module")
        def thing(): fail("no-thing", seen="x")
        def test_a(thing): pass
        def test_b(thing): pass
        def test_c(): pass
    """)
    assert status(found) == {"a": "failed", "b": "failed", "c": "passed"}
    assert found["b"].reason == "no-thing"


def test_a_fixture_s_bug_is_an_error(verdicts):
    found = verdicts("""
        @pytest.fixture
        def thing(): return {}["x"]
        def test_a(thing): pass
        def test_b(nobody_has_this): pass
        def test_c(): pass
    """)
    assert status(found) == {"a": "error", "b": "error", "c": "passed"}


def test_an_error_while_tidying_up_is_an_error(verdicts):
    found = verdicts("""
        @pytest.fixture
        def thing():
            yield
            raise OSError("left something behind")
        def test_a(thing): pass
        def test_b(thing): fail("x")
        def test_c(): pass
    """)
    assert status(found) == {"a": "error", "b": "error", "c": "passed"}
    assert "left something behind" in found["a"].cause


def test_nothing_of_an_author_hides_a_verdict(verdicts):
    a = verdicts("""
        def test_a():
            try:
                fail("wrong")
            except Exception:
                pass
    """)["a"]
    assert a.status == "failed"


def test_only_the_checks_asked_for_run_and_what_they_need(verdicts):
    found = verdicts(
        """
        def test_a(): pass
        def test_b(): pass
        @pytest.mark.needs("a")
        def test_c(): pass
        @pytest.mark.needs("c")
        def test_d(): pass
        """,
        only=("d",),
    )
    assert list(found) == ["a", "c", "d"]


def test_a_verdict_knows_what_its_fixtures_looked_at(tiny):
    tiny.write("""
        @pytest.fixture(scope="module")
        def said(host): return host.run("echo said").rc
        def test_a(said): pass
        def test_b(said): pass
        def test_c(): pass
    """)
    attempt = tiny.run()
    asked = {v.check: [attempt.evidence.facts[place].command for place in v.facts] for v in attempt.verdicts}
    assert asked == {"a": ["echo said"], "b": ["echo said"], "c": []}


def test_a_verdict_knows_what_was_looked_at(tiny):
    tiny.write("""
        def test_a(host): host.run("echo one"); host.run("echo two")
        def test_b(host): host.run("echo three")
    """)
    attempt = tiny.run()
    asked = {v.check: [attempt.evidence.facts[place].command for place in v.facts] for v in attempt.verdicts}
    assert asked == {"a": ["echo one", "echo two"], "b": ["echo three"]}


@pytest.mark.parametrize(
    ("suite", "said"),
    [
        ("def test_a(: pass", "ex01 cannot be run: test_ex01.py:3: SyntaxError: invalid syntax"),
        ("import no_such\n", "ex01 cannot be run: test_ex01.py:3: ModuleNotFoundError: No module named 'no_such'"),
        ("1 / 0\n", "ex01 cannot be run: test_ex01.py:3: ZeroDivisionError: division by zero"),
        ("@pytest.mark.need('b')\ndef test_a(): pass", "'need' not found in `markers`"),
        ("def a(): pass", "has no checks"),
    ],
)
def test_a_suite_that_cannot_be_loaded_is_broken(verdicts, suite, said):
    with pytest.raises(CheckBroken, match="The suite of ex01 cannot be run") as caught:
        verdicts(suite)
    assert said in caught.value.problem
    assert "grader lint ex01" in caught.value.next_step


def test_a_suite_may_have_a_conftest_of_its_own(verdicts, tiny):
    (tiny.folder / "conftest.py").write_text("import pytest\n@pytest.fixture\ndef mine(): return 7\n")
    assert verdicts("def test_a(mine): assert mine == 7")["a"].status == "passed"


def test_a_pytest_configuration_nearby_changes_nothing(verdicts, tiny, monkeypatch):
    (tiny.root / "pytest.ini").write_text("[pytest]\naddopts = --collect-only -k nothing\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    assert verdicts("def test_a(): fail('x')")["a"].status == "failed"


def test_a_check_that_prints_disturbs_nobody(verdicts, capfd):
    assert verdicts("def test_a(): print('noise')")["a"].status == "passed"
    assert "noise" not in capfd.readouterr().out
