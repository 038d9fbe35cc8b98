"""ex16: an image that is built from a Dockerfile, and a container of it that serves the page inside."""

import hashlib
from contextlib import suppress
from posixpath import basename, dirname, join, normpath

import pytest

from grader.checks import fail, partial, passed
from grader.checks.commands import command_of, only_waits, programs
from grader.checks.containerfiles import file_in
from grader.checks.dockerclient import is_podman
from grader.checks.dockerfile import all_stages, files_under, final_stage
from grader.checks.imagearchive import full_name
from grader.checks.images import images_named, known_image, origin, ran, required_image
from grader.checks.imagesettings import settings_of
from grader.checks.layers import changes, is_based_on
from grader.checks.nearmisses import near_file
from grader.checks.serving import served_page
from grader.checks.textfiles import text_file
from grader.checks.wiring import is_named
from grader.errors import NotInEvidence

KNOWN = {
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
    *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}
WANTED = ("LABEL", "ENV", "WORKDIR", "COPY", "RUN", "EXPOSE", "CMD")
INSTEAD = {"COPY": "ADD", "CMD": "ENTRYPOINT"}
"""What does the same as one of the wanted instructions."""

IN_ANY_STAGE = {"COPY", "RUN"}
NAMES = ("Dockerfile", "dockerfile", "Containerfile")
MOST_PLACES = 12
"""In how many places of the image the page is looked for."""


@pytest.fixture
def folder(home, param):
    return join(home, param["folder"])


@pytest.fixture
def dockerfile(session, folder, param):
    """The path and the text of the Dockerfile in the folder; None if there is none."""
    found = files_under(session, folder, [param["base"]])
    own = [path for path in found if dirname(normpath(path)) == normpath(folder)]
    named = [path for name in NAMES for path in own if basename(path) == name]
    return next(((path, found[path]) for path in [*named, *own]), None)


@pytest.fixture
def stage(dockerfile):
    """The stage of the Dockerfile that becomes the image; None without a Dockerfile."""
    return final_stage(dockerfile[1]) if dockerfile else None


@pytest.fixture
def image(docker, param):
    return required_image(docker, param["image"], others=[param["base"]])


@pytest.fixture
def base(docker, stage, image):
    """The image that the Dockerfile starts from; None if it is not on the host.

    The name may have been given to a newer image since.
    """
    if not stage or not stage.base:
        return None
    first = known_image(docker, stage.base)
    if first is not None and is_based_on(image, first):
        return first
    return next((one for one in images_named(docker, stage.base) if is_based_on(image, one)), first)


@pytest.fixture
def settings(stage, base):
    """What the Dockerfile sets in its image; None without a Dockerfile."""
    return settings_of(stage, base.attrs.get("Config") or {} if base else None) if stage else None


@pytest.fixture
def places(image, settings, param):
    """Where the page may be in the image."""
    found = []
    for path in settings.destinations if settings else []:
        found += [join(path, param["page"]), path]
    folders = [(image.attrs.get("Config") or {}).get("WorkingDir") or "/", param["pages"]]
    found += [join(one, param["page"]) for one in folders]
    return list(dict.fromkeys(map(normpath, found)))[:MOST_PLACES]


def test_dockerfile(session, dockerfile, stage, folder, work, param):
    """~/{folder}/Dockerfile starts from {base} and uses the instructions of the task"""
    if dockerfile is None:
        path = join(folder, NAMES[0])
        fail("missing", expected=path, near_file=near_file(session, path))
    path, text = dockerfile
    work.file(path)
    if stage is None:
        fail("no-from", path=path)
    stages = all_stages(text)
    unknown = [one.keyword for each in stages for one in each.instructions if one.keyword not in KNOWN]
    if unknown:
        fail("unknown-instruction", seen=unknown[:3], path=path)
    used = {one.keyword for one in stage.instructions if one.rest}
    used |= {one.keyword for each in stages for one in each.instructions if one.rest} & {*IN_ANY_STAGE, "ADD"}
    lacking = [one for one in WANTED if not {one, INSTEAD.get(one)} & used]
    # A base that is given at the build is not known here.
    if stage.base and not is_named(stage.base, param["base"]):
        lacking.insert(0, f"FROM {param['base']}")
    if len(lacking) > len(WANTED):
        fail("lacking", expected=lacking, path=path)
    if lacking:
        partial(1 - len(lacking) / (len(WANTED) + 1), "lacking", expected=lacking, path=path)


def test_image_exists(image, work):
    """The image {image} exists"""
    work.at(str(image.attrs.get("Created") or ""))


@pytest.mark.needs("dockerfile", "image-exists")
def test_built_from_it(dockerfile, stage, base, settings, image, events, param):
    """{image} was built from this Dockerfile"""
    made_by = origin(image, events())
    if made_by in {"commit", "import"}:
        fail("not-built", seen=f"docker {made_by}")
    if base is not None and not is_based_on(image, base):
        fail("other-base", expected=stage.base)
    differences = settings.differences(image.attrs.get("Config") or {})
    if differences:
        seen, expected = [one.seen for one in differences if one.seen], [one.expected for one in differences]
        if not seen:
            fail("not-set", expected=expected, path=dockerfile[0])
        fail("differs", seen=seen, expected=expected, path=dockerfile[0])
    for one in stage.instructions:
        if one.keyword == "RUN" and not one.rest.startswith("[") and "<<" not in one.rest and not ran(image, one.rest):
            fail("other-run", expected=f"RUN {' '.join(one.rest.split())}", path=dockerfile[0])
    if base is None:
        passed("not-proven", name=stage.base or param["base"])


@pytest.mark.needs("image-exists")
def test_file_inside(session, docker, host, folder, image, places, probe, param):
    """{image} contains ~/{folder}/{page}"""
    path = join(folder, param["page"])
    if not host.file(path).is_file:
        fail("missing", expected=path, near_file=near_file(session, path))
    wanted, others = host.file(path).sha256sum, []
    with probe.container(image.id) as container:
        for place in places:
            content = file_in(session, container, place)
            if content is not None and hashlib.sha256(content).hexdigest() == wanted:
                return
            if content is not None and basename(place) == param["page"]:
                others.append(place)
    if others:
        fail("other-file", seen=others, expected=path)
    hidden = next((one for one in volumes(image) if any(f"{place}/".startswith(f"{one}/") for place in places)), None)
    if hidden and is_podman(docker):  # it fills a volume only when the container starts
        passed("not-proven", seen=hidden, path=path)
    fail("not-inside", seen=places, expected=path)


def volumes(image):
    """The folders that are volumes in each container of the image."""
    return [normpath(one).rstrip("/") for one in (image.attrs.get("Config") or {}).get("Volumes") or {}]


@pytest.mark.needs("image-exists")
def test_myweb_running(containers, image, param):
    """A container {container} of {image} is running"""
    container = containers.running(param["container"])
    if str(container.attrs.get("Image")).removeprefix("sha256:") == image.id.removeprefix("sha256:"):
        return
    given = str((container.attrs.get("Config") or {}).get("Image") or "")
    if full_name(given) == full_name(param["image"]):
        fail("older-image", seen=container.name, expected=param["image"])
    fail("other-image", seen=given, expected=param["image"], name=container.name)


@pytest.fixture
def must_be_of_image(session, probe, image, base, param):
    """must_be_of_image(container, wanted): the page that the container serves is its image's, not put there by hand."""

    def look(container, wanted):
        place = normpath(join(param["pages"], param["page"]))
        with suppress(NotInEvidence):  # older evidence does not tell what the container changed
            if changes(container).get(place) not in {"A", "C"}:
                return
            # A command of the student's own may write the page when it starts; the base's does not.
            plain = programs(command_of(base.attrs.get("Config") or {})) if base else None
            if programs(command_of(image.attrs.get("Config") or {})) != plain:
                return
            with probe.container(image.id) as fresh:
                if file_in(session, fresh, place) != wanted:
                    fail("by-hand", seen=place)

    return look


@pytest.mark.needs("myweb-running", "file-inside")
def test_page_served(session, containers, get, wait, folder, image, places, must_be_of_image, param):
    """{container} serves ~/{folder}/{page} on port 80"""
    container = containers.get(param["container"])
    ours, theirs = (command_of(one.attrs.get("Config") or {}) for one in (container, image))
    if ours != theirs:
        fail("command-replaced", seen=" ".join(ours), expected=" ".join(theirs))
    if only_waits(ours):
        fail("no-server", seen=" ".join(ours))
    for mount in container.attrs.get("Mounts") or []:
        target = normpath(mount.get("Destination") or "/").rstrip("/")
        if mount.get("Type") == "bind" and any(f"{place}/".startswith(f"{target}/") for place in places):
            fail("mounted", seen=mount.get("Source"), expected=target or "/")
    raw = text_file(session, join(folder, param["page"])).raw
    wanted = raw.decode("utf-8", "replace").replace("\r\n", "\n").strip()

    def look():
        page = served_page(get, containers, containers.running(param["container"]))
        if not page.status:
            fail("no-answer", expected=param["container"])
        if page.body.strip() != wanted:
            fail("other-page", seen=page.body.strip()[:100], expected=wanted[:100])

    wait(look, limit=10, every=3)
    must_be_of_image(container, raw)
