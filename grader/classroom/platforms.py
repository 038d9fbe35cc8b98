"""The keys of a class file that say where scores and messages are sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from grader.classroom.class_values import LOOPBACK, ClassExercise, SecureUrl
from grader.message import InvalidValue, Message
from grader.text.validation import word

_STRICT = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

SecretSource = Annotated[str, Field(min_length=1, max_length=500)]
"""A file, relative to the class file; `env:VARIABLE`; or `keyring:SERVICE`."""
Line = Annotated[str, word(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]+", Message("one line without control characters"))]
PlatformId = Annotated[int, Field(ge=1)]
_Item = TypeVar("_Item")


def _of_one_exercise(items: dict[str, _Item]) -> dict[str, _Item]:
    """The items if no two exercises have the same, where the score of one would replace that of the other."""
    owners: dict[_Item, str] = {}
    for exercise, item in items.items():
        if owners.setdefault(item, exercise) != exercise:
            raise InvalidValue("{first} and {second} have the same item", first=owners[item], second=exercise)
    return items


_Assignments = Annotated[dict[ClassExercise, PlatformId], Field(min_length=1), AfterValidator(_of_one_exercise)]
_LineItems = Annotated[dict[ClassExercise, SecureUrl], AfterValidator(_of_one_exercise)]


class LtiPlatform(BaseModel):
    """A platform that takes scores by LTI 1.3 (Assignment and Grade Services)."""

    model_config = _STRICT

    token_url: SecureUrl
    client_id: Line
    key: Path
    """The private key, in PEM, with which the grader identifies itself."""
    key_id: str = ""
    """Its `kid`; by default, the key's thumbprint by RFC 7638."""
    audience: str = ""
    """The `aud` of the client assertion; by default, the token URL."""
    deployment_id: str = ""
    """Some platforms want it in the client assertion."""
    lineitems: SecureUrl | None = None
    """The list of the course's line items. What is not in it is made there."""
    items: _LineItems = {}
    """The line item of each exercise, where it is not found by the list."""
    memberships: SecureUrl | None = None
    """The list of the course's members (Names and Role Provisioning Services)."""
    user: str = ""
    """The roster column with LTI user IDs; without one, members are found by ID, e-mail address or username."""
    bonus: bool = False
    """Whether the platform takes a score above the maximum."""


class MoodlePlatform(BaseModel):
    """A Moodle site that takes scores by its web services."""

    model_config = _STRICT

    url: SecureUrl
    token: SecretSource
    course: PlatformId
    assignments: _Assignments
    """The course module ID of the assignment of each exercise: the number in its address."""
    way: Literal["assignment", "gradebook"] = "assignment"
    """Whether the grade goes to the assignment, with feedback, or only to the gradebook."""
    user: str = ""
    """The roster column with Moodle user IDs; without one, users are found by ID number, e-mail address or username."""


class CanvasPlatform(BaseModel):
    """A Canvas site that takes scores by its REST API."""

    model_config = _STRICT

    url: SecureUrl
    token: SecretSource
    course: PlatformId
    assignments: _Assignments
    rubric: bool = True
    """Whether an assignment's rubric is filled in where its criteria match the checks."""
    user: str = ""
    """The roster column with Canvas user IDs; without one, `canvas_id`, SIS ID, e-mail address and login are used."""
    bonus: bool = False
    """Whether scores above the maximum are sent as they are; Canvas takes them as extra credit."""


class MailServer(BaseModel):
    """Who writes to students, and through which server."""

    model_config = _STRICT

    sender: Line
    reply_to: Annotated[str, word(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*", Message("one line"))] = ""
    server: Annotated[
        str,
        word(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}", Message("a host and a port, such as smtp.school.example:587,")),
    ] = ""
    """Without one, messages can only be written to files."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """`none` only for a server on this machine."""
    user: Annotated[str, word(r"[^\x00-\x1f\x7f]*", Message("one line"))] = ""
    password: SecretSource | None = None
    per_minute: int = Field(default=60, ge=1, le=10_000)
    """The most messages per minute."""
    link: SecureUrl | None = None
    """The address of each student's page: `{student}` stands for the name of the file, without its ending."""

    @model_validator(mode="after")
    def _is_safe(self) -> MailServer:
        host = self.server.rpartition(":")[0].strip("[]")
        if self.security == "none" and self.server and host not in LOOPBACK:
            raise InvalidValue("“security: none” is only for a server on this machine")
        return self


class Platforms(BaseModel):
    """Where scores and messages are sent."""

    model_config = _STRICT

    lti: LtiPlatform | None = None
    moodle: MoodlePlatform | None = None
    canvas: CanvasPlatform | None = None
    mail: MailServer | None = None
