"""Cards that a learner had made of an answer: its question, and the claims whose quotes stand in the notes."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from quotewise.assistant.claim import Claim
from quotewise.assistant.claim_json import claim_json, read_claim
from quotewise.assistant.practice.question_json import NAMESPACE
from quotewise.assistant.practice.staleness import Quotes, relocated
from quotewise.assistant.study.cards import LONGEST_FRONT, Flashcard
from quotewise.index import Library
from quotewise.index.progress import Event

MADE = "card_made"  # the kind of the event
LONGEST = 600  # characters of a back, but for a first claim that is longer


def card_made(question: str, claims: Iterable[Claim], library: Library) -> Event | None:
    """The event of a card; None where no claim has quotes that all stand. The same card is the same event."""
    back = joined([claim for claim in claims if stands(claim, Quotes(library))])
    front = " ".join(question.split())[:LONGEST_FRONT]
    if back is None or not front:
        return None
    id = str(uuid.uuid5(NAMESPACE, json.dumps([MADE, front, back.text], ensure_ascii=False)))
    return Event(MADE, {"front": front, "back": claim_json(back)}, about=id, library=library.uuid, uuid=id)


def joined(claims: Sequence[Claim]) -> Claim | None:
    """The first claims as one, as many as a card holds."""
    if not claims:
        return None
    text, cited = claims[0].text, claims[0].citations
    for claim in claims[1:]:
        if len(text) + len(claim.text) > LONGEST:
            break
        text, cited = f"{text} {claim.text}", (*cited, *claim.citations)
    return replace(claims[0], text=text, citations=tuple(dict.fromkeys(cited)))


def made_cards(events: Iterable[Event], library: Library, reported: frozenset[str]) -> list[Flashcard]:
    """The cards made over a library whose quotes all stand, at their places of today; none that was reported."""
    standing = Quotes(library)
    cards = (
        Flashcard(event.about, event.body["front"], read_claim(event.body["back"]))
        for event in events
        if event.kind == MADE and event.library == library.uuid and event.about not in reported
    )
    return [replace(card, back=relocated(card.back, standing)) for card in cards if stands(card.back, standing)]


def stands(claim: Claim, standing: Quotes) -> bool:
    return bool(claim.citations) and all(standing.now(cited) is not None for cited in claim.citations)


def is_made(event: Event) -> bool:
    """Whether it can be read back."""
    front = event.body["front"]
    return isinstance(front, str) and bool(front.strip() and event.about and read_claim(event.body["back"]).citations)
