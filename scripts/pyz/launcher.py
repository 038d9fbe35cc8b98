# -*- coding: utf-8 -*-
"""Starts the grader from `grader.pyz`: unpacks it into the user's cache once, and runs it from there.

Any Python may come here, so this file is written for all of them, from 2.7 on. A Python that the grader cannot use is
replaced by one on the PATH that it can; if there is none, one sentence says so.
"""

import os
import sys

from built import BUILD, MACHINE, MINORS

ENGLISH = (
    "grader needs Python 3.%(oldest)s to 3.%(newest)s; this is Python %(version)s, and no other was found.\n"
    "  → Install it, then run the same command again: sudo apt install python3.11, or sudo dnf install python3.11",
    "This grader.pyz is for Linux on %(built)s, not for %(system)s on %(machine)s.\n"
    "  → Install the wheel (.whl) instead: uv tool install FILE.whl, or pipx install FILE.whl",
    "grader cannot be unpacked to %(folder)s (%(why)s).\n"
    "  → Free 100 MB there, or name another folder: XDG_CACHE_HOME=/var/tmp/me python3 grader.pyz list",
)
KOREAN = (
    "grader에는 Python 3.%(oldest)s~3.%(newest)s이 필요합니다. 지금은 Python %(version)s이고 다른 Python은 없습니다.\n"
    "  → 설치한 뒤 같은 명령을 다시 실행하세요: sudo apt install python3.11 또는 sudo dnf install python3.11",
    "이 grader.pyz는 Linux %(built)s용이며, %(system)s %(machine)s에서는 실행되지 않습니다.\n"
    "  → 대신 휠(.whl)을 설치하세요: uv tool install FILE.whl 또는 pipx install FILE.whl",
    "%(folder)s에 grader를 풀 수 없습니다(%(why)s).\n"
    "  → 100 MB를 비우거나 다른 폴더를 지정하세요: XDG_CACHE_HOME=/var/tmp/me python3 grader.pyz list",
)
WRONG_PYTHON, WRONG_MACHINE, NO_ROOM = range(3)

# How long other versions stay in the cache; one that is still used is unpacked again.
KEPT_SECONDS = 30 * 86400


def main():
    if sys.version_info[0] < 3 or sys.version_info[1] not in MINORS:
        other = other_python()
        if other is None:
            stop(WRONG_PYTHON, oldest=MINORS[0], newest=MINORS[-1], version=sys.version.split()[0])
        os.execv(other, [other] + sys.argv)
    system, machine = os.uname()[0], os.uname()[4]
    if (system, machine) != ("Linux", MACHINE) or not has_glibc():
        stop(WRONG_MACHINE, built=MACHINE, system=system if has_glibc() else system + " (musl)", machine=machine)
    python = os.path.join(unpacked(), "bin", "python")
    os.execv(python, [python, "-P", "-m", "grader"] + sys.argv[1:])


def other_python():
    """A Python on the PATH that the grader can use; None if there is none."""
    for minor in reversed(MINORS):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, "python3.%d" % minor)
            if os.path.isabs(folder) and os.access(path, os.X_OK) and answers(path):
                return path
    return None


def answers(python):
    """Whether it runs: a version manager has names for what it does not have."""
    import subprocess

    with open(os.devnull, "r+b") as null:
        return subprocess.call([python, "-c", "import zipfile"], stdin=null, stdout=null, stderr=null) == 0


def has_glibc():
    """Whether this is no Alpine Linux or the like: the extensions are built for glibc."""
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") is not None
    except (AttributeError, ValueError, OSError):
        return False


def unpacked():
    """The virtual environment in the user's cache, made if it is not there."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(cache):
        cache = os.path.join(os.path.expanduser("~"), ".cache")
    folder = os.path.join(cache, "grader", "%s-3.%d" % (BUILD, sys.version_info[1]))
    if not os.path.exists(os.path.join(folder, "bin", "python")):
        try:
            unpack(folder)
        except EnvironmentError as error:
            stop(NO_ROOM, folder=folder, why=error.strerror or error)
    return folder


def unpack(folder):
    import shutil
    import tempfile
    import time
    import zipfile

    if not os.path.isdir(os.path.dirname(folder)):
        os.makedirs(os.path.dirname(folder), 0o700)
    made = tempfile.mkdtemp(dir=os.path.dirname(folder))
    try:
        tag = "cpython-3%d-" % sys.version_info[1]
        site = os.path.join(made, "lib", "python3.%d" % sys.version_info[1], "site-packages")
        with zipfile.ZipFile(sys.argv[0]) as archive:
            with archive.open("site.zip") as inner:
                with zipfile.ZipFile(inner) as files:
                    for name in files.namelist():
                        if ".cpython-" not in name or tag in name:
                            files.extract(name, site)
        base = getattr(sys, "_base_executable", sys.executable)
        os.mkdir(os.path.join(made, "bin"))
        os.symlink(base, os.path.join(made, "bin", "python"))
        with open(os.path.join(made, "pyvenv.cfg"), "w") as file:
            file.write("home = %s\ninclude-system-site-packages = false\n" % os.path.dirname(base))
        if os.path.lexists(folder):  # its Python is gone, or another process was faster
            os.rename(folder, os.path.join(made, "old"))
        os.rename(made, folder)
        shutil.rmtree(os.path.join(folder, "old"), ignore_errors=True)
        for name in os.listdir(os.path.dirname(folder)):
            other = os.path.join(os.path.dirname(folder), name)
            if "-3." in name and os.path.getmtime(other) < time.time() - KEPT_SECONDS:
                shutil.rmtree(other, ignore_errors=True)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def stop(which, **values):
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    sentences = KOREAN if language.startswith("ko") else ENGLISH
    text = "grader: " + sentences[which] % values + "\n"
    os.write(2, text if isinstance(text, bytes) else text.encode("utf-8"))  # whatever the locale's encoding
    sys.exit(3 if which == NO_ROOM else 2)


main()
