"""What each format writes is what somebody has read; `make golden` writes the files again."""

import pytest

from tests.support import export_golden


@pytest.mark.parametrize("name", export_golden.names())
def test_a_small_class_is_written_as_it_was_read(name):
    assert export_golden.made(name) == export_golden.written(name), f"{name}: read the new file, then run `make golden`"


@pytest.mark.parametrize("name", export_golden.names())
def test_the_same_class_is_the_same_file(name):
    assert export_golden.made(name) == export_golden.made(name)
