"""An image exists, and consists of the layers that the task wants."""

from __future__ import annotations

from docker import DockerClient

from grader.checks.conclusion import fail, passed
from grader.checks.images import images_named, required_image
from grader.checks.layers import is_based_on, layers
from grader.checks.work import Work
from grader.course.declared_checks import ImageCheck


def image(wanted: ImageCheck, *, docker: DockerClient, work: Work) -> None:
    """Look at an image. An image on which it should be based and that is gone proves nothing."""
    found = required_image(docker, wanted.name, others=[wanted.based_on] if wanted.based_on else [])
    if wanted.layers is not None:
        count, limits = len(layers(found)), wanted.layers
        if limits.at_least is not None and count < limits.at_least:
            fail("few-layers", seen=count, expected=limits.at_least, name=wanted.name)
        if limits.at_most is not None and count > limits.at_most:
            fail("many-layers", seen=count, expected=limits.at_most, name=wanted.name)
    if wanted.based_on is None:
        return
    work.at(str(found.attrs.get("Created") or ""))  # the student made it
    bases = images_named(docker, wanted.based_on)
    if not bases:
        passed("base-gone", name=wanted.based_on)
    if not any(is_based_on(found, base) for base in bases):
        fail("other-layers", expected=wanted.based_on, name=wanted.name)
