"""Lists and procedures, and the questions asked of several things at once: pairs, orders, two of a list."""

import re
from collections.abc import Iterator

from quotewise.assistant.claim import Claim
from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.build import WRONG, About, Wrong, build_question, id_for
from quotewise.assistant.practice.grammar import capitalise, singular
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.verbs import VERBS
from quotewise.assistant.practice.writers.context import WriterContext, strip_number
from quotewise.assistant.practice.writers.definitions import lead_of
from quotewise.assistant.practice.writers.facts import Listing, length
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.terms import (
    LONGEST_TOPIC,
    clean_term,
    fit_meaning,
    fold,
    has_marks,
    is_term,
    lexis,
    points,
    split_line,
    telling,
)
from quotewise.ingest.block import Block
from quotewise.ingest.words import WORD, stop_words

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


SEVERAL = 2  # right options of a choice among lists


def order_steps(context: WriterContext) -> Iterator[Question]:
    """Numbered procedures and chains of stages, out of order."""
    for listing in context.shuffled(one for one in context.view.listings if one.numbered):
        steps = tuple(capitalise(step) for step in listing.items)
        span = listing.spans[0]
        rationale = context.voucher.vouch([phrase(span.hit, span.start, span.end)], span)
        items = context.shuffled(steps)
        while items == list(steps):
            items = context.shuffled(steps)
        topic = strip_number(listing.title)
        if rationale and len(set(steps)) == len(steps) and tells_what(topic, listing.language):
            stem = put("on", listing.language, topic=topic, stem=put("order", listing.language))
            name = id_for("ordering", stem, steps)
            yield Question(
                name,
                "ordering",
                stem,
                rationale,
                answer=steps,
                items=tuple(items),
                topic=topic,
                thinking="apply",
                origin="procedure",
            )


def tells_what(title: str, language: str) -> bool:
    """Whether a title says of what the steps are: more than that they are steps."""
    known = lexis(language)
    told = set(WORD.findall(title.casefold())) - known.labels - known.orders - stop_words(language)
    clear = not has_marks(title) and not points(title, language) and not title.endswith(("?", "!", "."))
    return bool(told) and clear and len(title) <= LONGEST_TOPIC


def choose_two(context: WriterContext) -> Iterator[Question]:
    """Two of a list against items of another one."""
    lists = [one for one in context.view.listings if not one.numbered and has_frame("several", one.language)]
    asked: set[str] = set()
    for listing in context.shuffled(lists):
        name = named(listing.title, listing.language)
        if not name or name in asked:
            continue
        far = [
            one
            for one in lists
            if one.path[:1] == listing.path[:1]
            and one.spans[0].hit.source == listing.spans[0].hit.source
            and one is not listing
        ]
        inside = {fold(item) for one in lists if one.title == listing.title for item in one.items}
        wrong = [
            option
            for one in context.shuffled(far)
            for option in listed(context, one, 2)
            if fold(option.text) not in inside
        ]
        wrong = list({fold(option.text): option for option in wrong}.values())[:WRONG]
        keys = [
            item
            for item in context.shuffled(range(len(listing.items)))
            if not telling(listing.items[item]) & telling(listing.title)
        ][:SEVERAL]
        said = [claim for at in keys if (claim := say_item(context, listing, at))]
        if len(said) == SEVERAL and len(wrong) == WRONG:
            rationale = Claim(
                " ".join(one.text for one in said),
                tuple(dict.fromkeys(cited for one in said for cited in one.citations)),
            )
            stem = put("several", listing.language, topic=name)
            about = About(listing.title, "comparison", "compare")
            made = build_question(
                "multiple", stem, [capitalise(listing.items[at]) for at in keys], wrong, rationale, about
            )
            if made:
                asked.add(name)
                yield made


def named(title: str, language: str) -> str:
    """What the items of a list are, where its lead-in is a plural that says it: "physical controls"; else ""."""
    bare = title.lstrip("0123456789 ").removesuffix(" include").removesuffix(" are")
    head = re.split(r" (?:of|for|in|to|against|on) ", bare)[0].split()
    plural = (
        bool(head)
        and singular(head[-1]) != head[-1]
        and head[-1].islower()
        and head[-1] not in ("is", "has", "was", "does")
    )
    labels = {word for word in WORD.findall(bare.casefold()) if word in lexis(language).labels}
    told = len(bare.split()) - len(labels) >= 1 and len(bare.split()) > 1
    clear = (
        plural
        and told
        and len(head) <= 3
        and not points(bare, language)
        and not set(map(str.casefold, head)) & stop_words(language)
    )
    verb = any(word in VERBS for word in map(str.casefold, head[:1])) or (
        bool(head) and head[-1].removesuffix("s") in VERBS
    )
    return uncapitalised(bare) if clear and not verb else ""


def uncapitalised(text: str) -> str:
    first, _, rest = text.partition(" ")
    return text if not first[1:].islower() else f"{first.lower()} {rest}".strip()


def listed(context: WriterContext, listing: Listing, count: int) -> Iterator[Wrong]:
    for at in context.shuffled(range(len(listing.items)))[:count]:
        if why := say_item(context, listing, at):
            yield Wrong(capitalise(listing.items[at]), why)


def say_item(context: WriterContext, listing: Listing, at: int) -> Claim | None:
    span = listing.spans[at]
    return context.voucher.vouch([f"{listing.title}: {phrase(span.hit, span.start, span.end)}"], span)
