"""ex02: images that travel in a file, saved, removed and loaded back."""

from contextlib import suppress
from posixpath import join

import pytest
from docker.errors import ImageNotFound

from grader.checks import RootCause, fail, partial, passed
from grader.checks.dockerclient import is_podman
from grader.checks.imagearchive import config_of, full_name, is_same, read_archive
from grader.checks.nearmisses import near_file, near_image
from grader.errors import NotInEvidence


@pytest.fixture(scope="module")
def path(home, param):
    return join(home, param["archive"])


@pytest.fixture(scope="module")
def archive(session, path):
    """The contents of the archive. It may be large, so it is read only once."""
    return read_archive(session, path)


@pytest.fixture
def here(docker, param):
    """The wanted images that are on the host, by name."""
    found = {}
    for name in param["images"]:
        try:
            found[name] = docker.images.get(name)
        except ImageNotFound:
            continue
    return found


@pytest.fixture
def both(archive, here):
    """The wanted images that are both on the host and in the archive: name, image, saved image."""
    saved = archive.images
    return [(name, image, saved[full_name(name)]) for name, image in here.items() if full_name(name) in saved]


def short(id_):
    """The id of an image as docker images shows it."""
    return id_.removeprefix("sha256:")[:12]


def known_as(event):
    """The names of the image in an event: its id or, on some Engines, its name."""
    actor = event.get("Actor") or {}
    return {full_name(str(actor.get("ID"))), full_name(str((actor.get("Attributes") or {}).get("name")))}


def after(past, *wanted):
    """The events after the first of these actions; None if there is none."""
    return next((past[at + 1 :] for at, event in enumerate(past) if event.get("Action") in wanted), None)


def is_in_containerd(docker):
    """Whether containerd stores the Engine's images."""
    with suppress(NotInEvidence):  # older evidence is of Engines that store their images themselves
        return any("io.containerd.snapshotter" in str(row) for row in docker.info().get("DriverStatus") or [])
    return False


def must_differ(found):
    """Take a share for each name that is on the image of another one."""
    own = {id_: name for name, id_ in reversed(found.items())}.values()  # the first name of each image
    if len(own) < len(found):
        partial(len(own) / len(found), "one-image", seen=sorted(found.keys() - set(own)), expected=sorted(found))


def test_archive_exists(session, host, path, param, work):
    """~/{archive} is a file and not empty"""
    work.file(path)
    if not host.file(path).exists:
        root = RootCause("archive", param["archive"])
        fail("missing", expected=path, root=root, near_file=near_file(session, path))
    if host.run("test -f %s", path).rc != 0:
        fail("no-file", seen=host.run("stat -L -c %%A %s", path).stdout.strip(), path=path)
    if host.run("test -s %s", path).rc != 0:
        fail("empty", path=path)


@pytest.mark.needs("archive-exists")
def test_archive_valid(archive, path):
    """~/{archive} is a complete image archive"""
    if not archive.is_whole:
        fail("damaged", path=path)
    if not archive.is_images:
        fail("no-image-archive", path=path)
    if archive.missing:
        fail("incomplete", seen=len(archive.missing), expected=archive.missing[0], path=path)


@pytest.mark.needs("archive-valid")
def test_archive_holds_images(archive, param):
    """The archive contains {images}"""
    held = archive.images
    saved = {name: held[full_name(name)].config for name in param["images"] if full_name(name) in held}
    missing = [name for name in param["images"] if name not in saved]
    if len(missing) == len(param["images"]):
        fail("not-in-archive", seen=sorted(held), expected=missing)
    if missing:
        partial(1 - len(missing) / len(param["images"]), "not-in-archive", seen=sorted(held), expected=missing)
    must_differ(saved)


@pytest.mark.needs("archive-exists")
def test_images_present(docker, here, param):
    """{images} are on the host"""
    missing = [name for name in param["images"] if name not in here]
    if missing:
        near = [near_image(docker, full_name(name), others=map(full_name, param["images"])) for name in missing]
        values = {"seen": sorted(here), "expected": missing, "near_image": [one for one in near if one]}
        if not here:
            fail("image-missing", **values)
        partial(1 - len(missing) / len(param["images"]), "image-missing", **values)
    must_differ({name: image.id for name, image in here.items()})


@pytest.mark.needs("archive-holds-images", "images-present")
def test_images_match(session, path, both):
    """The images on the host match those in the archive"""
    if not both:
        fail("none-in-common")
    for name, image, saved in both:
        if saved.id != image.id and not is_same(config_of(session, path, saved), image.attrs):
            fail("other-image", seen=short(image.id), expected=short(saved.id), name=name)


@pytest.mark.needs("archive-holds-images", "images-present")
def test_loaded_after_save(docker, events, both, work):
    """The images were removed and loaded again after they were saved"""
    if not both:
        fail("none-loaded")
    if is_podman(docker):
        passed("not-proven")  # it names these events differently
    past = [event for event in events() if event.get("Type") == "image"]
    proven, times = True, []
    for name, image, saved in both:
        ids = {image.id, saved.id, *saved.digests, full_name(name)}
        left = after([event for event in past if known_as(event) & ids], "save")
        if left is None:
            # The Engine keeps 256 events, and none from before its own start.
            proven = False
            continue
        removed = after(left, "untag", "delete")
        if removed is None and after(left, "load") is not None and is_in_containerd(docker):
            removed, proven = left, False  # a prune of its images is not logged
        if removed is None:
            fail("not-removed", seen=name)
        loads = [event.get("time") or 0 for event in removed if event.get("Action") == "load"]
        if not loads:
            fail("not-loaded", seen=name)
        times.append(loads[0])
    # The images' own dates are those of their publishers, not of the student's work.
    work.at(max(times, default=0))
    if not proven:
        passed("not-proven")
