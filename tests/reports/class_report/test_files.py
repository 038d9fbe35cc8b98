import csv
import io
import json
import re
import subprocess
import sys

import pandas as pd
import pytest

from grader.checks.verdict import Status
from grader.reports.class_report.data import ClassMember, ClassReport, LateEffect, build
from grader.reports.class_report.files import (
    class_schema,
    render_checks_csv,
    render_class_csv,
    render_class_json,
    write_class,
)
from grader.reports.json_output import indented
from grader.text.csv_safety import CsvLayout
from tests.support import ROOT
from tests.support.class_samples import sample_class
from tests.support.samples import HOSTILE, bind_mount, broken, check, perfect, result, unreachable
from tests.support.schema import problems

SCHEMA_FILE = ROOT / "docs" / "class-report.schema.json"
RUN = {"run": "r1", "started": "2026-11-23T05:03:09Z"}


def small():
    late = {"ex04": LateEffect(days=1, kept=90, before=100, after=90)}
    return build(
        "c",
        [
            ClassMember("s1", "김 예제", "ssh://s1", [perfect(), bind_mount()], section="A", late=late),
            ClassMember("s2", "Sample, Ada", "ssh://s2", [perfect()]),
            ClassMember("s3", "Bruno", "ssh://s3", unreachable="ssh: timed out"),
            ClassMember("s4", "Greta", "ssh://s4", [unreachable().model_copy(update={"exercise": "ex04"})]),
            ClassMember("s5", "Iris", "ssh://s5"),
        ],
        **RUN,
    )


def hostile():
    bad = result([check("a", HOSTILE, Status.FAILED, 0, 1, message=HOSTILE)], title=HOSTILE)
    return build(HOSTILE, [ClassMember("=1+1", HOSTILE, "@host", [bad], section="\t-2", unreachable=HOSTILE)], **RUN)


def table(text):
    return list(csv.reader(io.StringIO(text), strict=True))


def test_a_line_for_each_student():
    assert table(render_class_csv(small())) == [
        ["student_id", "name", "section", "host", "ex04", "ex05", "total", "max_total", "status"],
        ["s1", "김 예제", "A", "ssh://s1", "90.00", "47.50", "137.50", "200.00", "graded"],
        ["s2", "Sample, Ada", "", "ssh://s2", "100.00", "", "", "200.00", "incomplete"],
        ["s3", "Bruno", "", "ssh://s3", "", "", "", "200.00", "unreachable"],
        ["s4", "Greta", "", "ssh://s4", "", "", "", "200.00", "error"],
        ["s5", "Iris", "", "ssh://s5", "", "", "", "200.00", "not-attempted"],
    ]


def test_a_spreadsheet_sees_what_is_missing_as_missing():
    frame = pd.read_csv(io.StringIO(render_class_csv(small())))
    assert frame["ex05"].count() == 1
    assert frame["total"].mean() == 137.5


def test_checks_have_points_and_a_status():
    lines = table(render_checks_csv(small()))
    assert lines[0][:3] == ["student_id", "ex04/net1-exists", "ex04/net1-exists status"]
    found = dict(zip(lines[0], lines[1], strict=True))
    assert (found["ex05/shared-live"], found["ex05/shared-live status"]) == ("7.50", "partial")
    assert (found["ex05/file-visible"], found["ex05/file-visible status"]) == ("0.00", "blocked")
    assert set(lines[3][1:]) == {""}


def test_a_check_that_could_not_tell_has_no_points():
    lines = table(render_checks_csv(build("c", [ClassMember("s1", "", "", [broken()])], **RUN)))
    found = dict(zip(*lines, strict=True))
    assert (found["ex06/site-answers"], found["ex06/site-answers status"]) == ("", "error")


@pytest.mark.parametrize("render", [render_class_csv, render_checks_csv])
def test_a_mark_for_excel_is_there_when_it_is_asked_for(render):
    assert render(small(), CsvLayout(bom=True)).encode().startswith(b"\xef\xbb\xbf")
    assert not render(small()).encode().startswith(b"\xef")


@pytest.mark.parametrize("render", [render_class_csv, render_checks_csv])
def test_no_cell_is_a_formula(render):
    cells = [cell for line in table(render(hostile())) for cell in line]
    assert "'=1+1" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@pytest.mark.parametrize("render", [render_class_csv, render_checks_csv, render_class_json])
def test_a_terminal_that_shows_a_file_is_safe(render):
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", render(hostile()))


def test_all_lines_have_the_same_cells():
    for text in (render_class_csv(sample_class(15, 20)), render_checks_csv(sample_class(15, 20))):
        assert len({len(line) for line in table(text)}) == 1


def test_an_empty_class_is_a_head():
    empty = build("c", [], **RUN)
    assert render_class_csv(empty) == "student_id,name,section,host,total,max_total,status\n"
    assert render_checks_csv(empty) == "student_id\n"


def test_the_json_can_be_read_back():
    report = sample_class(12, 10, "ko")
    assert ClassReport.model_validate_json(render_class_json(report)).model_dump() == report.model_dump()


@pytest.mark.parametrize("report", [small(), hostile(), sample_class(12, 10), build("c", [], **RUN)])
def test_the_json_fits_the_published_schema(report):
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert problems(json.loads(render_class_json(report)), schema) == []


def test_the_schema_finds_what_is_wrong():
    document = json.loads(render_class_json(small()))
    del document["rows"][0]["name"]
    assert problems(document, class_schema())


def test_the_published_schema_is_current():
    command = "run: python -m grader.reports.class_report.files > docs/class-report.schema.json"
    assert SCHEMA_FILE.read_text(encoding="utf-8") == indented(class_schema()), command


def test_the_module_prints_the_schema():
    done = subprocess.run([sys.executable, "-m", "grader.reports.class_report.files"], capture_output=True, check=True)
    assert done.stdout.decode() == indented(class_schema())


def test_a_folder_gets_all_files(tmp_path):
    written = write_class(small(), tmp_path / "reports", layout=CsvLayout(bom=True))
    assert [path.name for path in written] == ["class.html", "class.csv", "checks.csv", "class.json"]
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == sorted(path.name for path in written)
    assert written[1].read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_folder_of_an_institution_is_used(tmp_path):
    (tmp_path / "class_report.html.j2").write_text("{{ report.title }}")
    page, *_ = write_class(small(), tmp_path / "out", templates=tmp_path)
    assert page.read_text() == "c\n"
