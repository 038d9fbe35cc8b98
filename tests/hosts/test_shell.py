import os
import shlex
import shutil
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import GarbledAnswer, HostTimeout
from grader.hosts.base import Command
from grader.hosts.shell import Shell, ShellLost, _Stream
from tests.support.processes import until


@pytest.fixture
def started():
    """started("dash"): a shell that is ready; started(…, ready=False): one that was only spawned."""
    shells = []

    def start(*argv, ready=True):
        shell = Shell(argv or ("sh",))
        shells.append(shell)
        if ready:
            shell.ready(10)
        return shell

    yield start
    for shell in shells:
        shell.close()


SHELLS = [words for words in (["dash"], ["bash"], ["busybox", "sh"]) if shutil.which(words[0])]


@pytest.fixture(params=SHELLS, ids=lambda words: words[0])
def shell(request, started):
    return started(*request.param)


def test_a_command_returns_its_exit_code_and_both_streams(shell):
    result = shell.run(Command("echo out; echo err >&2; exit 7"))
    assert (result.rc, result.out, result.err) == (7, b"out\n", b"err\n")


def test_no_newline_is_added_to_the_output(shell):
    assert shell.run(Command("printf '%s' end")).out == b"end"


def test_no_output_is_empty_output(shell):
    result = shell.run(Command("true"))
    assert (result.rc, result.out, result.err) == (0, b"", b"")


def test_commands_do_not_affect_the_output_of_each_other(shell):
    said = [shell.run(Command(f"echo {n}")).out for n in range(20)]
    assert said == [b"%d\n" % n for n in range(20)]


def test_a_command_cannot_change_the_environment_of_the_next(shell):
    shell.run(Command("cd /; x=1; export x; umask 777; exec 2>&-; exit 3"))
    assert shell.run(Command("echo $x; pwd; echo said >&2")).out != b"1\n/\n"
    assert shell.run(Command("echo said >&2")).err == b"said\n"


def test_standard_input_of_a_command_is_empty(shell):
    assert shell.run(Command("cat; echo done")).out == b"done\n"


def test_output_that_is_not_text_is_returned_unchanged(shell):
    assert shell.run(Command(r"printf '\000\377\200\n\r'")).out == b"\0\xff\x80\n\r"


def test_large_output_is_complete(shell):
    assert len(shell.run(Command("head -c 900000 /dev/zero")).out) == 900_000


def test_a_command_of_many_lines_and_quotes_runs_as_written(shell):
    assert shell.run(Command("cat <<'X'\n\"a\" 'b' \\n $HOME `c` %s\nX\n")).out == b"\"a\" 'b' \\n $HOME `c` %s\n"


@pytest.fixture(scope="module")
def one_shell():
    shell = Shell(["sh"])
    shell.ready(10)
    yield shell
    shell.close()


@settings(deadline=None, max_examples=60)
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_any_text_reaches_the_host_unchanged(one_shell, text):
    assert one_shell.run(Command(f"printf %s {shlex.quote(text)}")).out == text.encode()


def test_a_command_that_hangs_is_stopped_at_its_deadline(shell, within):
    with within(1):
        result = shell.run(Command("sleep 60", seconds=1))
    assert result.timed_out
    assert shell.run(Command("echo still here")).out == b"still here\n"


def test_a_command_that_exceeds_a_fractional_deadline_times_out(started):
    assert started().run(Command("sleep 60", seconds=2.4)).timed_out


def test_a_command_that_ignores_signals_is_killed(started, within, no_process_has):
    with within(1):
        result = started().run(Command("trap '' TERM; sleep 71.5; sleep 71.5", seconds=1))
    assert result.timed_out
    assert no_process_has("71.5")


def test_exit_code_124_alone_is_not_a_timeout(shell):
    result = shell.run(Command("exit 124"))
    assert (result.rc, result.timed_out) == (124, False)


def test_output_is_truncated_at_the_limit(shell, within):
    with within(20):
        result = shell.run(Command("head -c 100000000 /dev/zero", limit=1000))
    assert (len(result.out), result.truncated) == (1000, True)
    assert shell.run(Command("echo next")).out == b"next\n"


def test_endless_output_on_both_streams_is_truncated(shell):
    result = shell.run(Command("yes; yes >&2", seconds=5, limit=5000))
    assert (len(result.out), result.truncated, result.timed_out) == (5000, True, False)


def test_output_exactly_at_the_limit_is_not_truncated(shell):
    result = shell.run(Command("printf 12345", limit=5))
    assert (result.out, result.truncated) == (b"12345", False)


def test_output_cannot_be_mistaken_for_a_marker(started):
    shell = started()
    result = shell.run(Command(r"printf '\n%s 2 0\n' 0123456789abcdef01234567; echo end"))
    assert result.out.endswith(b"end\n")


@pytest.mark.parametrize("text", ["true\0", "x" * 200_000])
def test_a_command_that_no_shell_accepts_is_refused_before_it_is_sent(started, text):
    with pytest.raises(GarbledAnswer, match="no shell can run"):
        started().run(Command(text))


def test_a_long_command_runs(shell):
    assert shell.run(Command(": " + "x" * 99_000 + "; echo end")).out == b"end\n"


def test_a_shell_that_ends_at_once_says_why(started):
    with pytest.raises(ShellLost) as lost:
        started("sh", "-c", "echo no entry >&2; exit 1", ready=False).ready(5)
    assert (lost.value.output, lost.value.ready) == ("no entry\n", False)


def test_a_shell_that_prints_nothing_times_out_at_its_deadline(started, within):
    with within(1), pytest.raises(HostTimeout, match="did not start a shell in time"):
        started("sleep", "60", ready=False).ready(1)


def test_a_shell_that_never_stops_printing_times_out_at_its_deadline(started, within):
    with within(1), pytest.raises(HostTimeout, match="did not start a shell in time"):
        started("sh", "-c", "yes garbage & yes garbage >&2", ready=False).ready(1)


def test_a_shell_that_only_writes_to_stderr_times_out_at_its_deadline(started, within):
    with within(2), pytest.raises((HostTimeout, ShellLost)):
        started("sh", "-c", "exec >&-; yes complaint >&2", ready=False).ready(2)


def test_output_before_the_shell_is_ready_is_noise(started):
    shell = started("sh", "-c", "echo welcome; echo 'last login: \377' >&2; exec sh", ready=False)
    assert "last login" in shell.ready(5)
    assert shell.run(Command("echo mine")).out == b"mine\n"


def test_a_shell_killed_during_a_command_is_lost_at_once(started, within):
    shell = started()
    with within(3), pytest.raises(ShellLost) as lost:
        shell.run(Command(f"kill -9 {shell._process.pid}; sleep 1", seconds=30))
    assert lost.value.ready


def test_a_lost_shell_stays_lost_and_repeats_the_reason(started, within):
    shell = started()
    os.kill(shell._process.pid, signal.SIGSTOP)
    with within(1), pytest.raises(HostTimeout) as first:
        shell.run(Command("true", seconds=1))
    os.kill(shell._process.pid, signal.SIGCONT)
    with within(0), pytest.raises(HostTimeout) as second:
        shell.run(Command("true", seconds=1))
    assert second.value.problem == first.value.problem


def test_an_answer_without_an_exit_code_is_garbled(started):
    # Only a hostile host would read the marker out of our own program.
    liar = started("python3", "-c", LIAR, ready=False)
    liar.ready(5)
    with pytest.raises(GarbledAnswer, match="invalid exit code"):
        liar.run(Command("true", seconds=3))


def _chatter(streams):
    """The two streams of a shell that sends these pieces, and how long taking them in took."""
    marker = b"\n" + b"m" * 24 + b" 1"
    read, write = os.pipe()
    stream, started = _Stream(read), time.process_time()
    for piece in streams:
        os.write(write, piece)
        stream.take()
        if not stream.has(marker):
            stream.forget(1000)
    os.close(write)
    os.close(read)
    return stream, marker, time.process_time() - started


def test_output_in_small_pieces_is_searched_once():
    stream, marker, seconds = _chatter([*[b"x" * 50 for _ in range(20_000)], b"\n" + b"m" * 23, b"m 1", b" 0\n"])
    assert seconds < 2
    output, tail = stream.split(marker)
    assert (output[:1001], tail) == (b"x" * 1001, b" 0")


def test_endless_output_stays_small():
    stream, _, _ = _chatter(b"\n" * 60_000 for _ in range(500))
    assert len(stream.kept) < 600_000


@pytest.mark.parametrize("length", [100, 9_000_000])
def test_a_marker_without_an_end_is_not_kept(started, within, length):
    liar = started("python3", "-c", LIAR.replace('(1, "green")', f'(1, "x" * {length})'), ready=False)
    liar.ready(5)
    with within(5), pytest.raises((GarbledAnswer, HostTimeout)):
        liar.run(Command("true", seconds=3))


LIAR = r"""
import os, re, sys
program = b""
while b"main; exit" not in program:
    program += os.read(0, 65536)
mark = re.search(rb"\\n([0-9a-f]{24}) 0 0", program)[1].decode()
for number, code in (0, "0"), (1, "green"):
    sys.stdout.write(f"\n{mark} {number} {code}\n"); sys.stdout.flush()
    sys.stderr.write(f"\n{mark} {number}\n"); sys.stderr.flush()
    os.read(0, 65536)
"""


def test_the_exit_command_runs_when_the_grader_closes_the_shell(started, tmp_path):
    shell = started()
    shell.on_exit(f"echo kept > {tmp_path}/promise")
    shell.close()
    until((tmp_path / "promise").exists)


def test_the_exit_command_runs_when_the_grader_is_killed(started, tmp_path):
    script = (
        "from grader.hosts.shell import Shell; import os, signal; s = Shell(['sh']); s.ready(5);"
        f"s.on_exit('echo kept > {tmp_path}/promise'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script], check=False, timeout=20)
    until((tmp_path / "promise").exists)


def test_an_exit_command_that_was_taken_back_does_not_run(started, tmp_path):
    shell = started()
    shell.on_exit(f"echo kept > {tmp_path}/promise")
    shell.on_exit("")
    shell.close()
    assert not (tmp_path / "promise").exists()


def test_an_exit_command_that_hangs_does_not_block_the_grader(started, within):
    shell = started()
    shell.on_exit("sleep 11")
    with within(1):
        shell.close()


@pytest.mark.parametrize("missing", [{"timeout"}, {"head"}, {"timeout", "head"}], ids=" and ".join)
def test_a_host_without_timeout_or_head_works(tools, monkeypatch, started, within, no_process_has, missing):
    monkeypatch.setenv("PATH", str(tools(*{"sh", "sleep", "cat", "timeout", "head"} - missing)))
    shell = started()
    assert shell.run(Command("echo out; echo err >&2; exit 7")).rc == 7
    with within(1):
        result = shell.run(Command("sleep 73.75; true", seconds=1))
    assert result.timed_out
    assert no_process_has("73.75")
    assert shell.run(Command("echo still here")).out == b"still here\n"


def test_endless_output_without_head_is_stopped_at_the_deadline(tools, monkeypatch, started, within):
    monkeypatch.setenv("PATH", str(tools("sh", "cat", "yes", "timeout")))
    with within(1):
        result = started().run(Command("yes", seconds=1, limit=1000))
    assert result.truncated
    assert len(result.out) == 1000


def test_a_foreign_locale_does_not_reach_commands(monkeypatch, started):
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    monkeypatch.setenv("LANGUAGE", "ko")
    assert started().run(Command("echo $LC_ALL$LANGUAGE")).out == b"C\n"


@pytest.mark.parametrize("name", ["TAR_OPTIONS", "GREP_OPTIONS", "LS_COLORS", "XZ_OPT", "POSIXLY_CORRECT", "OF_MY_OWN"])
def test_the_environment_of_the_login_does_not_reach_commands(monkeypatch, started, name):
    monkeypatch.setenv(name, "--verbose")
    assert started().run(Command(f'echo "<${name}>"')).out == b"<>\n"


def test_times_are_in_utc(monkeypatch, started):
    monkeypatch.setenv("TZ", "Asia/Seoul")
    assert started().run(Command("date +%z")).out == b"+0000\n"


@pytest.mark.parametrize("name", ["HOME", "DOCKER_HOST", "XDG_RUNTIME_DIR"])
def test_what_says_who_and_where_reaches_commands(monkeypatch, started, name):
    monkeypatch.setenv(name, "/of my 'own'")
    assert started().run(Command(f'echo "$"{name}=${name}; echo "${name}"')).out.endswith(b"\n/of my 'own'\n")


@pytest.mark.skipif(not shutil.which("bash"), reason="other shells export no functions")
def test_functions_that_the_login_exports_do_not_reach_commands(monkeypatch, started):
    for name in ("echo", "head", "printf", "timeout", "ls"):
        monkeypatch.setenv(f"BASH_FUNC_{name}%%", "() { false; }")
    assert started("bash").run(Command("echo out; bash -c 'ls / >/dev/null && echo in'")).out == b"out\nin\n"


@pytest.mark.parametrize("reads", ["read x", "read x; read y", "read -t 5 x; unset x"])
def test_a_startup_file_that_reads_lines_leaves_the_program_whole(started, reads):
    shell = started("sh", "-c", f"{reads}; exec sh")
    assert shell.run(Command("timeout 1 echo $LC_ALL")).out == b"C\n"


@pytest.mark.parametrize("lines", [101, 103, 110, 125, 150])
def test_a_program_that_is_not_whole_does_not_run(started, lines):
    shell = started("bash", "-c", f"for n in $(seq {lines}); do read x; done; exec sh", ready=False)
    with pytest.raises((ShellLost, HostTimeout)):
        shell.ready(2)
