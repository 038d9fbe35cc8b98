import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.similarity.traits import Kind, Origin
from tests.support.machines import (
    BUILT,
    LONG_AGO,
    NAMED,
    Machine,
    answer,
    built,
    command,
    evidence,
    fingerprint,
    hexed,
    image,
    look,
    pulled,
)

KEY = "ssh-ed25519 " + "A" * 68


def read(*facts):
    return fingerprint([("ex01", evidence(*facts))]).traits


def values(kind, *facts):
    return {value for (found, value) in read(*facts) if found is kind}


def test_a_machine_is_known_by_its_id_keys_and_addresses():
    found = read(command(f"machine-id={'a' * 32}\nhostname=h\nmac=ens3 52:54:00:AB:cd:ef\nhost-key={KEY} root@h\n"))
    assert set(found) == {(Kind.MACHINE_ID, "a" * 32), (Kind.MAC, "52:54:00:ab:cd:ef"), (Kind.HOST_KEY, KEY)}


def test_each_trait_tells_the_fact_that_it_is_from():
    [trait] = read(answer("/version", {}), answer("/info", {"ID": "ABCD:" * 12})).values()
    assert (trait.exercise, trait.fact, trait.asked) == ("ex01", 1, "GET /v1.44/info")
    assert trait.found.shown == f"ID: {'ABCD:' * 12}"


@pytest.mark.parametrize("line", [
    f"machine-id={'0' * 32}", "machine-id=", "machine-id=uninitialized", "hostname=student", "=", "",
    "mac=eth0 02:42:ac:11:00:02", "mac=eth0 52:54:00:12:34:56", "mac=eth0 00:00:00:00:00:00", "mac=nonsense",
    "host-key=", "host-key=none",
])  # fmt: skip
def test_what_is_equal_by_construction_or_no_value_is_no_trait(line):
    assert read(command(line)) == {}


def test_only_the_command_of_the_snapshot_speaks_for_the_machine():
    assert read(command(f"machine-id={'a' * 32}", "cat /tmp/what-a-student-wrote")) == {}


def test_an_answer_that_was_cut_off_or_failed_tells_nothing():
    info = {"ID": "ABCD:" * 12}
    assert read(command(f"machine-id={'a' * 32}", truncated=True)) == {}
    assert read(answer("/info", info, status=500)) == {}
    assert read(answer("/info", b"\xff\xfe")) == {}


def test_a_container_is_known_by_its_id_and_the_moment_of_its_creation():
    one = {"Id": "c" * 64, "Name": "/web1", "Created": BUILT}
    assert set(read(answer("/containers/web1/json", one))) == {
        (Kind.CONTAINER_ID, "c" * 64),
        (Kind.CONTAINER_CREATED, BUILT),
    }


def test_a_container_that_is_gone_is_known_from_past_events():
    events = [
        {"Type": "container", "Action": "die", "Actor": {"ID": "e" * 64, "Attributes": {"name": "os1"}}},
        {"Type": "image"},
    ]
    body = "\n".join(map(json.dumps, events)).encode()
    assert values(Kind.CONTAINER_ID, answer("/events?since=0", body)) == {"e" * 64}


@pytest.mark.parametrize(
    "created", ["1970-01-01T00:00:00.5Z", "1980-01-01T00:00:00.1Z", "2026-11-23T10:00:00Z", "?", 5, None]
)
def test_a_time_of_an_epoch_or_of_whole_seconds_is_not_compared(created):
    assert values(Kind.CONTAINER_CREATED, answer("/containers/a/json", {"Created": created})) == set()


def test_the_name_of_a_volume_says_nothing_unless_it_is_random():
    found = read(answer("/volumes", {"Volumes": [{"Name": "wp-db-vol", "CreatedAt": ""}, {"Name": "d" * 64}]}))
    assert set(found) == {(Kind.VOLUME_ID, "d" * 64)}


def test_a_named_volume_is_known_by_name_and_second_together():
    volume = {"Name": "wp-db-vol", "CreatedAt": "2026-11-23T10:00:07Z"}
    assert set(read(answer("/volumes/wp-db-vol", volume))) == {(Kind.VOLUME_CREATED, "wp-db-vol 2026-11-23T10:00:07Z")}


def test_a_mounted_unnamed_volume_and_a_random_address_of_a_container_are_traits():
    one = {
        "Name": "/a",
        "Mounts": [{"Name": "d" * 64, "Destination": "/d"}, "?", {"Name": "named"}],
        "NetworkSettings": {"Networks": {"net1": {"MacAddress": "F2:00:00:00:00:07"}, "none": None}},
    }
    assert set(read(answer("/containers/a/json", one))) == {(Kind.VOLUME_ID, "d" * 64), (Kind.MAC, "f2:00:00:00:00:07")}


@pytest.mark.parametrize(("one", "origin"), [
    (built("mine", "s1"), Origin.MADE),
    (pulled("httpd:latest"), Origin.PULLED),
    (image("loaded", named="2026-11-23T10:00:00Z"), Origin.UNKNOWN),
    (image("named-elsewhere"), Origin.UNKNOWN),
    ({**image("x"), "RepoTags": []}, Origin.UNKNOWN),
    ({**image("listed", created=1795470497), "Metadata": None}, Origin.UNKNOWN),
    ({**built("x", "y"), "RepoDigests": [f"x@{built('x', 'y')['Id']}"]}, Origin.MADE),
    ({**image("x"), "RepoDigests": [f"x@{image('x')['Id']}"]}, Origin.UNKNOWN),
    ({**image("x"), "Created": "2026-13-99T00:00:00Z"}, None),
    ({**image("x"), "Id": "sha256:short"}, None),
    (image("hello-world", created="1970-01-01T00:00:00Z"), None),
    (image("zip", created="1980-01-01T00:00:01Z"), None),
    (image("listed", created=315532801), None),
])  # fmt: skip
def test_an_image_tells_where_it_came_from(one, origin):
    found = [trait.found.origin for trait in read(answer("/images/a/b:c/json", one)).values()]
    assert set(found) == ({origin} if origin else set())


def test_of_two_facts_on_one_image_the_more_certain_one_counts():
    one = built("mine", "s1")
    listed = {**one, "Created": 1795470497, "Metadata": None}
    trait = read(answer("/images/json", [listed]), answer("/images/mine/json", one))[Kind.IMAGE_ID, one["Id"]]
    assert (trait.found.origin, trait.fact) == (Origin.MADE, 1)


def test_other_questions_about_containers_and_images_are_not_read():
    one = {"Id": "c" * 64, "Created": BUILT}
    assert read(answer("/containers/a/top", one), answer("/images/a/history", [image("x")])) == {}


def test_the_same_answer_in_several_exercises_is_told_of_the_first():
    machine = Machine("s1", images=[built("mine", "s1", LONG_AGO, NAMED)])
    recorded = [(exercise, machine.evidence()) for exercise in ("ex01", "ex02")]
    assert {trait.exercise for trait in fingerprint(recorded).traits.values()} == {"ex01"}


SCALARS = [BUILT, hexed(1), "9999-12-31T23:59:59.9-23:59"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(SCALARS),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["Id", "ID", "Name", "Names", "Created", "CreatedAt", "Mounts", "NetworkSettings", "Networks",
                         "MacAddress", "RepoTags", "RepoDigests", "Metadata", "LastTagTime", "Volumes", "Type",
                         "Actor"]),
        inner, max_size=6),
    max_leaves=20,
)  # fmt: skip
PLACES = st.sampled_from(["/info", "/containers/json", "/containers/a/json", "/images/json", "/images/a/json",
                          "/networks", "/volumes", "/events", "/version", "/"])  # fmt: skip


@given(PLACES, JSON)
def test_whatever_an_engine_answers_is_read_without_an_error(place, body):
    for trait in read(answer(place, body)).values():
        assert len(trait.found.shown) <= 1000


@given(st.text(max_size=200), st.binary(max_size=200))
def test_whatever_a_host_says_is_read_without_an_error(said, body):
    assert isinstance(read(command(said), command(f"mac={said}\nhost-key={said}"), answer("/info", body)), dict)


def test_an_answer_nested_beyond_reason_tells_nothing():
    assert read(answer("/networks", b"[" * 100_000)) == {}


ONE = {"Id": "c" * 64, "Names": ["/wp-db"], "Created": 1_795_470_000}
"""2026-11-23T21:40:00Z"""
LATER, EARLIER = "2026-11-23T21:40:01.5Z", "2026-11-23T21:39:59.5Z"


def seen(changed, mount, *facts, created="2026-11-23T21:50:00Z", **more):
    """What a look at a mounted place tells."""
    lists = (
        answer("/containers/json?all=1", [{**ONE, "Mounts": [{"Name": "v", "Destination": "/data", **mount}]}]),
        answer("/volumes", {"Volumes": [{"Name": "v", "CreatedAt": created}]}),
    )
    found = read(*lists, look(ONE["Id"], "/data", changed, **more), *facts)
    return {key: one.found for key, one in found.items() if key[0] in {Kind.CONTENT_CHANGED, Kind.DATABASE_ID}}


def listed(*lines):
    """The traits in the answer to the snapshot's command about mounts."""
    lists = (
        answer("/containers/json?all=1", [{**ONE, "Mounts": [{"Name": "v", "Destination": "/data"}]}]),
        answer("/volumes", {"Volumes": [{"Name": "v", "CreatedAt": "2026-11-23T21:50:00Z"}]}),
    )
    said = command("\n".join(lines) + "\n", text="# grader: what containers mount\ntrue")
    found = read(*lists, said)
    return {key: one.found for key, one in found.items() if key[0] in {Kind.CONTENT_CHANGED, Kind.DATABASE_ID}}


def test_the_command_about_mounts_shows_the_same_as_the_requests_of_older_evidence():
    line = f"mount={ONE['Id']} 4096 2026-11-24 06:40:01.500000000 +0900 /data"
    assert listed(line) == seen(LATER, {})


def test_a_database_in_the_command_about_mounts_is_known_by_its_id():
    uuid = "f7e4b6a0-c8a1-11f0-9c3e-0242ac120002"
    found = listed(
        f"mount={ONE['Id']} 4096 2026-11-23 21:40:01.500000000 +0000 /data/mysql",
        f"uuid={ONE['Id']} {uuid} /data/mysql",
    )
    assert found[Kind.DATABASE_ID, uuid].label == "wp-db /data/mysql"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "mount=",
        "mount=x y z",
        "mount=c 1 2026-13-41 99:99:99.5 +0000 /data",
        "uuid=c x /data",
        "mount=c 1 soon +0 /",
    ],
)
def test_a_line_about_mounts_that_cannot_be_parsed_shows_nothing(line):
    assert listed(line) == {}


def test_the_contents_of_a_volume_are_known_by_the_moment_of_their_last_change():
    [(key, found)] = seen(LATER, {}).items()
    assert key == (Kind.CONTENT_CHANGED, LATER)
    assert (found.label, found.origin) == ("wp-db /data", Origin.MADE)
    assert found.shown == f"wp-db /data, mtime: {LATER}, size: 4096"


@pytest.mark.parametrize(("created", "origin"), [
    ("2026-11-23T21:50:00Z", Origin.UNKNOWN),
    ("2026-11-23T21:30:00Z", Origin.MADE),
])  # fmt: skip
def test_what_is_older_than_container_and_volume_came_from_elsewhere(created, origin):
    [found] = seen(EARLIER, {}, created=created).values()
    assert found.origin is origin


def test_a_folder_of_the_students_may_be_older_than_its_container():
    [found] = seen(EARLIER, {"Type": "bind"}).values()
    assert found.origin is Origin.MADE


def test_a_database_is_known_by_the_id_that_it_gave_itself():
    uuid = "f7e4b6a0-c8a1-11f0-9c3e-0242ac120002"
    found = seen(LATER, {}, body=f"auto.cnf\0\0[auto]\nserver-uuid={uuid}\n\0\0", method="GET")
    assert found[Kind.DATABASE_ID, uuid].shown.startswith(f"server-uuid={uuid}, ")


@pytest.mark.parametrize("changed", ["2026-11-23T21:40:01Z", "1970-01-01T00:00:00.5Z", "soon", "", 7, None])
def test_a_change_at_a_whole_second_or_at_no_time_tells_nothing(changed):
    assert seen(changed, {}) == {}


@pytest.mark.parametrize("header", ["", "%%", "e30=", "W10=", "eyJtdGltZSI6Ww=="])
def test_a_look_that_cannot_be_understood_tells_nothing(header):
    fact = look(ONE["Id"], "/data", LATER).model_copy(update={"headers": (("X-Docker-Container-Path-Stat", header),)})
    assert read(fact) == {}


def test_a_place_of_which_no_list_knows_was_not_made_there():
    [trait] = read(look(ONE["Id"], "/data", LATER)).values()
    assert trait.found.origin is Origin.UNKNOWN
