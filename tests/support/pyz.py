"""The module that builds `grader.pyz`, which is no part of the package."""

import importlib.util
from types import ModuleType

import pytest

from tests.support import ROOT


@pytest.fixture(scope="session")
def build() -> ModuleType:
    """The module `scripts/pyz/build.py`."""
    spec = importlib.util.spec_from_file_location("build_pyz", ROOT / "scripts" / "pyz" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
