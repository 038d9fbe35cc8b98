"""What students of a made-up class share."""

from grader.similarity.comparing import compare
from tests.support.machines import Machine, built, fingerprint

VOLUME = {"Name": "wp-db-vol", "CreatedAt": "2026-11-23T10:00:07Z"}


def found(*, title="docker-2026", evil=""):
    """A clone, a pair of one second, two rows of one host, a common image, and one who was not seen."""
    common = [built("handed-out", "course")]
    machines = [
        Machine("s1", seed="x", images=common),
        Machine(f"s2{evil}", seed="x", images=common),
        Machine("s3", volumes=[{**VOLUME, "Name": VOLUME["Name"] + evil}], images=common),
        Machine("s4", volumes=[{**VOLUME, "Name": VOLUME["Name"] + evil}], images=common),
        Machine("s5", seed="y"),
        Machine("s6", seed="y"),
    ]
    prints = {one.student: fingerprint([("ex01", one.evidence())]) for one in machines} | {"s7": fingerprint([])}
    hosts = {student: f"ssh://{student}" for student in prints} | {"s5": "ssh://one", "s6": "ssh://one"}
    return compare(title, prints, hosts)
