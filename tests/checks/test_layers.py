"""Images by their layers, and changes in the shapes that Engines say them."""

from docker.models.containers import Container
from docker.models.images import Image

from grader.checks.layers import changes, is_based_on, is_same_image, layers


class _Changed(Container):
    """A container that gives this list of changes."""

    def __init__(self, listed):
        super().__init__(attrs={"Id": "c" * 64})
        self.listed = listed

    def diff(self):
        return self.listed


def image(*digests):
    return Image(attrs={"RootFS": {"Layers": list(digests) or None}})


def test_changes_have_the_letters_of_docker_diff():
    listed = [{"Path": "/a", "Kind": 1}, {"Path": "/b", "Kind": 0}, {"Path": "/c", "Kind": 2}]
    assert changes(_Changed(listed)) == {"/a": "A", "/b": "C", "/c": "D"}


def test_a_container_may_have_changed_nothing():
    assert changes(_Changed(None)) == {}


def test_a_kind_of_change_that_is_not_known_is_left_out():
    assert changes(_Changed([{"Path": "/a", "Kind": 7}, {"Path": "/b"}])) == {}


def test_an_image_is_based_on_one_whose_layers_are_its_lowest():
    assert is_based_on(image("a", "b", "c"), image("a", "b"))
    assert is_based_on(image("a", "b"), image("a", "b"))
    assert not is_based_on(image("a", "c"), image("a", "b"))
    assert not is_based_on(image("a"), image("a", "b"))


def test_nothing_is_based_on_an_image_without_layers():
    assert layers(image()) == []
    assert not is_based_on(image("a"), image())


def test_an_image_is_the_same_under_another_id_if_layers_and_behaviour_are_equal():
    attrs = {"RootFS": {"Layers": ["a"]}, "Config": {"Cmd": ["httpd"]}}
    index, manifest = Image(attrs={"Id": "sha256:1", **attrs}), Image(attrs={"Id": "sha256:2", **attrs})
    assert is_same_image(index, manifest)
    assert not is_same_image(index, Image(attrs={**manifest.attrs, "Config": {"Cmd": ["sh"]}}))
    assert not is_same_image(index, Image(attrs={**manifest.attrs, "RootFS": {"Layers": ["b"]}}))
