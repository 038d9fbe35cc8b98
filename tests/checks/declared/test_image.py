"""An image of the small Engine, looked at as a checks.yml says."""

import pytest

from grader.checks.verdict import RootCause

CREATED = "2026-01-02T03:04:05Z"


def image(name, *layers):
    return {"Id": f"sha256:{name}", "Created": CREATED, "RootFS": {"Layers": list(layers)}, "Config": {}}


IMAGES = {
    "/images/httpd:latest/json": image("httpd", "a", "b"),
    "/images/site:v1/json": image("site", "a", "b", "c"),
    "/images/other:v1/json": image("other", "x"),
}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("name: 'site:v1'", None),
        ("name: 'site:v1', based_on: 'httpd:latest'", None),
        ("name: 'site:v1', layers: {at_least: 3, at_most: 3}", None),
        ("name: 'site:v1', layers: {at_least: 4}", ("few-layers", 3, 4)),
        ("name: 'site:v1', layers: {at_most: 2}", ("many-layers", 3, 2)),
        ("name: 'other:v1', based_on: 'httpd:latest'", ("other-layers", None, "httpd:latest")),
        ("name: 'site:v1', based_on: 'nginx:latest'", ("base-gone", None, None)),
        ("name: 'site:v2'", ("image-missing", None, "site:v2")),
    ],
)
def test_an_image_is_as_wanted_or_told(look, text, end):
    assert look("image", f"{{{text}}}", engine=IMAGES) == end


def test_a_missing_one_is_the_root_cause(look):
    look("image", "name: 'site:v2'", engine=IMAGES)
    assert look.end.root == RootCause("image", "site:v2")


def test_the_work_was_done_when_the_student_made_the_image(look):
    look("image", "{name: 'site:v1', based_on: 'httpd:latest'}", engine=IMAGES)
    made = look.session.done_at
    look("image", "{name: 'site:v1'}", engine=IMAGES)
    assert (made, look.session.done_at) == (1767323045.0, None)
