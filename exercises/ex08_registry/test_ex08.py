"""ex08: an image with two names, pushed to a registry of one's own and pulled back."""

import pytest
from docker.errors import ImageNotFound

from grader.checks import RootCause, fail, partial, passed
from grader.checks.dockerclient import is_podman
from grader.checks.imagearchive import is_same
from grader.checks.layers import is_same_image
from grader.checks.nearmisses import near_image
from grader.checks.options import port_options
from grader.checks.registry import configuration_in_registry, held_by_registry
from grader.checks.wiring import host_ports

OK, WHO_ARE_YOU, NOT_FOUND = 200, 401, 404
REGISTRY_PORT = 5000
OF_HTTPD = "HTTPD_PREFIX="
"""A variable that every httpd image has, whatever it is named."""


@pytest.fixture
def name(param):
    """The image's second name, such as localhost:5000/web:v1."""
    return f"localhost:{param['port']}/{param['repository']}:{param['tag']}"


@pytest.fixture
def address(param):
    return f"127.0.0.1:{param['port']}"


@pytest.fixture
def source(docker, param):
    """The image under its first name; None if that is gone."""
    return found(docker, param["source"])


def found(docker, name):
    try:
        return docker.images.get(name)
    except ImageNotFound:
        return None


@pytest.fixture
def tagged(docker, source, name, param):
    """The image under its second name."""
    image = found(docker, name)
    if image is None:
        root = RootCause("image", name)
        others = [one for one in source.tags if one != param["source"]] if source else []
        if others:
            fail("other-name", seen=others, expected=name, source=param["source"], root=root)
        near = near_image(docker, name, others=[param["source"]])
        fail("image-missing", expected=name, name=name, root=root, near_image=near)
    return image


def test_registry_running(containers, get, wait, address, param):
    """Container {container} is a registry that answers on port {port}"""
    container = containers.running(param["container"])
    expected = f"-p {param['port']}:{REGISTRY_PORT}"

    def look():
        page = get("127.0.0.1", param["port"], "/v2/")
        if not page.status:
            if any(port == param["port"] for _, port in host_ports(container, REGISTRY_PORT)):
                fail("no-answer", address=address)
            fail("not-published", seen=port_options(container) or None, expected=expected, address=address)
        if page.status not in {OK, WHO_ARE_YOU}:
            fail("no-registry", seen=container.attrs["Config"].get("Image"), expected=param["image"], address=address)

    wait(look, limit=10)
    if not may_answer(container, param["port"]):
        partial(0.5, "other-answers", seen=port_options(container) or None, expected=expected, address=address)
    containers.must_be_of(param["container"], param["image"])


def may_answer(container, port):
    """Whether the host's port leads to the container, whatever port its registry listens on."""
    if port in [one for _, one in host_ports(container)]:
        return True
    mode = str(container.attrs["HostConfig"].get("NetworkMode"))
    return mode == "host" or mode.startswith("container:")


def test_image_tagged(tagged, source, name, param):
    """{source} has the second name localhost:{port}/{repository}:{tag}"""
    if source is not None and not is_same_image(tagged, source):
        seen = [one for one in tagged.tags if one != name] or tagged.short_id.removeprefix("sha256:")
        fail("names-another", seen=seen, expected=param["source"], name=name)
    if source is None and not any(one.startswith(OF_HTTPD) for one in tagged.attrs["Config"].get("Env") or []):
        # Its first name is gone, so that it cannot be compared; what it is shows all the same.
        fail("not-the-source", seen=name, expected=param["source"])


@pytest.mark.needs("registry-running")
def test_image_pushed(session, docker, containers, events, source, address, name, param):
    """The registry holds {repository}:{tag}, and it is {source}"""
    held = held_by_registry(session, address, param["repository"], param["tag"])
    if held.status == WHO_ARE_YOU:
        # It wants a password, which nobody but the student has. An Engine that remembers how the registry was made
        # remembers every push to it.
        registry, past = containers.get(param["container"]), events()
        made = any(event.get("Action") == "create" and actor_of(event).get("ID") == registry.id for event in past)
        if made and not is_podman(docker) and not any(is_of(event, "push", name) for event in past):
            fail("not-pushed", expected=name)
        passed("not-proven")
    if held.status == NOT_FOUND:
        fail("not-pushed", expected=name)
    if held.status != OK:
        fail("no-answer", address=address)
    image = source or found(docker, name)
    if image is None:
        fail("image-missing", expected=param["source"], name=param["source"])
    digests = {one.rpartition("@")[2] for one in image.attrs.get("RepoDigests") or []}
    if held.digests & {image.id, *digests}:
        return
    # Where containerd stores the images, only the part of an index that is on the host was pushed.
    configs = (configuration_in_registry(session, address, param["repository"], one) for one in sorted(held.configs))
    if not any(is_same(config, image.attrs) for config in configs):
        fail("other-pushed", seen=name, expected=param["source"])


def is_of(event, action, name):
    """Whether an event is about this name, all names of its repository, or a digest there."""
    about, repository = str(actor_of(event).get("ID")), name.rpartition(":")[0]
    return event.get("Action") == action and (about in {name, repository} or about.startswith(f"{repository}@"))


def actor_of(event):
    return event.get("Actor") or {}


@pytest.mark.needs("image-pushed", "image-tagged")
def test_pulled_back(docker, events, tagged, source, work, name):
    """The image was removed under its second name and pulled from the registry"""
    if is_podman(docker):
        passed("not-proven")  # it names these events differently
    past = [event for event in events() if event.get("Type") == "image"]
    pushes = [at for at, event in enumerate(past) if is_of(event, "push", name)]
    if not pushes:
        # The Engine keeps 256 events, and none from before its own start.
        passed("not-proven")
    left = past[first_of_source(past, pushes, name, tagged, source) + 1 :]
    pulls = [at for at, event in enumerate(left) if is_of(event, "pull", name)]
    if not pulls:
        fail("not-pulled", expected=name)
    before = left[: pulls[-1]]
    if not any(
        event.get("Action") in {"untag", "delete"} and is_about(event, name, tagged, source) for event in before
    ):
        fail("never-removed", expected=name)
    work.at(left[pulls[-1]].get("time") or 0)


def first_of_source(past, pushes, name, *images):
    """The first push of the image: the last push, or an earlier one if no other image was pushed since."""
    first = pushes[-1]
    for push in reversed(pushes[:-1]):
        given = [event for event in past[:push] if event.get("Action") == "tag" and named(event) == name]
        if not given or not is_one_of(given[-1], *images):
            break
        first = push
    return first


def is_about(event, name, *images):
    """Whether an event about a removed name gives this name or, as older Engines do, one of the images."""
    return name in {actor_of(event).get("ID"), named(event)} or is_one_of(event, *images)


def is_one_of(event, *images):
    known = [image for image in images if image is not None]
    digests = {one.rpartition("@")[2] for image in known for one in image.attrs.get("RepoDigests") or []}
    return actor_of(event).get("ID") in {*digests, *(image.id for image in known)}


def named(event):
    return (actor_of(event).get("Attributes") or {}).get("name")


@pytest.mark.needs("image-tagged")
def test_httpd_kept(docker, source, param):
    """{source} is still there under its first name"""
    if source is None:
        fail("name-gone", expected=param["source"], near_image=near_image(docker, param["source"]))
