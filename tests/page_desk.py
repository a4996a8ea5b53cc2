"""A page to test: a library and a data folder of its own, the page's script run without a browser."""

import json
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from quotewise.index import Library
from quotewise.index.progress import ALONE, NAME
from quotewise.ui.page import exam_choice, opened
from quotewise.ui.page.figures import kept_of
from quotewise.ui.page.first_run import sample_notes
from quotewise.ui.page.growth import growth_of
from quotewise.ui.page.listening import ANSWERING

PAGE = Path(opened.__file__).with_name("app.py")
PATIENCE = 60  # seconds for a run of the script on a busy machine


class PageDesk:
    """The page over a library in `folder`, with the user's data in `data`; each `visit` is a tab."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "library"
        self.data = place / "data" / "quotewise"

    def visit(self, name: str = "ask", **address: str) -> AppTest:
        """The page of this name as a new tab sees it. address: query parameters."""
        tab = AppTest.from_file(str(PAGE), default_timeout=PATIENCE).run()
        for key, value in address.items():
            tab.query_params[key] = value
        if name != "today":
            tab.switch_page(f"{name}.py")
        return tab.run()

    def counted(self) -> None:
        """Wait until nothing is counted in the background."""
        kept = kept_of(str(self.folder), str(self.data / NAME), ALONE)
        for job in (kept.due.job, kept.figures.job, kept.plan.job, exam_choice.job_of(self.library())):
            job.wait(PATIENCE)

    def library(self) -> Library:
        return opened.library_at(str(self.folder))


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample notes, to copy."""
    folder = tmp_path_factory.mktemp("sample") / "library"
    with Library.open(folder, create=True) as library:
        library.ingest([sample_notes()])
    return folder


@pytest.fixture
def empty_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PageDesk]:
    desk = PageDesk(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("QUOTEWISE_LIBRARY", str(desk.folder))
    monkeypatch.delenv("QUOTEWISE_QUESTIONS", raising=False)  # none are written unasked
    monkeypatch.setattr(sys, "path", [*sys.path, str(PAGE.parent)])  # as `serve` does, for the imports of threads
    yield desk
    growth_of(desk.library()).give_way()
    desk.counted()
    for thread in threading.enumerate():
        if thread.name in (opened.WARMING, ANSWERING):  # else the connection that it reads by is closed under it
            thread.join(PATIENCE)
    desk.library().close()
    opened.library_at.clear()


@pytest.fixture
def page_desk(empty_desk: PageDesk, sample_library: Path) -> PageDesk:
    """A desk whose library holds the sample notes."""
    shutil.copytree(sample_library, empty_desk.folder)
    return empty_desk


def html_of(tab: AppTest) -> str:
    """All HTML on the page, in its order, that which components put in included."""
    return "\n".join(found for element in elements_of(tab.main) if (found := html_in(element)))


def elements_of(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from elements_of(child)


def html_in(element: Any) -> str:
    """The HTML of an element; of a component what its data calls so, and the question it asks."""
    match element.type:
        case "html":
            return str(element.proto.body)
        case "bidi_component" if element.proto.json:
            data = json.loads(element.proto.json)
            return " ".join(str(data[name]) for name in ("about", "stem", "html") if isinstance(data.get(name), str))
    return ""


def button(tab: AppTest, label: str):  # type: ignore[no-untyped-def]
    """The first button whose label holds these words."""
    return next(found for found in tab.button if label in found.label)


def given(tab: AppTest, name: str) -> Any:
    """What a component of ours was given, by a part of its key."""
    found = next(one for one in tab.get("bidi_component") if name in one.proto.id)
    return json.loads(found.proto.json)
