"""ex06: what a stopped container hides is no disagreement, and a port that goes away is no bug."""

import pytest

from grader.checks.conclusion import Blocked, Concluded


class Box:
    """A container as docker-py shows it."""

    def __init__(self, name, *variables, running=True, ports=None):
        self.name, self.id, self.short_id = name, name, name
        self.attrs = {
            "Config": {"Env": list(variables)},
            "State": {"Running": running},
            "HostConfig": {"Links": ["/wp-db:/wp-web/wp-db"]},
            "NetworkSettings": {"Ports": ports or {}},
        }


DATABASE = ("MYSQL_USER=u", "MYSQL_PASSWORD=p", "MYSQL_DATABASE=d")
PARAM = {"database": "wp-db", "web": "wp-web", "port": 80}


@pytest.fixture
def agree(suite):
    """agree(variables of wp-db, of wp-web, …): the check, on containers with these."""
    ex06 = suite("ex06")

    def check(of_database, of_web, *, database_runs=True, web_runs=True):
        boxes = {
            "wp-db": Box("wp-db", *of_database, running=database_runs),
            "wp-web": Box("wp-web", "WORDPRESS_DB_HOST=wp-db", *of_web, running=web_runs),
        }
        containers = type("Containers", (), {"get": staticmethod(boxes.get)})
        setting = ex06.setting.__wrapped__(containers)
        host = ex06.database_host.__wrapped__(containers, setting, PARAM)
        ex06.test_settings_agree(containers, setting, host, PARAM)

    return check


def test_a_value_in_a_file_of_a_stopped_container_blocks_the_check(agree):
    files = ("WORDPRESS_DB_USER=u", "WORDPRESS_DB_PASSWORD_FILE=/f", "WORDPRESS_DB_NAME=d")
    with pytest.raises(Blocked, match="web-running"):
        agree(DATABASE, files, web_runs=False)
    plain = ("WORDPRESS_DB_USER=u", "WORDPRESS_DB_PASSWORD=p", "WORDPRESS_DB_NAME=d")
    with pytest.raises(Blocked, match="db-running"):
        agree(("MYSQL_USER=u", "MYSQL_PASSWORD_FILE=/f", "MYSQL_DATABASE=d"), plain, database_runs=False)


def test_the_name_of_the_database_may_be_hidden_as_well(agree):
    hidden = ("WORDPRESS_DB_HOST_FILE=/f", "WORDPRESS_DB_USER=u", "WORDPRESS_DB_PASSWORD=p", "WORDPRESS_DB_NAME=d")
    with pytest.raises(Blocked, match="web-running"):
        agree(DATABASE, hidden, web_runs=False)


def test_a_visible_difference_fails_nevertheless(agree):
    other = ("WORDPRESS_DB_USER=other", "WORDPRESS_DB_PASSWORD_FILE=/f", "WORDPRESS_DB_NAME=d")
    with pytest.raises(Concluded) as caught:
        agree(DATABASE, other, web_runs=False)
    assert (caught.value.reason, caught.value.seen) == ("settings-differ", ["WORDPRESS_DB_USER=other"])


def test_of_a_password_only_whether_there_is_one_is_shown(agree):
    with pytest.raises(Concluded) as caught:
        agree(DATABASE, ("WORDPRESS_DB_USER=u", "WORDPRESS_DB_PASSWORD=other", "WORDPRESS_DB_NAME=d"))
    assert (caught.value.seen, caught.value.expected) == (["WORDPRESS_DB_PASSWORD=***"], ["MYSQL_PASSWORD=***"])
    with pytest.raises(Concluded) as caught:
        agree(DATABASE, ("WORDPRESS_DB_USER=u", "WORDPRESS_DB_NAME=d"))
    assert caught.value.seen == ['WORDPRESS_DB_PASSWORD=""']


def test_a_variable_of_another_name_is_a_near_miss(agree):
    other = ("WORDPRESS_DB_USER=u", "WORDPRESS_DB_PASS=p", "WORDPRESS_DB_NAME=d")
    with pytest.raises(Concluded) as caught:
        agree(DATABASE, other)
    assert caught.value.values["near_variable"] == ["WORDPRESS_DB_PASS"]


def test_matching_settings_pass_even_if_nothing_is_running(agree):
    plain = ("WORDPRESS_DB_USER=u", "WORDPRESS_DB_PASSWORD=p", "WORDPRESS_DB_NAME=d")
    assert agree(DATABASE, plain, web_runs=False, database_runs=False) is None


def test_a_port_that_has_closed_meanwhile_is_no_answer(suite):
    containers = type("Containers", (), {"get": staticmethod(Box)})
    page, what = suite("ex06").site.__wrapped__(containers, None, PARAM)()
    assert (page.status, what) == (0, "nothing")


def mounted(suite, *mounts):
    """How db-volume ends for a container with these mounts: reason, seen, the mount that was probably meant."""
    box = Box("wp-db")
    box.attrs["Mounts"] = [{"Type": "volume", "Name": name, "Destination": at} for name, at in mounts]
    with pytest.raises(Concluded) as caught:
        suite("ex06").must_hold(box, "wp-db-vol", "/var/lib/mysql")
    assert caught.value.expected == "-v wp-db-vol:/var/lib/mysql"
    return caught.value.reason, caught.value.seen, caught.value.values.get("near_mount")


def test_the_volume_at_a_misspelt_folder_is_shown_and_not_the_one_of_the_image(suite):
    found = mounted(suite, ("f" * 64, "/var/lib/mysql"), ("wp-db-vol", "/var/lib/mysq"))
    assert found == ("other-volume", "-v wp-db-vol:/var/lib/mysq", "/var/lib/mysq")


def test_a_mount_near_the_wanted_folder_is_named(suite):
    assert mounted(suite, ("data", "/var/lib/mysq")) == ("nothing-mounted", ["-v data:/var/lib/mysq"], "/var/lib/mysq")


def test_another_volume_at_the_wanted_folder_is_shown(suite):
    assert mounted(suite, ("wp_db-vol", "/var/lib/mysql")) == ("other-volume", "-v wp_db-vol:/var/lib/mysql", None)
