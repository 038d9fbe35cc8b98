"""What a suite would do on the grader's own machine: open files, start programs, connect.

This is found in the source, by the names of functions of Python's library: what a helper does elsewhere, or under a
name that is computed, is not seen. While checks run, such attempts are refused; questions such as `Path.exists` are
not, and are found only here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.course.source import parsed

_STEP = "use the fixtures host, session and docker"
_PROGRAM = re.compile(
    r"subprocess\.|os\.(system|popen|fork|exec|spawn|posix_spawn|startfile)|pty\.spawn|multiprocessing\."
)
_CONNECTION = re.compile(
    r"socket\.(socket|create_connection)$|requests\.|httpx\.|urllib\.request\.|http\.client\.|docker\.(from_env|DockerClient|APIClient)$"
)
_FILE = re.compile(
    r"(builtins|io|codecs)\.open$|glob\.i?glob$|shutil\.|fileinput\.|linecache\.|"
    r"os\.(open|listdir|scandir|walk|stat|lstat|access|chdir|mkdir|makedirs|remove|unlink|rmdir|rename|replace|chmod|chown|"
    r"link|symlink|readlink|truncate|utime|path\.(exists|lexists|isfile|isdir|islink|ismount|getsize|getmtime|realpath))$"
)
_SETTING = re.compile(
    r"os\.(getenv$|environ\b|getcwd$|uname$|getlogin$)|getpass\.getuser$|platform\.|socket\.gethostname$"
)
_OF_PATHS = frozenset(
    {
        *("chmod", "exists", "glob", "is_dir", "is_file", "is_symlink", "iterdir", "lstat", "mkdir", "open", "owner"),
        *(
            "read_bytes",
            "read_text",
            "readlink",
            "rename",
            "resolve",
            "rglob",
            "rmdir",
            "stat",
            "touch",
            "unlink",
            "walk",
        ),
        *("write_bytes", "write_text"),
    }
)
_PATHS = ("pathlib.Path", "pathlib.PosixPath")


def reached(suite: Path) -> Iterator[str]:
    """One line for each place in a suite that reaches for the grader's own machine."""
    tree = parsed(suite)
    names = _imported(tree)
    held = _paths_held(tree, names)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    found = {(node.lineno, what) for node in nodes for what in _what(node, names, held)}
    for line, what in sorted(found):
        yield f"{suite}:{line}: {what} of the grader's own machine, not of the student's host: {_STEP}"


def _what(node: ast.expr, names: Mapping[str, str], held: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Attribute(value=path, attr=method)) if method in _OF_PATHS and _is_path(
            path, names, held
        ):
            yield f"Path.{method} looks at a file"
        case ast.Call(func=called) if not _is_of_course(node):
            name = _dotted(called, names)
            if _PROGRAM.match(name):
                yield f"{name} starts a program"
            elif _CONNECTION.match(name):
                yield f"{name} uses the network"
            elif _FILE.match(name):
                yield f"{name.removeprefix('builtins.')} looks at a file"
            elif _SETTING.match(name):
                yield f"{name} reads a setting"
        case ast.Subscript(value=ast.Attribute() as value) if _SETTING.match(_dotted(value, names)):
            yield f"{_dotted(value, names)} reads a setting"
        case _:
            pass


def _is_path(node: ast.expr, names: Mapping[str, str], held: frozenset[str]) -> bool:
    """Whether an expression is a path of this machine that is not below the suite's own folder."""
    match node:
        case ast.Call(func=called):
            of_class = _dotted(called, names) in {
                *_PATHS,
                *(f"{one}.{way}" for one in _PATHS for way in ("home", "cwd")),
            }
            derived = isinstance(called, ast.Attribute) and _is_path(called.value, names, held)
            return (of_class or derived) and not _is_of_course(node)
        case ast.BinOp(left=left, op=ast.Div()):
            return _is_path(left, names, held)
        case ast.Attribute(value=value):
            return _is_path(value, names, held)
        case ast.Name(id=name):
            return name in held
        case _:
            return False


def _paths_held(tree: ast.Module, names: Mapping[str, str]) -> frozenset[str]:
    """The variables that a path is assigned to."""
    return frozenset(
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _is_path(node.value, names, frozenset())
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _is_of_course(node: ast.AST) -> bool:
    """Whether an expression goes out from the suite's own place, whose folder it may read, or from a temporary one."""
    own = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return bool(own & {"__file__", "tmp_path"})


def _imported(tree: ast.Module) -> dict[str, str]:
    """The full name behind each name that the suite imports, and of `open` unless the suite has its own."""
    names = {"open": "builtins.open"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                one.asname or one.name.partition(".")[0]: one.name if one.asname else one.name.partition(".")[0]
                for one in node.names
            }
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] = ""
            if isinstance(node, ast.FunctionDef):
                names |= {one.arg: "" for one in ast.walk(node.args) if isinstance(one, ast.arg)}
    return names


def _dotted(node: ast.expr, names: Mapping[str, str]) -> str:
    """The full name of what an expression calls: `subprocess.run`. Empty for what is not imported."""
    match node:
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Attribute(value=value, attr=attr):
            before = _dotted(value, names)
            return f"{before}.{attr}" if before else ""
        case _:
            return ""
