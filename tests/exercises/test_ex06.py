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


def test_matching_settings_pass_even_if_nothing_is_running(agree):
    plain = ("WORDPRESS_DB_USER=u", "WORDPRESS_DB_PASSWORD=p", "WORDPRESS_DB_NAME=d")
    assert agree(DATABASE, plain, web_runs=False, database_runs=False) is None


def test_a_port_that_has_closed_meanwhile_is_no_answer(suite):
    containers = type("Containers", (), {"get": staticmethod(Box)})
    page, what = suite("ex06").site.__wrapped__(containers, None, PARAM)()
    assert (page.status, what) == (0, "nothing")
