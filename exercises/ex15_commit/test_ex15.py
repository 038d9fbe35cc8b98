"""ex15: an image made from a container with docker commit, and a container of it that serves a page."""

import re

import pytest

from grader.checks import Concluded, fail, passed
from grader.checks.commands import command_of, is_shell, only_waits, programs
from grader.checks.dockerclient import is_podman
from grader.checks.imagearchive import full_name
from grader.checks.images import images_named, origin, required_image
from grader.checks.lastwords import last_words
from grader.checks.layers import is_based_on, layers
from grader.checks.serving import served_page
from grader.checks.times import timestamp
from grader.checks.wiring import is_named

INSTALLERS = {"yum", "dnf", "microdnf", "apt", "apt-get", "apk", "rpm", "dpkg", "zypper"}

# What starts a server and returns, so that the container ends.
BACKGROUND = re.compile(
    r"""(?ix)
    ^(?:\S*/)?(?:httpd|apache2)\b(?!.*(?:FOREGROUND|NO_DETACH|\s-X\b))
    | \b(?:apachectl|apache2ctl)\b(?!.*FOREGROUND)
    | \bservice\s+\S+\s+(?:re)?start\b | /etc/init\.d/
    | \bsystemctl\b
    | ^(?:\S*/)?nginx\b(?!.*daemon\s*off)
    """
)

TEST_PAGE = re.compile(r"(?i)test\s*page|testing\s*123")
"""The page with which a server greets as long as it has none; it comes with status 403."""

ENDS_AT_ONCE = 10.0
"""A program that ends by itself within so many seconds did not stay in the foreground."""

NOT_STARTED = {126, 127}
"""The exit codes of a command that is not a program, or not there."""

MOST_CONTAINERS = 30


@pytest.fixture
def image(docker, param):
    return required_image(docker, param["image"], others=[param["base"]])


@pytest.fixture
def bases(docker, param):
    """The images of the base's name, whatever their tags: the one that the task names first."""
    return images_named(docker, param["base"])


def bare(id_):
    """An image's id without its prefix, which Podman leaves out in some places."""
    return str(id_).removeprefix("sha256:")


@pytest.fixture
def own(docker, image):
    """The containers of this very image; those that run first."""
    found = [one for one in docker.api.containers(all=True) if bare(one.get("ImageID")) == bare(image.id)]
    found.sort(key=lambda one: one.get("State") != "running")
    return [docker.containers.get(one["Id"]) for one in found[:MOST_CONTAINERS]]


def test_image_exists(image, work):
    """The image {image} exists"""
    work.at(str(image.attrs.get("Created") or ""))


@pytest.mark.needs("image-exists")
def test_grown_from_centos(image, bases, param):
    """{image} consists of the layers of {base} and at least one more"""
    under = [base for base in bases if base.id != image.id and is_based_on(image, base)]
    if any(len(layers(image)) > len(layers(base)) for base in under):
        return
    if under or any(base.id == image.id for base in bases):
        fail("nothing-added", expected=param["base"])
    # A container keeps the name of its image, and docker commit keeps that: the image of then may be gone by now.
    was = str((image.attrs.get("Config") or {}).get("Image") or "")
    if len(layers(image)) > 1 and (not bases or is_named(was, param["base"])):
        passed("not-proven", name=param["base"])
    fail("other-base", seen=len(layers(image)), expected=param["base"])


@pytest.mark.needs("image-exists")
def test_committed(image, bases, events):
    """{image} was made with docker commit"""
    if any(base.id == image.id for base in bases):
        fail("only-tagged", seen=image.tags)
    match origin(image, events()):
        case "build":
            fail("built", seen=top_of(image))
        case "import":
            fail("imported")
        case "unclear":
            passed("not-proven")
        case _:
            pass


def top_of(image):
    """How the last step of the image was made."""
    return str(image.history()[0].get("CreatedBy") or "").strip()[:100]


@pytest.mark.needs("image-exists")
def test_command_set(docker, image, bases, own, events, containers):
    """The command of {image} starts a server in the foreground"""
    config = image.attrs.get("Config") or {}
    command = command_of(config)
    if not command:
        fail("no-command")
    text = " ".join(command)
    if any(command == command_of(base.attrs.get("Config") or {}) for base in bases) or is_shell(command):
        fail("shell-only", seen=text)
    steps = programs(command)
    if steps and steps[-1].split()[0] in INSTALLERS:
        fail("installs-only", seen=text)
    if only_waits(command):
        fail("no-server", seen=text)
    # What the image's own command did says more than its words.
    tried = [one for one in own if command_of(one.attrs.get("Config") or {}) == command]
    if any(stays(containers, one) for one in tried):
        return
    unable = [one for one in tried if (one.attrs.get("State") or {}).get("ExitCode") in NOT_STARTED]
    if unable:
        fail("does-not-start", seen=text, name=unable[0].name, **last_words(unable[0]))
    ended = [one for one in tried if ended_by_itself(one, events())]
    surely = [one for one in ended if not may_have_been_stopped(docker, one, events())]
    if surely:
        fail("ends", seen=text, name=surely[0].name, **last_words(surely[0]))
    if (ended or not tried) and any(BACKGROUND.search(step) for step in steps[-1:]):
        fail("background", seen=text)
    if ended:
        passed("not-proven", name=ended[0].name)


def stays(containers, container):
    """Whether a container is up and stable."""
    try:
        containers.running(container.name)
    except Concluded:
        return False
    return True


BY_STOP = {0, 137, 143}
"""The exit codes of a program that docker stop may have ended."""


def ended_by_itself(container, past):
    """Whether a container was started, and ended at once without anybody stopping it."""
    state = container.attrs.get("State") or {}
    started, finished = timestamp(state.get("StartedAt") or ""), timestamp(state.get("FinishedAt") or "")
    stopped = any(
        event.get("Action") in {"kill", "stop"} and (event.get("Actor") or {}).get("ID") == container.id
        for event in past
    )
    if state.get("Restarting"):
        return True
    # A port of the host that is taken is not the command's fault.
    on_host = (container.attrs.get("HostConfig") or {}).get("NetworkMode") == "host" and state.get("ExitCode")
    return not state.get("Running") and 0 < started <= finished < started + ENDS_AT_ONCE and not stopped and not on_host


def may_have_been_stopped(docker, container, past):
    """Whether there may be no record of a stop: Podman does not log every one, and an Engine forgets."""
    state = container.attrs.get("State") or {}
    if state.get("Restarting") or state.get("ExitCode") not in BY_STOP:
        return False
    died = any(event.get("Action") == "die" and (event.get("Actor") or {}).get("ID") == container.id for event in past)
    return not died or is_podman(docker)


@pytest.mark.needs("image-exists")
def test_container_running(docker, own, containers, param):
    """A container of {image} is running"""
    if not own:
        others = [docker.containers.get(one["Id"]) for one in docker.api.containers()[:MOST_CONTAINERS]]
        older = next((one for one in others if full_name(given_image(one)) == full_name(param["image"])), None)
        if older is not None:
            fail("older-image", seen=older.name, expected=param["image"])
        first = next((one for one in others if is_named(given_image(one), param["base"])), None)
        if first is not None:
            fail("not-of-image", seen=first.name, expected=param["image"], base=given_image(first))
        fail("no-container", expected=param["image"])
    if not any(stays(containers, one) for one in own):
        containers.running(own[0].name)


def given_image(container):
    """The image that the container was created from, as it was written."""
    return str((container.attrs.get("Config") or {}).get("Image") or "")


@pytest.mark.needs("container-running")
def test_page_served(own, containers, get, wait):
    """The container answers HTTP requests on port 80"""

    def look():
        pages = []
        for one in own:
            if stays(containers, one):
                page = served_page(get, containers, containers.get(one.name))
                if page.status == 200 or (page.status == 403 and TEST_PAGE.search(page.body)):
                    return
                pages.append((one.name, page))
        name, page = next((pair for pair in pages if pair[1].status), pages[0])
        if not page.status:
            fail("no-answer", name=name)
        fail("other-status", seen=page.status, expected=200, name=name)

    wait(look, limit=10, every=3)
