import pytest

from grader.checking.mounts import MOST, requests

HOME = "/home/student"


def volume(name="v", at="/data", **more):
    return {"Type": "volume", "Name": name, "Source": f"/docker/volumes/{name}/_data", "Destination": at, **more}


def bind(source, at="/tmp/mount"):
    return {"Type": "bind", "Source": source, "Destination": at}


def asked(*mounts, state="running", options=None, driver="local"):
    containers = [{"Id": "c1", "State": state, "Mounts": list(mounts)}]
    volumes = [{"Name": "v", "Driver": driver, "Options": options}]
    return [f"{one.method} {one.target}" for one in requests(containers, volumes, HOME)]


def test_of_a_mounted_volume_it_is_asked_when_it_was_changed():
    assert asked(volume()) == ["HEAD /containers/c1/archive?path=/data"]


def test_of_a_folder_of_the_students_too():
    assert asked(bind(f"{HOME}/bm1")) == ["HEAD /containers/c1/archive?path=/tmp/mount"]


def test_of_a_database_it_is_asked_what_only_its_installation_changed():
    assert asked(volume(at="/var/lib/mysql")) == [
        "GET /containers/c1/archive?path=/var/lib/mysql/auto.cnf",
        "HEAD /containers/c1/archive?path=/var/lib/mysql/mysql",
    ]


@pytest.mark.parametrize("source", ["/etc", "/var/run/docker.sock", HOME, "/home/student2/bm1", None])
def test_what_is_not_the_students_is_not_asked_about(source):
    assert asked(bind(source)) == []


@pytest.mark.parametrize("account", ["/", ""])
def test_without_a_home_nothing_is_below_it(account):
    assert list(requests([{"Id": "c", "State": "running", "Mounts": [bind("/etc/x")]}], [], account)) == []


@pytest.mark.parametrize("volumes", [{"driver": "nfs"}, {"options": {"type": "nfs"}}])
def test_a_volume_that_may_be_far_away_is_not_asked_about(volumes):
    assert asked(volume(), **volumes) == []


def test_a_container_that_does_not_run_is_not_touched():
    assert asked(volume(), state="created") == []


def test_only_so_many_are_asked_about():
    assert len(asked(*[volume(at=f"/{n}") for n in range(20)])) == MOST


@pytest.mark.parametrize("mounts", [None, "x", [None], [{"Type": "bind"}], [{"Destination": 3}]])
def test_nonsense_is_passed_over(mounts):
    assert list(requests([{"Id": "c1", "State": "running", "Mounts": mounts}], [], HOME)) == []


def test_a_name_cannot_make_another_question():
    [said] = asked(volume(at="/a b?x=1&path=/etc"))
    assert said == "HEAD /containers/c1/archive?path=/a%20b%3Fx%3D1%26path%3D/etc"
