"""ex16: what an Engine shows of an image's files."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from grader.checks.conclusion import Concluded

PAGES = "/usr/local/apache2/htdocs"


@pytest.fixture
def inside(suite, monkeypatch):
    """inside(volumes, podman): how the check ends if the Engine shows no page in an image with these volumes."""
    ex16 = suite("ex16")
    monkeypatch.setattr(ex16, "file_in", lambda *_: None)

    def conclude(*volumes, podman):
        engine = SimpleNamespace(version=lambda **_: {"Components": [{"Name": "Podman Engine"}] if podman else []})
        host = SimpleNamespace(file=lambda _: SimpleNamespace(is_file=True, sha256sum="1"))
        image = SimpleNamespace(id="1", attrs={"Config": {"Volumes": dict.fromkeys(volumes)}})
        probe = SimpleNamespace(container=lambda _: nullcontext())
        places = [f"{PAGES}/index.html"]
        with pytest.raises(Concluded) as caught:
            ex16.test_file_inside(None, engine, host, "/home/student", image, places, probe, {"page": "index.html"})
        return f"{caught.value.status}: {caught.value.reason}"

    return conclude


def test_podman_does_not_show_what_the_image_has_in_a_volume(inside):
    assert inside("/data", f"{PAGES}/", podman=True) == "passed: not-proven"
    assert inside("/data", podman=True) == "failed: not-inside"
    assert inside(PAGES, podman=False) == "failed: not-inside"
