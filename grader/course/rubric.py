"""The rubric of an exercise: what each check is worth, and its texts in each language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationInfo, field_validator

from grader.i18n.languages import LANGUAGE_CODE, LANGUAGES, Language
from grader.message import InvalidValue, Message
from grader.text.validation import word

CheckId = Annotated[
    str,
    Field(max_length=60),
    word(r"[a-z0-9]+(-[a-z0-9]+)*", Message("a check ID of lower-case letters, digits and hyphens")),
]
ExerciseId = Annotated[str, word(r"ex[0-9]{2}", Message("an exercise ID such as ex05"))]
Points = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


LanguageCode = Annotated[str, word(LANGUAGE_CODE, Message("a language code such as en"))]
_Line = Annotated[str, Field(min_length=1)]


def context_of(languages: Sequence[Language]) -> dict[str, Any]:
    """What the models of texts have to know of a course: its languages."""
    return {"languages": tuple(languages)}


def _order(info: ValidationInfo) -> list[Language]:
    """The languages in which a text is looked for: those of the course, then those of the grader."""
    own = (info.context or {}).get("languages", ())
    return list(dict.fromkeys([*own, *LANGUAGES]))


def _sorted(texts: dict[Any, Any], order: Sequence[Language]) -> dict[Any, Any]:
    return {code: texts[code] for code in [*(one for one in order if one in texts), *texts]}


class Text(RootModel[dict[LanguageCode, _Line]]):
    """A text in the languages of the course: `{en: …, ko: …}`. Without a language it is in the course's first."""

    model_config = ConfigDict(frozen=True)
    root: Annotated[dict[LanguageCode, _Line], Field(min_length=1)]

    @field_validator("root", mode="before")
    @classmethod
    def _in_order(cls, value: Any, info: ValidationInfo) -> Any:
        order = _order(info)
        if isinstance(value, str) and value:
            return {order[0]: value}
        return _sorted(value, order) if isinstance(value, dict) else value

    def in_(self, language: Language) -> str:
        """The text in this language; if it is missing, in the course's first that there is."""
        return self.root.get(language) or next(iter(self.root.values()))


class Title(RootModel[dict[LanguageCode, _Line | None]]):
    """A check's title. In the course's first language it is the check's docstring unless it is given here."""

    model_config = ConfigDict(frozen=True)

    @field_validator("root", mode="before")
    @classmethod
    def _in_order(cls, value: Any, info: ValidationInfo) -> Any:
        order = _order(info)
        if isinstance(value, str) and value:
            return {order[0]: value}
        return _sorted({order[0]: None, **value}, order) if isinstance(value, dict) else value

    def in_(self, language: Language) -> str | None:
        """The title in this language; if it is missing, in the course's first. None where the docstring is it."""
        return self.root.get(language) or next(iter(self.root.values()), None)


class CheckRubric(_Strict):
    """One check in the rubric."""

    points: Points
    """What the check is worth; all checks without `bonus` add up to 100."""
    visibility: Literal["always", "after_due", "hidden"] = "always"
    """When students see the check: always, once it is due, or never."""
    bonus: bool = False
    """Whether the points come on top of the 100."""
    title: Title = Title({})
    """The title in other languages than the first, for which the docstring of the check is it; a text."""
    hint: Text
    """How to find the mistake, without the solution: a text."""
    step: int | None = Field(default=None, ge=1)
    """The number of the handout's step that the check is about; pages link to it."""
    after: list[CheckId] = []
    """Checks of which this one is likely a consequence if they did not pass either: their findings come first."""
    hints: dict[str, Text] = {}
    """The hint for each reason for which another one than `hint` helps."""
    says: dict[str, Text] = {}
    """The sentence for each reason that the check gives."""


class CheckGroup(_Strict):
    """Checks that are scored together."""

    checks: list[CheckId] = Field(min_length=1)
    """The checks of the group; a check is in one group at most."""
    award: Literal["all-or-nothing", "proportional"] = "proportional"
    """`all-or-nothing`: no points unless all of them pass."""


class Rubric(_Strict):
    """A whole rubric, `rubrics/exNN.yml`."""

    exercise: ExerciseId
    """The exercise."""
    checks: dict[CheckId, CheckRubric] = Field(min_length=1)
    """Each check of the suite by its ID, in the order of the reports."""
    groups: dict[CheckId, CheckGroup] = {}
    """Checks that are scored together."""

    @field_validator("checks")
    @classmethod
    def _consequences_come_after_checks(cls, checks: dict[str, CheckRubric]) -> dict[str, CheckRubric]:
        for name, entry in checks.items():
            for check in entry.after:
                if check not in checks:
                    raise InvalidValue("{name} comes after {check}, which is not a check here", name=name, check=check)
        return checks

    @field_validator("groups")
    @classmethod
    def _groups_name_checks(cls, groups: dict[str, CheckGroup], info: ValidationInfo) -> dict[str, CheckGroup]:
        seen: set[str] = set()
        known = info.data.get("checks")
        for name, group in groups.items():
            for check in group.checks:
                if known is not None and check not in known:
                    raise InvalidValue("group {name} names {check}, which is not a check here", name=name, check=check)
                if check in seen:
                    raise InvalidValue("check {check} is in more than one group", check=check)
                seen.add(check)
        return groups

    @property
    def max_score(self) -> float:
        """The points of a full solution, without bonus."""
        return round(sum(check.points for check in self.checks.values() if not check.bonus), 2)


class Messages(_Strict):
    """The sentences and hints that several rubrics share, by reason: `rubrics/messages.yml`."""

    says: dict[str, Text] = {}
    """The sentence for each reason, unless a rubric has its own."""
    also: dict[str, Text] = {}
    """The sentences that follow if the check gives the value of that name."""
    hints: dict[str, Text] = {}
    """The hint for each reason, unless a rubric has its own."""

    def below(self, own: Messages) -> Messages:
        """These sentences, with those of a course in place of or after them."""
        return Messages(
            says={**self.says, **own.says}, also={**self.also, **own.also}, hints={**self.hints, **own.hints}
        )
