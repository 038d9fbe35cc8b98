"""The handout of an exercise, with its parameters filled in and the commands for a student's own values."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from grader.course.exercise import Exercise
from grader.course.parameters import command
from grader.errors import CourseError
from grader.i18n.catalogue import translator
from grader.i18n.languages import Language

_RAW = "Put names of parameters between {{ and }}, and Docker's own braces between {% raw %} and {% endraw %}."


def rendered_handout(exercise: Exercise, language: Language, params: Mapping[str, JsonValue]) -> str:
    """The handout as Markdown, with each `{{ name }}` replaced by the parameter's value.

    Args:
        exercise: The exercise; its parameters have default values.
        language: The language of the handout.
        params: The values that differ for this student.

    Raises:
        CourseError: The handout is missing, is not a valid template or names an unknown parameter.
    """
    path = exercise.handout(language)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            "{path} cannot be read: {why}.", next_step="Save it as UTF-8 text.", path=path, why=error
        ) from error
    if "{{" not in text and "{%" not in text:
        return text
    import jinja2  # noqa: PLC0415  most handouts do not need it
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    environment = SandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # the handout is Markdown, shown as text
        keep_trailing_newline=True,
        comment_start_string="\0{",  # {# begins the anchor of a heading in Markdown
        comment_end_string="}\0",
    )
    try:
        return environment.from_string(text).render({**exercise.file.params, **params})
    except jinja2.TemplateSyntaxError as error:
        raise CourseError(
            "{path}:{line}: {why}.", next_step=_RAW, path=path, line=error.lineno, why=error.message
        ) from error
    except (jinja2.TemplateError, ArithmeticError, TypeError, ValueError) as error:
        raise CourseError("{path}: {why}.", next_step=_RAW, path=path, why=error) from error


def own_commands(
    exercise: Exercise, student: str, language: Language, params: Mapping[str, JsonValue], *, course: str = ""
) -> str:
    """The handout's last paragraphs for a student with values of their own: the commands to type. Empty for others.

    Args:
        exercise: The exercise.
        student: The student's ID.
        language: The language of the paragraphs.
        params: The student's values.
        course: What the student names with `--course`; empty for the built-in course.
    """
    if not params:
        return ""
    _ = translator(language)
    named = ["--course", course] if course else []
    commands = {
        _("Check your work with your own values:"): ["check", exercise.id, *named],
        _("Only if you must submit a file:"): ["collect", exercise.id, *named, "--student", student],
    }
    return "".join(f"\n{text}\n\n    {command(*arguments, params=params)}\n" for text, arguments in commands.items())
