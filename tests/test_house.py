"""The tree itself: imports point down, a name means one thing, modules are short, and tests lie by their modules."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support import ROOT

LINES = 300

# Tests of what no single module of grader/ does.
NO_MIRROR = {
    "acceptance/": "what the installed package does, and whether all kinds of host agree",
    "exercises/": "the checks of the built-in exercises",
    "test_real_hosts.py": "a folder's modules together, on real student hosts",
    "test_browser.py": "a folder's pages, in a browser",
    "test_house.py": "the tree itself",
}


def parsed(*folders: str) -> dict[str, ast.Module]:
    """The modules below these folders by name: `grader.hosts` is its `__init__.py`."""
    found = {}
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        if "node_modules" not in path.parts:
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    """All that is imported, wherever the import stands: `a.b.c` for `from a.b import c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import, line {node.lineno}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.fixture(scope="module")
def modules() -> dict[str, ast.Module]:
    return parsed("grader")


@pytest.fixture(scope="module")
def graph(modules) -> dict[str, set[str]]:
    """What each module of grader/ imports from grader/."""
    found: dict[str, set[str]] = {name: set() for name in modules}
    for name, tree in modules.items():
        for imported in imports(tree):
            target = imported if imported in modules else imported.rpartition(".")[0]
            if target in modules and target != name:
                found[name].add(target)
    return found


def layers() -> dict[str, int]:
    """The layer of each folder and single module in grader/, as docs/architecture.md draws them; 0 is the top."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = next(block for block in text.split("\n\n") if block.startswith("    cli\n"))
    return {name: depth for depth, line in enumerate(block.split("\n")) for name in line.split()}


def folder(module: str) -> str:
    """Where a module belongs: `hosts` for `grader.hosts.ssh`, `units` for `grader.units`."""
    return module.split(".")[1] if "." in module else ""


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_every_folder_has_its_layer(modules):
    assert {folder(name) for name in modules} - {"", "__main__"} == set(layers())


def test_no_import_points_up(graph):
    depth = {**layers(), "": 99, "__main__": 0}
    up = [
        f"{name} -> {target}"
        for name, targets in graph.items()
        for target in sorted(targets)
        if depth[folder(target)] < depth[folder(name)]
    ]
    assert up == []


def test_no_modules_import_each_other_in_a_circle(graph):
    assert circle(graph) == []


def test_no_folders_import_each_other_in_a_circle(graph):
    folders = defaultdict(set)
    for name, targets in graph.items():
        folders[folder(name)] |= {folder(target) for target in targets} - {folder(name)}
    assert circle(folders) == []


def test_no_public_class_name_occurs_twice(modules):
    places = defaultdict(list)
    for name, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_module_is_long():
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "grader").rglob("*.py")}
    assert {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > LINES} == {}


def has_mirror(test: Path) -> bool:
    """Whether tests/a/test_b_c.py is about grader/a/b_c.py, or an aspect of grader/a/b.py."""
    words = test.stem.removeprefix("test_").split("_")
    names = ("_".join(words[:count]) for count in range(len(words), 0, -1))
    return any((ROOT / "grader" / test.parent / f"{name}.py").is_file() for name in names)


def test_each_test_module_lies_where_its_module_lies():
    tests = [path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")]
    strays = [str(one) for one in tests if not has_mirror(one)]
    assert [one for one in strays if not one.startswith(tuple(NO_MIRROR)) and Path(one).name not in NO_MIRROR] == []


def test_nothing_is_imported_from_a_test_module():
    found = {
        f"{name}: {imported}"
        for name, tree in parsed("bench", "grader", "tests").items()
        for imported in imports(tree)
        if imported.startswith("tests.") and not imported.startswith("tests.support")
    }
    assert found == set()
