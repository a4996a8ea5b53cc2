"""Decision lines: what the notes say to take in which case, in sentences, behind arrows, or below a question."""

import re
from collections.abc import Iterator
from functools import cache

from quotewise.assistant.practice.writers.definitions import group, logical_lines, sentence_spans
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.siblings import Fact, Siblings, length
from quotewise.assistant.practice.writers.terms import clean_term, decisions, has_marks, is_priced, points
from quotewise.ingest.block import Block
from quotewise.ingest.labels import is_lead_in

LONGEST_CHOICE, SHORTEST_NEED, LONGEST_NEED = 60, 3, 130  # characters, words, characters

# Behind a question, or first on a line, a sign alone is an arrow, be it one that was decoded wrongly.
_ARROW = re.compile(r"\s*(?:->|=>|\u2192|\u21d2)\s*|(?<=\?)\s+[^\x00-\x7f]\s+|^[^\x00-\x7f]\s+(?=\w)")


def find_choices(page: Page) -> Iterator[Siblings]:
    """The decision lines of each section, those together that one line leads in."""
    for section in page.sections():
        led: dict[str, list[Fact]] = {}
        for block in section.blocks:
            for paragraph in (each for each in block.walk() if each.kind == "paragraph"):
                for lead, fact in in_paragraph(page, paragraph):
                    led.setdefault(lead, []).append(fact)
        for lead, facts in led.items():
            yield group(page, section.path, lead or (section.path[-1] if section.path else ""), facts, "choice")


def in_paragraph(page: Page, block: Block) -> Iterator[tuple[str, Fact]]:
    """Each decision with the line that leads it in."""
    lead, waiting = "", -1
    for start, end in logical_lines(page, block.start, block.end):
        line = page.read(start, end)
        sides = [side.strip() for side in _ARROW.split(line)]
        if len(sides) == 2 and not sides[0] and waiting >= 0:
            sides, start = [page.read(waiting, start), sides[1]], waiting
        asks = sides[0].endswith("?") or length(sides[0]) > max(3, length(sides[-1]))
        if len(sides) == 2 and asks:
            found = decision(page, sides[0], sides[1], "case", start, end, line=f"{sides[0]} \u2192 {sides[1]}")
            yield from ((lead, fact) for fact in found)
        lead = clean_term(line) if is_lead_in(line) else lead
        waiting = start if line.endswith("?") else -1
    for start, end in sentence_spans(page, block):
        line = page.read(start, end)
        match = next((match for pattern in _patterns(page.language) if (match := pattern.match(line))), None)
        if match:
            joint = next((name for name in ("for", "to") if match.groupdict().get(name)), "when")
            yield from (
                (lead, fact) for fact in decision(page, match["need"], match["take"], joint, start, end, line=line)
            )


def decision(page: Page, need: str, take: str, joint: str, start: int, end: int, line: str) -> Iterator[Fact]:
    """The fact, its aspect the form that the case is put in."""
    asked = need.strip().rstrip("?").strip(' .,:*"\u201c\u201d')
    take = clean_term(re.split(r"(?<=\w)[.;]\s|\s\(", take, maxsplit=1)[0])
    fit = length(asked) >= SHORTEST_NEED and len(asked) <= LONGEST_NEED and 1 < len(take) <= LONGEST_CHOICE
    if not fit or any(has_marks(text) or is_priced(text) or points(text, page.language) for text in (asked, take)):
        return
    figures = len(re.findall(r"\d", take)) > 3
    if asked.count("(") == asked.count(")") and not figures and (span := page.span(start, end)):
        yield Fact(take, asked, span, joint, line=line)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            template.replace("{need}", r"(?P<need>[^.;:]{8,}?)").replace("{take}", r"(?P<take>[^.;:,]{2,60}?)")
            + r"[.;]?$",
            re.I,
        )
        for template in decisions(language)
    )
