"""The page on what students share in a real browser: accessible, silent on the network, and searchable."""

import pytest

from grader.reports.similarity_report.page import render_page
from tests.support.browser import named, run
from tests.support.samples import HOSTILE
from tests.support.similarity_samples import found

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    pages = {"en": found(), "ko": found(), "hostile": found(title=HOSTILE, evil=HOSTILE)}
    for name, findings in pages.items():
        language = "ko" if name == "ko" else "en"
        (folder / f"{name}.html").write_text(render_page(findings, language, {"s1": "Ada Example"}), encoding="utf-8")
    return run("read.mjs", *sorted(folder.iterdir()))


@pytest.mark.parametrize("what", ["violations", "complaints"])
def test_neither_axe_nor_the_browser_finds_anything_to_complain_about(readings, what):
    assert {named(one): one[what] for one in readings if one[what]} == {}


def test_the_page_asks_for_nothing_but_itself(readings):
    assert all(len(one["requests"]) == 1 for one in readings)


def test_the_page_does_not_scroll_sideways(readings):
    assert {named(one): one["overflow"] for one in readings if one["overflow"] > 0} == {}


def test_a_search_keeps_the_groups_that_it_fits(tmp_path):
    (tmp_path / "page.html").write_text(render_page(found(), "en", {"s1": "Ada Example"}), encoding="utf-8")
    steps = run("same_as.mjs", tmp_path / "page.html")
    assert [step["groups"] for step in steps] == [3, 1, 0, 3]
    assert [step["status"] for step in steps][1:3] == ["1 of 3 groups", "0 of 3 groups"]
