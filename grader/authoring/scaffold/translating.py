"""The texts of a built-in exercise in the languages of another course."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.i18n.languages import LANGUAGES, SOURCE, Language

_LINE = r"\n +{code}: [^\n]*"
_ENTRY = r'(\{{|, ){code}: ("(?:[^"\\]|\\.)*"|[^,}}"\n]*)(, )?'
_ONLY = r"\n +(?:title): \{\}"


def in_languages(text: str, languages: Sequence[Language]) -> str:
    """A YAML file of the built-in course without the languages that this course lacks.

    If it lacks English, the English texts stand in for those of its first language.
    """
    for code in LANGUAGES:
        if code not in languages and code != SOURCE:
            text = re.sub(_LINE.format(code=code), "", text)
            text = re.sub(_ENTRY.format(code=code), lambda found: found[1] if found[1] == "{" else found[3] or "", text)
            text = re.sub(_ONLY, "", text)
    if SOURCE not in languages:
        text = re.sub(rf"(?m)(^ +|\{{|, ){SOURCE}: ", rf"\g<1>{languages[0]}: ", text)
    return text
