"""What a model writes, line by line, and what in the passages it gave backs it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation, Claim, Withheld
from quotewise.assistant.gate.quote import find
from quotewise.assistant.gate.wording import fold, stems
from quotewise.assistant.prompts import NOT_IN_NOTES
from quotewise.assistant.unit import Unit, says_something, sentences, units
from quotewise.index import Hit

LONGEST_LINE = 1000  # characters; a model that ends no line is not waited for

KEY = re.compile(r"\[(?:passages?\s*)?#?(\d{1,3}(?:\s*(?:,|and|;)\s*\d{1,3})*)\]:?", re.IGNORECASE)
BULLET = re.compile(r"^\s*(?:[-*\u2022]\s+|\d{1,2}[.)]\s+)")
QUOTED = re.compile(r"""\s*\|\s*["\u201c\u201d'\u2018]+(.*?)["\u201c\u201d'\u2019]*[.\s]*$""")


@dataclass(frozen=True, slots=True)
class Draft:
    """One line of a model: what it says, the numbers of the passages it names, the words it quotes, if any."""

    text: str
    keys: tuple[int, ...] = ()
    quote: str = ""


def lines(pieces: Iterable[str], whole: Callable[[], bool] = lambda: True) -> Iterator[str]:
    """The lines of a text that comes in pieces cut anywhere; what stands in <think> marks is left out.

    whole: tells, once the pieces are at an end, whether the last line is to be trusted without its end.
    """
    begun, thinking = "", False
    for piece in pieces:
        *ended, begun = (begun + piece).split("\n")
        if len(begun) > LONGEST_LINE:
            ended, begun = [*ended, begun], ""
        for line in ended:
            thinking, line = after_thinking(thinking, line)
            yield line
    if whole():
        yield after_thinking(thinking, begun)[1]


def after_thinking(thinking: bool, line: str) -> tuple[bool, str]:
    """Whether the model thinks after this line, and what of the line it says."""
    before, mark, rest = line.partition("</think>" if thinking else "<think>")
    if mark:
        still, said = after_thinking(not thinking, rest)
        return still, said if thinking else before + said
    return thinking, "" if thinking else line


def read_line(line: str) -> Draft | None:
    """The claim in a line, or None where it makes none: blank, the refusal, a lead-in that ends in a colon."""
    seen = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in line)
    quoted = QUOTED.search(seen)
    said = seen[: quoted.start()] if quoted else seen
    keys = tuple(dict.fromkeys(int(number) for match in KEY.finditer(said) for number in re.findall(r"\d+", match[1])))
    text = " ".join(KEY.sub(" ", BULLET.sub("", said)).split()).strip("|\t ")
    text = re.sub(r"\s+([.,;:])", r"\1", text)
    if not re.search(r"\w", text) or fold(NOT_IN_NOTES) in fold(text) or (text.endswith(":") and not keys):
        return None
    return Draft(text, keys, quoted[1].strip() if quoted else "")


def back(draft: Draft, hits: Sequence[Hit]) -> Claim | Withheld:
    """The claim with what it rests on: the words it quotes where they stand, or what comes nearest to it in
    the passages it names. Whether that says what the claim says is for the gate to tell."""
    if not says_something(draft.text):
        return Withheld(draft.text, "it is too short to say anything on its own")
    if any(not 1 <= key <= len(hits) for key in draft.keys):
        return Withheld(draft.text, "it names a passage that was not given")
    named = [hits[key - 1] for key in draft.keys]
    if draft.quote or not named:
        citation = locate(draft.quote or draft.text, named, hits)
        if citation is None:
            return Withheld(
                draft.text, "its quote does not stand in the passages" if draft.quote else "it cites nothing"
            )
        return Claim(draft.text, (citation,))
    nearest = [nearest_units(draft.text, hit) for hit in named]
    if not all(nearest):
        return Withheld(draft.text, "it names a passage that says nothing")
    return Claim(draft.text, tuple(cite(unit.hit, unit.start, unit.end) for found in nearest for unit in found))


def locate(quote: str, named: Sequence[Hit], hits: Sequence[Hit]) -> Citation | None:
    """Where the quote stands: in a passage named, or else in the one other passage that has it.

    It is widened to its whole sentence: half of one may say the opposite.
    """
    for hit in named:
        if citation := cite_quote(quote, hit):
            return citation
    others = [citation for hit in hits if hit not in named and (citation := cite_quote(quote, hit))]
    return others[0] if len(others) == 1 else None


def cite_quote(quote: str, hit: Hit) -> Citation | None:
    span = find(quote, hit)
    if span is None:
        return None
    start, end = hit.start + span[0], hit.start + span[1]
    around = [unit for unit in units(hit) if unit.start < end and start < unit.end]
    return cite(hit, min([start, *(unit.start for unit in around)]), max([end, *(unit.end for unit in around)]))


def nearest_units(text: str, hit: Hit) -> list[Unit]:
    """For each sentence of a text the sentence or row of a passage that holds the largest share of its words."""
    every = list(units(hit))
    found: list[Unit] = []
    for start, end in sentences(text, 0, len(text)) if every else ():
        shared = shared_with(text[start:end])
        nearest = max(every, key=shared)
        found += [nearest] if nearest not in found else []
    return found


def shared_with(sentence: str) -> Callable[[Unit], int]:
    wanted = set(stems(sentence))
    return lambda unit: len(wanted & set(stems(unit.text)))


def is_relocated(draft: Draft, claim: Claim, hits: Sequence[Hit]) -> bool:
    """Whether a claim rests on another passage than its line names."""
    places = {(hits[key - 1].source, hits[key - 1].start, hits[key - 1].end) for key in draft.keys}
    return bool(places) and not any(
        cited.source == source and start <= cited.start and cited.end <= end
        for cited in claim.citations
        for source, start, end in places
    )
