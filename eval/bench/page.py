"""The page as a reader has it after two weeks of study, served and open in a browser: its speed, its pictures."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from urllib.error import URLError

from quotewise.assistant.exam.chosen import choose_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.grading import right_response
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import top_up
from quotewise.assistant.study.log import StudyLog
from quotewise.index import Library
from quotewise.index.progress import NAME, Progress, now

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLE = Path(__file__).parents[1] / "sample" / "notes"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
EXAM, IN_DAYS = "MLA-C02", 38
READY, STUDIED = 110, 14  # questions written; days of study behind
A_DAY, KNOWN = 4, 0.7  # answers a day, and the share of them right
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass(frozen=True, slots=True)
class Served:
    """url: of the page. ready: seconds from its start until it answered. process: its id."""

    url: str
    ready: float
    process: int


@contextmanager
def studied() -> Iterator[Served]:
    """The page over the sample notes, with an exam, questions and answers of the days before."""
    with tempfile.TemporaryDirectory() as place, socket.socket() as free:
        with Library.open(Path(place, "library"), create=True) as library:
            library.ingest([SAMPLE])
            choose_exam(library, EXAM, date.today() + timedelta(IN_DAYS))
            top_up(library, READY)
            answer(library, StudyLog(Progress(Path(place, "quotewise", NAME)), library.uuid))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        with served(Path(place), port) as page:
            yield page


def answer(library: Library, log: StudyLog) -> None:
    """Answers of the days before, the same in every run."""
    chance, begun = Random(1), now() - timedelta(STUDIED)
    questions = [kept.question for kept in Bank.of(library).read(library) if kept.question.options]
    for at, question in enumerate(questions[: 2 * STUDIED * A_DAY : 2]):
        right = chance.random() < KNOWN
        given = right_response(question) if right else wrong(question)
        sure = chance.choice(["guess", "unsure", "sure", "sure"])
        event = log.answered(str(uuid.UUID(int=at // A_DAY)), question, given, sure, 30, "quiz")
        log.progress.append(replace(event, at=begun + timedelta(at // A_DAY, minutes=at)))


def wrong(question: Question) -> tuple[str, ...]:
    left = [letter for letter in question.options if letter not in question.answer]
    return tuple((left * len(question.answer))[: len(question.answer)])


@contextmanager
def served(place: Path, port: int) -> Iterator[Served]:
    """The page as a process of its own, as a user starts it."""
    command = [sys.executable, "-m", "quotewise.ui.cli", "ui", "--no-browser", "--questions", "0", "--port", str(port)]
    environment = {**os.environ, "XDG_DATA_HOME": str(place)}
    quiet, url, begun = subprocess.DEVNULL, f"http://127.0.0.1:{port}", time.monotonic()
    with subprocess.Popen(
        [*command, "--library", place / "library"], env=environment, stdout=quiet, stderr=quiet
    ) as server:
        try:
            while not is_up(url):
                time.sleep(0.05)
            yield Served(url, time.monotonic() - begun, server.pid)
        finally:
            server.terminate()


def is_up(url: str) -> bool:
    try:
        urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
    except (URLError, OSError):
        return False
    return True


@contextmanager
def chromium() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


def idle(page: "Page") -> None:
    """Wait until the page's script ran to its end."""
    page.locator(IDLE).wait_for()
