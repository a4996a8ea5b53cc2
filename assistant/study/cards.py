"""Flashcards from the notes, without a model: a term and what the notes say of it, or a card of the notes' own."""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from quotewise.assistant.claim import Claim
from quotewise.assistant.claim_json import claim_json, line_of, read_claim
from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question_json import NAMESPACE
from quotewise.assistant.practice.verify import Verifier
from quotewise.assistant.practice.writers.context import say, strip_number
from quotewise.assistant.practice.writers.definitions import find_definitions, of_pair
from quotewise.assistant.practice.writers.facts import Fact, Siblings
from quotewise.assistant.practice.writers.page import Page, read_pages
from quotewise.assistant.practice.writers.terms import fold, is_topic, split_line
from quotewise.assistant.practice.writing import without_labels
from quotewise.index import Library
from quotewise.ingest.block import Block

NAME, EDITION = "cards.json", 1  # of the file beside the library; another edition finds other cards
LONGEST_FRONT, LONGEST_BACK = 200, 400  # characters of a card of the notes' own


@dataclass(frozen=True, slots=True)
class Flashcard:
    """id: the same for the same term below the same headings, in whichever library. back: the notes' own words."""

    id: str
    front: str
    back: Claim


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before the gate, with the headings it stands under, or else its note's title."""

    fact: Fact
    place: tuple[str, ...]
    language: str = ""

    @property
    def key(self) -> str:
        return fold(self.fact.term)

    @property
    def id(self) -> str:
        return str(uuid.uuid5(NAMESPACE, json.dumps(["card", self.key, *self.place], ensure_ascii=False)))

    @property
    def front(self) -> str:
        return capitalise(self.fact.term) if not self.fact.code else self.fact.term

    @property
    def told_apart(self) -> str:
        """The front with the nearest heading that says more than the term itself."""
        above = next((name for name in reversed(self.place) if fold(name) != self.key and self.tells(name)), "")
        return f"{self.front} ({above})" if above else self.front

    def tells(self, heading: str) -> bool:
        return is_topic(strip_number(heading), self.language)


def cards_of(library: Library) -> list[Flashcard]:
    """Every card that the notes bear out, in the order of the notes; the same for the same notes.

    They are kept beside the library until its notes change, for to find them again takes seconds.
    """
    file, stamp = library.folder / NAME, [EDITION, library.uuid, library.remembered("generation")]
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(file.read_bytes())
        if kept["stamp"] == stamp:
            return [Flashcard(one["id"], one["front"], read_claim(one["back"])) for one in kept["cards"]]
    cards = find_cards(library)
    written = [{"id": card.id, "front": card.front, "back": claim_json(card.back)} for card in cards]
    with suppress(OSError):  # a library that can only be read
        half = file.with_name(f".{NAME}.{uuid.uuid4().hex}")
        try:
            half.write_bytes(line_of({"stamp": stamp, "cards": written}))
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)
    return cards


def find_cards(library: Library) -> list[Flashcard]:
    pages = list(read_pages(library))
    siblings = [group for page in pages for group in (*find_definitions(page), *own_cards(page))]
    drafts = list(each_once(without_labels(siblings)))
    often, voucher = Counter(draft.key for draft in drafts), Verifier(library)
    claims = ((draft, say(voucher, draft.fact)) for draft in drafts)
    return [
        Flashcard(draft.id, draft.front if often[draft.key] == 1 else draft.told_apart, claim)
        for draft, claim in claims
        if claim and claim.words == "notes"
    ]


def each_once(siblings: Iterable[Siblings]) -> Iterator[Draft]:
    """The facts on what things are, the first of those with one id and of those that say the same.

    What is said to be another term with its own meaning is the first item of a list, and not what the term is.
    """
    known: set[object] = set()
    for group in siblings:
        for fact in group.facts:
            draft = Draft(fact, group.path or (fact.span.hit.title,), group.language)
            said = draft.key, fold(fact.meaning)
            if draft.id not in known and said not in known and (fact.line or not split_line(fact.meaning)):
                known |= {draft.id, said}
                yield draft


def own_cards(page: Page) -> Iterator[Siblings]:
    """What the notes themselves keep as cards, and is no term with its meaning, as it stands."""
    for section in page.sections():
        facts = tuple(filter(None, (own_card(page, block) for block in section.blocks)))
        yield Siblings(section.path[-1] if section.path else "", facts, page.language, path=section.path)


def own_card(page: Page, block: Block) -> Fact | None:
    if block.kind not in ("card", "definition") or len(block.children) < 2 or next(of_pair(page, block), None):
        return None
    front, back, *_ = block.children
    asked, said = page.read(front.start, front.end), page.read(back.start, back.end)
    span = page.span(back.start, back.end)
    fits = 0 < len(asked.strip()) <= LONGEST_FRONT and 0 < len(said.strip()) <= LONGEST_BACK
    return Fact(" ".join(asked.split()), said, span, line=" ".join(said.split())) if span and fits else None
