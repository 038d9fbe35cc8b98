import re

import pytest

from grader.errors import HostTimeout, HostUnreachable
from grader.i18n.catalogue import catalogue
from grader.i18n.error_translation import in_language
from grader.message import Message, gaps
from tests.support.error_templates import ERRORS, REPORTED, ROOMS, calls

HANGUL = re.compile("[가-힣]")
CALLS = list(calls())
TEMPLATED = [one for one in CALLS if one.where.startswith(ROOMS) or one.kind in REPORTED]


@pytest.mark.parametrize("call", [c for c in CALLS if c.kind in ERRORS and c.values], ids=lambda call: call.where)
def test_the_values_of_an_error_are_those_that_its_templates_name(call):
    named = {name for template in call.templates for name in gaps(template)}
    assert call.values <= named or len(call.templates) < 2
    assert named <= call.values


@pytest.mark.parametrize("call", [c for c in CALLS if c.kind in ERRORS and not c.values], ids=lambda call: call.where)
def test_an_error_without_values_names_none(call):
    assert not [name for template in call.templates for name in gaps(template)]


@pytest.mark.parametrize("call", TEMPLATED, ids=lambda call: call.where)
def test_no_error_is_put_together_in_place(call):
    assert not call.loose


@pytest.mark.parametrize("template", sorted({t for c in CALLS if c.reported for t in c.templates}))
def test_every_error_that_a_report_can_show_is_translated(template):
    if re.search("[a-z]{4}", re.sub(r"\{\w+\}", "", template)):
        assert HANGUL.search(catalogue("ko").gettext(template))


def test_an_error_is_said_in_korean_with_its_values():
    error = HostTimeout(
        Message("{host}: {problem}", host="ssh://h1", problem=Message("The host did not start a shell in time.")),
        next_step="Check whether the host is overloaded or hangs, then try again.",
    )
    said = in_language(error.message, "ko")
    problem, step = said.split("\n  → ")
    assert problem.startswith("ssh://h1: ")
    assert HANGUL.search(problem)
    assert HANGUL.search(step)
    assert not re.search("host |The", said)


def test_english_needs_no_translation():
    error = HostUnreachable("{host} does not answer.", next_step="Start {host}.", host="{x}")
    assert in_language(error.message, "en") == str(error) == "{x} does not answer.\n  → Start {x}."


def test_braces_in_values_stay_as_they_are():
    hostile = "{host}{0}%s\x1b[31m<b>"
    said = in_language(Message("No Docker Engine answers at {endpoint}.", endpoint=hostile), "ko")
    assert hostile in said
    assert HANGUL.search(said)


def test_what_is_not_translated_stays_english():
    assert in_language(Message("Something {new}.", new=Message("else")), "ko") == "Something else."


def test_a_sentence_of_an_older_record_is_recognized():
    assert in_language("The run is over.", "ko") == in_language(Message("The run is over."), "ko")
    assert HANGUL.search(in_language(Message("ssh://h1 refuses connections."), "ko"))
