"""What several tests stand on: a desk, the command line, and a cache for MiniLM that goes away again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import chromium, place, tab, url  # noqa: F401 - fixtures
from click.testing import CliRunner, Result
from desk import Desk
from hypothesis import settings
from milvus_server import _everything_at_home_there, milvus  # noqa: F401 - fixtures
from page_desk import empty_desk, page_desk, sample_library  # noqa: F401 - fixtures
from postgres_server import postgres, server  # noqa: F401 - fixtures

from quotewise.ui.cli import main

# The same examples each time, and no clock: what fails here fails everywhere, however busy the machine is.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

Quotewise = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def _folders_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from or left in the folders of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUOTEWISE_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))
        for name in ("QUOTEWISE_LIBRARY", "QUOTEWISE_PROGRESS"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.library.close()


@pytest.fixture(scope="session")
def quotewise() -> Quotewise:
    """The command line: `quotewise("status", "--json")` gives its exit_code, stdout and stderr."""

    def run(*words: Any, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


NOTES = {
    "stores.md": "# Feature stores\n\nA feature store keeps features for training and serving.\n\n"
    "The online store answers within 10 ms. The offline store keeps 3 years of history.\n",
    "sub/tuning.txt": "Tuning searches for good hyperparameters. Bayesian tuning learns from earlier trials.\r\n"
    "Random search tries values at random and runs in parallel.\r\n",
    "copy.txt": "Tuning searches for good hyperparameters. Bayesian tuning learns from earlier trials.\r\n"
    "Random search tries values at random and runs in parallel.\r\n",
    "colours.log": "The job said \x1b[32mdone\x1b[0m \u2013 twice.\n",
}


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    for name, text in NOTES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


@pytest.fixture(scope="session")
def library(notes: Path, quotewise: Quotewise) -> Path:
    """A library that no test changes."""
    assert quotewise("ingest", notes, "--library", notes / "library").exit_code == 0
    return notes / "library"


@pytest.fixture
def own(tmp_path: Path, notes: Path, quotewise: Quotewise) -> Path:
    """A library to change, of notes to change."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.md").write_text("Pruning cuts branches that help little.")
    assert quotewise("ingest", tmp_path / "mine", "--library", tmp_path / "library").exit_code == 0
    return tmp_path / "library"
