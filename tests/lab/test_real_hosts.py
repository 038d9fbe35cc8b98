"""Student hosts for real; the images are built on the first run and kept by the engine."""

import subprocess
from pathlib import Path

import pytest

from grader.errors import LabError
from grader.lab import hosts
from grader.lab.docker_cli import docker
from grader.lab.hosts import LabHost

pytestmark = pytest.mark.lab


def said(host: LabHost, script: str) -> str:
    done = hosts.run_script(host, f"set -e\n{script}", timeout=120)
    assert done.rc == 0, done.output
    return done.output.strip()


def ssh(host: LabHost, user: str, command: str) -> str:
    address = ["ssh", "-F", str(host.ssh_config), "-l", user, host.name]
    return subprocess.run([*address, command], check=True, capture_output=True, text=True, timeout=30).stdout.strip()


@pytest.mark.parametrize("user", ["student", "root"])
def test_ssh_logs_in_with_the_labs_config(student_host: LabHost, user: str) -> None:
    assert ssh(student_host, user, "id -un; hostname").split() == [user, student_host.name]


def test_ssh_trusts_no_other_host_on_that_port(student_host: LabHost, tmp_path: Path) -> None:
    forged = tmp_path / "ssh_config"
    forged.write_text(student_host.ssh_config.read_text().replace("HostKeyAlias grader-lab-", "HostKeyAlias other-"))
    command = ["ssh", "-F", str(forged), student_host.name, "true"]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 255
    assert "Host key verification failed" in refused.stderr


def test_systemd_has_come_up_without_a_failed_unit(student_host: LabHost) -> None:
    assert said(student_host, "systemctl is-system-running") == "running"


def test_the_student_is_an_administrator_and_may_use_docker(student_host: LabHost) -> None:
    assert said(student_host, "id -u; sudo -n id -u; id -nG").split() == ["1000", "0", "student", "sudo", "docker"]


def test_a_script_starts_in_the_students_home_like_after_a_login(student_host: LabHost) -> None:
    assert said(student_host, "echo $PWD $HOME $USER $LC_ALL; shopt login_shell").splitlines() == [
        "/home/student /home/student student C.UTF-8",
        "login_shell    \ton",
    ]


def test_a_script_may_be_a_file_and_its_exit_code_and_errors_come_back(student_host: LabHost, tmp_path: Path) -> None:
    (tmp_path / "script.sh").write_text("echo out; cat; echo err >&2; exit 7\n")
    assert hosts.run_script(student_host, tmp_path / "script.sh", timeout=10) == (7, "out\nerr\n")


def test_a_script_that_hangs_is_stopped_and_its_output_quoted(student_host: LabHost) -> None:
    with pytest.raises(LabError, match=r"(?s)within 1 s\..*here I am"):
        hosts.run_script(student_host, "echo here I am; sleep 60", timeout=1)


def test_the_small_images_have_exactly_the_names_of_the_real_ones(student_host: LabHost) -> None:
    assert said(student_host, "docker images --format '{{.Repository}}:{{.Tag}}' | sort").split() == [
        "centos:latest",
        "hello-world:latest",
        "httpd:latest",
    ]


def test_hello_world_greets(student_host: LabHost) -> None:
    assert "Hello from Docker!" in said(student_host, "docker run --rm hello-world")


def test_centos_and_httpd_do_what_the_course_does_with_them(student_host: LabHost) -> None:
    script = """
    mkdir bm1; touch bm1/filea.txt
    docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
    docker run -itd --name os3 -v ~/bm1:/tmp/mount --network net1 centos:latest
    docker run -d --name web1 httpd
    docker exec os3 sh -c 'ls /tmp/mount; ip route'
    curl -sf --retry 9 --retry-connrefused "$(docker inspect -f '{{.NetworkSettings.IPAddress}}' web1)"
    docker rm -f os3 web1; docker network rm net1; rm -r bm1
    """
    answer = said(student_host, script)
    assert "filea.txt\ndefault via 192.168.100.254" in answer
    assert "It works!" in answer


def test_centos_installs_a_web_server_without_a_network(student_host: LabHost) -> None:
    script = "yum install -y httpd; echo hello > /var/www/html/index.html; httpd; sleep 0.5; curl localhost"
    assert said(student_host, f"docker run --rm --network none centos sh -ec '{script}'").splitlines()[-1] == "hello"


def test_centos_shows_the_headers_of_a_page(student_host: LabHost) -> None:
    script = "yum install -qy httpd; httpd; sleep 0.5; curl -si -m 8 --noproxy \\* http://127.0.0.1:80/none"
    answer = said(student_host, f"docker run --rm --network none centos sh -ec '{script}'")
    assert "HTTP/1.1 404 Not Found" in answer


def test_centos_has_no_other_packages(student_host: LabHost) -> None:
    answer = said(student_host, "docker run --rm centos yum install -y nginx || echo failed")
    assert answer.splitlines() == ["No match for argument: nginx (this stand-in for yum has httpd only)", "failed"]


def test_the_registry_keeps_what_is_pushed(student_host: LabHost) -> None:
    hosts.load(student_host, ["registry:2"])
    script = """
    docker run -d --name registry -p 5000:5000 registry:2
    until curl -sf localhost:5000/v2/; do sleep 0.2; done
    docker tag hello-world localhost:5000/hi; docker push -q localhost:5000/hi
    curl -s localhost:5000/v2/_catalog
    docker rm -fv registry; docker rmi localhost:5000/hi
    """
    assert '{"repositories":["hi"]}' in said(student_host, script)


def test_images_can_be_built_with_limits_in_force(student_host: LabHost) -> None:
    script = r"""
    mkdir build; cd build
    printf '#include <stdio.h>\nint main(void) { puts("Hello World"); }\n' > hello.c
    gcc -static -o hello hello.c
    printf '%s\n' 'FROM centos' 'RUN test -e /bin/bash' 'COPY hello /' \
        'FROM scratch' 'COPY --from=0 /hello /' 'CMD ["/hello"]' > Dockerfile
    docker build -qt hello-static . > /dev/null
    docker run --rm --network none --memory 32m --pids-limit 10 hello-static
    docker rmi hello-static > /dev/null
    cd; rm -r build
    """
    assert said(student_host, script) == "Hello World"


def test_more_images_can_be_loaded_later(student_host: LabHost) -> None:
    said(student_host, "docker rmi httpd")
    hosts.load(student_host, ["httpd"])
    assert said(student_host, "docker images -q httpd:latest")


def test_a_host_that_runs_is_listed_found_and_not_replaced(student_host: LabHost) -> None:
    assert student_host in hosts.listing()
    assert hosts.find(student_host.name) == student_host
    with pytest.raises(LabError, match="already up"):
        hosts.up(student_host.name)


def test_a_bare_host_has_no_docker_and_its_student_no_such_group(bare_host: LabHost) -> None:
    assert said(bare_host, "command -v docker || id -nG") == "student sudo"


def test_each_host_has_keys_and_an_identity_of_its_own(student_host: LabHost, bare_host: LabHost) -> None:
    one, other = (
        said(host, "cat /etc/machine-id /etc/ssh/ssh_host_*.pub").split() for host in (student_host, bare_host)
    )
    assert one[0] != other[0]
    assert one[2] != other[2]


def test_a_bare_host_gets_docker_and_its_images_without_a_network(bare_host: LabHost) -> None:
    script = """
    sudo ip route del default
    sudo apt-get install -qy --no-download docker.io $(apt-cache pkgnames | grep -x docker-cli || :)
    sudo usermod -aG docker student
    systemctl is-enabled docker
    """
    assert said(bare_host, script).splitlines()[-1] == "enabled"
    assert "Hello from Docker!" in said(bare_host, "docker run --rm hello-world")


def test_a_host_is_removed_with_its_volumes_and_its_ssh_block() -> None:
    host = hosts.up("test-lab-brief", images=(), mounts=[f"{Path(__file__).parent}:/mnt/here:ro"])
    try:
        assert said(host, f"ls /mnt/here/{Path(__file__).name}")
        # The processes of a paused container cannot be killed before they run again.
        hosts.load(host, ["centos"])
        said(host, "docker run -d --name held centos sleep 1000; docker pause held")
        volumes = docker("inspect", "-f", "{{range .Mounts}}{{.Name}} {{end}}", host.container).split()
    finally:
        hosts.down(host.name)
    left = docker("volume", "ls", "-q").split()
    assert volumes
    assert not set(volumes) & set(left)
    assert "test-lab-brief" not in host.ssh_config.read_text()
    with pytest.raises(LabError, match="no student host"):
        hosts.down(host.name)


def test_a_reset_host_is_as_at_its_start_at_the_same_address_with_the_same_keys() -> None:
    host = hosts.up("test-lab-reset", images=["hello-world"], mounts=[f"{Path(__file__).parent}:/mnt/here:ro"])
    try:
        key = said(host, "cat /etc/ssh/ssh_host_*.pub")
        script = """
        docker run --name old hello-world; docker pull nothing/here || docker tag hello-world other
        touch ~/mine; sudo useradd intruder; sudo rm /usr/bin/curl
        docker run -d --name held other; docker pause held
        sudo systemctl disable --now docker.socket docker
        """
        hosts.run_script(host, script, timeout=60)
        assert hosts.reset(host.name) == host
        assert said(host, "cat /etc/ssh/ssh_host_*.pub") == key
        looked = "ls; docker ps -aq; getent passwd intruder || docker images --format '{{.Repository}}'; which curl"
        assert ssh(host, "student", looked).split() == ["hello-world", "/usr/bin/curl"]
        assert said(host, f"ls /mnt/here/{Path(__file__).name}")
        bare = hosts.reset(host.name, engine=False, images=())
        assert (bare.port, bare.engine) == (host.port, False)
        assert ssh(bare, "student", "command -v docker || echo none") == "none"
    finally:
        hosts.down(host.name)


def test_wordpress_installs_with_the_right_password_and_refuses_the_wrong_one(student_host: LabHost) -> None:
    hosts.load(student_host, hosts.WORDPRESS)
    script = """
    docker run -d --name wp-db -v wp-db-vol:/var/lib/mysql -e MYSQL_ROOT_PASSWORD="it's" \
        -e MYSQL_USER=wp-admin -e MYSQL_PASSWORD=dkagh1. -e MYSQL_DATABASE=wp mysql:5.7
    web() { docker run -d --name wp-web --link wp-db -p 80:80 -e WORDPRESS_DB_HOST=wp-db \
        -e WORDPRESS_DB_USER=wp-admin -e WORDPRESS_DB_PASSWORD="$1" -e WORDPRESS_DB_NAME=wp wordpress; }
    page() { timeout 60 bash -c 'until curl -sL localhost | grep "$0"; do sleep 0.2; done' "$1"; }
    web dkagh1.; page 'WordPress &rsaquo; Installation'
    docker rm -fv wp-web; web wrong; page 'Error establishing a database connection'
    docker exec wp-db mysql -uroot -p"it's" -e 'show databases'
    docker rm -fv wp-db wp-web; docker volume rm wp-db-vol
    """
    said(student_host, script)


def test_mysql_without_a_root_password_ends_with_1_and_says_why(student_host: LabHost) -> None:
    hosts.load(student_host, ["mysql:5.7"])
    done = hosts.run_script(student_host, "docker run --rm mysql:5.7", timeout=60)
    assert done.rc == 1
    assert "MYSQL_ROOT_PASSWORD" in done.output
