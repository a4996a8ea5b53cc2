"""How quick the page is in a real browser over the sample notes: its pages, first words, a mark, a verdict."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from quotewise.eval.bench.page import chromium, idle, studied

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PAGES = ("Ask", "Practise", "Exam", "Notes", "Today")
ROUNDS = 5  # times each page is gone to
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
# Milliseconds from the next key or click to the frame in which one more of what fits the selector stands on the page.
WATCH = """([event, selector]) => {
  const before = document.querySelectorAll(selector).length
  window.watched = new Promise((done) => addEventListener(event, () => {
    const begun = performance.now()
    const look = () => document.querySelectorAll(selector).length > before
      ? done(performance.now() - begun) : requestAnimationFrame(look)
    look()
  }, { capture: true, once: true }))
}"""


def main() -> None:
    with studied() as served, chromium() as browser:
        print(f"server ready after {served.ready:.1f} s; load average {os.getloadavg()[0]:.1f}")
        reader = browser.new_context()
        page, cold = visit(reader, served.url)
        tabs = [again(reader, served.url) for _ in range(ROUNDS)]
        print(f"first visit: title after {cold:.2f} s; in a new tab {told(tabs)}")
        for name, seconds in each_page(page).items():
            print(f"to {name}: {seconds[0]:.2f} s the first time, then {told(seconds[1:])}")
        go(page, "Ask")
        first, *words = [ask(page, question) for question in QUESTIONS]
        print(f"first words: {first:.2f} s after the first question, then {told(words)}")
        marks, verdicts = practise(page)
        print(f"an option's key to its mark: {told(marks)}; how sure to the verdict: {told(verdicts)}")


def told(seconds: Sequence[float]) -> str:
    middle = statistics.median(seconds)
    return f"{middle:.3f} s (median of {len(seconds)}; {min(seconds):.3f} to {max(seconds):.3f})"


def visit(reader: "BrowserContext", url: str) -> tuple["Page", float]:
    """A new tab, and the seconds until its title stood there."""
    page = reader.new_page()
    begun = time.monotonic()
    page.goto(url)
    page.get_by_role("heading", level=1).wait_for()
    return page, time.monotonic() - begun


def again(reader: "BrowserContext", url: str) -> float:
    """Seconds to the title in a new tab, which is closed again."""
    page, seconds = visit(reader, url)
    page.close()
    return seconds


def each_page(page: "Page") -> dict[str, list[float]]:
    """The seconds to each page, the first time and again."""
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(1 + ROUNDS):
        for name in PAGES:
            found[name].append(go(page, name))
    return found


def go(page: "Page", name: str) -> float:
    """Seconds from a click on a tab until its page stands there, its script through."""
    idle(page)
    begun = time.monotonic()
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1).filter(has_text=name).wait_for()
    idle(page)
    return time.monotonic() - begun


def watch(page: "Page", event: str, selector: str, act: Callable[[], None]) -> float:
    """Seconds from what is done to the frame in which one more of `selector` stands on the page."""
    idle(page)
    page.evaluate(WATCH, [event, selector])
    act()
    return float(page.evaluate("window.watched")) / 1000


def ask(page: "Page", question: str) -> float:
    """Seconds from the question sent to the first words of its answer."""
    page.get_by_label("Ask your notes").fill(question)
    answers = page.locator(".qw-spent").count()
    seconds = watch(page, "keydown", ".qw-claim, .qw-refusal", lambda: page.keyboard.press("Enter"))
    page.locator(".qw-spent").nth(answers).wait_for()
    return seconds


def practise(page: "Page") -> tuple[list[float], list[float]]:
    """Seconds from an option's key to its mark, and from how sure to the verdict, for the choices of a round."""
    go(page, "Practise")
    page.locator(".st-key-begin_new").get_by_role("button").click()
    marks, verdicts = [], []
    for _ in range(10):
        page.locator(".qw-card .qw-bar").wait_for()
        if page.locator(".qw-card [role=radio]").count():
            marks.append(watch(page, "keydown", '.qw-card [aria-checked="true"]', lambda: page.keyboard.press("1")))
            verdicts.append(watch(page, "keydown", ".qw-verdict", lambda: page.keyboard.press("u")))
            page.locator(".qw-verdict").wait_for()
        idle(page)
        if page.get_by_role("button", name="See what came of it").count():  # the last of the round
            break
        stem = page.locator(".qw-stem").inner_text()
        page.get_by_role("button", name="Next" if page.locator(".qw-verdict").count() else "Skip").click()
        page.wait_for_function("stem => document.querySelector('.qw-stem')?.innerText !== stem", arg=stem)
    return marks, verdicts


if __name__ == "__main__":
    main()
