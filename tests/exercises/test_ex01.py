"""ex01: which of systemd's words mean that a unit starts at boot (systemctl(1), is-enabled)."""

import pytest

from grader.checking.conclusion import Concluded


def unit(state, wanted_by=""):
    return {"Id": "docker.service", "ActiveState": "active", "UnitFileState": state, "WantedBy": wanted_by}


@pytest.mark.parametrize("found", [unit("enabled", "multi-user.target"), unit("generated", "multi-user.target")])
def test_what_starts_at_boot_passes(suite, found):
    assert suite("ex01").test_service_enabled([unit("disabled"), found]) is None


@pytest.mark.parametrize(
    "state",
    [
        "disabled",
        "linked",
        "indirect",
        "alias",
        "enabled-runtime",
        "enabled-at-login",
        "static",
        "masked",
        "generated",
        "",
    ],
)
def test_what_does_not_start_at_boot_fails(suite, state):
    with pytest.raises(Concluded) as caught:
        suite("ex01").test_service_enabled([unit(state)])
    assert caught.value.reason == "service-not-enabled"
