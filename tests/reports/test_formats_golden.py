"""What the formats for platforms write is what somebody has read; `make golden` writes the files again."""

import pytest

from tests.support import format_golden


@pytest.mark.parametrize("name", format_golden.NAMES)
def test_results_are_written_as_they_were_read(name):
    assert format_golden.made(name) == format_golden.written(name), f"{name}: read the new file, then run `make golden`"
