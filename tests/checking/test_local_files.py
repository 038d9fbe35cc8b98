"""A check can never look at the grader's own files by accident."""

import contextlib
import subprocess
import sys

import pytest

ASTRAY = {
    "a file that is read": "from pathlib import Path; Path('/etc/passwd').read_text()",
    "a way round": "import os; open(os.__file__ + '/../../../../../../../etc/passwd').read()",
    "bytes": "open(b'/etc/passwd')",
    "a descriptor": "import os; os.open('/etc/passwd', os.O_RDONLY)",
    "a file that is written": "open('/tmp/grader-was-here', 'w').write('x')",
    "a folder": "import os; os.listdir('/etc')",
    "the current folder": "import os; os.listdir()",
    "a relative path": "open('pyproject.toml')",
    "a walk": "import os; next(os.walk('/etc'))",
    "a pattern": "from pathlib import Path; list(Path('/etc').glob('*'))",
    "another pattern": "import glob; glob.glob('/etc/*')",
    "a removal": "import os; os.remove('/tmp/grader-was-here')",
    "a removal of a tree": "import shutil; shutil.rmtree('/tmp/grader-was-here')",
    "a copy": "import shutil; shutil.copy('/etc/passwd', '/tmp/grader-was-here')",
    "a new folder": "import os; os.mkdir('/tmp/grader-was-here')",
    "a new name": "import os; os.rename('/tmp/grader-was-here', '/tmp/grader-was-there')",
    "a link": "import os; os.symlink('/etc/passwd', '/tmp/grader-was-here')",
    "permissions": "import os; os.chmod('/etc/passwd', 0o644)",
    "times": "import os; os.utime('/tmp')",
    "another current folder": "import os; os.chdir('/etc')",
    "a database": "import sqlite3; sqlite3.connect('/tmp/grader-was-here')",
    "what is evaluated": "eval(\"open('/etc/passwd')\")",
    "a thread": "import threading; t = threading.Thread(target=open, args=('/etc/passwd',)); t.start(); t.join()",
}
NAMES = {way: f"way_{number}" for number, way in enumerate(ASTRAY)}

STRAYING = """
def test_{name}():
    {code}

def test_{name}_swallowed():
    try:
        {code}
    except BaseException:
        pass

def test_{name}_afterwards(host):
    assert host.run("cat /etc/passwd").rc == 0
"""

MAY = {
    "a file beside the suite": "from pathlib import Path; Path(__file__).with_name('exercise.yml').read_text()",
    "the suite's folder": "import os; os.listdir(os.path.dirname(__file__))",
    "a module of Python's": "import wave, tomllib, colorsys",
    "a library": "import junit_xml, elftools.elf.elffile",
    "a time zone": "import zoneinfo; zoneinfo.ZoneInfo.no_cache('Europe/Berlin')",
    "a request": "import docker, requests; requests.Session().prepare_request(requests.Request('GET', 'http://x'))",
    "nothing": "open('/dev/null')",
    "a traceback": "import traceback, sys\n    try: 1 / 0\n    except ZeroDivisionError: traceback.format_exc()",
    "a temporary file": "import tempfile; f = tempfile.NamedTemporaryFile(); f.write(b'x'); open(f.name).read()",
    "a nameless one": "import tempfile; tempfile.TemporaryFile().write(b'x')",
    "a temporary folder": """import tempfile, pathlib
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / 'a').mkdir()
        (pathlib.Path(folder) / 'a' / 'b').write_text('x')""",
}


@pytest.fixture(scope="module")
def strayed(new_course):
    """The verdicts of a suite that tries every way, each in a check of its own, and again with the error swallowed."""
    course = new_course()
    course.write("".join(STRAYING.format(name=NAMES[way], code=ASTRAY[way]) for way in ASTRAY), seconds=60)
    with contextlib.chdir("/"):
        return {verdict.check.replace("-", "_"): verdict for verdict in course.run().verdicts}


@pytest.mark.parametrize("way", ASTRAY)
def test_a_check_that_strays_to_the_grader_s_files_is_never_green(strayed, way):
    found = strayed[NAMES[way]]
    assert found.status == "error"
    assert "reach the grader's own machine" in found.cause
    assert strayed[f"{NAMES[way]}_afterwards"].status == "passed"


@pytest.mark.parametrize("way", ASTRAY)
def test_not_even_when_it_swallows_the_error(strayed, way):
    assert strayed[f"{NAMES[way]}_swallowed"].status == "error"


def test_what_a_suite_needs_is_let_through(verdicts, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine x login y password z")
    monkeypatch.setenv("HOME", str(tmp_path))
    suite = "".join(f"def test_{number}():\n    {code}\n" for number, code in enumerate(MAY.values()))
    found = verdicts(suite)
    assert {way: str(found[str(number)].status) for number, way in enumerate(MAY)} == dict.fromkeys(MAY, "passed"), [
        one.cause for one in found.values()
    ]


def test_the_error_names_the_file(verdicts):
    a = verdicts("def test_a(): open('/etc/passwd')")["a"]
    assert "open: '/etc/passwd'" in a.cause
    assert "fixtures host and docker" in a.cause


def test_a_fixture_that_strays_is_an_error_too(verdicts):
    a = verdicts("""
        @pytest.fixture
        def thing(): return open("/etc/passwd").read()
        def test_a(thing): pass
    """)["a"]
    assert a.status == "error"


COST = """
import sys, time
from pathlib import Path
from grader.checking import guard
inside = Path(sys.argv[1], "a.txt")
inside.write_text("x")
guard.install()

def opened():
    started = time.perf_counter()
    for _ in range(1000):
        open(inside).close()
    return time.perf_counter() - started

without = min(opened() for _ in range(5))
guard.begin(inside.parent)
print(min(opened() for _ in range(5)) - without)
"""


def test_watching_costs_a_check_next_to_nothing(tmp_path):
    """A check takes milliseconds, and opens a few files at most."""
    asked = [sys.executable, "-c", COST, str(tmp_path)]
    seconds = float(subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout)
    assert seconds / 1000 < 0.0001
