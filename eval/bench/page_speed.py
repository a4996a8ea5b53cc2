"""How quick the page is, in a real browser over the sample notes: first paint, and question to first words."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Browser, Page, sync_playwright

from quotewise.index import Library

SAMPLE = Path(__file__).parents[1] / "sample" / "notes"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUESTIONS = (
    "How long can Kinesis Data Streams keep records?",
    "What does a Kinesis shard take in?",
    "When is recall worth more than precision?",
    "What does a warm pool cost?",
    "Which endpoint suits large payloads?",
    "What is a feature store?",
    "How does Spot training save money?",
    "What does Model Monitor compare?",
)
SAID = ".qw-claim, .qw-refusal"


def main() -> None:
    with tempfile.TemporaryDirectory() as place, socket.socket() as free:
        with Library.open(Path(place, "library"), create=True) as library:
            library.ingest([SAMPLE])
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        begun = time.monotonic()
        server = serve(Path(place), port)
        try:
            measure(f"http://127.0.0.1:{port}", begun)
        finally:
            server.terminate()
            server.wait(20)


def serve(place: Path, port: int) -> "subprocess.Popen[bytes]":
    """The page as a process of its own, as a user starts it."""
    command = [sys.executable, "-m", "quotewise.ui.cli", "ui", "--no-browser", "--port", str(port)]
    environment = {**os.environ, "XDG_DATA_HOME": str(place)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*command, "--library", place / "library"], env=environment, stdout=quiet, stderr=quiet)


def measure(url: str, begun: float) -> None:
    while True:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
            break
        except (URLError, OSError):
            time.sleep(0.05)
    print(f"server ready after {time.monotonic() - begun:.1f} s; load average {os.getloadavg()[0]:.1f}")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        first = visit(browser, url)
        print(f"cold: title after {first[1]:.2f} s, first words after {ask(first[0], QUESTIONS[0]):.2f} s")
        paints = [visit(browser, url)[1] for _ in range(5)]
        page, _ = visit(browser, url)
        words = [ask(page, question) for question in QUESTIONS]
        print(f"warm: title after {statistics.median(paints):.2f} s (median of 5), first words after")
        print(f"      {statistics.median(words):.2f} s (median of {len(words)}; {min(words):.2f} to {max(words):.2f})")
        browser.close()


def visit(browser: Browser, url: str) -> tuple[Page, float]:
    """A new reader's page, and the seconds until its title stood there."""
    page = browser.new_context().new_page()
    begun = time.monotonic()
    page.goto(url)
    page.get_by_role("heading", level=1).wait_for()
    return page, time.monotonic() - begun


def ask(page: Page, question: str) -> float:
    """Seconds from the question sent to the first words of its answer."""
    page.locator('[data-test-script-state="notRunning"]').wait_for()
    said = page.locator(SAID).count()
    page.get_by_label("Ask your notes").fill(question)
    begun = time.monotonic()
    page.keyboard.press("Enter")
    page.locator(SAID).nth(said).wait_for()
    seconds = time.monotonic() - begun
    page.locator(".qw-spent").last.wait_for()
    page.wait_for_timeout(1500)
    return seconds


if __name__ == "__main__":
    main()
