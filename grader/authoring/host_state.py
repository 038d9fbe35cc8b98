"""What grading must leave as it was on a host: a snapshot before and after it, and the differences.

A snapshot has the Engine's objects, files with owners and times, what changed inside containers, the programs that run,
and the Engine's events.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from grader.lab import hosts
from grader.lab.hosts import LabHost
from grader.text.values import quantity

MOST_EXEC_EVENTS = 40
"""An Engine keeps 256 events. A grading may add no more than this by starting programs in containers."""

SETTLING_SECONDS = 45.0
"""How long services in containers may take to start."""

_PAUSE_SECONDS = 3.0
_SHOWN = 4
_MARK = "@events"
_AT = "@at "

# Times of directories count too. What a service writes by itself (its volume, logs, sockets) does not, nor does what
# Podman starts to answer a request, or keeps for five minutes after a program that was started in a container.
_SNAPSHOT = r"""
export LC_ALL=C
docker ps -a --no-trunc --format 'container {{.ID}} {{.Names}}' 2>/dev/null
docker ps -aq --no-trunc 2>/dev/null | xargs -r docker inspect -f 'container {{.Id}} {{.State.Status}} {{.State.StartedAt}} {{.RestartCount}}'
docker images --no-trunc -a --format 'image {{.ID}} {{.Repository}}:{{.Tag}}' 2>/dev/null
docker volume ls -q 2>/dev/null | sed 's/^/volume /'; docker network ls -q --no-trunc 2>/dev/null | sed 's/^/network /'
for c in $(docker ps -q 2>/dev/null); do
  docker diff "$c" 2>/dev/null | grep -vE '^. /(run|tmp|var/run|var/log|var/lib/(mysql|apache2))(/|$)' | sed "s/^/inside $c /"
done
find /home /root -xdev -printf 'file %p %s %m %u:%g %T@\n' 2>/dev/null
find /srv /opt -xdev -printf 'file %p %m %u:%g\n' 2>/dev/null
find /var/lib/docker/volumes -maxdepth 3 -type d -printf 'file %p %m %u:%g\n' 2>/dev/null
find /tmp /var/tmp /dev/shm -xdev -mindepth 1 -not -path '*/tmp.*' -not -path '*/systemd-*' -printf 'file %p %s %m %u:%g\n' 2>/dev/null
ps -eo user:32,args --no-headers | grep -vE '^\S+ +(\[|sshd|\(sd-pam|/lib/systemd|/usr/lib/systemd|ps |grep |sed |bash -(c|l) |timeout --kill-after|sort|\S*netavark dhcp-proxy|\S*conmon .*--exec-attach|\S*podman .*(system service|container cleanup))' |
  sed -E 's/ +/ /; s/^/program /'
"""  # noqa: E501

_EVENTS = """
echo; echo {mark}
docker events --since {since} --until "$(date +%s.%N)" --format '{{{{json .}}}}' 2>/dev/null
"""

_STATUS = re.compile(r"container (?P<id>\S+) (?P<status>\S+) \S+ (?P<restarts>\d+)")
_EXEC = re.compile(r"container exec(?:_create|_start|_died?)?\b")
_OWN = re.compile(r"(?:^|\s)grader-[0-9a-f]+-\d+(?:\s|$)")
_ANONYMOUS = re.compile(r"volume \w+ ([0-9a-f]{64})")
_HARMLESS = re.compile(r"(?:container (?:health_status|top|resize)|image save)\b")
"""Events without a change: ex07 reads the layers of an image by saving it to a pipe."""


@dataclass(frozen=True, slots=True)
class HostState:
    """A snapshot of a host."""

    lines: frozenset[str]
    at: str
    """When it was taken, by the host's clock, as `docker events` takes it."""
    events: tuple[str, ...] = ()
    """The Engine's events since an earlier snapshot."""

    @property
    def restarts(self) -> Mapping[str, tuple[bool, int]]:
        """For each container, whether it waits for its next restart, and how often the Engine has restarted it."""
        found = filter(None, map(_STATUS.fullmatch, self.lines))
        return {one["id"]: (one["status"] == "restarting", int(one["restarts"])) for one in found}


def take(host: LabHost, since: HostState | None = None) -> HostState:
    """Take a snapshot, with the events since an earlier one."""
    script = _SNAPSHOT + f'echo "{_AT}$(date +%s.%N)"\n'  # last: what the student did may still cause events
    if since is not None:
        script += _EVENTS.format(mark=_MARK, since=since.at)
    printed = hosts.run_script(host, script, user="root", timeout=60).output
    state, _, events = printed.partition(f"\n{_MARK}\n")
    lines = state.splitlines()
    at = next((line.removeprefix(_AT) for line in lines if line.startswith(_AT)), "0")
    return HostState(frozenset(line for line in lines if line and not line.startswith(_AT)), at, tuple(_events(events)))


def _events(printed: str) -> Iterator[str]:
    """The events, one line each: type, action and name or id. Podman in Docker's place prints anything."""
    for line in printed.splitlines():
        with contextlib.suppress(ValueError, AttributeError):
            event = json.loads(line)
            actor = event.get("Actor") or {}
            name = actor.get("Attributes", {}).get("name", "") or (actor.get("ID") if event["Type"] == "volume" else "")
            yield " ".join(f"{event['Type']} {event['Action']} {name}".split())


def settled(host: LabHost) -> HostState:
    """Take a snapshot once the services in containers have started: they start programs and write files meanwhile."""
    state = take(host)
    until = time.monotonic() + SETTLING_SECONDS
    while _has_services(host) and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
        before, state = state, take(host)
        if state.lines == before.lines:
            break
    return state


def after(host: LabHost, before: HostState) -> HostState:
    """Take a snapshot after grading: beside a restart loop, one between two restarts, if there is such a moment."""
    state = take(host, before)
    until = time.monotonic() + SETTLING_SECONDS
    while (loops := _loops(before, state)) and time.monotonic() < until and _changes(before, state, loops):
        time.sleep(_PAUSE_SECONDS)
        state = take(host, before)
    return state


def _loops(before: HostState, after: HostState) -> frozenset[str]:
    """The containers in a restart loop, which causes events and changes by itself."""
    earlier, later = before.restarts, after.restarts
    waiting = {one for found in (earlier, later) for one, (waits, _) in found.items() if waits}
    return frozenset(waiting | {one for one in earlier if 0 < earlier[one][1] < later.get(one, (False, 0))[1]})


def _changes(before: HostState, after: HostState, loops: Collection[str]) -> list[str]:
    """The lines that came or went, without how often containers in a restart loop have been restarted."""
    changed = sorted(before.lines ^ after.lines)
    return [line for line in changed if not ((status := _STATUS.fullmatch(line)) and status["id"] in loops)]


def _has_services(host: LabHost) -> bool:
    """Whether a running container exposes a port."""
    return bool(hosts.run_script(host, "docker ps --format '{{.Ports}}' 2>/dev/null", timeout=60).output.strip())


def differences(before: HostState, after: HostState) -> Iterator[str]:
    """What grading changed, as sentences."""
    loops = _loops(before, after)
    if changed := _changes(before, after, loops):
        yield f"grading changed the host: {'; '.join(changed[:_SHOWN])}"
    if loops:
        return
    passing = set(_of_passing_volumes(after.events))
    others = [
        line
        for line in after.events
        if not (_EXEC.match(line) or _OWN.search(line) or _HARMLESS.match(line) or line in passing)
    ]
    if others:
        yield f"grading caused {quantity(len(others), 'event')}, such as: {'; '.join(others[:_SHOWN])}"
    started = sum(_EXEC.match(line) is not None for line in after.events)
    if started > MOST_EXEC_EVENTS:
        yield f"grading caused {started} events of programs in containers; at most {MOST_EXEC_EVENTS} are allowed"


def _of_passing_volumes(events: Collection[str]) -> Iterator[str]:
    """The events of volumes without a name that came and went with a container of the probe."""
    for line in events:
        volume = _ANONYMOUS.fullmatch(line)
        came, *gone = (f"volume {what} {volume[1]}" for what in ("create", "destroy", "remove")) if volume else ("",)
        if came in events and not {*gone}.isdisjoint(events):  # Docker destroys a volume, Podman removes it
            yield line
