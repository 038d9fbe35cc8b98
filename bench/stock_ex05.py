"""The assertions of ex05 as one would write them for pytest-testinfra alone."""

FOLDER = "/home/student/bm1"


def test_host_directory(host):
    assert host.file(FOLDER).is_directory


def test_host_file(host):
    assert host.file(f"{FOLDER}/filea.txt").is_file


def test_os3_running(host):
    assert host.docker("os3").is_running


def test_bind_mounted(host):
    mounts = host.docker("os3").inspect()["Mounts"]
    mount = next(one for one in mounts if one["Destination"] == "/tmp/mount")
    assert mount["Type"] == "bind"
    assert host.check_output("readlink -f %s", mount["Source"]) == host.check_output("readlink -f %s", FOLDER)


def test_file_visible(host):
    assert "filea.txt" in host.check_output("docker exec os3 ls -A /tmp/mount")


def test_shared_live(host):
    host.check_output("touch %s/.stock", FOLDER)
    assert host.run("docker exec os3 ls /tmp/mount/.stock").rc == 0
    host.check_output("rm %s/.stock", FOLDER)
    host.check_output("docker exec -u 0 os3 touch /tmp/mount/.stock")
    assert host.file(f"{FOLDER}/.stock").exists
    host.check_output("docker exec -u 0 os3 rm -f /tmp/mount/.stock")
