"""HTML pages: one file each, no request to anywhere, no script."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.course.builtin import builtin_folder
from grader.reports.clean import visible
from grader.reports.summary import SYMBOLS, moment, score_line, status_word, ungraded_note
from grader.reports.values import number, points
from grader.reports.words import catalogue

_LONGEST = 4_000


def page(template: str, language: str, templates: Path | None, **values: Any) -> str:
    """A page from a template of the institution's folder, or from the built-in one of that name.

    The style is put into the page, and the page's policy allows that style and nothing else.
    """
    environment = _environment(language, templates)
    style = Markup(_source(environment, "style.css"))  # noqa: S704  the institution's own file
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    text = environment.get_template(template).render(style=style, policy=policy, language=language, **values)
    return text.strip() + "\n"


def _source(environment: Environment, name: str) -> str:
    assert environment.loader  # noqa: S101
    return environment.loader.get_source(environment, name)[0]


@functools.lru_cache(maxsize=8)  # a class has a page for each student; templates are compiled once
def _environment(language: str, templates: Path | None) -> Environment:
    folders = [*([templates] if templates else []), builtin_folder("reports")]
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
        extensions=["jinja2.ext.i18n"],
    )
    texts = catalogue(language)
    environment.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=False)  # type: ignore[attr-defined]
    environment.globals |= {
        "symbols": SYMBOLS,
        "points": points,
        "number": number,
        "moment": moment,
        "status_word": lambda status: status_word(status, language),
        "score_line": lambda score, of: score_line(score, of, language),
        "ungraded_note": lambda count: ungraded_note(count, language),
    }
    return environment


def _shown(value: Any) -> Any:
    """Whatever a template prints is cleaned first, also what a template of an institution prints."""
    return visible(value, _LONGEST) if type(value) is str else value
