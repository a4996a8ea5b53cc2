"""What of a passage can be said in an answer: a sentence, a list with what introduces it, a row, a whole pair."""

import re
from collections.abc import Iterator

from quotewise.assistant.gate.pairs import is_half_a_pair
from quotewise.assistant.instruction import is_unsafe
from quotewise.assistant.listing import HEADING, ITEM, end_of_list, is_list
from quotewise.assistant.unit import Unit, carry, says_something, spans_of, within
from quotewise.index import Hit
from quotewise.ingest import Repaired
from quotewise.ingest.labels import is_answer, is_false, is_question, is_truth, strip_signs

WHOLE = ("trap", "quiz", "code", "diagram")  # never torn apart: half of a pair can say the opposite
LONGEST_LIST = 400  # characters; a longer list is said item by item
CLOSING = "\"'\u201d\u2019*_) "
LONGEST_TITLE = 80  # characters
NUMBERED = re.compile(r"(?:[\w-]+ ){1,2}\d+\b[^:]{0,20}:")  # "Step 2: Configure Routing"
CAPITALS = 0.75  # share of a title's longer words that begin with a capital
DRAWN = re.compile(
    r"--+>|-\.|->>|==>|^\s*(?:subgraph|style|end|graph|flowchart|note|participant|classDef|loop|section)\b|\w\[.*\]|\{.*\}"
)
LAST_MARKS = "*_ \t"
# "Churn rate: how many customers leave in a month?" defines its term; other questions assert nothing.
DEFINED_BY_QUESTION = re.compile(
    r"(?!\W*(?:q|question|quiz|ask|think|consider|scenario)\b)[^:?\n]{2,60}:[*_\s]*(?:how|what|which|of)\b[^:\n]*\?[*_\s]*$",
    re.IGNORECASE,
)


def statements(hit: Hit) -> Iterator[Unit]:
    """The stretches of a passage that stand for themselves, in order; headings, questions and what speaks to a
    program are none."""
    shown = hit.shown
    for start, end in stretches(hit, shown):
        unit = carry(hit, shown, start, end)
        if unit and is_statement(shown.text[start:end].strip(), unit) and not is_unsafe(hit.text, *within(unit)):
            yield unit


def is_statement(text: str, unit: Unit) -> bool:
    """Whether a stretch says something on its own: no heading, no question, no myth without its correction.

    text: as it is shown.
    """
    hit = unit.hit
    if hit.kind in ("trap", "quiz"):
        return not is_half_a_pair(hit, unit.start, hit.end)
    if hit.kind == "diagram":
        return not is_drawn(text)
    if hit.kind == "code":
        return True
    asks = text.rstrip(CLOSING).endswith("?") and not DEFINED_BY_QUESTION.match(text)
    said = says_something(text) or DEFINED_BY_QUESTION.match(text)
    return bool(said) and not (asks or is_heading(text, hit) or is_title(text, hit))


def is_title(text: str, hit: Hit) -> bool:
    """Whether a short line is put like a title: most of its words begin with a capital, and nothing ends it."""
    if hit.kind != "prose" or "\n" in text or text[-1] in ".!;" or len(text) > LONGEST_TITLE:
        return False
    if ITEM.match(text):
        return False  # in some languages every noun has a capital
    if ": " in text and not NUMBERED.match(strip_signs(text)):
        return False  # a term and what it is
    words = [match.group() for match in re.finditer(r"[^\W\d_][\w-]+", strip_signs(text)) if len(match.group()) > 3]
    return sum(word[0].isupper() for word in words) >= CAPITALS * len(words)


def is_drawn(text: str) -> bool:
    """Whether a diagram is written in the syntax of a drawing program: nothing that can be read out."""
    lines = [line for line in text.splitlines() if line.strip()]
    return 2 * sum(bool(DRAWN.search(line)) for line in lines) >= len(lines)


def is_heading(line: str, hit: Hit) -> bool:
    """Whether a line is one of the headings of its passage, or looks like one."""
    bare = strip_signs(line.strip().lstrip("# ")).strip(LAST_MARKS).rstrip(":")
    return bool(HEADING.match(line.lstrip())) or bare.casefold() in titles(hit)


def titles(hit: Hit) -> dict[str, str]:
    """The titles a passage stands under, by how they read in lower case."""
    found = [
        title.strip().strip(LAST_MARKS).rstrip(":")
        for path in (hit.heading, hit.context)
        for title in re.split(r" > | \| ", path)
    ]
    return {title.casefold(): title for title in found if title}


def stretches(hit: Hit, shown: Repaired) -> Iterator[tuple[int, int]]:
    """Offsets of what may be said in what is shown of a passage."""
    if hit.kind in WHOLE:
        yield after_headings(hit, shown.text), len(shown.text)
        return
    if hit.rows:
        yield from (shown.to_display(row.start, row.end) for row in hit.rows if not row.is_header)
        return
    for start, end in blocks(shown.text):
        if is_list(shown.text[start:end]):
            yield start, end
        else:
            said = spans_of(shown.text[start:end], joined=hit.kind == "prose")
            yield from ((start + first, start + last) for first, last in said)


def after_headings(hit: Hit, shown: str) -> int:
    """Where what is shown of a passage begins behind the headings and lead-ins of the section above it."""
    at = 0
    for line in shown.splitlines(keepends=True):
        said = line.strip()
        cue = is_question(said) or is_answer(said) or is_false(said) or is_truth(said)
        title = is_heading(line, hit) and (hit.kind not in ("code", "diagram") or not HEADING.match(line))
        passed_over = not said or (title and not cue)
        if not passed_over:
            break
        at += len(line)
    return at if at < len(shown) else 0


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Spans of lists with what introduces them, and of what lies between them."""
    lines = text.splitlines(keepends=True)
    places = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    begun = at = 0
    while at < len(lines):
        last = end_of_list(lines, at)
        if last > at and places[last] - places[at] <= LONGEST_LIST:
            if at > begun:
                yield places[begun], places[at]
            yield places[at], places[last]
            begun = at = last
        else:
            at += 1
    if begun < len(lines):
        yield places[begun], len(text)
