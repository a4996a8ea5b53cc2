"""What the notes say a thing is: glossary entries, named items of a list, sentences of the form "X is a ..."."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from quotewise.assistant.phrasing import LIST_MARK
from quotewise.assistant.practice.genus import kind_of
from quotewise.assistant.practice.grammar import dangles, first_sentence, is_clean, tidy, without_brackets
from quotewise.assistant.practice.verbs import finite_verbs, is_verb
from quotewise.assistant.practice.vouching import Span
from quotewise.assistant.unit import spans_of
from quotewise.index import Hit
from quotewise.ingest.labels import (
    is_answer,
    is_false,
    is_option,
    is_question,
    is_truth,
    strip_signs,
)

ENTRY = re.compile(r"(?P<term>[A-Za-z0-9][^:.?!|=\"→]{0,58}?)\s*(?::\s+|\s+[\u2013\u2014]\s+)(?P<text>\S.{10,})$")
IS = re.compile(
    r"(?:What (?:it|they) (?:is|are|do|does): )?(?:The |An? )?"
    r"(?P<term>[A-Z][\w./&+-]*(?: [A-Z0-9][\w/&+-]*){0,3}(?: \([^)]{2,40}\))?)"
    r" (?:is|are) (?P<text>(?:an? |the |AWS's |Amazon's )[^.]{20,170})\."
)
# "Model Registry provides versioning ...": a name of several capitals and what it does.
DOES = re.compile(
    r"(?:[A-Z][^:.]{2,45}: )?"
    r"(?P<term>(?:[A-Z][\w/&+-]*|[a-z]+[A-Z]\w*)(?: (?:[A-Z0-9][\w/&+-]*|for|of)){0,3})"
    r" (?P<text>(?!models|requests|alarms|jobs|rules|values|points|records)[a-z]{3,}s (?!of |for )"
    r"[^.:]{18,120})\.(?=\s|$)"
)
GENERIC = re.compile(
    r"(?:what|when|why|how|where|who|which|step|phase|day|week|chapter|example|scenario|must|key|tips?|note|notes|remember|exam|"
    r"formula|strengths?|limitations?|connection|real-world|interpretation|use|problem|solution|result|results|cost|costs|warning|"
    r"important|mistake|trap|myth|truth|reality|answer|question|q\d*|a|analysis|option|decision|requirements?|before|after|"
    r"first|second|third|other|another|total|input|output|pros|cons|best|goal|task|today|monday|benefits?|features?|"
    r"targets?|services?|domain|section|part|module|lab|summary|in|on|for|with|if|all|most|some|this|that|there|it|they|you|we|one)\b",
    re.IGNORECASE,
)
EXAMPLES = re.compile(
    r"\b(?:example|scenario|case stud|walkthrough|exam|question|you|your|diagram)\b|\$|e\.g\.", re.IGNORECASE
)
STATES = re.compile(r"(?:is|has|was|does|needs|depends|starts|ends)$")
# The story that a sentence is part of: what it says holds there only.
TOLD = re.compile(
    r"\bthe (?:data|system|solution|application|company|team|users?|customers?|patients?)\b|\bremaining\b"
)
LONGEST_TERM = 5  # words
SHORTEST, LONGEST = 20, 150  # characters of what a thing is


@dataclass(frozen=True, slots=True)
class Definition:
    """term: as it is shown. text: what it is, a phrase without a full stop. group: who stands beside it in the notes.

    listed: it stands in a glossary or a list of such entries, so that its neighbours are things of its kind.
    """

    term: str
    text: str
    span: Span
    group: str
    listed: bool = True

    @property
    def key(self) -> str:
        return fold_term(self.term)


def fold_term(term: str) -> str:
    """A term without what varies: the maker's name, brackets, hyphens, plural."""
    folded = re.sub(r"\b(?:amazon|aws|the)\b", " ", without_brackets(term).lower())
    folded = re.sub(r"\bsagemaker (?=\w)", " ", folded)
    folded = "".join(re.findall(r"[a-z0-9\u00b2]+", folded))
    return folded.removesuffix("s") or term.lower()


def find_definitions(hits: Iterable[Hit]) -> Iterator[Definition]:
    for hit in hits:
        if hit.kind in ("code", "diagram", "quiz", "trap", "table"):
            continue
        for start, end in spans_of(hit.text, joined=True) if hit.kind == "prose" else [(0, len(hit.text))]:
            yield from _said_to_be(hit, start, end)
            yield from _said_to_do(hit, start, end)
        found = list(lines(hit))
        for start, end in found:
            yield from _entry(hit, start, end)
        for parent, child in pairwise(found):
            yield from _nested(hit, parent, child)


def lines(hit: Hit) -> Iterator[tuple[int, int]]:
    """Offsets of each line of a passage, in the passage."""
    for match in re.finditer(r"[^\n]+", hit.text):
        text = match.group()
        if text.strip():
            yield match.start() + len(text) - len(text.lstrip()), match.end() - len(text) + len(text.rstrip())


def shown(hit: Hit, start: int, end: int) -> str:
    """A stretch as a person reads it: repaired, without marks."""
    return tidy(hit.shown.cut(start, end) or hit.text[start:end])


def _entry(hit: Hit, start: int, end: int) -> Iterator[Definition]:
    raw = hit.text[start:end]
    head = strip_signs(raw.strip())
    if any(test(head) for test in (is_question, is_answer, is_false, is_truth, is_option)):
        return
    marked = hit.kind == "glossary" or bool(re.match(r"\s*(?:[-*+\u2022]|\d{1,2}[.)])\s+\*\*|\s*\*\*", raw))
    match = ENTRY.match(shown(hit, start, end))
    if not (marked and match):
        return
    term, text = match["term"].strip(" *"), define(match["term"], match["text"])
    if is_term(term) and text:
        yield Definition(term, text, _span(hit, start, end), f"{hit.source}\0{hit.heading}")


def _nested(hit: Hit, parent: tuple[int, int], child: tuple[int, int]) -> Iterator[Definition]:
    """A name alone on its line, and the first item below it: "- Neo", "  - Compiles a model ..."."""
    name, text = shown(hit, *parent).rstrip(":"), hit.text[child[0] : child[1]]
    deeper = _column(hit.text, parent[0]) < _column(hit.text, child[0]) or hit.text[parent[0]] == "#"
    titled = all(word[:1].isupper() or word in ("for", "of") for word in name.split())
    if hit.kind != "prose" or not (deeper and titled and LIST_MARK.match(text)) or not is_term(name):
        return
    said = define(name, re.sub(r"^(?:an?|the) ", "", shown(hit, *child), flags=re.IGNORECASE))
    if said and (kind_of(said) not in ("", "phenomenon", "metric", "activity") or is_verb(said.split()[0].lower())):
        yield Definition(name, said, _span(hit, parent[0], child[1]), f"{hit.source}\0{hit.heading}", listed=False)


def _column(text: str, at: int) -> int:
    return at - text.rfind("\n", 0, at) - 1


def _said_to_be(hit: Hit, start: int, end: int) -> Iterator[Definition]:
    said = shown(hit, start, end)
    match = IS.match(said if said.endswith(".") else f"{said}.")
    if match and is_term(match["term"]):
        text = define(match["term"], re.sub(r"^(?:an?|the|AWS's|Amazon's) ", "", match["text"]))
        if text:
            yield Definition(match["term"], text, _span(hit, start, end), f"{hit.source}\0{hit.heading}", listed=False)


def _said_to_do(hit: Hit, start: int, end: int) -> Iterator[Definition]:
    said = shown(hit, start, end)
    match = DOES.match(said if said.endswith(".") else f"{said}.")
    if not match or not is_term(match["term"]) or EXAMPLES.search(f"{hit.heading} {hit.context} {said}"):
        return
    verb, *_ = match["text"].split()
    named = len(match["term"].split()) > 1 or bool(re.search(r"[A-Z0-9]", match["term"][1:]))
    text = define(match["term"], match["text"])
    stands = text and not re.search(r", [A-Z]\w+ \w+s ", text) and not STATES.match(verb) and not TOLD.search(text)
    if named and stands and is_verb(verb):
        yield Definition(match["term"], text, _span(hit, start, end), f"{hit.source}\0{hit.heading}", listed=False)


def _span(hit: Hit, start: int, end: int) -> Span:
    text = hit.text[start:end]
    start += len(text) - len(text.lstrip())
    return Span(hit, hit.start + start, hit.start + start + len(text.strip()))


def is_term(term: str) -> bool:
    words = without_brackets(term).split()
    return (
        0 < len(words) <= LONGEST_TERM
        and is_clean(term)
        and not GENERIC.match(term)
        and not dangles(term)
        and not re.search(r"\d{3}|[,;/]\s|\bvs\b| and ", term)
        and len(without_brackets(term)) > 1
        and not re.fullmatch(r"[A-Z]{2}|AWS", without_brackets(term))  # "AI", "ML": whole fields
    )


def define(term: str, text: str) -> str:
    """What a term is, in one phrase that stands alone; "" where the entry gives none."""
    pieces = [piece.strip(" .,;") for piece in re.split(r"(?<=[a-z0-9)%\]])\.\s+|;\s", text.strip())]
    pieces = [piece for piece in pieces if piece]
    if pieces and is_expansion(term, pieces[0]):
        pieces = [piece for piece in pieces[1:2] if ". " in text[: len(pieces[0]) + 3] or is_defining(piece)]
    elif pieces and (comma := pieces[0].partition(", "))[2] and is_expansion(term, comma[0]):
        pieces = [comma[2], *pieces[1:]]
    if not pieces:
        return ""
    said = first_sentence(pieces[0])
    fits = (
        SHORTEST <= len(said) <= LONGEST
        and is_clean(said)
        and ": " not in said
        and not re.search(r"\?$|\bsee [A-Z]", said)
    )
    return said if fits and len(said.split()) >= 4 and not dangles(said) else ""


def is_defining(piece: str) -> bool:
    """Whether what follows an abbreviation spelt out says what the thing is or does, and is no remark."""
    first, second = (*piece.split(), "", "")[:2]
    if second in ("the", "a", "an", "your") and not first.endswith("s"):
        return False  # "scale the columns first"
    if re.match(r"(?:in|on|under|over|at|by|with|for|from|see|beyond|above|below|than|\d)", second):
        return False
    return first.endswith("s") or not any(finite_verbs(piece))


def is_expansion(term: str, piece: str) -> bool:
    """Whether a piece only spells an abbreviation out."""
    letters = "".join(re.findall(r"[A-Za-z]", without_brackets(term))).lower()
    words = re.findall(r"[A-Za-z]+", piece)
    if not (2 <= len(letters) <= 6 and 1 < len(words) <= 7):
        return False
    initials = "".join(word[0] for word in words).lower()
    at = 0
    for letter in initials:
        at += at < len(letters) and letters[at] == letter
    return at >= len(letters) - 1 and initials[0] == letters[0]
