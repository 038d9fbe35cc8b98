from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.exports.formats import ExportName, ExportOptions, checked_options, export_format
from grader.text.csv_safety import CsvLayout


@pytest.mark.parametrize("name", ExportName)
def test_each_name_has_its_format(name):
    assert callable(export_format(name).rendered)


@pytest.mark.parametrize("name", ExportName)
def test_an_option_that_a_format_has_no_use_for_is_refused(name):
    given = {
        "template": ExportOptions(template=Path("x")),
        "item": ExportOptions(items={"ex05": "x"}),
        "junit-dialect": ExportOptions(dialect="ant"),
        "layout": ExportOptions(layout=CsvLayout(";")),
    }
    for option, options in given.items():
        if option not in export_format(name).takes and not export_format(name).needs_template:
            with pytest.raises(UsageError, match="does not use --"):
                checked_options(name, options, ["ex05"])
