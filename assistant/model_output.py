"""What a model writes, in whatever shape, line by line, and what in the passages it was given backs each line."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Claim, Withheld
from quotewise.assistant.gate.quote import Resolved, resolve, widen
from quotewise.assistant.gate.wording import fold, stems
from quotewise.assistant.prompts import NOT_IN_NOTES
from quotewise.assistant.unit import Unit, says_something, sentences, units
from quotewise.index import Hit

LONGEST_LINE = 1000  # characters; a model that ends no line is not waited for
LONGEST_JSON = 20_000  # characters; what is longer is no answer
FORGET = "</think>"  # a line of its own: what was said before it was thought aloud
ALIKE = 0.5  # share of a line's words, more than which a sentence holds that the line rests on where it quotes none

# [1], [1, 2], 【1】, [^1], [Source 1]; "(1)" at the end; "According to source 1, ...".
_NUMBERS = r"(\d{1,3}(?:\s*(?:,|and|;)\s*\d{1,3})*)"
_SOURCE = r"(?:passages?|sources?|notes?|documents?|excerpts?)"
KEYS = (
    re.compile(rf"[\[\u3010](?:{_SOURCE}\s*)?[#^]?{_NUMBERS}(?:\u2020[^\]\u3011]*)?[\]\u3011]:?", re.IGNORECASE),
    re.compile(rf"\((?:{_SOURCE}\s*)?{_NUMBERS}\)(?=[.\s]*$)", re.IGNORECASE),
    re.compile(rf"^(?:according to|as|in|from|per)?\s*{_SOURCE}\s*#?{_NUMBERS}\s*[,:]\s*", re.IGNORECASE),
)
BULLET = re.compile(r"^\s*(?:[-*>\u2022]\s+|\d{1,2}[.)]\s+|#{1,6}\s+)+")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MARKS = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
QUOTED = re.compile(rf"\s*\|\s*(?:quote:\s*)?[{_MARKS}]+(.*?)[{_MARKS}]*(?:\s*\[\d+\])?[.\s]*$", re.IGNORECASE)
SEVERAL = re.compile(r"[\"\u201c\u201d\u201e\u00ab\u00bb]+")  # between quotes, where a line has more than one
LINE_END = re.compile("[\n\r\u2028\u2029\x85]")
SAID = ("answer", "statement", "claim", "text", "response")  # what a model calls its words in JSON
CITED = ("citations", "citation", "sources", "source", "passages", "passage", "number")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a model: what it says, the numbers of the passages it names, the words it quotes, if any."""

    text: str
    keys: tuple[int, ...] = ()
    quote: str = ""


def lines(pieces: Iterable[str], whole: Callable[[], bool] = lambda: True) -> Iterator[str]:
    """The lines of a text that comes in pieces cut anywhere; JSON as lines of the form that was asked for.

    What stands in <think> marks is left out; where only their end is there, FORGET comes. whole: tells, once the
    pieces are at an end, whether the last line is to be trusted without its end.
    """
    structured: list[str] | None = None
    begun = False
    for line in spoken(pieces, whole):
        fence = line.strip().startswith("```")
        if structured is None and not begun and not fence and is_json(line.strip()):
            structured = []
        begun = begun or bool(line.strip() and not fence and line != FORGET)
        if structured is None:
            yield "" if fence else line
        elif not fence and sum(map(len, structured)) < LONGEST_JSON:
            structured.append(line)
    if structured is not None:
        yield from read_json("\n".join(structured))


def is_json(line: str) -> bool:
    """Whether a reply that begins with a line is JSON."""
    return line.startswith(("{", "[{", '["')) or line == "["


def spoken(pieces: Iterable[str], whole: Callable[[], bool]) -> Iterator[str]:
    """The lines that a model says aloud."""
    begun, thinking = "", False
    for piece in pieces:
        *ended, begun = LINE_END.split(begun + piece)
        if len(begun) > LONGEST_LINE:
            ended, begun = [*ended, begun], ""
        for line in ended:
            thinking, said = after_thinking(thinking, line)
            yield from said
    if whole():
        yield from after_thinking(thinking, begun)[1]


def after_thinking(thinking: bool, line: str) -> tuple[bool, list[str]]:
    """Whether the model thinks after this line, and what of the line it says."""
    if not thinking and "</think>" in line.partition("<think>")[0]:
        still, said = after_thinking(False, line.partition("</think>")[2])
        return still, [FORGET, *said]
    before, mark, rest = line.partition("</think>" if thinking else "<think>")
    if mark:
        still, said = after_thinking(not thinking, rest)
        return still, said if thinking else [before + "".join(said)]
    return thinking, [] if thinking else [line]


def read_json(text: str) -> Iterator[str]:
    """What an answer in JSON says, as lines; nothing where it cannot be read."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    yield from _lines_of(value)


def _lines_of(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from [" ".join(one.split())] if isinstance(one, str) else _lines_of(one)
    elif isinstance(value, dict):
        said = next((value[name] for name in SAID if isinstance(value.get(name), str)), "")
        keys = re.findall(r"\d{1,3}", json.dumps([value.get(name) for name in CITED]))
        quote = value.get("quote") if isinstance(value.get("quote"), str) else ""
        if said:
            line = f"[{', '.join(keys)}] {said}" if keys else said
            yield " ".join((f'{line} | "{quote}"' if quote else line).split())
        for one in value.values():
            if isinstance(one, dict | list):
                yield from _lines_of(one)


def declines(line: str) -> bool:
    """Whether a line says that the passages do not answer."""
    return fold(NOT_IN_NOTES) in fold(line)


def read_line(line: str) -> Line | None:
    """The claim in a line, or None where it makes none: blank, the refusal, a lead-in that ends in a colon."""
    seen = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in line)
    quoted = QUOTED.search(seen)
    said = EMPHASIS.sub(r"\2", BULLET.sub("", seen[: quoted.start()] if quoted else seen))
    keys: dict[int, None] = {}
    for pattern in KEYS:
        for match in pattern.finditer(said):
            keys.update(dict.fromkeys(int(number) for number in re.findall(r"\d+", match[1])))
        said = pattern.sub(" ", said).strip()
    text = re.sub(r"\s+([.,;:])", r"\1", " ".join(said.split()).strip("|\t "))
    if not re.search(r"\w", text) or declines(text) or (text.endswith(":") and not keys):
        return None
    return Line(text, tuple(keys), quoted[1].strip() if quoted else "")


def back(line: Line, hits: Sequence[Hit]) -> Claim | Withheld:
    """The claim with what it rests on: the words it quotes, made whole sentences, where they stand; or the sentences
    that come nearest to its own words. Whether that says what the claim says is for the gate to tell."""
    if not line.quote and not says_something(line.text):
        return Withheld(line.text, "it is too short to say anything on its own")
    named = [hits[key - 1] for key in line.keys if 1 <= key <= len(hits)]
    quotes = [line.quote, *(part for part in SEVERAL.split(line.quote) if says_something(part))] if line.quote else []
    tried = (resolve(quote, named, hits) for quote in [*quotes, line.text])
    found = next((one for one in tried if one is not None), None)
    if found is None and not line.quote:
        found = nearest(line.text, named or hits)
    if found is None:
        return Withheld(line.text, "its quote does not stand in the passages" if line.quote else "it cites nothing")
    spans = dict.fromkeys(widen(found.hit, span) for span in found.spans)
    return Claim(
        line.text, tuple(cite(found.hit, found.hit.start + start, found.hit.start + end) for start, end in spans)
    )


def nearest(text: str, hits: Sequence[Hit]) -> Resolved | None:
    """The sentences of one passage that hold the largest share of a text's; None where that is little."""
    parts = [set(stems(text[start:end])) for start, end in sentences(text, 0, len(text))]
    wanted = set().union(*parts)
    best: tuple[float, Resolved] | None = None
    for hit in hits:
        every = [(unit, set(stems(unit.text))) for unit in units(hit)]
        if not every or not wanted:
            continue
        chosen: dict[Unit, set[str]] = {}
        for part in parts:
            unit, held = max(every, key=lambda one: len(one[1] & part))
            chosen[unit] = held
        share = len(wanted & set().union(*chosen.values())) / len(wanted)
        spans = tuple(sorted((unit.start - hit.start, unit.end - hit.start) for unit in chosen))
        if share > ALIKE and (best is None or share > best[0]):
            best = share, Resolved(hit, spans)
    return best[1] if best else None
