"""What a check looked at, and its fixtures for it."""

import pytest

from grader.checking.looks import Looks
from grader.checks.reads import Read, Reads


@pytest.fixture
def host():
    """host(fact, *place): the check reads this place of the answer with this index."""
    facts, reads = set(), Reads()

    def taken():
        now = set(facts)
        facts.clear()
        return now

    def look(fact, *place):
        facts.add(fact)
        reads.log[(fact, *place)] = None

    return Looks(taken, reads), look


def test_a_check_has_what_its_fixtures_read_before_another_check(host):
    looks, look = host
    looks.begin()
    looks.begin_fixture()
    look(1, "a")
    looks.end_fixture("container")
    look(2, "b")
    assert looks.of_check(["container"]) == ((1, 2), (Read(1, ("a",)), Read(2, ("b",))))
    looks.begin()
    look(3, "c")
    assert looks.of_check(["container"]) == ((1, 3), (Read(1, ("a",)), Read(3, ("c",))))
    assert looks.of_check([]) == ((3,), (Read(3, ("c",)),))


def test_what_was_read_before_the_check_is_not_its_own(host):
    looks, look = host
    look(1, "a")
    looks.begin()
    assert looks.of_check([]) == ((), ())


def test_the_version_of_the_engine_belongs_to_no_check(host):
    looks, look = host
    looks.begin()
    looks.begin_fixture()
    look(0, "ApiVersion")
    looks.end_fixture("docker")
    assert looks.of_check(["docker"]) == ((), ())


def test_a_replay_reads_what_the_check_read_on_the_host(tiny, tmp_path, monkeypatch, engine):
    os3 = {"Id": "1" * 64, "Mounts": [{"Type": "volume", "Destination": "/a"}, {"Type": "bind", "Destination": "/b"}]}
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({'/containers/json': [], '/containers/os3/json': os3})}")
    tiny.write("""
        @pytest.fixture(scope="module")
        def os3(docker): return docker.containers.get("os3")
        def test_a(os3): assert [one["Type"] for one in os3.attrs["Mounts"]] == ["volume", "bind"]
        def test_b(docker, os3): assert "Sate" not in os3.attrs; assert not docker.api.containers(all=True)
        def test_c(docker): docker.containers.get("os3")
    """)
    live = tiny.run()
    path = tmp_path / "ex01.gz"
    live.evidence.write(path)
    reads = [[read.paths for read in verdict.reads] for verdict in live.verdicts]
    assert sorted(reads[1]) == [(), ("Sate",)]
    assert [reads[0], reads[2]] == [[("Mounts[0].Type", "Mounts[1].Type")], [()]]
    assert [verdict.reads for verdict in tiny.run(f"evidence:{path}").verdicts] == [one.reads for one in live.verdicts]
