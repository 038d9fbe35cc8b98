"""The keys of checks.yml: checks that need no Python. docs/declarative-checks.md is made from these docstrings.

Values may contain parameters as `{name}`; they are filled in before a value is validated.
"""

from __future__ import annotations

import contextlib
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from grader.course.rubric import CheckId
from grader.message import InvalidValue, Message
from grader.text.patterns import wanted_text
from grader.text.validation import described, word


def _listed(value: object) -> object:
    """One entry as a list of one."""
    return [value] if isinstance(value, str | int | float) and not isinstance(value, bool) else value


def _no_fraction(value: object) -> object:
    """YAML reads 1.10 as 1.1; only the author knows which text is meant."""
    if isinstance(value, float):
        raise InvalidValue("text is expected, found {found}: put it in quotes", found=described(value))
    return value


def _pattern(text: str) -> str:
    wanted_text(text)
    return text


def _with_port(url: str) -> str:
    with contextlib.suppress(ValueError):
        if urlsplit(url).port != 0:
            return url
    raise InvalidValue("{expected} is expected, found {found}", expected=_ADDRESS, found=described(url))


_Value = Annotated[str, BeforeValidator(_no_fraction)]
_Text = Annotated[_Value, Field(min_length=1, max_length=2000)]
_Port = Annotated[int, Field(ge=1, le=65535)]
_Count = Annotated[int, Field(ge=1, le=1000)]
_Seconds = Annotated[float, Field(gt=0, le=3600)]
_Inside = Annotated[str, word(r"/.*", Message("an absolute path inside the container"))]
_OnHost = Annotated[str, word(r"(?s:~|~?/.*)", Message("a path that begins with “/” or “~/”"))]
_ADDRESS = Message("an address such as http://127.0.0.1:8080/")
_Url = Annotated[str, word(r"http://[^/\s?#@]+(/\S*)?", _ADDRESS), AfterValidator(_with_port)]
_Pattern = Annotated[_Value, Field(min_length=1, max_length=2000), AfterValidator(_pattern)]
_Patterns = Annotated[list[_Pattern], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
_Statuses = Annotated[
    list[Annotated[int, Field(ge=100, le=599)]],
    BeforeValidator(_listed, json_schema_input_type=int | list[int]),
    Field(min_length=1),
]


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, use_attribute_docstrings=True)


class WantedMount(_Keys):
    """What is mounted in a container: `{at: /tmp/mount, source: ~/bm1}`."""

    at: _Inside
    """The path inside the container."""
    source: _OnHost | None = None
    """The directory of the host that is mounted there; `~` is the graded account's home."""
    volume: _Text | None = None
    """The name of the volume that is mounted there, instead of `source`."""
    read_only: bool | None = None
    """Whether the mount is read-only; not checked by default."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.source is None) == (self.volume is None):
            raise InvalidValue("either the key “source” or the key “volume” is expected")
        return self


class WantedPort(_Keys):
    """A port that is published on the host: `{host: 8080, container: 80}`, as `-p 8080:80`."""

    host: _Port
    """The TCP port of the host."""
    container: _Port
    """The TCP port inside the container."""


class WantedLayers(_Keys):
    """How many layers an image has."""

    at_least: _Count | None = None
    """The lowest number."""
    at_most: _Count | None = None
    """The highest number."""


class ContainerCheck(_Keys):
    """A container exists, as it was created; with `running: true`, it runs and does not keep crashing."""

    name: _Text
    """Its name."""
    running: Literal[True] | None = None
    """`true`: it must be running. Checks of the same container that fail for it are blocked by this one."""
    image: _Text | None = None
    """The image that it was created from, whatever its tag; another one costs half of the check."""
    mount: WantedMount | None = None
    """What is mounted in it."""
    env: dict[_Text, _Value | None] = {}
    """Its environment variables: name and value. `NAME: null` requires only that it is set, as passwords need."""
    port: WantedPort | None = None
    """A port that it publishes on the host."""
    network: _Text | None = None
    """The network that it is on."""


class ImageCheck(_Keys):
    """An image exists on the host."""

    name: _Text
    """Its name, such as `myweb:v1`."""
    based_on: _Text | None = None
    """The image whose layers are its lowest layers, whatever that image's tag."""
    layers: WantedLayers | None = None
    """How many layers it has."""


class FileCheck(_Keys):
    """A file or a directory exists on the host."""

    path: _OnHost
    """Its path; `~` is the graded account's home."""
    type: Literal["file", "directory"] = "file"
    """What it is; symbolic links are followed."""
    contains: _Patterns = []
    """What its text contains: one pattern or a list of them. At most 200 kB are read."""

    @model_validator(mode="after")
    def _text_of_a_file(self) -> Self:
        if self.contains and self.type != "file":
            raise InvalidValue("a directory has no text: the key “contains” is for files")
        return self


class HttpCheck(_Keys):
    """A server answers, as seen from the host; proxies are not used, redirects are not followed."""

    url: _Url | None = None
    """The address that is fetched on the host, such as `http://127.0.0.1:8080/`."""
    container: _Text | None = None
    """Instead of `url`: the running container whose page `/` is fetched, wherever it can be reached from."""
    port: _Port = 80
    """With `container`: the port inside it."""
    status: _Statuses = [200]
    """The status of the answer, or a list of those that are right."""
    contains: _Patterns = []
    """What the page contains: one pattern or a list of them."""
    wait: _Seconds = 10
    """For how long to ask again until it is right, in seconds."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.container is None):
            raise InvalidValue("either the key “url” or the key “container” is expected")
        if self.url is not None and "port" in self.model_fields_set:
            raise InvalidValue("the key “port” belongs to “container”; the port of a “url” is part of it")
        return self


class CommandCheck(_Keys):
    """A shell command ends as it should. It must change nothing: it runs each time the host is graded."""

    run: _Text
    """The command, for `sh`, as the graded account. Parameters are quoted: put no quotation marks around them."""
    container: _Text | None = None
    """The running container to run it in, instead of the host; its image must have `sh`."""
    exit_status: Annotated[int, Field(ge=0, le=255)] | None = 0
    """Its exit code; `null`: any."""
    prints: _Patterns = []
    """What it prints, stdout and stderr together: one pattern or a list of them."""


class DeclaredCheck(_Keys):
    """One check. Besides `title`, `needs` and `limit`, it has exactly one key: the kind of check."""

    title: str = Field(min_length=1, max_length=300)
    """The title in the course's first language, as the docstring of a check in Python. Others are in the rubric."""
    needs: list[CheckId] = []
    """The checks that must have passed, fully or partly; they must be above this one."""
    limit: _Seconds | None = None
    """The check's own time limit, in seconds."""
    container: ContainerCheck | None = None
    image: ImageCheck | None = None
    file: FileCheck | None = None
    http: HttpCheck | None = None
    command: CommandCheck | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(getattr(self, kind) is not None for kind in KINDS) != 1:
            raise InvalidValue("exactly one of these keys is expected: {kinds}", kinds=", ".join(KINDS))
        return self

    @property
    def kind(self) -> str:
        """The key that says what kind of check it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


KINDS: dict[str, type[BaseModel]] = {
    "container": ContainerCheck,
    "image": ImageCheck,
    "file": FileCheck,
    "http": HttpCheck,
    "command": CommandCheck,
}
"""The kinds of checks: the key in checks.yml, and the keys below it."""


class ChecksFile(_Keys):
    """The whole file: `checks` by ID, in the order in which they run."""

    checks: dict[CheckId, DeclaredCheck] = Field(min_length=1)
    """Each check by its ID."""
