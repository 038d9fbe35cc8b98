import getpass
import json
import os
import time

import pytest
from lxml import etree

from grader.evidence.file import Evidence
from grader.reports.formats import ResultFormat


def test_all_passed_is_exit_code_0(tiny, check):
    tiny.write("def test_a(): pass")
    code, out, err = check()
    assert (code, err) == (0, "")
    assert "100 / 100 points" in out
    assert "Well done!" in out


def test_something_failed_is_exit_code_1(mixed, check):
    code, out, err = check()
    assert (code, err) == (1, "")
    assert "It is wrong" in out
    assert "Think of wrong." in out


def test_a_hidden_check_is_not_shown_but_counted(mixed, check):
    _, out, _ = check("--format", "json")
    result = json.loads(out)
    assert [one["id"] for one in result["checks"]] == ["right", "wrong", "after"]
    assert result["hidden"] == 1
    assert "Nobody sees this" not in out


@pytest.mark.parametrize("name", ["secret", "nobody"])
def test_an_unknown_or_hidden_check_is_wrong_use_and_not_given_away(mixed, check, name):
    code, out, err = check("--only", name)
    assert (code, out) == (2, "")
    assert err.startswith(f"grader: ex01 has no check “{name}”.")
    assert "right, wrong, after" in err
    assert "secret" not in err.replace("“secret”", "")


def test_a_check_that_may_be_meant_is_named(mixed, check):
    assert "Did you mean “wrong”?" in check("--only", "wrnog")[2]


@pytest.mark.parametrize("format_", ResultFormat)
def test_a_check_that_waits_for_a_hidden_one_does_not_name_it(tiny, check, format_):
    suite = """
        def test_furtive(): fail("missing")
        @pytest.mark.needs("furtive")
        def test_open(): pass
    """
    tiny.write(suite, furtive={"visibility": "hidden"})
    _, out, err = check("--format", format_)
    assert "open" in out
    assert "furtive" not in out + err


def test_only_one_check_and_what_it_needs(mixed, check):
    code, out, _ = check("--only", "after", "--format", "json")
    [after] = json.loads(out)["checks"]
    assert (code, after["status"], after["blocked_by"]) == (1, "blocked", "wrong")


def test_a_check_that_could_not_tell_is_exit_code_3(tiny, check):
    tiny.write("def test_a(): 1 / 0\ndef test_b(): pass")
    code, out, _ = check("--format", "json")
    result = json.loads(out)
    assert (code, result["status"], result["score"]) == (3, "error", None)
    assert "ZeroDivisionError" in result["cause"]


def test_a_broken_suite_is_exit_code_3(tiny, check):
    tiny.write("import no_such_module\ndef test_a(): pass")
    code, out, _ = check("--format", "json")
    assert code == 3
    assert "No module named 'no_such_module'" in json.loads(out)["cause"]


def test_a_suite_that_is_no_python_is_wrong_use_or_an_error(tiny, check):
    tiny.write("def test_a(: pass")
    code, _, _ = check()
    assert code in {2, 3}


def test_an_unreachable_host_is_exit_code_3(tiny, check, tmp_path):
    tiny.write("def test_a(): pass")
    (tmp_path / "config").write_text("Host graded\n  HostName no-such-host.invalid\n")
    code, out, _ = check("--host", "ssh://graded", "--ssh-config", tmp_path / "config")
    assert code == 3
    assert "There is no host named ssh://graded" in " ".join(out.split())


def test_a_silent_host_is_exit_code_3_within_its_deadline(tiny, check, tmp_path, serving, within):
    tiny.write("def test_a(): pass", seconds=1)
    port = serving(lambda _: time.sleep(60), tcp=True)
    (tmp_path / "config").write_text(f"Host graded\n  HostName 127.0.0.1\n  Port {port}\n")
    with within(1):
        code, _, _ = check("--host", "ssh://graded", "--ssh-config", tmp_path / "config")
    assert code == 3


def test_a_host_over_ssh_is_checked(mixed, check, sshd):
    server = sshd()
    code, out, _ = check("--host", "ssh://graded", "--ssh-config", server.config, "--format", "json")
    assert (code, json.loads(out)["host"], server.logins) == (1, "ssh://graded", 1)


def test_options_for_ssh_are_passed_on(mixed, check, sshd, ssh_keys):
    server = sshd()
    server.configure(IdentityFile="/dev/null")
    key = f"IdentityFile={ssh_keys / 'user'}"
    assert check("--host", "ssh://graded", "--ssh-config", server.config, "--ssh-option", key)[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "ex99"], "There is no exercise “ex99”"),
        (["check"], "No exercise is named. → Name one, such as ex05, or add --all."),
        (["check", "ex01", "--all"], "--all checks all exercises; you named some."),
        (["check", "--all", "--only", "right"], "--only works with one exercise."),
        (["check", "ex01", "--host", "non sense"], "“ssh://non sense” is not a valid host"),
        (["check", "ex01", "--host", "ssh://-oProxyCommand=x"], "is not a valid host"),
        (["check", "ex01", "--host", "evidence:/no/such/file"], "No such file"),
        (["check", "ex01", "--format", "pdf"], "--format: “pdf” is not allowed here."),
        (["check", "ex01", "--patience", "0"], "--patience: at least 0.1 is expected, found “0”."),
        (["check", "ex01", "--lang", "de"], "--lang: “de” is not allowed here."),
        (["check", "ex01", "--ssh-config", "/no/such/file", "--host", "ssh://x"], "There is no ssh configuration"),
        (["check", "ex01", "--no-such-option"], "“grader check” has no option --no-such-option."),
        (["no-such-command"], "“grader” has no command “no-such-command”."),
    ],
)
def test_wrong_use_is_exit_code_2_and_said_on_standard_error(call, mixed, words, said):
    course = ["--course", mixed.root] if words[0] == "check" and words != ["check"] else []
    code, out, err = call(*words, *course)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


def test_a_course_that_is_none_is_wrong_use(call, tmp_path):
    code, out, err = call("check", "ex01", "--course", tmp_path)
    assert (code, out) == (2, "")
    assert "is not a course" in err
    assert "  → " in err


def test_a_wrong_file_of_the_course_is_told_with_its_line(call, mixed):
    (mixed.root / "rubrics" / "ex01.yml").write_text("exercise: ex01\nchecks: {a: {pionts: 3}}\n")
    code, _, err = call("check", "ex01", "--course", mixed.root)
    assert code == 2
    assert "rubrics/ex01.yml, line 2, checks.a: “pionts” is not a known key. Did you mean “points”?" in err


FORMATS = {
    "json": lambda data: json.loads(data)["schema"] == "grader.result/1",
    "junit": lambda data: etree.fromstring(data).tag == "testsuites",
    "html": lambda data: b"<!doctype html>" in data.lower()[:200],
    "github": lambda data: b"::error" in data,
    "text": lambda data: "It is wrong" in data.decode(),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_result_is_written_in_any_format(mixed, check, name):
    code, out, err = check("--format", name)
    assert (code, err) == (1, "")
    assert FORMATS[name](out.encode())


@pytest.mark.parametrize("name", FORMATS)
def test_a_result_is_written_to_a_file(mixed, check, tmp_path, name):
    path = tmp_path / "deep" / "result"
    code, out, err = check("--format", name, "--output", path)
    assert (code, out) == (1, "")
    assert str(path) in err
    assert FORMATS[name](path.read_bytes())


def test_where_nothing_can_be_written_is_wrong_use(mixed, check, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = check("--format", "json", "--output", tmp_path / "file" / "result.json")
    assert code == 2
    assert str(tmp_path / "file") in err
    assert "Traceback" not in err


def test_results_speak_korean(mixed, check):
    _, out, _ = check("--lang", "ko")
    assert "확인 wrong" in out
    assert "wrong 생각" in out


def test_results_speak_the_locale_s_language(mixed, check, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert "확인 wrong" in check()[1]


def test_what_was_seen_can_be_kept_and_checked_again(mixed, check, tmp_path):
    path = tmp_path / "seen.gz"
    first = json.loads(check("--format", "json", "--evidence", path)[1])
    code, out, _ = check("--format", "json", "--host", f"evidence:{path}")
    again = json.loads(out)
    assert code == 1
    assert [(c["id"], c["status"], c["points"]) for c in again["checks"]] == [
        (c["id"], c["status"], c["points"]) for c in first["checks"]
    ]
    assert again["host"] == "local:"
    assert Evidence.read(path).manifest.exercise == "ex01"


@pytest.fixture
def buggy(tiny):
    """A suite with an error in a check, after a question to the host."""
    tiny.write("""
        def test_a(session):
            seen = session.run("echo hello").out
            assert {}[seen]
        def test_b(): pass
    """)
    return tiny


def test_an_error_in_a_check_shows_its_source_on_request_only(buggy, call):
    words = ("check", "ex01", "--course", buggy.root, "--lang", "en")
    assert "assert {}" not in call(*words)[1]
    code, out, _ = call(*words, "--debug")
    assert code == 3
    shown = out[out.index("ex01 a\n") :].splitlines()
    assert shown[1:5] == [
        "  test_ex01.py:6 in test_a",
        "    assert {}[seen]",
        "  asked until then:",
        "    $ echo hello",
    ]
    assert shown[5:8] == ["      hello", "      (exit code 0)", "  Traceback (most recent call last):"]
    assert shown[-1].startswith("  KeyError: b'hello")


def test_an_error_in_a_check_has_its_source_in_json_on_request_only(buggy, call):
    words = ("check", "ex01", "--course", buggy.root, "--format", "json")
    assert "debug" not in call(*words)[1]
    a, b = json.loads(call(*words, "--debug")[1])["checks"]
    assert "debug" not in b
    trace = a["debug"].pop("traceback")
    assert a["debug"] == {
        "file": "test_ex01.py",
        "line": 6,
        "function": "test_a",
        "source": "assert {}[seen]",
        "asked": [{"asked": "echo hello", "answered": "hello\n(exit code 0)"}],
    }
    assert "KeyError" in trace


@pytest.mark.parametrize("format_", ["html", "junit", "github"])
def test_pages_and_reports_never_quote_the_suite(buggy, call, format_):
    words = ("check", "ex01", "--course", buggy.root, "--format", format_)
    assert "assert {}" not in call(*words)[1]
    code, _, err = call(*words, "--debug")
    assert code == 2
    assert "--debug works with text and JSON only." in err


def test_what_is_not_in_evidence_is_an_error_not_a_failure(mixed, check, tmp_path):
    path = tmp_path / "seen.gz"
    check("--evidence", path)
    mixed.write("def test_right(host): assert host.run('something new').rc == 0")
    code, out, _ = check("--format", "json", "--host", f"evidence:{path}")
    result = json.loads(out)
    assert (code, result["status"], result["checks"][0]["status"]) == (3, "error", "error")
    assert "Not in evidence: the command “something new”" in result["cause"]


def test_a_changed_rubric_scores_old_evidence_anew(mixed, check, tmp_path):
    path = tmp_path / "seen.gz"
    before = json.loads(check("--format", "json", "--evidence", path)[1])
    text = (mixed.root / "rubrics" / "ex01.yml").read_text()
    (mixed.root / "rubrics" / "ex01.yml").write_text(text.replace("25.0", "50.0", 1))
    after = json.loads(check("--format", "json", "--host", f"evidence:{path}")[1])
    assert (before["score"], after["score"]) == (25, 50)


def test_evidence_of_another_exercise_is_refused(mixed, check, tmp_path):
    path = tmp_path / "seen.gz"
    check("--evidence", path)
    evidence = Evidence.read(path)
    evidence.manifest = evidence.manifest.model_copy(update={"exercise": "ex02"})
    evidence.write(path)
    code, out, err = check("--host", f"evidence:{path}")
    assert (code, out) == (2, "")
    assert "is evidence of ex02, not of ex01" in err


def test_evidence_of_another_account_is_refused(mixed, check, tmp_path):
    path = tmp_path / "seen.gz"
    check("--evidence", path)
    code, out, err = check("--host", f"evidence:{path}", "--account", "no-such-student")
    assert (code, out) == (2, "")
    assert f"is evidence of the account {getpass.getuser()}, not of no-such-student" in " ".join(err.split())


def test_damaged_evidence_is_named(mixed, check, tmp_path):
    (tmp_path / "seen.gz").write_bytes(b"damaged")
    code, out, err = check("--host", f"evidence:{tmp_path / 'seen.gz'}")
    assert (code, out) == (2, "")
    assert "is not a readable evidence file" in err


def test_evidence_that_cannot_be_kept_is_wrong_use(mixed, check, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = check("--evidence", tmp_path / "file" / "seen.gz")
    assert code == 2
    assert "cannot be written" in err


def test_secrets_are_in_no_report_and_no_evidence(tiny, check, tmp_path):
    tiny.write("def test_a(host): fail('x', seen=host.run('echo DB_PASSWORD=hunter2').stdout)")
    for name in ("json", "html"):
        _, out, err = check("--format", name, "--evidence", tmp_path / "seen.gz")
        assert "hunter2" not in out.replace("echo DB_PASSWORD=hunter2", "") + err
    facts = Evidence.read(tmp_path / "seen.gz").facts
    assert not any("hunter2" in str(fact.out) for fact in facts)


def test_output_that_is_no_text_is_shown_all_the_same(tiny, check):
    tiny.write(r"""def test_a(host): fail("x", seen="\udcff\ud800 " + host.run("printf '\\377'").stdout)""")
    for name in ("json", "text"):
        assert check("--format", name)[0] == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming somebody else needs root")
def test_another_account_may_be_graded(tiny, call):
    tiny.write("def test_a(host, account): assert host.user().name == account.name == 'nobody'")
    assert call("check", "ex01", "--course", tiny.root, "--account", "nobody")[0] == 0


def test_an_account_that_is_not_there_is_exit_code_3(tiny, call):
    tiny.write("def test_a(): pass")
    code, out, _ = call("check", "ex01", "--course", tiny.root, "--account", "no-such-student")
    assert code == 3
    assert "There is no account no-such-student" in " ".join(out.split())


def test_patience_gives_slow_hosts_more_time(tiny, check):
    tiny.write("def test_a(host): host.run('sleep 1.5')", check_seconds=1)
    assert check()[0] == 3
    assert check("--patience", "4")[0] == 0


PARAMS = 'def test_net(param):\n    """The net is {net}"""\n    assert param["net"] == "mine"\n'


@pytest.fixture
def netted(tiny):
    """An exercise with a parameter, and a class in which each student has another one."""
    tiny.write(PARAMS, net={"title": {"ko": "네트워크 {net}"}})
    keys = json.loads((tiny.folder / "exercise.yml").read_text())
    tiny.save("exercises/ex01_tiny/exercise.yml", **keys, params={"net": "ours"})
    (tiny.root / "roster.csv").write_text("student_id,host,net\ns1,local:,mine\ns2,local:,theirs\n")
    wishes = {"course": ".", "roster": "roster.csv", "params": {"ex01": {"net": "{column:net}"}}}
    tiny.save("class.yml", name="c", **wishes)
    return tiny


def test_a_student_checks_by_their_own_parameters(netted, call):
    words = ("check", "ex01", "--class", netted.root / "class.yml", "--account", getpass.getuser(), "--student")
    code, out, _ = call(*words, "s1", "--format", "json")
    assert (code, "The net is mine" in out, "s1" in out) == (0, True, True)
    code, out, _ = call(*words, "s2")
    assert (code, "The net is theirs" in out) == (1, True)
    assert call(*words, "s2", "--param", "net=mine")[0] == 0


def test_a_parameter_may_be_given_on_the_command_line(netted, check):
    assert check("--param", "net=mine")[0] == 0
    code, _, err = check("--param", "port=80")
    assert (code, "ex01 has no parameter “port”" in err, "net" in err) == (2, True, True)


def test_evidence_is_checked_again_by_the_parameters_it_was_recorded_with(netted, check, tmp_path):
    assert check("--param", "net=mine", "--evidence", tmp_path / "ex01.gz")[0] == 0
    code, out, _ = check("--host", f"evidence:{tmp_path / 'ex01.gz'}", "--format", "json")
    assert (code, "The net is mine" in out) == (0, True)


@pytest.mark.parametrize("words", [["--student", "s1"], ["--class", "class.yml"]])
def test_a_class_and_a_student_go_together(netted, check, words):
    code, _, err = check(*words)
    assert (code, "--class and --student go together" in err) == (2, True)


@pytest.mark.parametrize("host", ["student@127.0.0.1:9", "127.0.0.1:9"])
def test_a_host_may_be_named_as_in_a_roster(tiny, check, host):
    tiny.write("def test_a(): pass")
    code, out, _ = check("--host", host, "--format", "json")
    assert (code, json.loads(out)["host"]) == (3, f"ssh://{host}")
    assert "Connection refused" in json.loads(out)["cause"]


def test_an_exercise_may_be_written_in_capitals(tiny, check, call):
    tiny.write("def test_a(): pass")
    assert call("check", "EX01", "--course", tiny.root, "--account", getpass.getuser())[0] == 0


@pytest.fixture
def pair(tiny):
    """A course of two exercises: one passes, one fails."""
    tiny.write("def test_a(host): assert host.run('echo a').rc == 0")
    tiny.second("def test_b(host): fail('missing', seen=host.run('echo b').stdout)")
    return tiny


@pytest.mark.parametrize("names", [["ex01", "2"], ["--all"]])
def test_several_exercises_are_checked_in_one_go(pair, call, names):
    code, out, err = call("check", *names, "--course", pair.root, "--account", getpass.getuser(), "--format", "json")
    found = json.loads(out)
    assert (code, err, found["schema"]) == (1, "", "grader.results/1")
    assert [(one["exercise"], one["score"]) for one in found["results"]] == [("ex01", 100), ("ex02", 0)]
    assert all(0 < one["seconds"] < 20 for one in found["results"])


def test_several_exercises_take_one_login(pair, call, sshd):
    server = sshd()
    words = ["--host", "ssh://graded", "--ssh-config", server.config, "--course", pair.root]
    assert call("check", "--all", *words)[0] == 1
    assert server.logins == 1


def test_an_exercise_that_is_named_twice_is_checked_once(pair, call):
    words = ["--course", pair.root, "--account", getpass.getuser(), "--format", "json"]
    assert json.loads(call("check", "ex01", "1", *words)[1])["schema"] == "grader.result/1"


def test_the_evidence_of_several_exercises_goes_into_a_folder(pair, call, tmp_path):
    words = ["--course", pair.root, "--account", getpass.getuser()]
    assert call("check", "--all", *words, "--evidence", tmp_path / "kept")[0] == 1
    assert sorted(one.name for one in (tmp_path / "kept").iterdir()) == ["ex01.evidence", "ex02.evidence"]
    assert call("check", "ex01", *words, "--host", f"evidence:{tmp_path / 'kept' / 'ex01.evidence'}")[0] == 0


def test_parameters_are_given_to_one_exercise(pair, call):
    code, _, err = call("check", "--all", "--course", pair.root, "--param", "a=1")
    assert (code, "--param works with one exercise; you named 2." in err) == (2, True)


def test_a_host_that_cannot_be_reached_is_an_error_of_each_exercise(pair, call):
    words = ["--course", pair.root, "--host", "ssh://127.0.0.1:9", "--format", "json"]
    code, out, _ = call("check", "--all", *words)
    assert code == 3
    assert ["Connection refused" in one["cause"] for one in json.loads(out)["results"]] == [True, True]


@pytest.mark.parametrize(("due", "days", "score"), [("2001-01-01", 1, "50 / 100"), ("2099-01-01", None, "100 / 100")])
def test_with_a_class_the_due_time_and_lateness_are_shown(netted, call, due, days, score):
    wishes = {"course": ".", "roster": "roster.csv", "params": {"ex01": {"net": "{column:net}"}}}
    late = {"per_day": "10%", "floor": "50%"}
    netted.save("class.yml", name="c", timezone="Asia/Seoul", due={"ex01": f"{due}T12:00"}, late=late, **wishes)
    words = ["--all", "--class", netted.root / "class.yml", "--student", "s1", "--account", getpass.getuser()]
    code, out, _ = call("check", *words)
    assert code == 0
    assert f"{due} 12:00" in out
    assert score in out
    late_effect = json.loads(call("check", *words, "--format", "json")[1])["late"]
    assert (late_effect is None) == (days is None)


def test_one_check_writes_several_formats(mixed, check, tmp_path):
    junit, markdown = tmp_path / "ex01.xml", tmp_path / "ex01.md"
    code, out, err = check("--also", f"junit={junit}", "--also", f"markdown={markdown}")
    assert code == 1
    assert "It is wrong" in out
    assert err == f"{junit}\n{markdown}\n"
    assert etree.parse(junit).getroot().tag == "testsuites"
    assert markdown.read_text(encoding="utf-8").startswith("## ex01 Tiny")


@pytest.mark.parametrize("given", ["junit", "junit=", "zzz=x", "=x"])
def test_another_format_needs_a_name_and_a_file(mixed, check, given):
    code, out, err = check("--also", given)
    assert (code, out) == (2, "")
    assert err.startswith(f"grader: “{given}” is not a format and a file.")


def test_a_format_that_needs_a_score_is_not_written_without_one(tiny, check, tmp_path):
    tiny.write("def test_a(): raise RuntimeError")
    code, out, err = check("--also", f"gradescope={tmp_path / 'results.json'}")
    assert code == 3
    assert "ex01 could not be graded, so there is no score" in err
    assert out
    assert not (tmp_path / "results.json").exists()
