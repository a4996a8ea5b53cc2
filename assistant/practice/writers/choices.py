"""Decision lines: what the notes say to take in which case, in sentences, behind arrows, or below a question."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from quotewise.assistant.practice.verbs import AUXILIARIES, finite_verbs
from quotewise.assistant.practice.writers.definitions import group, lead_of, logical_lines, sentence_spans
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.siblings import Fact, Siblings, length
from quotewise.assistant.practice.writers.terms import (
    clean_term,
    has_marks,
    is_priced,
    lexis,
    points,
    without_brackets,
)
from quotewise.ingest.block import Block
from quotewise.ingest.labels import is_lead_in

LONGEST_CHOICE, MOST_WORDS = 60, 7  # characters, words
SHORTEST_NEED, LONGEST_NEED = 2, 130  # words, characters

# Behind a question or a quote, or first on a line, a sign alone is an arrow, be it one that was decoded wrongly.
_ARROW = re.compile(
    r"\s*(?<![-.=])(?:->|=>|\u2192|\u21d2)\s*|(?<=[?\"\u201d])\s+[^\x00-\x7f]\s+|^[^\x00-\x7f]\s+(?=\w)"
)
_STATED = re.compile(r"[^?\"\u201c\u201d]+\?|[\"\u201c][^\"\u201c\u201d]+[\"\u201d]")  # one question, or one quote
_PARTS = re.compile(r":|[.!?]\s|[\"\u201c\u201d]")


def find_choices(page: Page) -> Iterator[Siblings]:
    """The decision lines of each section, those together that one line leads in."""
    for section in page.sections():
        led: dict[str, list[Fact]] = {}
        before: Block | None = None
        for block in section.blocks:
            above = lead_of(page, before) if block.kind == "list" else ""
            for paragraph in (each for each in block.walk() if each.kind == "paragraph"):
                for lead, fact in in_paragraph(page, paragraph):
                    led.setdefault(lead or above, []).append(fact)
            before = block
        for lead, facts in led.items():
            title = lead or (section.path[-1] if section.path else "")
            yield replace(group(page, section.path, title, facts, "choice"), facts=tuple(facts))


def in_paragraph(page: Page, block: Block) -> Iterator[tuple[str, Fact]]:
    """Each decision with the line that leads it in."""
    lead, waiting = "", -1
    for start, end in logical_lines(page, block.start, block.end):
        line = page.read(start, end)
        sides = [side.strip() for side in _ARROW.split(line)]
        if len(sides) == 2 and not sides[0] and waiting >= 0:
            sides, start = [page.read(waiting, start).strip(), sides[1]], waiting
        if len(sides) == 2 and is_case(*sides):
            found = decision(page, sides[0], sides[1], "case", start, end, line=f"{sides[0]} \u2192 {sides[1]}")
            yield from ((lead, fact) for fact in found)
        lead = clean_term(line) if is_lead_in(line) else lead
        waiting = start if line.endswith("?") else -1
    for start, end in sentence_spans(page, block):
        yield from ((lead, fact) for fact in in_sentence(page, start, end))


def in_sentence(page: Page, start: int, end: int) -> Iterator[Fact]:
    """The case with what to take in it; a clause that excepts another case is ruled out, or a case of its own."""
    line, known = page.read(start, end), lexis(page.language)
    match = next((match for pattern in _patterns(page.language) if (match := pattern.match(line))), None)
    if match is None:
        return
    joint = "for" if match.groupdict().get("for") else "when"
    excepting = rf",?\s+(?:{'|'.join(map(re.escape, sorted(known.unless)))})\s+"
    need, *excepted = re.split(excepting, match["need"], flags=re.I) if known.unless else [match["need"]]
    if not excepted:
        yield from decision(page, need, match["take"], joint, start, end, line=line)
    elif len(excepted) == 1 and has_frame("unless", page.language):
        instead = next((found for each in known.instead if (found := re.search(each, excepted[0], re.I))), None)
        case = (excepted[0][: instead.start()] if instead else excepted[0]).strip()
        ruled_out = put("unless", page.language, meaning=need, exception=case)
        yield from decision(page, ruled_out, match["take"], joint, start, end, line=line)
        if instead:
            yield from decision(page, case, instead["take"], "when", start, end, line=line)


def is_case(left: str, right: str) -> bool:
    """Whether what stands before an arrow is a case: asked, quoted, or longer than what is behind it."""
    if _STATED.fullmatch(left):
        return True
    return not _PARTS.search(left) and length(left) > max(2, length(without_brackets(right)))


def decision(page: Page, need: str, take: str, joint: str, start: int, end: int, line: str) -> Iterator[Fact]:
    """The fact, its aspect the form that the case is put in."""
    asked = need.strip().rstrip("?").strip(' .,:*"\u201c\u201d')
    take = clean_term(without_brackets(re.split(r"(?<=\w)[.;]\s|\s[\u2013\u2014]\s", take, maxsplit=1)[0]))
    fit = length(asked) >= SHORTEST_NEED and len(asked) <= LONGEST_NEED and is_choice(take, page.language)
    begun = " ".join(asked.split()[:2])  # what points away behind these means something that was named
    if any(has_marks(text) or is_priced(text) for text in (asked, take)) or points(f"{begun} {take}", page.language):
        return
    if fit and asked.count("(") == asked.count(")") and (span := page.span(start, end)):
        yield Fact(take, asked, span, joint, line=line)


def is_choice(text: str, language: str) -> bool:
    """Whether words name something that can be taken, and say nothing of it."""
    fit = 1 < len(text) <= LONGEST_CHOICE and length(text) <= MOST_WORDS and len(re.findall(r"\d", text)) <= 3
    says = language == "en" and (any(finite_verbs(text)) or AUXILIARIES & set(text.casefold().split()))
    return fit and not says and not re.search(r"[,:]", text) and text.count("(") == text.count(")")


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            template.replace("{need}", r"(?P<need>[^.;:]{8,}?)").replace("{take}", r"(?P<take>[^.;:,]{2,60}?)")
            + r"(?:[.;]|:\s.*)?$",
            re.I,
        )
        for template in lexis(language).decisions
    )
