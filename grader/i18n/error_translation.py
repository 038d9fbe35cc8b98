"""Why the grader could not determine a result, in the reader's language."""

from __future__ import annotations

from grader.i18n.catalogue import catalogue
from grader.i18n.filling import fill
from grader.i18n.recognition import recognized
from grader.message import Message


def in_language(cause: Message | str, language: str) -> str:
    """An error's message in this language, as far as it is translated; a text from an older record is recognised."""
    if isinstance(cause, str):
        return recognized(cause, language)
    if not cause.values:
        template = _template(cause, language)
        return recognized(cause.template, language) if template == cause.template else template
    values = {
        name: in_language(one, language) if isinstance(one, Message) else str(one) for name, one in cause.values.items()
    }
    return fill(_template(cause, language), values, language)


def _template(message: Message, language: str) -> str:
    known = catalogue(language)
    if message.plural:
        number = message.values.get("n")
        return known.ngettext(message.template, message.plural, number if isinstance(number, int) else 2)
    return known.gettext(message.template) if message.template else ""
