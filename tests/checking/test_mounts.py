import subprocess

import pytest

from grader.checking.mounts import MOST, command

HOME = "/home/student"


def volume(name="v", at="/data", **more):
    return {"Type": "volume", "Name": name, "Source": f"/docker/volumes/{name}/_data", "Destination": at, **more}


def bind(source, at="/tmp/mount"):
    return {"Type": "bind", "Source": source, "Destination": at}


def asked(*mounts, options=None, driver="local", home=HOME, at="/docker/volumes/v/_data"):
    containers = [{"Id": "c1", "Mounts": list(mounts)}]
    volumes = [{"Name": "v", "Driver": driver, "Options": options, "Mountpoint": at}]
    found = command(containers, volumes, home)
    return [line for line in (found or "").splitlines() if line.startswith("g_") and "()" not in line]


def test_a_mounted_volume_is_inspected_on_the_host():
    assert asked(volume()) == ["g_look c1 /data /docker/volumes/v/_data"]


def test_so_is_a_directory_of_the_student():
    assert asked(bind(f"{HOME}/bm1")) == [f"g_look c1 /tmp/mount {HOME}/bm1"]


def test_of_a_database_what_only_its_installation_changed_is_inspected():
    assert asked(volume(at="/var/lib/mysql")) == [
        "g_look c1 /var/lib/mysql/mysql /docker/volumes/v/_data/mysql",
        "g_uuid c1 /var/lib/mysql/mysql /docker/volumes/v/_data/auto.cnf",
    ]


@pytest.mark.parametrize("source", ["/etc", "/var/run/docker.sock", HOME, "/home/student2/bm1", None])
def test_what_is_not_the_students_is_not_inspected(source):
    assert asked(bind(source)) == []


@pytest.mark.parametrize("account", ["/", ""])
def test_without_a_home_nothing_is_below_it(account):
    assert asked(bind("/etc/x"), home=account) == []


@pytest.mark.parametrize("volumes", [{"driver": "nfs"}, {"options": {"type": "nfs"}}, {"at": None}])
def test_a_volume_that_may_be_remote_is_not_inspected(volumes):
    assert asked(volume(), **volumes) == []


def test_only_so_many_are_inspected():
    assert len(asked(*[volume(at=f"/{n}") for n in range(40)])) == MOST


@pytest.mark.parametrize("mounts", [None, "x", [None], [{"Type": "bind"}], [{"Destination": 3}], [volume(at="/a\nb")]])
def test_malformed_mounts_are_skipped(mounts):
    assert command([{"Id": "c1", "Mounts": mounts}], [], HOME) is None


def test_a_name_cannot_become_another_command():
    [line] = asked(volume(at="/a; rm -rf $HOME"))
    assert line == "g_look c1 '/a; rm -rf $HOME' /docker/volumes/v/_data"


def test_the_command_creates_nothing_and_prints_size_time_and_place(tmp_path):
    folder, gone = tmp_path / "bm 1", tmp_path / "gone"
    folder.mkdir()
    found = command([{"Id": "c1", "Mounts": [bind(str(folder)), bind(str(gone), "/gone")]}], [], str(tmp_path))
    printed = subprocess.run(["sh", "-c", found], capture_output=True, text=True, check=True).stdout
    [line] = printed.splitlines()
    assert line.startswith(f"mount=c1 {folder.stat().st_size} 20")
    assert line.endswith(" /tmp/mount")
    assert not gone.exists()


def test_the_command_reads_the_uuid_of_a_database(tmp_path):
    (tmp_path / "mysql").mkdir()
    (tmp_path / "auto.cnf").write_text("[auto]\nserver-uuid=f7e4b6a0-c8a1-11f0-9c3e-0242ac120002\n")
    volumes = [{"Name": "v", "Driver": "local", "Options": None, "Mountpoint": str(tmp_path)}]
    found = command([{"Id": "c1", "Mounts": [volume(at="/var/lib/mysql")]}], volumes, HOME)
    printed = subprocess.run(["sh", "-c", found], capture_output=True, text=True, check=True).stdout
    assert "uuid=c1 f7e4b6a0-c8a1-11f0-9c3e-0242ac120002 /var/lib/mysql/mysql\n" in printed
