"""How the code is laid out: imports point one way, and every folder of code is in the wheel."""

import ast
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ["ingest", "index", "assistant", "eval", "ui"]


ASSISTANT = "quotewise.assistant"


def modules(file: Path) -> set[str]:
    """The modules of quotewise that a file imports, or imports from, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name for name in names if name.startswith("quotewise.")}


def imported(file: Path) -> set[str]:
    """The packages of quotewise that a file imports from."""
    return {name.split(".")[1] for name in modules(file)}


def named(files: Iterable[Path]) -> dict[str, Path]:
    return {file.relative_to(ROOT).as_posix(): file for file in files}


@pytest.mark.parametrize("package", ORDER)
def test_imports_point_one_way(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    allowed = set(ORDER[: ORDER.index(package) + 1])
    assert {file.name: wrong for file in files if (wrong := imported(file) - allowed)} == {}


def test_the_gate_imports_nothing_of_the_extract() -> None:
    files = named((ROOT / "assistant" / "gate").glob("*.py"))
    assert files
    assert [name for name, file in files.items() if any(f"{ASSISTANT}.extract" in one for one in modules(file))] == []


def test_every_folder_of_code_is_in_the_wheel() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = {file.parent for package in ORDER for file in (ROOT / package).rglob("*.py")}
    assert sorted(listed) == sorted("quotewise." + ".".join(folder.relative_to(ROOT).parts) for folder in folders)


def test_no_module_of_the_page_hides_one_of_pythons_own() -> None:
    # Streamlit puts the page's folder on the path, and hands that path to the readers' processes
    assert not {file.stem for file in (ROOT / "ui" / "page").glob("*.py")} & sys.stdlib_module_names


def test_nobody_but_the_index_asks_the_library_in_sql() -> None:
    asked = named(file for package in ("ingest", "assistant", "ui") for file in (ROOT / package).rglob("*.py"))
    there = {name for name, file in asked.items() if "connection.execute" in file.read_text(encoding="utf-8")}
    # Anki's packages are databases of Anki's, the page's chats one of its own
    assert {
        name
        for name in there
        if "anki_package" not in name and not name.endswith(("exchange/anki.py", "chat_store.py"))
    } == set()
