"""What a model writes, line by line, and what in the passages it gave backs it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotewise.assistant.claim import Citation, Claim, Withheld
from quotewise.assistant.extract import cite
from quotewise.assistant.prompts import NOT_IN_NOTES
from quotewise.assistant.unit import Unit, units
from quotewise.assistant.wording import fold, stems
from quotewise.index import Hit

FEWEST_WORDS = 5  # of a quote, unless it is a whole sentence or row: fewer stand anywhere
LONGEST_LINE = 1000  # characters; a model that ends no line is not waited for

KEY = re.compile(r"\[(?:passages?\s*)?#?(\d{1,3}(?:\s*(?:,|and|;)\s*\d{1,3})*)\]:?", re.IGNORECASE)
BULLET = re.compile(r"^\s*(?:[-*\u2022]\s+|\d{1,2}[.)]\s+)")
QUOTED = re.compile(r"""\s*\|\s*["\u201c\u201d'\u2018]+(.*?)["\u201c\u201d'\u2019]*[.\s]*$""")
OPENING, CLOSING = "\u201c\u2018", "\u201d\u2019"
MARKS = str.maketrans(
    {**dict.fromkeys("\u2018\u2019\u02bc`", "'"), **dict.fromkeys("\u201c\u201d", '"')}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)


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
    nearest = [unit for hit in named if (unit := nearest_unit(draft.text, hit))]
    if len(nearest) < len(named):
        return Withheld(draft.text, "it names a passage that says nothing")
    return Claim(draft.text, tuple(cite(unit.hit, unit.start, unit.end) for unit in nearest))


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
    span = find(quote, hit.text)
    if span is None:
        in_repaired = hit.display is not None and enough_words(quote) and find(quote, hit.display)
        return cite(hit, hit.start, hit.end) if in_repaired else None
    start, end = hit.start + span[0], hit.start + span[1]
    around = [unit for unit in units(hit) if unit.start < end and start < unit.end]
    whole = any(find(unit.text, quote) for unit in around)
    if not (enough_words(quote) or whole):
        return None
    return cite(hit, min([start, *(unit.start for unit in around)]), max([end, *(unit.end for unit in around)]))


def enough_words(quote: str) -> bool:
    return len(re.findall(r"\w+", quote)) >= FEWEST_WORDS


def nearest_unit(text: str, hit: Hit) -> Unit | None:
    """The sentence or row of a passage that holds the largest share of a text's words."""
    wanted = set(stems(text))
    return max(units(hit), key=lambda unit: len(wanted & set(stems(unit.text))), default=None)


def is_relocated(draft: Draft, claim: Claim, hits: Sequence[Hit]) -> bool:
    """Whether a claim rests on another passage than its line names."""
    places = {(hits[key - 1].source, hits[key - 1].start, hits[key - 1].end) for key in draft.keys}
    return bool(places) and not any(
        cited.source == source and start <= cited.start and cited.end <= end
        for cited in claim.citations
        for source, start, end in places
    )


def find(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text` as whole words, but for case, white space, quotation marks, dashes and
    marks of emphasis; offsets into `text`."""
    wanted, _ = simplified(quote)
    held, places = simplified(text)
    wanted = wanted.strip().rstrip(".") if wanted.strip() != "." else ""
    if not wanted:
        return None
    match = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", held)
    return (places[match.start()], places[match.end() - 1] + 1) if match else None


def simplified(text: str) -> tuple[str, list[int]]:
    """The text for comparing, and where each of its characters stands in the original."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign in "*`" or unicodedata.category(sign) == "Cf":
            continue
        sign = " " if sign.isspace() else unicodedata.normalize("NFKC", sign).translate(MARKS).lower()
        if sign == " " and signs[-1:] == [" "]:
            continue
        signs.extend(sign)
        places.extend([place] * len(sign))
    return "".join(signs), places
