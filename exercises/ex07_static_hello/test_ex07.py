"""ex07: a statically linked program, alone in an image."""

import re
from contextlib import suppress
from posixpath import basename, dirname, join

import pytest

from grader.checks import Concluded, RootCause, fail
from grader.checks.commandline import docker_command
from grader.checks.dockerfile import copy_sources, files_under, final_stage
from grader.checks.elf import program_at
from grader.checks.lastwords import reason_of
from grader.checks.nearmisses import near_file, near_image
from grader.checks.tools import without_tool
from grader.errors import GarbledAnswer, HostError, NotInEvidence

# Files that come with a distribution or its C library.
FOREIGN = re.compile(
    r"(^|/)(sh|bash|dash|ash|busybox|libc([.-][\w.-]+)?\.so[\w.]*|libc\.\w+-\w+\.so[\w.]*"
    r"|ld-(linux|musl)[\w.-]*|ld-[\d.]+\.so|os-release)$"
)

# Lists the files of every layer, compressed or not, from the stream; writes nothing.
LAYERS = (
    "tar -xf - --to-command='gzip -cdf 2>/dev/null | tar -tf - 2>/dev/null | head -n 2000; "
    "cat >/dev/null; true' | head -n 2000"
)

# How runc, crun, Docker and Podman report that the image's own command or user is at fault. Anything else that keeps a
# container from starting (no process, no cgroup, no shim, no network) is the host's fault.
CANNOT_RUN = re.compile(
    r"""(?ix)
    no\ command\ (?:specified | or\ entrypoint)
    | start(?:ing)?\ container\ process(?:\ caused)?:?\ [\\"]*(?:error\ during\ container\ init:\ )?exec:\ [\\"]+
    | exec(?:\ user\ process\ caused|\ container\ process)\b
    | (?<!fork/)\bexec\ /[^:]*:\ (?:no\ such\ file|permission\ denied|exec\ format\ error)
    | executable\ (?:file|path)\ `[^`]*`\ (?:is\ )?not\ (?:found|absolute)
    | open\ executable: | cannot\ find\ `[^`]*`\ in\ \$PATH
    | unable\ to\ find\ (?:user|group)\b | no\ matching\ entries\ in\ (?:passwd|group)\ file
    """
)

ELF = "\x7fELF"
"""How programs, libraries and object files begin."""

MOST_IMAGES = 10
"""How many images with the wanted name are inspected."""


def text(output):
    """The output of a command as text, whatever its bytes."""
    return output.decode("utf-8", "replace")


def must_be_file(session, host, path, param):
    if not host.file(path).exists:
        others = {param[one] for one in ("source", "dynamic", "static")}
        fail("missing", expected=path, near_file=near_file(session, path, others=others))
    if not host.file(path).is_file:
        fail("no-file", seen=text(host.run("stat -L -c %%A %s", path).stdout_bytes).strip(), path=path)


@pytest.fixture
def program(session, host, home, param, work):
    """program(name): the program in a file of the home directory."""

    def look(name):
        path = join(home, name)
        must_be_file(session, host, path, param)
        work.file(path)
        if host.run("test -r %s", path).rc != 0:
            fail("not-readable", seen=f"{host.file(path).user} {host.file(path).mode:o}", path=path)
        found = program_at(session, path)
        if found is None:
            first = text(host.run("head -c 100 %s | head -n 1", path).stdout_bytes).strip()
            if first.startswith(ELF):
                fail("not-startable", path=path)
            fail("no-program", seen=first if first.isprintable() and first.isascii() else "?", path=path)
        return found

    return look


@pytest.fixture(scope="module")
def images(docker, param):
    """The images with this name and any tag: the one tagged latest first, then the newest."""

    def tag(name):
        repository, _, tag = name.removeprefix("docker.io/").removeprefix("localhost/").rpartition(":")
        return tag if repository.removeprefix("library/") == param["image"] else None

    found = {
        one["Id"]: (one, {tag(name) for name in one.get("RepoTags") or []} - {None}) for one in docker.api.images()
    }
    wanted = [(one, tags) for one, tags in found.values() if tags]
    wanted.sort(key=lambda pair: ("latest" in pair[1], pair[0]["Created"]), reverse=True)
    return [one for one, _ in wanted[:MOST_IMAGES]]


@pytest.fixture(scope="module")
def alone():
    """The ids of the images that contain only a program; image-from-scratch adds them."""
    return set()


def right_ones(images, judge):
    """Yield the images that are right. If none is, the verdict on the first one counts."""
    conclusions, errors, none = [], [], True
    for image in images:
        try:
            judge(image)
        except Concluded as conclusion:
            conclusions.append(conclusion)
        except HostError as error:
            errors.append(error)
        else:
            none = False
            yield image
    if none:
        # An image that could not be judged may be the right one.
        raise (errors or conclusions)[0]


def test_source_exists(session, host, home, param):
    """~/{source} is a file"""
    path = join(home, param["source"])
    must_be_file(session, host, path, param)
    with suppress(NotInEvidence):  # older evidence does not tell
        if host.run("test -s %s", path).rc != 0:
            fail("empty", path=path)


def test_dynamic_binary(program, param):
    """~/{dynamic} is a program that needs a loader"""
    if not program(param["dynamic"]).loader:
        fail("not-dynamic", path=f"~/{param['dynamic']}")


def test_static_binary(program, param):
    """~/{static} is a program that needs no loader and no libraries"""
    found = program(param["static"])
    if not found.is_static:
        fail("not-static", seen=found.loader or None, path=f"~/{param['static']}")


def test_dockerfile(session, host, home, param):
    """A Dockerfile in or below the home directory starts from scratch and copies the static program"""

    def kind(path, word):
        """What a source of COPY is: right, wrong, other (not a program) or unknown."""
        file = join(dirname(path), word.lstrip("/"))
        if basename(word) == param["static"]:
            return "right"
        if not word or host.run("test -f %s", file).rc != 0:
            return "unknown"
        found = program_at(session, file)
        return "other" if found is None else "right" if found.is_static else "wrong"

    likely = ("scratch", param["static"])
    stages = {path: final_stage(text) for path, text in files_under(session, home, likely).items()}
    if not stages:
        fail("no-dockerfile", folder=home, near_file=near_file(session, join(home, "Dockerfile")))
    empty = {path: stage for path, stage in stages.items() if stage and stage.base == "scratch"}
    if not empty:
        fail("other-base", seen=[f"{path}: {stage.base if stage else None}" for path, stage in stages.items()])
    sources = {path: copy_sources(stage) for path, stage in empty.items()}
    if not any(sources.values()):
        fail("copies-nothing", seen=sorted(sources))
    for path, words in sources.items():
        kinds = {kind(path, word) for word in words}
        if "right" in kinds or ("unknown" in kinds and "wrong" not in kinds):
            return
    fail(
        "copies-other", seen=[f"{path}: {' '.join(words)}" for path, words in sources.items()], expected=param["static"]
    )


def test_image_exists(docker, images, param, work):
    """The image {image} exists"""
    if not images:
        root, near = RootCause("image", param["image"]), near_image(docker, param["image"])
        fail("image-missing", expected=param["image"], name=param["image"], root=root, near_image=near)
    work.at(min(one["Created"] for one in images))


@pytest.mark.needs("image-exists")
@pytest.mark.limit(100)
def test_image_from_scratch(session, images, alone, param):
    """The image contains the program and no files of a distribution"""

    def judge(image):
        megabytes = image["Size"] / 1e6
        if megabytes > param["most_megabytes"]:
            fail("too-large", seen=round(megabytes), expected=param["most_megabytes"])
        save = ("save", image["Id"])
        try:
            listing = session.run(f"{docker_command(session, *save)} | {LAYERS}")
        except NotInEvidence:  # older evidence asked with the group `docker` in any case
            listing = session.run(f"{docker_command(session, *save, group=True)} | {LAYERS}")
        files = {name.removeprefix("./") for name in text(listing.out).splitlines() if not name.endswith("/")}
        if not files and listing.err.strip():
            raise GarbledAnswer(
                "The image's files cannot be listed: {said}",
                next_step="Try it by hand on the host: docker save {name} | tar -t",
                said=text(listing.err)[:300],
                name=param["image"],
            )
        foreign = sorted(name for name in files if FOREIGN.search(name))
        if foreign:
            fail("holds-distribution", seen=foreign[:5])
        if not files:
            with suppress(NotInEvidence):  # older evidence does not tell whether the host can unpack a layer
                if session.run("command -v gzip").rc != 0:
                    raise without_tool("gzip")
            fail("holds-nothing")
        if len(files) > param["most_files"]:
            fail("too-many-files", seen=len(files), expected=param["most_files"])

    alone.update(image["Id"] for image in right_ones(images, judge))


@pytest.mark.needs("image-exists")
@pytest.mark.limit(100)
def test_image_says_hello(probe, images, alone, param, work):
    """A container of the image prints {says} and exits with code 0"""

    def judge(image):
        trial = probe.run(image["Id"])
        if trial.rc is None and not trial.error:
            fail("never-ends", seen=trial.out.strip()[:200] or None)
        if trial.error:
            if not CANNOT_RUN.search(trial.error):
                raise GarbledAnswer(
                    "The Engine could not run a container: {said}",
                    next_step="Look for the reason in the Engine's log on the host, then try again.",
                    said=trial.error,
                )
            fail("does-not-start", seen=reason_of(trial.error)[:300])
        if param["says"] not in [line.strip() for line in trial.out.splitlines()]:
            fail("says-otherwise", seen=trial.out.strip()[:200] or None, expected=param["says"], code=trial.rc)
        if trial.rc != 0:
            fail("exit-code", seen=trial.rc, expected=0)

    # One image must be right in everything, not one in its content and another one in its greeting.
    right = next(right_ones([image for image in images if image["Id"] in alone] or images, judge))
    work.at(right["Created"])
