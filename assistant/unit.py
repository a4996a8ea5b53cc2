"""Units of a passage that can be said on their own: a sentence, a list item, a table row, a whole pair."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotewise.assistant.instruction import is_unsafe
from quotewise.index import Hit
from quotewise.ingest import Repaired, words
from quotewise.ingest.words import tell_language

# A line that begins something of its own, so that the line before it cannot run on into it.
OPENING = re.compile(r"\s*(?:[-*+\u2022]\s|\d+[.)]\s|\||#{1,6}\s|>|```|~~~|\w[\w ]{0,30}:\s)")
FORMULA = re.compile(r"\$\$.+?\$\$|\$(?=[^\s\d])[^$\n]{1,200}?(?<=\S)\$(?!\d)", re.DOTALL)
RULE = re.compile(r"[\s|:=*_~`#-]*")  # table rules, fences, underlines: nothing is said
WHOLE = ("trap", "quiz", "code", "diagram")  # never torn apart: half of a pair can say the opposite
TO_DO = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\[[ xX]\]\s", re.MULTILINE)
FEWEST_WORDS = 3  # fewer say nothing on their own


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a hit, offsets into the note; `text` is verbatim."""

    hit: Hit
    start: int
    end: int
    text: str


def units(hit: Hit) -> Iterator[Unit]:
    """The units of a passage in order; headings, rules and text that speaks to a program are none."""
    shown = hit.shown
    said = shown.text
    rows = [shown.to_display(row.start, row.end) for row in hit.rows]
    spans = [(0, len(said))] if hit.kind in WHOLE and not rows else _around(said, rows, joined=hit.kind == "prose")
    for start, end in spans:
        unit = carry(hit, shown, start, end)
        # an instruction would be withheld anyway, and must not take a sentence's place
        if says_something(said[start:end].strip()) and unit and not is_unsafe(hit.text, *within(unit)):
            yield unit


def _around(text: str, rows: Sequence[tuple[int, int]], *, joined: bool) -> Iterator[tuple[int, int]]:
    """The rows of a text, and its sentences before, between and behind them."""
    at = 0
    for row in (*rows, (len(text), len(text))):
        yield from ((at + first, at + last) for first, last in spans_of(text[at : row[0]], joined=joined))
        yield row
        at = max(at, row[1])


def carry(hit: Hit, shown: Repaired, start: int, end: int) -> Unit | None:
    """The stretch of the notes behind `shown.text[start:end]`, white space left out; None where there is none.

    shown: what is shown of the hit.
    """
    words = shown.text[start:end]
    start += len(words) - len(words.lstrip())
    low, high = shown.to_original(start, start + len(words.strip()))
    text = hit.text[low:high].strip()
    low += len(hit.text[low:high]) - len(hit.text[low:high].lstrip())
    return Unit(hit, hit.start + low, hit.start + low + len(text), text) if text else None


def within(unit: Unit) -> tuple[int, int]:
    """Where a unit stands in its passage."""
    return unit.start - unit.hit.start, unit.end - unit.hit.start


def says_something(text: str) -> bool:
    """Whether a stretch can be said on its own; headings, lead-ins, questions, to-dos and fragments cannot."""
    return not (
        RULE.fullmatch(text)
        or text.startswith("#")
        or text.endswith((":", "?"))
        or TO_DO.search(text)
        or max(len(re.findall(r"\w+", text)), len(words.words(text))) < FEWEST_WORDS  # the latter where none has spaces
    )


def spans_of(text: str, *, joined: bool) -> Iterator[tuple[int, int]]:
    """Spans of sentences, formulas whole. joined: a line runs on into the next unless one of them stands for itself."""
    formulas = [match.span() for match in FORMULA.finditer(text)]
    begun = -1
    for start, end in _spans_of_lines(text, joined=joined):
        begun = start if begun < 0 else begun
        if not any(low < end < high for low, high in formulas):
            yield begun, end
            begun = -1


def _spans_of_lines(text: str, *, joined: bool) -> Iterator[tuple[int, int]]:
    start = 0
    for line in re.finditer(r"[^\n]*\n?", text):
        if not line.group():
            continue
        following = text[line.end() :].split("\n", 1)[0]
        if joined and runs_on(line.group(), following):
            continue
        yield from sentences(text, start, line.end())
        start = line.end()
    if start < len(text):
        yield from sentences(text, start, len(text))


def runs_on(line: str, following: str) -> bool:
    """Whether a sentence broken over lines goes on in the following line."""
    said = line.rstrip()
    return (
        bool(said)
        and said[-1] not in ".!?:;|"
        and not said.lstrip().startswith("#")
        and following.lstrip()[:1].islower()
        and OPENING.match(following) is None
    )


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of `text[start:end]` that say something, by the rules of the text's language."""
    for first, last in words.sentences(text[start:end], tell_language(text)):
        if text[start + first : start + last].strip():
            yield start + first, start + last


def sentence_texts(text: str) -> list[str]:
    """The sentences of a text, without white space around them."""
    return [text[start:end].strip() for start, end in sentences(text, 0, len(text))]
