import json

import pytest

from grader.autograders.platform import Platform
from tests.support.samples import bind_mount


@pytest.mark.parametrize("platform", Platform)
def test_each_platform_has_its_results(platform):
    assert "tests" in json.loads(platform.render([bind_mount()]))
    assert "ex05 is missing." in platform.render_rejected("ex05 is missing.", "en")
