"""Images by their names, and histories as Engines tell them."""

import pytest
from docker.errors import APIError
from docker.models.images import Image

from grader.checks.conclusion import Concluded
from grader.checks.dockerclient import connect
from grader.checks.images import images_named, known_image, origin, ran, required_image
from grader.checks.verdict import RootCause


@pytest.fixture
def known(visit, engine, monkeypatch):
    """known(name): the image of this name on an Engine that has httpd only."""
    refused = 400, {"message": "invalid reference format"}
    answers = {"/images/httpd/json": {"Id": "sha256:a"}, "/images/httpd:/json": refused}
    broken = {"/images/broken/json": (500, {"message": "no space left on device"})}
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine({**answers, **broken})}")
    client = connect(visit())
    return lambda name: known_image(client, name)


def test_an_image_is_found_by_its_name(known):
    assert known("httpd").id == "sha256:a"


@pytest.mark.parametrize("name", ["nginx", "httpd:", "$BASE", "a/../b", "", "two words"])
def test_a_name_of_no_image_gives_none(known, name):
    assert known(name) is None


def test_an_engine_in_trouble_is_not_a_missing_image(known):
    with pytest.raises(APIError, match="no space left"):
        known("broken")


def test_an_image_that_the_task_requires_is_the_root_cause_of_what_needs_it(visit, engine, monkeypatch):
    answers = {
        "/images/myweb:v1/json": {"Id": "sha256:a"},
        "/images/json": [{"Id": "sha256:a", "RepoTags": ["myweb:v1"]}],
    }
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers)}")
    client = connect(visit())
    assert required_image(client, "myweb:v1").id == "sha256:a"
    with pytest.raises(Concluded, match="image-missing") as caught:
        required_image(client, "myweb:v2")
    assert caught.value.root == RootCause("image", "myweb:v2")
    assert caught.value.values["near_image"] == "myweb:v1"


def test_images_are_found_by_any_name_the_exact_one_first(visit, engine, monkeypatch):
    listed = [
        {"Id": "sha256:a", "RepoTags": ["docker.io/library/httpd:2.4"]},
        {"Id": "sha256:b", "RepoTags": ["httpd:latest"]},
        {"Id": "sha256:c", "RepoTags": None, "RepoDigests": ["httpd@sha256:1"]},
        {"Id": "sha256:d", "RepoTags": ["my-httpd:latest"], "RepoDigests": None},
    ]
    single = {f"/images/sha256:{one}/json": {"Id": f"sha256:{one}"} for one in "abcd"}
    answers = {"/images/json": listed, "/images/httpd:latest/json": {"Id": "sha256:b"}, **single}
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine(answers)}")
    found = images_named(connect(visit()), "httpd:latest")
    assert [one.id for one in found] == ["sha256:b", "sha256:a", "sha256:c"]


class _Made(Image):
    """An image with this history."""

    def __init__(self, by="", comment="", *, hostname="", created=1000):
        super().__init__(attrs={"Id": "sha256:a", "Config": {"Hostname": hostname}})
        self.steps = [
            {"CreatedBy": by, "Comment": comment, "Created": created},
            {"CreatedBy": "RUN one two # buildkit"},
        ]

    def history(self):
        return self.steps


def commit(image_id, time=1001):
    return {"Action": "commit", "time": time, "Actor": {"Attributes": {"imageID": image_id}}}


@pytest.mark.parametrize(
    ("made", "how"),
    [
        (_Made("/bin/bash"), "commit"),
        (_Made("/bin/bash", "from a lesson"), "commit"),
        (_Made("sh -c yum install -y httpd"), "commit"),
        (_Made("/bin/sh -c yum install", hostname="7b48a01f7434"), "commit"),
        (_Made("/bin/sh -c yum install"), "unclear"),
        (_Made("|1 A=b /bin/sh -c yum install"), "unclear"),
        (_Made('/bin/sh -c #(nop)  CMD ["httpd"]'), "build"),
        (_Made("/bin/sh -c #(nop) COPY file:1 in /", hostname="7b48a01f7434"), "build"),
        (_Made('CMD ["httpd"]', "buildkit.dockerfile.v0"), "build"),
        (_Made("", "merge sha256:1 to sha256:2"), "build"),
        (_Made("", "Imported from -"), "import"),
    ],
)
def test_the_top_of_its_history_shows_how_an_image_was_made(made, how):
    assert origin(made, []) == how


def test_an_image_without_a_history_does_not_tell_how_it_was_made():
    made = _Made()
    made.steps = []
    assert origin(made, []) == "unclear"


def test_an_event_proves_a_commit():
    assert origin(_Made("/bin/sh -c yum install"), [commit("sha256:a")]) == "commit"


@pytest.mark.parametrize(("since", "how"), [(999, "build"), (1001, "unclear")])
def test_without_an_event_it_was_no_commit_if_the_engine_remembers_that_time(since, how):
    assert origin(_Made("/bin/sh -c yum install"), [commit("sha256:b", since)]) == how


def test_a_step_is_found_whatever_its_spaces():
    made = _Made("/bin/sh -c echo a   &&     echo b")
    assert ran(made, "echo a && \\ echo b")
    assert ran(made, "one two")
    assert not ran(made, "echo c")


def test_a_step_with_a_password_cannot_be_compared():
    assert ran(_Made(f"/bin/sh -c export PASSWORD=secret:{'0' * 24}"), "export PASSWORD=geheim")
