"""ex15: commands of images as people set them."""

from types import SimpleNamespace

import pytest

from grader.checks.conclusion import Concluded, fail


@pytest.mark.parametrize(
    "step",
    [
        "httpd",
        "httpd -k start",
        "apachectl start",
        "apachectl",
        "service httpd start",
        "systemctl start httpd",
        "nginx",
    ],
)
def test_what_starts_a_server_in_the_background(suite, step):
    assert suite("ex15").BACKGROUND.search(step)


@pytest.mark.parametrize(
    "step",
    [
        "httpd -D FOREGROUND",
        "httpd -DFOREGROUND",
        "httpd -X",
        "apache2 -DNO_DETACH -k start",
        "apachectl -D FOREGROUND",
        "nginx -g daemon off;",
        "httpd-foreground",
        "python3 -m http.server 80",
        "busybox httpd -f",
    ],
)
def test_what_stays_in_the_foreground(suite, step):
    assert not suite("ex15").BACKGROUND.search(step)


@pytest.mark.parametrize("page", ["<title>Test Page for the HTTP Server on CentOS</title>", "<h1>Testing 123..</h1>"])
def test_the_server_s_own_test_page(suite, page):
    assert suite("ex15").TEST_PAGE.search(page)


def test_an_error_page_is_not_a_test_page(suite):
    assert not suite("ex15").TEST_PAGE.search(
        "<h1>Forbidden</h1><p>You don't have permission to access this resource.</p>"
    )


STOPPED = {"Status": "exited", "StartedAt": "2026-11-23T20:00:00Z", "FinishedAt": "2026-11-23T20:00:04Z"}


@pytest.fixture
def command_set(suite):
    """command_set(command, code, actions, podman): how the check ends for a container that was up for 4 s."""

    def conclude(*command, code=0, actions=(), podman=False):
        config = {"Cmd": list(command)}
        engine = SimpleNamespace(version=lambda **_: {"Components": [{"Name": "Podman Engine"}] if podman else []})
        state = {**STOPPED, "ExitCode": code}
        own = SimpleNamespace(id="1", name="web", attrs={"Config": config, "State": state}, logs=lambda **_: b"")
        past = [{"Action": one, "Actor": {"ID": "1"}} for one in actions]

        def running(_name):
            fail("not-running")

        try:
            suite("ex15").test_command_set(
                engine,
                SimpleNamespace(attrs={"Config": config}),
                [],
                [own],
                lambda: past,
                SimpleNamespace(running=running),
            )
        except Concluded as end:
            return f"{end.status}: {end.reason}"
        return None

    return conclude


FOREGROUND = ("httpd", "-D", "FOREGROUND")


@pytest.mark.parametrize("podman", [False, True])
def test_a_server_that_was_stopped_soon_stays_in_the_foreground(command_set, podman):
    assert command_set(*FOREGROUND, actions=["start", "kill", "die", "stop"], podman=podman) is None


@pytest.mark.parametrize("code", [0, 137, 143])
def test_a_server_that_was_stopped_soon_costs_nothing_once_the_engine_has_forgotten_it(command_set, code):
    assert command_set(*FOREGROUND, code=code) == "passed: not-proven"


def test_a_command_that_ended_by_itself_fails(command_set):
    assert command_set("/start.sh", actions=["start", "die"]) == "failed: ends"


def test_a_command_that_failed_was_not_stopped_whatever_the_engine_has_forgotten(command_set):
    assert command_set("/start.sh", code=1) == "failed: ends"


def test_a_server_in_the_background_is_known_by_its_words_once_the_engine_has_forgotten_it(command_set):
    assert command_set("httpd") == "failed: background"


def test_podman_does_not_log_every_stop(command_set):
    assert command_set(*FOREGROUND, actions=["start", "die"], podman=True) == "passed: not-proven"
