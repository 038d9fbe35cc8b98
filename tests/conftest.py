"""What holds for all tests; what they share is in tests/support."""

import atexit
import os
import shutil
import signal
import tempfile

import pytest
from hypothesis import settings

from grader.checks import fixtures  # noqa: F401  loaded once here, so that no run of a suite pays for it again

pytest.register_assert_rewrite("tests.support")
pytest_plugins = [
    "tests.support.command",
    "tests.support.lab_hosts",
    "tests.support.processes",
    "tests.support.pyz",
    "tests.support.sessions",
    "tests.support.simulated_hosts",
    "tests.support.small_engine",
    "tests.support.sshd",
    "tests.support.tiny_course",
]

# The same examples in every run, and no limit of time: a busy machine is no fault of the code.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


def pytest_configure() -> None:
    """Signals reach what the tests start, also where the tests themselves run in the background (nohup, some CI).

    Keys that a user would have are made elsewhere than in the home of who runs the tests.
    """
    data = tempfile.mkdtemp(prefix="grader-tests-data-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ["XDG_DATA_HOME"] = data
    for one in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(one) is signal.SIG_IGN:
            signal.signal(one, signal.default_int_handler if one is signal.SIGINT else signal.SIG_DFL)
