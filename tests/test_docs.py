"""What README, docs and guides say is so: their commands run, their options and links exist, their output is real."""

import importlib.util
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from conftest import Quotewise

from quotewise.ui.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "eval/README.md"]
TEXTS = {str(page.relative_to(ROOT)): page.read_text() for page in PAGES}
README = TEXTS["README.md"]
BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
# What a test cannot have here, so that these commands are only held against the options there are.
ELSEWHERE = {
    "a model or a server that is not here": r"--model|--check|--embeddings (ollama|bedrock)|://|--engine",
    "it serves until it is stopped": r"quotewise (ui|mcp)\b|--watch",
    "it reads what somebody types": r"--batch -",
    "minutes of measuring": r"quotewise eval (all|retrieval|make)\b",
}


def commands(text: str) -> list[str]:
    """The commands of quotewise in the fenced blocks of a page, without what is said behind them."""
    lines = "\n".join(BLOCK.findall(text)).replace("\\\n", " ").splitlines()
    shown = (line.strip().removeprefix("$ ") for line in lines)
    return [line.partition(" #")[0].strip() for line in shown if line.startswith("quotewise ")]


COMMANDS = [(page, line) for page, text in TEXTS.items() for line in commands(text)]
RUN = [page for page, text in TEXTS.items() if commands(text)]


def is_run(line: str) -> bool:
    return not any(re.search(pattern, line) for pattern in ELSEWHERE.values())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_library: Path) -> Path:
    """A place in which the documentation's commands find what they name."""
    shutil.copytree(ROOT / "eval/sample/notes", tmp_path / "eval/sample/notes")
    shutil.copytree(sample_library, tmp_path / "library")
    notes = {"kinesis.md": "# Kinesis\n\n" + "A shard takes in 1 MB per second, and gives out 2 MB.\n" * 6}
    notes["old-notes.md"] = "# Old\n\nA store that nobody uses any more keeps its records for a day.\n"
    for folder in ("notes/aws-ml", "mine"):
        (tmp_path / folder).mkdir(parents=True)
        for name, text in notes.items():
            (tmp_path / folder / name).write_text(text)
    course = ROOT / "assistant/exam/blueprints/algorithms-101.toml"
    (tmp_path / "my-course.toml").write_text(course.read_text())
    (tmp_path / "questions.csv").write_text("question,a,b,answer\nHow many days are in a week?,7,8,a\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("QUOTEWISE_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("QUOTEWISE_PROGRESS", "")  # `--progress` sets it for the whole process: it is put back
    return tmp_path


@pytest.mark.parametrize("page", RUN)
def test_the_commands_of_a_page_run_in_its_order(page: str, home: Path, quotewise: Quotewise) -> None:
    if page != "README.md":
        assert quotewise("ingest", home / "mine").exit_code == 0  # the page before it said so
    for line in filter(is_run, commands(TEXTS[page])):
        words = [word.replace("~", str(home), 1) if word.startswith("~") else word for word in shlex.split(line)[1:]]
        done = quotewise(*words, stdin="q\n")
        assert done.exit_code == 0, f"{line}\n{done.output}"


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_and_its_options_exist(page: str, line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = main
    while isinstance(command, click.Group) and words and (inner := command.commands.get(words[0])):
        command, words = inner, words[1:]
    known = {name for parameter in command.params for name in parameter.opts}
    assert command is not main, f"{page}: {line}"
    assert {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"} <= known, page


def test_the_output_that_the_readme_shows_is_real(home: Path, quotewise: Quotewise) -> None:
    """A line `...` stands for any."""
    shown = [part for block in BLOCK.findall(README) for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    assert len(shown) >= 5
    for part in shown:
        line, *told = part.strip().splitlines()
        if "ingest" in line:
            shutil.rmtree(home / "library")
        done = quotewise(*shlex.split(line)[1:])
        printed = iter((done.stdout + done.stderr).splitlines())
        for expected in told:
            assert expected == "..." or any(expected.rstrip() == found.rstrip() for found in printed), (line, expected)


@pytest.mark.parametrize(
    "option", sorted({option for text in TEXTS.values() for option in re.findall(r"`(--[a-z-]+)", text)})
)
def test_every_option_that_is_named_exists(option: str) -> None:
    groups = [command for command in main.commands.values() if isinstance(command, click.Group)]
    every = [*main.commands.values(), *(command for group in groups for command in group.commands.values())]
    known = {name for command in every for parameter in command.params for name in parameter.opts}
    for script in (ROOT / "eval").rglob("*.py"):
        known |= set(re.findall(r'add_argument\("(--[a-z-]+)"', script.read_text()))
    assert option in known


MODULES = sorted({module for text in TEXTS.values() for module in re.findall(r"python -m (quotewise[\w.]+)", text)})


@pytest.mark.parametrize("module", MODULES)
def test_every_module_that_is_run_exists(module: str) -> None:
    assert importlib.util.find_spec(module) is not None


def test_the_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for text in TEXTS.values() for name in re.findall(r"(?:^|`)make ([a-z-]+)\b", text, re.MULTILINE)}
    assert {"demo", "test"} <= named <= targets


@pytest.mark.parametrize("page", TEXTS)
def test_links_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", TEXTS[page], flags=re.DOTALL)):
        if re.match(r"https?:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (folder / file) if file else ROOT / page
        assert target.exists(), f"{page}: {link}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in anchors, f"{page}: {link}"


def test_the_readme_is_read_in_one_go() -> None:
    assert len(README.splitlines()) <= 150


TESTS = sorted({test for text in TEXTS.values() for test in re.findall(r"tests/\w+\.py(?:::\w+)?", text)})


@pytest.mark.parametrize("test", TESTS)
def test_the_tests_that_are_named_exist(test: str) -> None:
    file, _, name = test.partition("::")
    assert (ROOT / file).is_file()
    assert not name or f"def {name}(" in (ROOT / file).read_text()
