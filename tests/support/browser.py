"""Runs a script of tests/browser in headless Chromium."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import ROOT

FOLDER = ROOT / "tests" / "browser"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def run(script, *files):
    """What the script prints about these pages."""
    node = _needed("node", shutil.which("node"))
    chromium = _needed("Chromium", os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None))
    _needed("axe-core", (FOLDER / "node_modules" / "axe-core").is_dir())
    _needed("playwright-core", (FOLDER / "node_modules" / "playwright-core").is_dir())
    command = [node, FOLDER / script, chromium, *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def named(reading):
    """The page, colours and width of a reading."""
    return f"{Path(reading['file']).stem}, {reading['colorScheme']}, {reading['width']} px"


def _needed(name, found):
    if not found:
        pytest.fail(f"{name} is missing: `make setup` installs what the browser tests need", pytrace=False)
    return str(found)
