"""Dockerfiles on the graded host: what an image is built from and what is copied into it.

This does not validate a Dockerfile: the Engine built the image, so anything unusual is skipped.
https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.checks.session import Session

MOST_FILES = 40
LARGEST_FILE = 16_000
MOST_NAMES = 2000
DEEPEST = 20

_PRUNED = ".cache .local .git .npm .cargo .rustup .vscode-server node_modules"
"""Folders in which tools keep files that nobody wrote by hand."""

_NAMED = r"\( -iname '*dockerfile*' -o -iname '*containerfile*' \) ! -name '*~' -print"

_SKIP = rf"-type d \( {' -o '.join(f'-name {name}' for name in _PRUNED.split())} \) -prune -o"

# Each file is its name, NUL, its text, NUL. Names with a line break are passed over.
_LISTING = rf"""
for p in find readlink awk sort head cut grep tr; do
  command -v "$p" >/dev/null || {{{{ echo "$p: not found" >&2; exit 127; }}}}
done
show() {{{{ printf '%s\0' "$1"; head -c {LARGEST_FILE} -- "$1" | tr -d '\000'; printf '\0'; }}}}
names() {{{{
  find {{folder}}/ -mindepth 1 -maxdepth {DEEPEST} {_SKIP} {_NAMED}
  h=$(readlink -f -- {{folder}})
  # What a link leads to outside the folder, but not the system, nor what the folder itself is in.
  find {{folder}}/ -mindepth 1 -maxdepth {DEEPEST} {_SKIP} -type l -print | head -n 100 |
    while IFS= read -r l; do
      t=$(readlink -f -- "$l") && [ -d "$t" ] && [ "$t" != / ] || continue
      case $t/ in /bin/* | /boot/* | /dev/* | /etc/* | /lib*/* | /proc/* | /sys/* | /usr/*) continue ;; esac
      case $h/ in "$t"/*) continue ;; esac
      case $t/ in "$h"/*) continue ;; esac
      find "$l/" -maxdepth {DEEPEST} {_SKIP} {_NAMED}
    done
}}}}
names 2>/dev/null |
  awk -F/ '{{{{print NF " " $0}}}}' | sort -n | head -n {MOST_NAMES} | cut -d ' ' -f 2- | {{{{
    rest=
    while IFS= read -r f; do
      [ -f "$f" ] && [ -r "$f" ] || continue
      if head -c {LARGEST_FILE} -- "$f" | grep -aqiF {{words}}; then show "$f"; else rest="$rest$f
"; fi
    done
    printf '%s' "$rest" | while IFS= read -r f; do show "$f"; done
  }}}} | head -c {(MOST_FILES + 8) * LARGEST_FILE}
"""

_ESCAPE = re.compile(r"#\s*escape\s*=\s*([\\`])\s*", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*[a-z][a-z0-9_-]*\s*=.*", re.IGNORECASE)
_HEREDOC = re.compile(r"<<-?(?P<quote>[\"']?)(?P<end>[A-Za-z_][A-Za-z0-9_.]*)(?P=quote)")
_ARCHIVE = re.compile(r"\.(tar(\.\w+)?|t[a-z]{1,2}z2?|tbz|tzst)$", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:(?P<bare>\w+)|\{(?P<name>\w+)(?:(?P<sign>:?[-+])(?P<word>[^}]*))?\})")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile.

    Attributes:
        keyword: Its name in capitals, such as COPY.
        flags: Its options, such as --from=build.
        words: Its arguments, without quotes.
        rest: Its arguments as written, on one line.
    """

    keyword: str
    flags: tuple[str, ...]
    words: tuple[str, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One build stage: a FROM instruction and what follows it.

    Attributes:
        base: The image it starts from.
        name: The name after AS, in lower case; empty if there is none.
        instructions: The instructions after FROM.
    """

    base: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)


def files_under(session: Session, folder: str, likely: Sequence[str] = ()) -> dict[str, str]:
    """Find the Dockerfiles in a folder of the graded host and its subfolders.

    At most 40 files, at most 20 levels deep, and the first 16,000 bytes of each, also hidden ones and those in folders
    that a link leads to. Folders in which tools keep files, such as .cache and node_modules, are skipped.

    Args:
        session: The visit.
        folder: The folder on the graded host.
        likely: Files that contain one of these words come first, in any case of letters. Files closer to the folder
            come before deeper ones.

    Returns:
        The text of each file by its path, in that order.

    Raises:
        HostTimeout: The host did not answer in time, or the check has no time left.
        NotInEvidence: In a regrade: this folder was not searched for the same words.

    Example:
        files = files_under(session, home, likely=["scratch"])
        if not files:
            fail("no-dockerfile", folder=home)
    """
    words = " ".join(f"-e {shlex.quote(word)}" for word in likely) or "-e ''"
    script = _LISTING.format(folder=shlex.quote(folder), words=words)
    parts = session.run(script.strip()).out.decode("utf-8", "replace").split("\0")
    found = list(zip(parts[:-1:2], parts[1:-1:2], strict=False))  # the last one may be cut off
    return dict(found[:MOST_FILES])


def final_stage(text: str) -> Stage | None:
    """The stage of a Dockerfile that becomes the image.

    Args:
        text: The text of the Dockerfile.

    Returns:
        The last stage. If it starts from an earlier stage, `base` is that one's base, and its instructions come first.
        None if there is no FROM.

    Example:
        stage = final_stage(text)
        if stage is None or stage.base != "scratch":
            fail("other-base", seen=stage and stage.base)
    """
    stages = all_stages(text)
    if not stages:
        return None
    last = stages.pop()
    while stages:
        before = stages.pop()
        if before.name and before.name == last.base.lower():
            last = Stage(before.base, last.name, before.instructions + last.instructions)
    return last


def all_stages(text: str) -> list[Stage]:
    """All stages of a Dockerfile, in their order.

    Args:
        text: The text of the Dockerfile.

    Example:
        if not any(one.keyword == "RUN" for stage in all_stages(text) for one in stage.instructions):
            fail("no-run")
    """
    return list(_stages(text))


def copy_sources(stage: Stage) -> list[str]:
    """The files and folders that COPY and ADD put into a stage.

    Args:
        stage: A stage from `final_stage`.

    Returns:
        The paths as written in the Dockerfile. "" stands for a source that is not a file of the build folder: another
        stage, a URL, a variable, or an archive that ADD unpacks.

    Example:
        if "hello_static" not in copy_sources(stage):
            fail("copies-other", seen=copy_sources(stage))
    """
    found = []
    for one in stage.instructions:
        if one.keyword in {"COPY", "ADD"} and len(one.words) > 1:
            elsewhere = any(flag.lower().startswith("--from=") for flag in one.flags)
            found += [
                "" if elsewhere or "://" in word or "$" in word or _unpacked(one, word) else word
                for word in one.words[:-1]
                if not word.startswith("<<")
            ]
    return found


def _unpacked(one: Instruction, word: str) -> bool:
    """Whether ADD unpacks a file, judged by its name. Docker itself looks at the content."""
    return one.keyword == "ADD" and _ARCHIVE.search(word) is not None


def _stages(text: str) -> Iterator[Stage]:
    arguments: dict[str, str] = {}
    stage: Stage | None = None
    for one in _instructions(text):
        if one.keyword == "FROM" and one.words:
            if stage is not None:
                yield stage
            words = [_substituted(word, arguments) for word in one.words]
            name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
            stage = Stage(words[0], name)
        elif stage is not None:
            stage.instructions.append(one)
        elif one.keyword == "ARG":
            for word in one.words:
                name, _, value = word.partition("=")
                arguments[name] = _substituted(value, arguments)
    if stage is not None:
        yield stage


def _instructions(text: str) -> Iterator[Instruction]:
    for line in _logical_lines(text):
        keyword, rest = _parted(line)
        flags = []
        while rest.startswith("--"):
            flag, rest = _parted(rest)
            flags.append(flag)
        yield Instruction(keyword.upper(), tuple(flags), tuple(_words(rest)), rest)


def _parted(line: str) -> tuple[str, str]:
    """The first word of a line, and what follows it."""
    word, *rest = line.split(None, 1) or [""]
    return word, "".join(rest)


def _logical_lines(text: str) -> Iterator[str]:
    """Instructions on one line each, without comments, continuations and the bodies of here-documents."""
    lines = iter(text.removeprefix("\ufeff").split("\n"))
    escape, may_direct, joined = "\\", True, ""
    for line in lines:
        bare = line.strip()
        directive = _DIRECTIVE.fullmatch(bare) if may_direct else None
        may_direct = directive is not None
        if directive and (chosen := _ESCAPE.fullmatch(bare)):
            escape = chosen.group(1)
        if not bare or bare.startswith("#"):
            continue
        joined += line.rstrip()  # spaces at the beginning of a continuation line count
        if bare.endswith(escape):
            joined = joined[:-1]
            continue
        whole, joined = joined.strip(), ""
        if whole:
            _skip_heredocs(whole, lines)
            yield whole
    if joined.strip():
        yield joined.strip()


def _skip_heredocs(line: str, lines: Iterator[str]) -> None:
    if _parted(line)[0].upper() in {"RUN", "COPY", "ADD"}:
        for heredoc in _HEREDOC.finditer(line):
            for body in lines:
                if body.rstrip("\r").strip("\t") == heredoc["end"]:
                    break


def _words(rest: str) -> list[str]:
    if rest.startswith("["):
        try:
            value = json.loads(rest)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, list):
            return [str(word) for word in value]
    try:
        return shlex.split(rest)
    except ValueError:
        return rest.split()


def _substituted(word: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        given = values.get(match["bare"] or match["name"], "")
        if match["sign"] in {":-", "-"}:
            return given or match["word"]
        if match["sign"] in {":+", "+"}:
            return match["word"] if given else ""
        return given

    return _VARIABLE.sub(value, word)
