"""A real browser at a real server: what a person at the page would see, and what leaves it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from quotewise.ui.page.practice_choice import KINDS
from quotewise.ui.page.upload import safe_name

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 90_000  # milliseconds for anything to appear on a busy machine
START = 120  # seconds for the server
WIDE, PHONE = {"width": 1360, "height": 860}, {"width": 390, "height": 844}
IDLE = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning"
  && !document.querySelector('[data-stale="true"]')
  && document.getAnimations().every((moving) => moving.playState !== "running"
    || moving.effect?.getComputedTiming().endTime === Infinity)"""
# What the browser was told before this began has been drawn: React draws in a task, as this one is, then come frames.
DRAWN = """() => new Promise((done) => {
  const channel = new MessageChannel()
  channel.port1.onmessage = () => requestAnimationFrame(() => requestAnimationFrame(done))
  channel.port2.postMessage(0)
})"""
# Opened at a page's own address, Streamlit asks below that address first where its server is.
STREAMLITS_OWN = "/_stcore/"


@dataclass
class Tab:
    """A tab at the page. errors: of its scripts; left: requests to anywhere else; socket: to the server."""

    page: Any
    url: str
    socket: Any = None
    errors: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def go(self, path: str = "") -> Any:
        self.page.goto(f"{self.url}/{path}")
        self.page.get_by_role("heading", level=1).wait_for()
        return self.page

    @contextmanager
    def run(self) -> Iterator[None]:
        """What is done inside makes the page's script run: wait until it ran to its end.

        The server's word for it is waited for: of a quick run a busy browser draws nothing but what came of it.
        """
        with self.socket.expect_event("framereceived", is_end_of_run, timeout=PATIENCE):
            yield
        self.page.evaluate(DRAWN)
        self.settle()

    def settle(self) -> None:
        """Wait until the page is idle: no script runs, nothing of the run before still stands, nothing moves."""
        self.page.wait_for_function(IDLE)


def begin_practice(tab: Tab, kind: str = "single") -> Any:
    """Have questions written where there are none yet, and begin a round of one kind."""
    page = tab.go("practise")
    first, new = page.get_by_role("button", name="Write some"), page.locator(".st-key-begin_new button")
    first.or_(new).wait_for()
    tab.settle()
    if first.count():
        first.click()
        page.get_by_text(re.compile("new questions, of")).wait_for(timeout=10 * PATIENCE)
        tab.settle()
    page.get_by_text("Customise", exact=True).click()
    tab.settle()  # it unfolds, and a list that is open would fold
    page.get_by_role("combobox", name=re.compile("Kind")).click()
    with tab.run():
        page.get_by_role("option", name=re.compile(f"^{re.escape(KINDS[kind])}")).click()
    page.get_by_role("button", name="Begin this").click()
    page.locator(".qw-stem").wait_for()
    tab.settle()
    return page


def upload(tab: Tab, name: str, text: str) -> None:
    """Add a note by the page, and wait until it has been read."""
    page = tab.go("notes")
    page.get_by_role("button", name="Add notes").click()
    page.locator('input[type="file"]').set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.locator('[data-testid="stFileUploaderFile"], [data-testid="stFileChip"]').first.wait_for()
    page.get_by_role("button", name="Add these files").click()
    page.locator(".qw-notes a").and_(page.get_by_title(safe_name(name), exact=True)).wait_for(timeout=3 * PATIENCE)
    tab.settle()


class Server:
    """The page at one port over the library in `place`, the user's data in its "data"; it can be killed and begun anew.

    No questions are written unasked where the options do not say so.
    """

    def __init__(self, place: Path, *options: str, port: int = 0, **environment: str) -> None:
        port = port or free_port()
        self.url, self.log = f"http://127.0.0.1:{port}", place / "server.log"
        self.command = [sys.executable, "-m", "quotewise.ui.cli", "ui", "--no-browser", "--port", str(port)]
        self.command += ["--library", str(place / "library"), "--questions", "0", *options]
        (place / "data").mkdir(exist_ok=True)
        self.settings = {**os.environ, "XDG_DATA_HOME": str(place / "data"), **environment}
        self.begin()

    def begin(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(self.command, env=self.settings, stdout=out, stderr=out)
        for _ in range(START * 10):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5):
                    return
            except (URLError, OSError):
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
        raise AssertionError(f"the page is not served: {self.log.read_text()}")

    def end(self, sign: int = signal.SIGTERM) -> None:
        self.process.send_signal(sign)
        self.process.wait(START)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serve(place: Path, *options: str, **environment: str) -> Iterator[str]:
    """The address of a `Server`."""
    with Server(place, *options, **environment) as server:
        yield server.url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's Chromium; ended with the module, for its loop would stand in the way of asynchronous tests."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Path:
    """A library of the sample notes and the user's data, of this module alone; it adds what it needs."""
    place = tmp_path_factory.mktemp("served")
    shutil.copytree(sample_library, place / "library")
    return place


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    with serve(place) as url:
        yield url


@pytest.fixture
def tab(chromium: Any, url: str) -> Iterator[Tab]:
    with tab_at(chromium, url) as tab:
        yield tab


@contextmanager
def tab_at(browser: Any, url: str, *, dark: bool = False, phone: bool = False) -> Iterator[Tab]:
    """A new tab of a new reader. At its end nothing went wrong in it, nothing left it, and no note ran a script."""
    context = browser.new_context(viewport=PHONE if phone else WIDE, color_scheme="dark" if dark else "light")
    context.set_default_timeout(PATIENCE)
    tab = Tab(context.new_page(), url)
    tab.page.on("websocket", lambda socket: setattr(tab, "socket", socket))
    tab.page.on("console", lambda said: note_error(tab, said))
    tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.page.on("request", lambda asked: asked.url.startswith((url, "data:", "blob:")) or tab.left.append(asked.url))
    well = False
    try:
        yield tab
        assert not tab.errors, tab.errors
        assert not tab.left, tab.left
        assert tab.page.evaluate("window.harmed") is None
        well = True
    finally:
        if not well:
            shown = tab.page.locator("body").inner_text(timeout=5000)
            print(f"The page, at {tab.page.url}:\n{shown}\nErrors: {tab.errors}")
        context.close()


def is_end_of_run(message: bytes) -> bool:
    """Whether Streamlit tells the browser that the page's script does not run any more."""
    told = ForwardMsg.FromString(message)
    return told.WhichOneof("type") == "session_status_changed" and not told.session_status_changed.script_is_running


def note_error(tab: Tab, said: Any) -> None:
    if said.type == "error" and STREAMLITS_OWN not in said.location.get("url", ""):
        tab.errors.append(f"{said.text} ({said.location.get('url')})")
