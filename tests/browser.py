"""A real browser at a real server: what a person at the page would see, and what leaves it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from quotewise.ui.page.practice_choice import KINDS
from quotewise.ui.page.upload import safe_name

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 90_000  # milliseconds for anything to appear on a busy machine
START = 60  # seconds for the server
WIDE, PHONE = {"width": 1360, "height": 860}, {"width": 390, "height": 844}
# Counts the runs of the page's script that came to their end; gives how many did until now.
COUNT_RUNS = """() => {
  if (window.runsEnded === undefined) {
    window.runsEnded = 0
    const state = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState
    // A quick run begins and ends before this is told: what came after each change is what the next one changed.
    new MutationObserver((changes) => changes.forEach((change, at) => {
      const after = at + 1 < changes.length ? changes[at + 1].oldValue : state()
      if (after === "notRunning" && change.oldValue !== "notRunning") window.runsEnded += 1
    })).observe(document.body, { subtree: true, attributeOldValue: true, attributeFilter: ["data-test-script-state"] })
  }
  return window.runsEnded
}"""
IDLE = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning"
  && !document.querySelector('[data-stale="true"]')
  && document.getAnimations().every((moving) => moving.playState !== "running"
    || moving.effect?.getComputedTiming().endTime === Infinity)"""
# Opened at a page's own address, Streamlit asks below that address first where its server is.
STREAMLITS_OWN = "/_stcore/"


@dataclass
class Tab:
    """A tab at the page. errors: of the console and of scripts; left: requests to anywhere else."""

    page: Any
    url: str
    errors: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def go(self, path: str = "") -> Any:
        self.page.goto(f"{self.url}/{path}")
        self.page.get_by_role("heading", level=1).wait_for()
        return self.page

    @contextmanager
    def run(self) -> Iterator[None]:
        """What is done inside makes the page's script run: wait until it ran to its end."""
        ended = self.page.evaluate(COUNT_RUNS)
        yield
        self.page.wait_for_function("ended => window.runsEnded > ended", arg=ended)
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


@contextmanager
def serve(folder: Path, data: Path, *options: str, **environment: str) -> Iterator[str]:
    """The page over a library in `folder`, the user's data in `data`; yields its address.

    No questions are written unasked where the options do not say so.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "quotewise.ui.cli", "ui", "--no-browser", "--port", str(port), "--library", folder]
    command += ["--questions", "0"]
    settings = {**os.environ, "XDG_DATA_HOME": str(data), **environment}
    log = data.parent / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen([*command, *options], env=settings, stdout=out, stderr=out)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(START * 10):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(f"the page is not served: {log.read_text()}")


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


@contextmanager
def tab_at(browser: Any, url: str, *, dark: bool = False, phone: bool = False) -> Iterator[Tab]:
    """A new tab of a new reader."""
    context = browser.new_context(viewport=PHONE if phone else WIDE, color_scheme="dark" if dark else "light")
    context.set_default_timeout(PATIENCE)
    tab = Tab(context.new_page(), url)
    tab.page.on("console", lambda said: note_error(tab, said))
    tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.page.on("request", lambda asked: asked.url.startswith((url, "data:", "blob:")) or tab.left.append(asked.url))
    yield tab
    context.close()


def note_error(tab: Tab, said: Any) -> None:
    if said.type == "error" and STREAMLITS_OWN not in said.location.get("url", ""):
        tab.errors.append(f"{said.text} ({said.location.get('url')})")
