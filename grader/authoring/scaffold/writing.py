"""Fills in templates, and writes new files without overwriting any."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import yaml

from grader.errors import UsageError
from grader.i18n.languages import SOURCE, Language

_HERE = Path(__file__).resolve().parent
TEMPLATES = _HERE / "templates"
SCHEMAS = ".schemas"
"""The folder of a course or class for the JSON Schemas that its files name."""


class Templates:
    """The templates, for a course in these languages."""

    def __init__(self, languages: Sequence[Language]) -> None:
        self._languages = languages

    def fill(self, template: str, **values: Any) -> str:
        """A template with its values."""
        helpers = {
            "quoted": quoted,
            "text": lambda said: self._written({one: str(said) for one in self._languages}),
            "texts": lambda key: self._written({one: wording(key, one) for one in self._languages}),
            "titles": self._titles,
            "literal": literal,
            "said": lambda key: wording(key, self._languages[0]),
        }
        return _environment().get_template(template).render(languages=self._languages, **helpers, **values)

    def _titles(self, check: str) -> str:
        """The line with a check's titles in all languages but the first, which has the docstring."""
        others = {one: wording(f"{check}.title", one) for one in self._languages[1:]}
        return f"    title: {_by_language(others)}\n" if others else ""

    def _written(self, said: Mapping[Language, str]) -> str:
        return _by_language(said) if len(said) > 1 else quoted(*said.values())


def quoted(text: str) -> str:
    """Text as a value in YAML."""
    return json.dumps(text, ensure_ascii=False)


def literal(text: str) -> str:
    """Text in a handout, whose braces are those of Jinja."""
    return re.sub(r"\{(?=[{%#])", '{{ "{" }}', text)


def _by_language(said: Mapping[Language, str]) -> str:
    return f"{{{', '.join(f'{code}: {quoted(text)}' for code, text in said.items())}}}"


def wording(key: str, language: Language) -> str:
    """The words of a new exercise in this language, or in English."""
    texts = _texts()[key]
    return texts.get(language) or texts[SOURCE]


def write_new(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write files that do not exist yet, and the schemas that they name.

    Raises:
        UsageError: one of them exists, or cannot be written. Then nothing is written.
    """
    from grader.authoring.file_schemas import schemas  # noqa: PLC0415  loads pytest, which --help does not need

    for name in files:
        if (folder / name).exists():
            raise UsageError(
                "{path} already exists.",
                next_step="Choose another name, or delete it first.",
                path=folder / name,
            )
    try:
        for name, text in [*files.items(), *((f"{SCHEMAS}/{name}", text) for name, text in schemas())]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            "{path} cannot be written ({reason}).",
            next_step="Check the path and its permissions.",
            path=error.filename or folder,
            reason=error.strerror or error,
        ) from error
    return [folder / name for name in files]


@functools.lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.safe_load((_HERE / "texts.yml").read_text(encoding="utf-8"))
    return texts


@functools.lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701  the files are YAML, Python and Markdown; values are quoted where they are used
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        block_start_string="[%",  # handouts have Jinja's own braces
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
