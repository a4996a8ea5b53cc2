"""Takes the README's pictures of the page: python -m quotewise.eval.bench.page_pictures FOLDER."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from quotewise.eval.bench.page import chromium, idle, studied

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

WIDE: "ViewportSize" = {"width": 1280, "height": 800}
PHONE: "ViewportSize" = {"width": 390, "height": 780}
PATIENCE = 120_000  # milliseconds for anything to appear on a busy machine
QUESTION = "How long can Kinesis Data Streams keep records, and what does a shard take in?"


def main() -> None:
    folder = Path(sys.argv[1])
    with studied() as served, chromium() as browser:
        page = browser.new_page(viewport=WIDE, device_scale_factor=1.5)
        page.set_default_timeout(PATIENCE)

        def take(name: str) -> None:
            idle(page)
            page.mouse.move(0, 0)
            page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))")
            page.screenshot(path=folder / f"page-{name}.png")

        open_today(page, served.url)
        take("today")
        ask(page, served.url)
        take("ask")
        practise(page, served.url)
        take("practise")
        sit(page, served.url)
        take("exam")
        open_note(page, served.url)
        take("notes")
        page = browser.new_page(viewport=PHONE, device_scale_factor=1.5, color_scheme="dark")
        page.set_default_timeout(PATIENCE)
        open_today(page, served.url)
        take("phone")


def open_today(page: "Page", url: str) -> None:
    page.goto(url)
    page.get_by_role("heading", name="Domains").wait_for()
    page.locator("canvas, .vega-embed svg").first.wait_for()


def ask(page: "Page", url: str) -> None:
    page.goto(f"{url}/ask")
    page.get_by_label("Ask your notes").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".qw-spent").wait_for()
    page.locator(".qw-cite").first.click()
    page.locator(".st-key-note mark").first.wait_for()


def practise(page: "Page", url: str) -> None:
    page.goto(f"{url}/practise")
    page.locator(".st-key-begin_new").get_by_role("button").click()
    while not page.locator(".qw-card [role=radio]").count():
        page.locator(".qw-card .qw-bar").wait_for()
        stem = page.locator(".qw-stem").inner_text()
        page.get_by_role("button", name="Skip").click()
        page.wait_for_function("stem => document.querySelector('.qw-stem')?.innerText !== stem", arg=stem)
    page.keyboard.press("2")
    page.keyboard.press("s")
    page.locator(".qw-verdict").wait_for()


def sit(page: "Page", url: str) -> None:
    page.goto(f"{url}/exam")
    page.locator(".st-key-exam_begin_ten").get_by_role("button").click()
    page.locator(".qw-card").wait_for()
    page.keyboard.press("1")


def open_note(page: "Page", url: str) -> None:
    page.goto(f"{url}/notes?note=data-ingestion.md")
    page.locator(".qw-rendered").first.wait_for()


if __name__ == "__main__":
    main()
