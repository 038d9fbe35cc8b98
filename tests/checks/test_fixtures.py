"""Every fixture in one suite on a real student host, live and again from what was recorded."""

import pytest

from grader.authoring.case import concluded
from grader.lab.hosts import run_script

SUITE = """
def test_who(account, home, param, session):
    passed("who", seen=[account.name, home, param["word"], session.facts.user])

def test_page(get):
    if get("127.0.0.1", 1).status != 0: fail("x")

def test_container(containers, wait):
    wait(lambda: containers.running("box"), limit=10)
    if containers.inside("box", "echo", "hi").out != "hi\\n": fail("x")

def test_probe(probe, home, host):
    with probe.file(home) as made:
        if not host.file(f"{home}/{made}").exists: fail("x")
    if (trial := probe.run("hello-world")).rc != 0: fail("x", seen=trial.error)

def test_engine(docker):
    passed("names", seen=sorted(one.name for one in docker.containers.list(all=True)))

def test_waiting(wait, host):
    def look():
        if host.run("date +%s%N").stdout[-4:] < "7": fail("not-yet")
    wait(look, limit=20)
"""


@pytest.mark.lab
def test_every_fixture_gives_the_same_live_and_from_evidence(tiny, lab_host, tmp_path):
    run_script(lab_host, "docker run -itd --name box centos:latest", timeout=60)
    try:
        tiny.write(SUITE, check_seconds=30, seconds=100)
        live = tiny.run(lab_host.url, lab_host.ssh_config, account="", params={"word": "mine"})
    finally:
        run_script(lab_host, "docker rm -f box", timeout=60)
    assert [(v.check, v.status, v.cause) for v in live.verdicts if v.status != "passed"] == []
    assert live.verdicts[0].seen == ["student", "/home/student", "mine", "student"]
    live.evidence.write(tmp_path / "e.gz")
    again = tiny.run(f"evidence:{tmp_path / 'e.gz'}", account="", params={"word": "mine"})
    assert [concluded(v) for v in again.verdicts] == [concluded(v) for v in live.verdicts]


def test_evidence_knows_whose_work_was_graded(tiny, tmp_path):
    tiny.write("def test_a(account): passed('who', seen=account.name)")
    live = tiny.run()
    live.evidence.write(tmp_path / "e.gz")
    again = tiny.run(f"evidence:{tmp_path / 'e.gz'}", account="")
    assert again.verdicts[0].seen == live.verdicts[0].seen
