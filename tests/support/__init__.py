"""What tests of more than one module share: fixtures (the plugins that tests/conftest.py names) and made-up data."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the repository."""
