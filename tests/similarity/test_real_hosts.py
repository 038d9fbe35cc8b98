"""On real student hosts: a copied host and a carried image are found, and two hosts of one kind share nothing else."""

import contextlib
import os
import shlex

import pytest

from grader.checking import snapshot
from grader.checks.session import Session
from grader.evidence.cache import CachingHost
from grader.evidence.recording import RecordingHost
from grader.hosts.address import HostOptions
from grader.hosts.base import Command, EngineRequest
from grader.hosts.open import open_host
from grader.lab import hosts
from grader.similarity.comparing import compare
from grader.similarity.machine import QUESTION
from grader.similarity.traits import Kind
from tests.support.machines import fingerprint

pytestmark = pytest.mark.lab

IDENTITY = f"""{QUESTION}
echo "machine-id=$(cat /etc/machine-id)"
for i in /sys/class/net/e*; do echo "mac=${{i##*/}} $(cat $i/address)"; done
for k in /etc/ssh/ssh_host_*_key.pub; do echo "host-key=$(cut -d' ' -f1,2 $k)"; done"""
BUILD = """set -e
mkdir -p work && cd work
head -c 100 /dev/urandom > file && printf 'FROM scratch\\nCOPY file /file\\n' > Dockerfile
docker build -q -t hello-static .
docker run -d --name web1 httpd:latest
docker save hello-static | base64 -w0 > ../hello.b64"""


def looked_at(host):
    """What the snapshot asks of a host, asked of this one."""
    recording = RecordingHost(open_host(host.url, HostOptions(host.ssh_config)))
    with contextlib.closing(recording):
        recording.run(Command(IDENTITY))
        for path in ("/info", "/containers/json?all=1", "/images/json", "/networks", "/volumes"):
            recording.ask(EngineRequest("GET", f"/v1.41{path}"))
        for name in ("hello-static:latest", "httpd:latest"):
            recording.ask(EngineRequest("GET", f"/v1.41/images/{name}/json"))
    return fingerprint([("ex07", recording.evidence)])


@pytest.fixture
def two_hosts():
    with contextlib.ExitStack() as stack:
        up = []
        for which in ("a", "b"):
            name = f"privacy-{which}-{os.getpid()}"
            up.append(hosts.up(name, images=("centos:latest", "httpd:latest")))
            stack.callback(hosts.down, name)
        yield up


def done(host, script, user="student"):
    said = hosts.run_script(host, script, user=user, timeout=120)
    assert said.rc == 0, said.output
    return said.output


def test_a_copied_host_and_a_carried_image_are_found_and_nothing_else(two_hosts):
    first, second = two_hosts
    done(first, BUILD)
    done(second, BUILD.replace("hello-static", "other-static"))
    honest = looked_at(second)
    carried = done(first, "cat hello.b64").strip()
    done(second, f"printf %s {shlex.quote(carried)} | base64 -d | docker load")
    prints = {"s1": looked_at(first), "copy of s1": looked_at(first), "s2": honest}
    [clone] = compare("lab", prints, {}).groups
    assert clone.students == ("s1", "copy of s1")
    told = {finding.kind for finding in clone.findings}
    assert told >= {Kind.MACHINE_ID, Kind.HOST_KEY, Kind.ENGINE_ID, Kind.CONTAINER_ID, Kind.NETWORK_ID, Kind.IMAGE_ID}
    [pair] = compare("lab", {"s1": prints["s1"], "s2": looked_at(second)}, {}).groups
    assert [finding.kind for finding in pair.findings] == [Kind.IMAGE_ID]
    assert pair.findings[0].values[0].sights[0].label == "hello-static:latest"


MOUNT = "docker run -d --name web1 -v own:/data -v ~/bm1:/mnt httpd:latest"
PACK = "tar --format=pax -C / -c var/lib/docker/volumes/own/_data home/student/bm1 | base64 -w0"


def contents(host):
    """What a class run as root, which may read volumes, sees of what is mounted there."""
    recording = RecordingHost(open_host(f"ssh://root@{host.name}", HostOptions(host.ssh_config)))
    with contextlib.closing(recording):
        cache = CachingHost(recording)
        snapshot.take(Session(cache, {}), cache, 20)
    return fingerprint([("ex06", recording.evidence)])


def changed_alike(first, second):
    """The places whose contents were changed at one moment. Volumes made in one second are another finding."""
    groups = compare("lab", {"s1": contents(first), "s2": contents(second)}, {}).groups
    told = {one.kind: one for group in groups for one in group.findings}
    return {one.sights[0].label for one in told[Kind.CONTENT_CHANGED].values} if Kind.CONTENT_CHANGED in told else set()


def test_contents_of_a_volume_and_a_folder_that_were_copied_are_found_and_others_are_not(two_hosts):
    first, second = two_hosts
    for host in two_hosts:
        done(host, f"mkdir bm1 && {MOUNT} && touch bm1/filea.txt && docker exec web1 touch /data/file")
    assert changed_alike(first, second) == set()
    packed = done(first, PACK, "root").strip()
    done(second, f"printf %s {shlex.quote(packed)} | base64 -d | tar -C / -xp", "root")
    assert changed_alike(first, second) == {"web1 /data", "web1 /mnt"}
