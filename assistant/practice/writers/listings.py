"""Lists: what belongs under one lead-in, and procedures whose order tells something."""

import re
from collections.abc import Iterator

from quotewise.assistant.practice.writers.definitions import lead_of
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.siblings import Listing, length
from quotewise.assistant.practice.writers.terms import (
    clean_term,
    fit_meaning,
    has_marks,
    is_term,
    lexis,
    points,
    split_line,
)
from quotewise.ingest.block import Block
from quotewise.ingest.words import WORD

FEWEST, MOST = 3, 7  # items
LONGEST_STEP = 110
_ARROW = re.compile(r"\s*(?:->|\u2192|\u21d2)\s*")
_LABELLED = re.compile(r":\s+|\uff1a")
_SEVERAL = re.compile(r"[\u00b7;,]")


def find_listings(page: Page) -> Iterator[Listing]:
    for section in page.sections():
        before: Block | None = None
        title = section.path[-1] if section.path else ""
        for block in section.blocks:
            if block.kind == "list":
                yield from of_list(page, block, lead_of(page, before), title, section.path)
            elif block.kind == "paragraph":
                yield from chains(page, block, title, section.path)
            before = block


def of_list(page: Page, block: Block, lead: str, title: str, path: tuple[str, ...]) -> Iterator[Listing]:
    items = [
        (item, own)
        for item in block.children
        if (own := next((c for c in item.children if c.kind == "paragraph"), None))
    ]
    numbered = bool(items) and all(item.label[:1].isdigit() for item, _ in items)
    texts = [page.read(own.start, own.end) for _, own in items]
    if numbered and FEWEST <= len(items) == len(block.children):
        yield from procedure(
            page, [(own.start, own.end, text) for (_, own), text in zip(items, texts, strict=True)], lead, title, path
        )
    for (item, own), text in zip(items, texts, strict=True):
        for inner in (child for child in item.children if child.kind == "list"):
            yield from of_list(page, inner, clean_term(text) if len(text) < 60 else "", title, path)
        yield from chains(page, own, lead or title, path)
    if not numbered and lead and len(items) >= FEWEST - 1:
        names = [clean_term(parts[0] if (parts := split_line(text)) else text) for text in texts]
        spans = [page.span(item.start, own.end) for item, own in items]
        kept = [(name, span) for name, span in zip(names, spans, strict=True) if span and is_term(name, page.language)]
        if len(kept) == len(names):
            yield Listing(
                lead,
                tuple(name for name, _ in kept),
                tuple(span for _, span in kept),
                page.language,
                path=(*path, title),
            )


def procedure(
    page: Page, steps: list[tuple[int, int, str]], lead: str, title: str, path: tuple[str, ...]
) -> Iterator[Listing]:
    """A numbered list that tells what is done one after another: its lead-in, heading or items say so."""
    texts = [step_of(text, page.language) for _, _, text in steps]
    span = page.span(steps[0][0], steps[-1][1])
    if span is None or not all(texts) or not FEWEST <= len(texts) <= MOST or len(set(texts)) < len(texts):
        return
    if is_order(f"{lead} {title}", page.language):
        yield Listing(lead or title, tuple(texts), (span,), page.language_of(" ".join(texts)), numbered=True, path=path)


def is_order(title: str, language: str) -> bool:
    """Whether a title names a sequence."""
    return bool(set(WORD.findall(title.casefold())) & lexis(language).orders)


def chains(page: Page, block: Block, title: str, path: tuple[str, ...]) -> Iterator[Listing]:
    """Stages on one line with arrows between them."""
    for match in re.finditer(r"[^\n]+", page.text[block.start : block.end]):
        start, end = block.start + match.start(), block.start + match.end()
        *heads, line = _LABELLED.split(page.read(start, end))
        parts = [clean_term(part) for part in _ARROW.split(line)]
        alike = len({sign.strip() for sign in _ARROW.findall(line)}) == 1  # two signs are of a formula
        good = FEWEST + 1 <= len(parts) <= MOST and len({part.casefold() for part in parts}) == len(parts)
        if (
            good
            and alike
            and all(is_step(part, page.language) and len(part) < 50 and not _SEVERAL.search(part) for part in parts)
            and (span := page.span(start, end))
        ):
            named = clean_term(": ".join(heads)) or title
            yield Listing(named, tuple(parts), (span,), page.language, numbered=True, path=path)


def step_of(text: str, language: str) -> str:
    parts = split_line(text)
    name = parts[0] if parts and len(parts[0]) < 60 else ""
    return name or (fit_meaning(text, language, LONGEST_STEP) if length(text) > 2 else clean_term(text))


def is_step(text: str, language: str) -> bool:
    return bool(text) and not has_marks(text) and not points(text, language) and any(c.isalpha() for c in text)
