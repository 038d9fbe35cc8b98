import string
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.checks.dockerclient import connect
from grader.checks.nearmisses import near_container, near_file, near_image, near_miss, near_network, near_path
from grader.errors import NotInEvidence
from grader.hosts.base import CommandResult

NEAR = [
    ("os3", "OS3"),
    ("os3", "os03"),
    ("os03", "os3"),
    ("os3", "os-3"),
    ("os3", "o3s"),
    ("os3", "so3"),
    ("os3", "os"),
    ("os3", "oss3"),
    ("os3", "osw"),
    ("os3", "my-os3"),
    ("os3", "os3-new"),
    ("bm1", "bml"),
    ("bm1", "BM1"),
    ("wp-db", "wp-wp-db-1"),
    ("wp-db", "wp_wp-db_1"),
    ("wp-db", "my-project-wp-db-1"),
    ("wp-db", "wp-db-1"),
    ("wp-db", "wp_db"),
    ("wp-db", "wpdb"),
    ("wp-db", "wp-bd"),
    ("wp-db-vol", "wordpress_wp-db-vol"),
    ("wp-db-vol", "wp-db-volume"),
    ("filea.txt", "filea.text"),
    ("filea.txt", "filea"),
    ("filea.txt", "filea.txt.txt"),
    ("filea.txt", "Filea.TXT"),
    ("filea.txt", "fliea.txt"),
    ("filea.txt", "filea.tx"),
    ("filea.txt", "filea.tzt"),
    ("img.tar", "img.tar.gz"),
    ("hello.c", "hello.cpp"),
    ("hello-static", "hello_static"),
    ("hello-static", "anna/hello-static"),
    ("hello_static", "hello_statc"),
    ("MYSQL_PASSWORD", "MYSQL_PASS"),
    ("MYSQL_USER", "MYSQL_USERNAME"),
]

FAR = [
    ("os3", "os5"),
    ("os3", "os33"),
    ("os3", "os1"),
    ("net1", "net10"),
    ("net1", "net2"),
    ("web", "web1"),
    ("web", "wp-web"),
    ("wp-db", "wp-web"),
    ("wp-db", "wp-db-web-1"),
    ("hello.c", "hello.o"),
    ("filea.txt", "readme.md"),
    ("filea.txt", "notes.txt"),
    ("bm1", "bin"),
    ("db", "DB"),
    ("img.tar", "img.zip"),
    ("net1", "bridge"),
]


@pytest.mark.parametrize(("wanted", "name"), NEAR)
def test_a_name_that_was_probably_meant_is_a_near_miss(wanted, name):
    assert near_miss(wanted, [name, "bridge", "host", "none"]) == name


@pytest.mark.parametrize(("wanted", "name"), FAR)
def test_another_name_is_not_a_near_miss(wanted, name):
    assert near_miss(wanted, [name]) is None


def test_a_name_that_the_task_gives_to_something_else_is_not_a_near_miss():
    assert near_miss("hello.c", ["hello", "hello_static"], others={"hello", "hello_static"}) is None
    assert near_miss("hello.c", ["hello", "Hello.c"], others={"hello", "hello_static"}) == "Hello.c"


def test_the_most_similar_name_is_named():
    assert near_miss("os3", ["os", "my-os3", "OS3"]) == "OS3"


names = st.text(string.ascii_letters + string.digits + "-_.", min_size=1, max_size=12)
words = st.text(string.ascii_lowercase, min_size=4, max_size=10)


@given(names, st.lists(names), st.sets(names))
def test_a_near_miss_exists_and_is_not_given_by_the_task(wanted, found, others):
    near = near_miss(wanted, found, others=others)
    assert near is None or (near in found and near not in others and near != wanted)


@given(names, st.lists(names))
def test_nothing_is_near_a_name_that_exists(wanted, found):
    assert near_miss(wanted, [*found, wanted]) is None


def test_an_endless_path_is_compared_at_once():
    begun = time.monotonic()
    assert near_path("/var/lib/mysql", ["/a" * 200_000] * 10) is None
    assert time.monotonic() - begun < 5


def test_an_endless_name_is_not_compared():
    assert near_miss("os3", ["os" + "3" * 5000, "OS3"]) == "OS3"


@given(words, st.integers(0, 999), st.integers(0, 999))
def test_names_with_different_numbers_are_not_near(word, number, other):
    assume(number != other)
    assert near_miss(f"{word}{number}", [f"{word}{other}"]) is None


@given(words, st.integers(0, 9), st.sampled_from(string.ascii_lowercase))
def test_one_wrong_missing_added_or_swapped_letter_is_a_near_miss(word, at, letter):
    at = at % len(word)
    before, after = word[:at], word[at + 1 :]
    swapped = before + after[:1] + word[at] + after[1:]
    for typed in {before + letter + after, before + after, before + letter + word[at:], swapped} - {word}:
        assert near_miss(word, [typed]) == typed


@given(words, words)
def test_names_of_different_letters_are_not_near(word, other):
    assume(not set(word) & set(other))
    assert near_miss(word, [other]) is None


@pytest.mark.parametrize(
    "near", ["/var/lib/mysq", "/var/lib/mysql/data", "/var/mysql", "/var/lib/MySQL", "/var/libs/mysql/"]
)
def test_a_path_with_one_wrong_folder_is_near(near):
    assert near_path("/var/lib/mysql", ["/etc", near]) == near


@pytest.mark.parametrize("far", ["/var/lib/mysql", "/var/lib/postgres", "/var", "/", "bm1", "/var/www/html"])
def test_another_path_is_not_near(far):
    assert near_path("/var/lib/mysql", [far]) is None


def test_a_path_that_the_task_gives_is_not_near():
    assert near_path("/var/www/html", ["/var/www/htm"], others={"/var/www/htm"}) is None


class Visit:
    """A visit on which every command prints the same."""

    def __init__(self, printed):
        self.printed = printed

    def run(self, text):
        self.asked = text
        if isinstance(self.printed, Exception):
            raise self.printed
        return CommandResult(0, self.printed, b"", 0.0)


def test_the_folder_of_a_missing_file_is_listed_for_a_near_miss():
    visit = Visit(b"notes\nfilea.text\nfil\xff\n")
    assert near_file(visit, "/home/student/my folder/filea.txt") == "filea.text"
    assert visit.asked.startswith("ls -A -- '/home/student/my folder' ")


def test_evidence_without_a_listing_has_no_near_miss():
    lost = NotInEvidence("Not in evidence.", next_step="Grade it live.")
    assert near_file(Visit(lost), "/home/student/filea.txt") is None


@pytest.fixture
def client(visit, engine, monkeypatch):
    """client({path: answer}): docker-py's client of an Engine with these answers."""

    def connected(answers):
        monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers)}")
        return connect(visit())

    return connected


def test_a_network_is_compared_with_the_names_of_all_networks(client):
    networks = [{"Name": name} for name in ("bridge", "host", "none", "net10", "Net1")]
    assert near_network(client({"/networks": networks}), "net1") == "Net1"


@pytest.mark.parametrize(
    ("wanted", "tags", "near"),
    [
        ("httpd:latest", ["httpd:2.4", "centos:latest"], "httpd:2.4"),
        ("hello-static", ["centos:latest", "hello_static:latest"], "hello_static:latest"),
        ("hello-static", ["anna/hello-static:v1"], "anna/hello-static:v1"),
        ("hello-static", ["localhost:5000/hello-static"], "localhost:5000/hello-static"),
        ("hello-static", ["<none>:<none>", "hello:latest"], None),
        ("centos:latest", ["cents:latest"], "cents:latest"),
    ],
)
def test_an_image_is_compared_with_the_names_of_all_images(client, wanted, tags, near):
    listed = [{"Id": tag, "RepoTags": [tag]} for tag in tags] + [{"Id": "x", "RepoTags": None}]
    assert near_image(client({"/images/json": listed}), wanted, others={"other:latest"}) == near


def test_an_image_that_the_task_names_is_not_a_near_miss(client):
    listed = [{"Id": "x", "RepoTags": ["httpd:2.4"]}]
    assert near_image(client({"/images/json": listed}), "httpd:latest", others={"httpd:2.4"}) is None


@pytest.mark.parametrize("find", [near_container, near_network, near_image])
def test_an_engine_that_lists_nothing_has_no_near_miss(client, find):
    assert find(client({}), "os3") is None
