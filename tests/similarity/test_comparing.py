import pytest

from grader.similarity.comparing import compare
from grader.similarity.findings import Strength
from grader.similarity.traits import Kind
from tests.support.machines import BUILT, NAMED, Machine, Site, built, fingerprint, image, pulled

STOCK = [
    pulled("httpd:latest"),
    pulled("centos:latest"),
    pulled("mysql:8"),
    image("hello-world:latest", created="1970-01-01T00:00:00Z"),
]


def compared(*machines, hosts=None, **rule):
    prints = {one.student: fingerprint([("ex01", one.evidence())]) for one in machines}
    return compare("docker-2026", prints, hosts or {one: f"ssh://{one}" for one in prints}, **rule)


def honest(count):
    """Students who did the same exercises on machines of their own."""
    machines = []
    for n in range(1, count + 1):
        second = f"2026-11-23T10:00:{n:02}"
        own = built("hello-static", f"s{n:02}", f"{second}.5Z", f"{second}.9Z")
        volume = {"Name": "wp-db-vol", "CreatedAt": f"{second}Z"}
        machines.append(Machine(f"s{n:02}", images=[*STOCK, own], volumes=[volume]))
    return machines


def kinds(group):
    return [finding.kind for finding in group.findings]


def test_thirty_honest_students_who_pulled_the_same_images_share_nothing():
    found = compared(*honest(30))
    assert (found.compared, found.groups, found.common) == (30, (), ())
    assert not found.found


@pytest.mark.parametrize("count", [2, 3])
def test_a_few_who_pulled_the_same_images_share_nothing(count):
    assert compared(*honest(count)).groups == ()


def test_two_students_with_a_cloned_host_are_found_among_thirty():
    found = compared(
        *honest(28), Machine("s29", seed="one machine", images=STOCK), Machine("s30", seed="one machine", images=STOCK)
    )
    [group] = found.groups
    assert (group.students, group.strength, found.found) == (("s29", "s30"), Strength.STRONG, True)
    assert kinds(group) == [
        Kind.MACHINE_ID,
        Kind.HOST_KEY,
        Kind.ENGINE_ID,
        Kind.CONTAINER_ID,
        Kind.VOLUME_ID,
        Kind.NETWORK_ID,
        Kind.MAC,
    ]


def test_two_students_with_one_built_image_are_found_among_thirty():
    carried = {**built("hello-static", "s29"), "Metadata": {"LastTagTime": "2026-11-23T18:00:00Z"}}
    machines = [
        *honest(28),
        Machine("s29", images=[*STOCK, built("hello-static", "s29")]),
        Machine("s30", images=[*STOCK, carried]),
    ]
    [group] = compared(*machines).groups
    assert (group.students, kinds(group)) == (("s29", "s30"), [Kind.IMAGE_ID])


def sites(count):
    """Students who did the same exercises one after the other."""
    return [Site(f"s{n:02}", 100 * n) for n in range(1, count + 1)]


@pytest.mark.parametrize("count", [2, 3, 30])
def test_honest_students_with_volumes_of_the_same_images_share_nothing(count):
    found = compared(*sites(count))
    assert (found.groups, found.common) == ((), ())


def test_two_students_with_one_database_are_found_among_thirty():
    [group] = compared(*sites(29), Site("s30", 3300, database=700)).groups
    assert (group.students, group.strength) == (("s07", "s30"), Strength.STRONG)
    assert kinds(group) == [Kind.DATABASE_ID, Kind.CONTENT_CHANGED]


def test_two_students_with_one_folder_are_found_among_thirty():
    [group] = compared(*sites(29), Site("s30", 3300, folder=700)).groups
    assert (group.students, kinds(group)) == (("s07", "s30"), [Kind.CONTENT_CHANGED])
    assert [sight.label for sight in group.findings[0].values[0].sights] == ["os3 /tmp/mount", "os3 /tmp/mount"]


def test_a_database_that_nobody_of_them_made_is_nobodys_own():
    restored = [Site(f"s{n}", 3300 + n, database=700) for n in range(2)]
    assert compared(*restored).groups == ()


def test_a_folder_that_was_handed_out_to_all_is_common():
    found = compared(*(Site(one.student, one.second, folder=700) for one in sites(10)))
    assert found.groups == ()
    assert [(one.kind, one.students) for one in found.common] == [(Kind.CONTENT_CHANGED, 10)]


def test_the_facts_of_a_finding_stand_side_by_side():
    [group] = compared(Machine("s1", seed="x"), Machine("s2", seed="x")).groups
    [shared] = group.findings[0].values
    assert [(sight.student, sight.exercise, sight.fact) for sight in shared.sights] == [
        ("s1", "ex01", 0),
        ("s2", "ex01", 0),
    ]
    assert all(sight.shown == f"machine-id={shared.value}" for sight in shared.sights)


def test_an_image_with_another_id_in_another_store_is_known_by_its_moment():
    one, other = built("mine", "a"), {**built("mine", "b"), "Metadata": {"LastTagTime": "2026-11-23T18:00:00Z"}}
    [group] = compared(Machine("s1", images=[one]), Machine("s2", images=[other])).groups
    assert kinds(group) == [Kind.IMAGE_CREATED]


def test_an_image_that_one_of_them_pulled_is_nobodys_own():
    loaded = {**pulled("httpd:latest"), "RepoDigests": []}
    assert (
        compared(
            Machine("s1", images=[loaded]),
            Machine("s2", images=[loaded]),
            Machine("s3", images=[pulled("httpd:latest")]),
        ).groups
        == ()
    )


def test_an_image_that_all_of_them_loaded_is_nobodys_own():
    loaded = {**pulled("httpd:latest"), "RepoDigests": []}
    assert compared(Machine("s1", images=[loaded]), Machine("s2", images=[loaded])).groups == ()


def test_what_many_share_is_told_once_as_common():
    handed_out = [Machine(f"v{n}", seed="course image") for n in range(4)]
    found = compared(*honest(10), *handed_out)
    assert found.groups == ()
    assert {one.students for one in found.common} == {4}
    assert Kind.MACHINE_ID in {one.kind for one in found.common}


def test_of_a_large_class_a_tenth_may_share_before_it_is_common():
    clones = [Machine(f"v{n}", seed="x") for n in range(5)]
    assert compared(*honest(45), *clones).common_above == 5
    assert len(compared(*honest(45), *clones).groups) == 1


def test_the_rule_can_be_set():
    clones = [Machine("s1", seed="x"), Machine("s2", seed="x")]
    assert compared(*clones, students=1, percent=0).groups == ()


def test_two_rows_on_one_host_share_it_as_the_roster_says():
    twins = [Machine("s1", seed="x"), Machine("s2", seed="x")]
    found = compared(*twins, Machine("s3"), hosts={"s1": "ssh://h", "s2": "ssh://h", "s3": "ssh://i"})
    assert [group.same_host for group in found.groups] == [True]
    assert not found.found


def test_two_rows_without_a_host_are_not_on_one_host():
    [group] = compared(Machine("s1", seed="x"), Machine("s2", seed="x"), hosts={"s1": "", "s2": ""}).groups
    assert not group.same_host


def test_a_copy_of_a_host_that_two_share_is_found_all_the_same():
    hosts = {"s1": "ssh://h", "s2": "ssh://h", "s3": "ssh://i"}
    [group] = compared(*(Machine(one, seed="x") for one in hosts), hosts=hosts).groups
    assert (group.students, group.same_host) == (("s1", "s2", "s3"), False)


def test_volumes_of_one_name_and_second_are_a_weak_finding_and_come_last():
    volume = {"Name": "wp-db-vol", "CreatedAt": "2026-11-23T10:00:07Z"}
    machines = [
        Machine("s1", volumes=[volume]),
        Machine("s2", volumes=[volume]),
        Machine("s3", seed="x"),
        Machine("s4", seed="x"),
    ]
    first, last = compared(*machines).groups
    assert (first.students, first.strength) == (("s3", "s4"), Strength.STRONG)
    assert (last.students, last.strength, kinds(last)) == (("s1", "s2"), Strength.WEAK, [Kind.VOLUME_CREATED])


def test_who_was_not_seen_is_named_and_not_compared():
    prints = {"s1": fingerprint([]), "s2": fingerprint([("ex01", Machine("s2").evidence())])}
    found = compare("c", prints, {})
    assert (found.compared, found.missing) == (1, ("s1",))


def test_one_student_is_never_compared_with_himself():
    twice = [("ex01", Machine("s1", images=[built("a", "s1", BUILT, NAMED)]).evidence())] * 2
    assert compare("c", {"s1": fingerprint(twice)}, {}).groups == ()
