"""The README says nothing that is no longer so."""

import importlib.util
import re
from pathlib import Path

import click
import pytest

from quotewise.ui.cli import main

ROOT = Path(__file__).parents[1]
TEXTS = {name: (ROOT / name).read_text() for name in ("README.md", "eval/README.md")}
OPTIONS = re.findall(r"--[a-z][a-z-]+", TEXTS["README.md"])
MODULES = sorted({module for text in TEXTS.values() for module in re.findall(r"python -m (quotewise[\w.]+)", text)})


def test_every_command_the_readme_shows_exists() -> None:
    shown = {
        command
        for line in TEXTS["README.md"].splitlines()
        for command in re.findall(r"(?:^|[$`] ?|-m )quotewise ([a-z]+)\b", line)
    }
    assert {"ingest", "search", "ask", "status", "show", "forget"} <= shown
    assert shown <= set(main.commands)


@pytest.mark.parametrize("option", sorted(set(OPTIONS)))
def test_every_option_the_readme_names_exists(option: str) -> None:
    groups = [command for command in main.commands.values() if isinstance(command, click.Group)]
    commands = [*main.commands.values(), *(command for group in groups for command in group.commands.values())]
    known = {name for command in commands for parameter in command.params for name in parameter.opts}
    for script in (ROOT / "eval").rglob("*.py"):
        known |= set(re.findall(r'add_argument\("(--[a-z-]+)"', script.read_text()))
    assert option in known


@pytest.mark.parametrize("module", MODULES)
def test_every_module_the_readmes_run_exists(module: str) -> None:
    assert importlib.util.find_spec(module) is not None


def test_the_make_targets_the_readme_names_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", TEXTS["README.md"], re.MULTILINE))
    assert {"demo", "test"} <= named <= targets
