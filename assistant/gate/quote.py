"""Where a quote stands: words copied by a model, found in the passages, and given back verbatim."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation
from quotewise.assistant.gate.statement import denies
from quotewise.assistant.row import say_row
from quotewise.assistant.unit import units
from quotewise.index import Hit, Place

FEWEST_WORDS = 5  # of a quote that may be looked for in passages that were not named: fewer stand anywhere

_NUMBERED = re.compile(r"(?m)^[ \t>]*\d{1,3}[.)](?=[ \t])")
_ELLIPSIS = re.compile(r"\s*(?:\[\s*)?(?:\.{3,}|\u2026)(?:\s*\])?\s*")
_LISTED = re.compile(r"[ \t]*(?:[-*+\u2022]|\d{1,3}[.)])[ \t]")
_HEADINGS = re.compile(r"(?:\s*#{1,6}[ \t][^\n]*\n)*\s*")
_WORD = re.compile(r"\w+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The places of a quote, in order; more than one where an ellipsis joined them."""

    hit: Hit
    spans: tuple[Span, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(cite(self.hit, self.hit.start + start, self.hit.start + end) for start, end in self.spans)


def name_passage(number: int, quote: str, hits: Sequence[Hit]) -> Citation:
    """A model's citation, for the gate to find its words: of passage `number` (the first is 1), as a whole; a number
    that no passage has gives a citation that no gate passes."""
    if not 1 <= number <= len(hits):
        return Citation(source="", start=0, end=0, quote=quote, basis="file")
    hit = hits[number - 1]
    return Citation(hit.source, hit.start, hit.end, quote, hit.basis, hit.page, hit.heading, title=hit.title)


def named_hit(citation: Citation, hits: Sequence[Hit]) -> Hit | None:
    """The passage a citation names or lies in, or None: at the place of the hit, or at another of its places."""
    return next((hit for hit in hits if place_of(citation, hit) is not None), None)


def place_of(citation: Citation, hit: Hit) -> Place | None:
    for place in (Place(hit.source, hit.start, hit.end), *hit.also):
        if citation.source == place.source and place.start <= citation.start and citation.end <= place.end:
            return place
    return None


def resolve(quote: str, named: Sequence[Hit], hits: Sequence[Hit]) -> Resolved | None:
    """Where a quote stands: in a passage named, or else in the one other passage that holds it; None if nowhere.

    White space, marks of lists, emphasis and tables, links, case and punctuation do not count; an ellipsis joins
    stretches that follow one another in a passage; a row may be quoted as its cells below their headers.
    """
    for hit in named:
        if spans := find(quote, hit):
            return Resolved(hit, spans)
    if len(_WORD.findall(quote)) < FEWEST_WORDS and sum(map(str.isalnum, quote)) < 2 * FEWEST_WORDS:
        return None
    others = [(hit, spans) for hit in hits if hit not in named and (spans := find(quote, hit))]
    return Resolved(*others[0]) if len({hit.text for hit, _ in others}) == 1 else None


def find(quote: str, hit: Hit) -> tuple[Span, ...]:
    """The stretches of `hit.text` that a quote consists of, in order; () where one of its parts stands nowhere, or
    is so short that it stands in several places."""
    parts = [part for part in _ELLIPSIS.split(quote) if _WORD.search(part)]
    spans: list[Span] = []
    for part in parts:
        after = spans[-1][1] if spans else 0
        span = _only(part, [span for span in _every_place(part, hit) if span[0] >= after])
        if span is None:
            return ()
        spans.append(span)
    return tuple(spans)


def _only(part: str, spans: Sequence[Span]) -> Span | None:
    """The place meant: the first of a long stretch, whose words are the same everywhere, the only one of a short."""
    if not spans or (len(spans) > 1 and len(_WORD.findall(part)) < FEWEST_WORDS):
        return None
    return spans[0]


def _every_place(part: str, hit: Hit) -> list[Span]:
    """Every stretch of `hit.text` that holds a part: read as it is, as it is shown, or as rows below their header."""
    if found := list(_occurrences(part, hit.text)):
        return found
    shown = hit.shown
    if hit.edits and (found := [shown.to_original(*span) for span in _occurrences(part, shown.text)]):
        return found
    wanted, _ = _fold(part, numbered=True)
    found = [span for span, said in _rows(hit) if wanted and wanted in _fold(said, numbered=True)[0]]
    return list(dict.fromkeys(found))


def _rows(hit: Hit) -> Iterator[tuple[Span, str]]:
    """Each row of a passage and how it may be said: with its header, the first cell's head left out or not."""
    for row in hit.rows:
        yield (row.start, row.end), say_row(row)
        named = zip(row.columns, row.cells, strict=False)
        yield (row.start, row.end), " ".join(f"{column}: {cell.text}" for column, cell in named)


def _occurrences(part: str, text: str) -> Iterator[Span]:
    """Where the letters and digits of a part stand in a text, no word cut in two; numbers of lists aside if need be."""
    for numbered in (False, True):
        wanted, _ = _fold(part, numbered=numbered)
        held, places = _fold(text, numbered=numbered)
        found = False
        at = held.find(wanted) if wanted else -1
        while at >= 0:
            start, end = places[at], places[at + len(wanted) - 1] + 1
            if not (_cuts_word(text, start) or _cuts_word(text, end)):
                found = True
                yield _with_signs(part, text, start, end)
            at = held.find(wanted, at + 1)
        if found:
            return


def _with_signs(part: str, text: str, start: int, end: int) -> Span:
    """A stretch with the signs at its ends that the part has as well ("9 %"), and with marks of emphasis and code, half
    of a pair of which would be shown."""
    head, tail = re.split(r"\w.*\w|\w", part, maxsplit=1, flags=re.DOTALL) if _WORD.search(part) else ("", "")
    for sign in reversed("".join(head.split())):
        before = len(text[:start].rstrip())
        start = before - 1 if before and text[before - 1] == sign else start
    for sign in "".join(tail.split()):
        behind = len(text) - len(text[end:].lstrip())
        end = behind + 1 if text[behind : behind + 1] == sign else end
    while start and text[start - 1] in "*_`":
        start -= 1
    while end < len(text) and text[end] in "*_`":
        end += 1
    return start, end


def _cuts_word(text: str, at: int) -> bool:
    """Whether a word runs across `at`; in scripts without spaces (Lo) nothing tells, and a capital begins a word that
    was glued to the one before."""
    return (
        0 < at < len(text)
        and not (text[at - 1].islower() and text[at].isupper())
        and all(sign.isalnum() and unicodedata.category(sign) != "Lo" for sign in text[at - 1 : at + 1])
    )


def _fold(text: str, *, numbered: bool) -> tuple[str, list[int]]:
    """The letters and digits of a text in one form, and where each comes from. numbered: keep the numbers of lists."""
    passed: set[int] = set()
    if not numbered:
        passed = {at for match in _NUMBERED.finditer(text) for at in range(*match.span())}
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        if at not in passed:
            folded = [one for one in unicodedata.normalize("NFKD", sign).casefold() if one.isalnum()]
            signs += folded
            places += [at] * len(folded)
    return "".join(signs), places


def widen(hit: Hit, span: Span) -> Span:
    """A stretch of `hit.text` made whole: its sentences, its rows, its lines of code, a myth with its correction.

    Half of a sentence may say the opposite.
    """
    start, end = span
    if hit.kind in ("trap", "quiz"):
        begun = _HEADINGS.match(hit.text)
        return min(start, begun.end() if begun else 0), len(hit.text.rstrip())
    if hit.kind in ("code", "diagram"):
        first = hit.text.rfind("\n", 0, start) + 1
        return start - len(hit.text[first:start].lstrip()), len(
            hit.text[: end - 1] + hit.text[end - 1 :].split("\n", 1)[0]
        )
    around = [
        (unit.start - hit.start, unit.end - hit.start)
        for unit in units(hit)
        if unit.start - hit.start < end and start < unit.end - hit.start
    ]
    start = min([start, *(first for first, _ in around)])
    return _with_denial(hit.text, start), max([end, *(last for _, last in around)])


def _with_denial(text: str, start: int) -> int:
    """Where a stretch begins with the line that introduces its list, if that denies: items alone say the opposite."""
    at = text.rfind("\n", 0, start) + 1
    if not _LISTED.match(text, at):
        return start
    for line in reversed(text[:at].splitlines(keepends=True)):
        at -= len(line)
        if line.strip() and not _LISTED.match(line):
            said = line.rstrip(" *_\n")
            return at if said.endswith(":") and any(map(denies, _WORD.findall(said.lower()))) else start
    return start
