"""How the code is laid out: imports point one way, and every folder of code is in the wheel."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ["ingest", "index", "assistant", "eval", "ui"]


def imported(file: Path) -> set[str]:
    """The packages of quotewise that a file imports from, anywhere in it."""
    names = {
        name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    return {name.split(".")[1] for name in names if name.startswith("quotewise.")}


@pytest.mark.parametrize("package", ORDER)
def test_imports_point_one_way(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    allowed = set(ORDER[: ORDER.index(package) + 1])
    assert {file.name: wrong for file in files if (wrong := imported(file) - allowed)} == {}


def test_every_folder_of_code_is_in_the_wheel() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = {file.parent for package in ORDER for file in (ROOT / package).rglob("*.py")}
    assert sorted(listed) == sorted("quotewise." + ".".join(folder.relative_to(ROOT).parts) for folder in folders)
