"""The shape of the code: imports point one way, and each folder stays flat."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ("ingest", "index", "assistant", "eval", "ui")  # each may import those before it
FILES = sorted(path for folder in ORDER for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} is a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    allowed = ORDER[: ORDER.index(path.parent.name) + 1]
    ours = [name.split(".") for name in imports(path) if name.startswith("quotewise.")]
    assert [".".join(name) for name in ours if name[1] not in allowed] == []


def test_folders_are_flat_and_no_module_hides_behind_the_function_it_names() -> None:
    assert FILES
    assert [path for path in FILES if path.parent.parent != ROOT] == []
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{path} does not say what it is for"
