"""HTML pages: one self-contained file each, with no network requests and no script but its own."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.course.builtin import builtin_folder
from grader.i18n.catalogue import plural_translator, translator
from grader.i18n.languages import LANGUAGES
from grader.reports.summary import SYMBOLS, graded_at, moment, score_line, status_count, status_word, ungraded_note
from grader.text.clean import visible
from grader.text.values import number, points

_LONGEST = 4_000
_FONT = re.compile(r"url\(([\w-]+(?:/[\w-]+)*\.woff2)\)")


def page(
    template: str,
    language: str,
    templates: Path | None,
    *,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    **values: Any,
) -> str:
    """Render a page from a template in the institution's folder, or from the built-in one of that name.

    `style.css`, other styles, the fonts that they name as `url(fonts/NAME.woff2)`, and the scripts, joined to one, are
    embedded, and the page's content security policy allows nothing else. They also come from the institution's folder
    if it has them.
    """
    environment = _environment(language, templates)
    style = _style(language, templates, tuple(styles))
    code = _source(environment, *scripts)
    allowed = f"default-src 'none'; style-src '{_digest(style)}'; font-src data:; "
    if scripts:
        allowed += f"script-src '{_digest(code)}'; "
    policy = f"{allowed}base-uri 'none'; form-action 'none'"
    text = environment.get_template(template).render(
        style=style, policy=policy, script=code, language=language, **values
    )
    return text.strip() + "\n"


def _source(environment: Environment, *names: str) -> Markup:
    assert environment.loader  # noqa: S101
    loader = environment.loader
    return Markup("".join(loader.get_source(environment, name)[0] for name in names))  # noqa: S704  own files


@functools.lru_cache(maxsize=8)  # the fonts are the same on each page of a class
def _style(language: str, templates: Path | None, styles: tuple[str, ...]) -> Markup:
    text = _source(_environment(language, templates), "style.css", *styles)
    own = LANGUAGES[language].style if language in LANGUAGES else ""
    return Markup(_FONT.sub(lambda font: _embedded(font[1], templates), text) + own)  # noqa: S704  own files


def _embedded(name: str, templates: Path | None) -> str:
    """A font as a `data:` URL; one that is in no folder stays a name, which the page's policy does not let it load."""
    for folder in _folders(templates):
        if (folder / name).is_file():
            return f"url(data:font/woff2;base64,{base64.b64encode((folder / name).read_bytes()).decode()})"
    return f"url({name})"


def _folders(templates: Path | None) -> list[Path]:
    return [*([templates] if templates else []), builtin_folder("reports")]


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@functools.lru_cache(maxsize=8)  # a class has a page for each student; templates are compiled once
def _environment(language: str, templates: Path | None) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_folders(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(translator(language), plural_translator(language), newstyle=False)  # type: ignore[attr-defined]
    environment.globals |= {
        "symbols": SYMBOLS,
        "points": points,
        "number": number,
        "graded_at": graded_at,
        "moment": moment,
        "status_word": lambda status: status_word(status, language),
        "status_count": lambda status, count: status_count(status, count, language),
        "score_line": lambda score, of: score_line(score, of, language),
        "ungraded_note": lambda count: ungraded_note(count, language),
    }
    return environment


def _shown(value: Any) -> Any:
    """Clean every value that a template prints, including an institution's template."""
    return visible(value, _LONGEST) if type(value) is str else value
