"""The templates of errors in the source: what is given to an error or a message as a literal."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader import errors

ROOT = Path(errors.__file__).parent
SOURCES = [*sorted(ROOT.rglob("*.py")), *sorted((ROOT.parent / "exercises").rglob("test_*.py"))]
ROOMS = (
    "hosts",
    "evidence",
    "checks",
    "checking",
    "lab",
    "course",
    "exercises",
    "classroom",
    "exports",
    "records",
    "grading",
    "privacy",
    "delivery",
)
"""Where every error is made of templates."""


def _names(kind: type[errors.GraderError]) -> set[str]:
    return {kind.__name__}.union(*(_names(below) for below in kind.__subclasses__()))


ERRORS = _names(errors.GraderError) | {"broken", "__init__"}
REPORTED = _names(errors.HostError) | {"NotInEvidence", "CheckBroken", "EvidenceDamaged", "broken"}
"""What can be the cause of a result. In the rooms that look at hosts, wrong use can be, too."""
MESSAGES = {"Message", "InvalidValue", "Unreadable"}


@dataclass(frozen=True)
class Call:
    """One error or message that is made."""

    where: str
    kind: str
    templates: tuple[str, ...]
    plural: str
    values: frozenset[str]
    loose: tuple[str, ...]
    """What is put together in place, without a template."""

    @property
    def messages(self) -> Iterator[str | tuple[str, str]]:
        """What is to be translated: templates with words in them, or a singular and its plural."""
        for template in self.templates:
            if re.search(r"\w{2}", re.sub(r"\{\w+\}", "", template)):
                yield (template, self.plural) if self.plural else template

    @property
    def reported(self) -> bool:
        """Whether a report can show it."""
        looks = self.where.startswith(("hosts/", "checks/", "checking/", "delivery/"))
        return self.kind in REPORTED | MESSAGES or (looks and self.kind in ERRORS)


def calls() -> Iterator[Call]:
    """Everything in the source that makes an error of the grader's, or a message."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in ERRORS | MESSAGES and node.args and _is_error(name, node):
                yield _call(
                    f"{path.relative_to(ROOT if path.is_relative_to(ROOT) else ROOT.parent)}:{node.lineno}", name, node
                )


def _is_error(name: str, node: ast.Call) -> bool:
    return name != "__init__" or any(word.arg == "next_step" for word in node.keywords)


def _call(where: str, name: str, node: ast.Call) -> Call:
    keywords = {word.arg: word.value for word in node.keywords if word.arg}
    given = [node.args[0], *([keywords["next_step"]] if "next_step" in keywords else [])]
    pairs = [(one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,) for one in given]
    each = [one for pair in pairs for one in pair]
    plural = keywords.get("plural")
    return Call(
        where,
        name,
        tuple(one.value for one in each if isinstance(one, ast.Constant) and isinstance(one.value, str)),
        str(plural.value) if isinstance(plural, ast.Constant) else "",
        frozenset(keywords) - {"next_step", "plural"},
        tuple(ast.unparse(one) for one in each if isinstance(one, ast.JoinedStr | ast.BinOp)),
    )
