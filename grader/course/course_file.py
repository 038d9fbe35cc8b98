"""The file of a course as a whole, `course.yml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from grader.course.rubric import LanguageCode
from grader.i18n.languages import LANGUAGES
from grader.message import InvalidValue


class CourseFile(BaseModel):
    """The keys of course.yml. A course without the file is in the languages that the grader speaks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(max_length=200)] = ""
    """The name of the course, shown above the list of its exercises."""
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)] = tuple(LANGUAGES)
    """The languages of all texts, such as `[de, en]`. What is missing in one of them is shown in the first."""

    @field_validator("languages")
    @classmethod
    def _each_once(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        for code in languages:
            if languages.count(code) > 1:
                raise InvalidValue("“{code}” appears twice", code=code)
        return languages
