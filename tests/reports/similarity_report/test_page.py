import io
import json

import pytest
from rich.console import Console

from grader.reports.json_output import indented
from grader.reports.similarity_report.meanings import meaning
from grader.reports.similarity_report.page import render_json, render_page, same_as_schema
from grader.reports.similarity_report.text import render_text
from grader.similarity.comparing import compare
from grader.similarity.traits import Kind
from tests.support import ROOT
from tests.support.machines import Machine, built, fingerprint
from tests.support.pages import find, one, said
from tests.support.pages import page as document
from tests.support.samples import HOSTILE
from tests.support.schema import problems
from tests.support.similarity_samples import found

SCHEMA_FILE = ROOT / "docs" / "same-as.schema.json"


def tree(language="en", **more):
    return document(render_page(found(**more), language, {"s1": "Ada Example", "s2": "Bo Sample"}))


def text(findings, width=80):
    out = io.StringIO()
    render_text(findings, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_the_page_names_each_group_and_what_it_shares():
    groups = find(tree(), "article.group")
    assert [said(one(group, "h3")) for group in groups] == ["Ada Example s1 · Bo Sample s2", "s3 · s4", "s5 · s6"]
    assert [said(title) for title in find(groups[0], "h4")][:3] == [
        "Same machine ID",
        "Same SSH host key",
        "Same Docker Engine",
    ]


def test_each_finding_says_what_it_means_and_what_else_it_could_be():
    first = find(tree(), "section.finding")[0]
    assert "come from one installation" in said(first)
    assert "Other possible explanations: The course or the computer lab handed out" in said(one(first, "p.innocent"))


def test_the_facts_of_the_students_stand_side_by_side():
    sides = find(find(tree(), "div.sides")[0], "dl.side")
    assert len(sides) == 2
    assert all("ex01, fact 0" in said(side) and "machine-id=" in said(side) for side in sides)


def test_one_host_in_the_roster_is_told_as_the_cause():
    assert "Same host in the roster" in said(find(tree(), "article.group")[2])


def test_a_weak_finding_says_that_chance_can_bring_it_about():
    assert "by chance" in said(find(tree(), "article.weak")[0])


def test_what_is_common_and_who_was_not_seen_is_listed_below():
    common, *_ = find(tree(), "section.common li")
    assert said(common).startswith("4 students Same image handed-out")
    assert said(find(tree(), "section.common")[1]) == "Without evidence s7"


def test_the_page_speaks_korean():
    page = tree("ko")
    assert page.get("lang") == "ko"
    assert said(find(page, "h4")[0]) == meaning(Kind.MACHINE_ID, "ko").title == "같은 machine-id"


def test_a_class_that_shares_nothing_says_so():
    page = document(render_page(compare("c", {}, {}), "en", {}))
    assert "None." in said(page)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_words_judge_anybody(language):
    words = " ".join(str(meaning(kind, language)) for kind in Kind) + render_page(found(), language, {})
    for judging in ("cheat", "suspicious", "fraud", "plagiari", "guilty", "부정", "의심", "표절"):
        assert judging not in words.lower()


def test_what_hosts_and_rosters_say_is_shown_as_text():
    page = render_page(found(title=HOSTILE, evil=HOSTILE), "en", {"s1": HOSTILE})
    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert "\x1b" not in text(found(title=HOSTILE, evil=HOSTILE))


def test_only_some_of_many_shared_values_are_listed():
    images = [built(f"image{n}", "a", f"2026-11-23T10:00:{n}.5Z", f"2026-11-23T10:00:{n}.9Z") for n in range(10, 35)]
    prints = {one: fingerprint([("ex01", Machine(one, images=images).evidence())]) for one in ("s1", "s2")}
    many = compare("c", prints, {})
    assert "and 5 more" in render_page(many, "en", {})
    assert "and 22 more" in text(many)


def test_the_text_names_groups_common_things_and_who_was_not_seen():
    words = " ".join(text(found()).split())
    for part in (
        "s1, s2 (strong) Same machine ID: Both systems",
        "s3, s4 (weak)",
        "s5, s6 (strong) same host in the roster",
        "Common to more than 3 students (handed out?):",
        "Without evidence: s7",
        "6 students compared; 2 groups of students with something in common.",
    ):
        assert part in words
    assert text(compare("c", {}, {})) == "0 students compared; nobody shares anything.\n"


def test_the_json_fits_its_published_schema():
    document = json.loads(render_json(found(evil=HOSTILE)))
    assert problems(document, same_as_schema()) == []
    assert document["schema"] == "grader.same-as/1"
    command = "run: python -m grader.reports.similarity_report.page > docs/same-as.schema.json"
    assert SCHEMA_FILE.read_text(encoding="utf-8") == indented(same_as_schema()), command
