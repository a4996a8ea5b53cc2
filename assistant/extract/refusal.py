"""Whether the notes can answer at all: decided from the evidence, before anything is said."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from quotewise.assistant.claim import Reason
from quotewise.assistant.extract.relevance import Asked, Scored, logistic
from quotewise.assistant.extract.topic import names_in, topic
from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.gate.wording import parts, stem, stems
from quotewise.assistant.language import language_of
from quotewise.assistant.language import parts as parts_of
from quotewise.assistant.unit import sentence_texts
from quotewise.index import Hit, Library

# Fitted by `python -m quotewise.eval.fitting`; see eval/README.md.
BIAS = -0.16
DOUBTS = {
    "answered": -2.62,  # the chance that some statement answers that holds what is sought: a number, a date
    "uncovered": 1.30,  # how far the likely statement that meets it best is from some word of the question
    "unknown_name": 0.84,  # a name asked for stands nowhere in the notes
    "unnamed": 1.37,  # no likely statement, with its titles, holds all names asked for
    "lacking": 2.05,  # something is sought: share of the subject's words that no statement with it holds
    "uncounted": 1.60,  # things are counted: the same share, of statements with a number beside a word for the things
}
REFUSED_FROM = 0.5
FAR = 0.45  # cosine, below which nothing stands for a word; of eleven collections 3 near misses and 1 answer fall by it
FEWEST = 3  # telling words of a question of which one may be a qualifier
COMMON = 0.05  # share of the passages that hold a name from which it tells nothing apart: what the notes are about
LIKELY = 8  # statements of which one should hold the names asked for
COUNTS = 10  # statements among which one should count what is to be counted
BEHIND, BEFORE = 40, 25  # characters around a number where the thing stands that it counts

Kind = Literal["small_talk", "off_topic", "unknown_name", "unknown_word", "no_number", "not_told"]
SMALL_TALK: Kind = "small_talk"
OFF_TOPIC: Kind = "off_topic"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer. chance: that the notes do not answer, from 0 to 1. kind: why, if refused: it asks nothing, it
    is on nothing the notes are about, a name stands nowhere, no number is given, or it is not told. missing: the names,
    or the words, that stand nowhere. doubts: what spoke for a refusal, see DOUBTS.
    """

    refused: bool
    chance: float
    kind: Kind | None = None
    missing: tuple[str, ...] = ()
    doubts: Mapping[str, float] = field(default_factory=dict, repr=False)

    @property
    def reason(self) -> Reason:
        """Why nothing is said, where the notes do not answer."""
        off = self.kind == SMALL_TALK or (self.kind == OFF_TOPIC and not self.missing)
        return "not_a_question" if off else "not_in_notes"

    def explain(self) -> str:
        """What is missing, as a sentence; "" where the notes can answer."""
        match self.kind:
            case "unknown_name" | "unknown_word" | "off_topic" if self.missing:
                words = self.missing if self.kind == "unknown_name" else [f'"{word}"' for word in self.missing]
                *others, last = words
                listed = f"{', '.join(others)} or {last}" if others else last
                return f"No note mentions {listed}."
            case "no_number":
                return "A number is asked for, and no note gives one for this."
            case "not_told":
                return "Notes come near, but none tells this."
            case _:
                return ""


def decide(library: Library, asked: Asked, question: str, hits: Sequence[Hit], ranked: Sequence[Scored]) -> Decision:
    """question: as it was put, without what it follows. hits: what was found for it, best first."""
    about = topic(library, asked.text, question, hits)
    unknown = unknown_names(library, question)
    doubts = doubt(library, asked, question, ranked)
    if about.is_off:
        return Decision(True, 1.0, OFF_TOPIC, about.unknown, doubts)
    chance = logistic(BIAS, DOUBTS, doubts) if ranked else 1.0
    if asks_about(question, unknown):
        chance = 1.0
    elif qualifier := unmet_qualifier(library, question, ranked):
        return Decision(True, 1.0, "unknown_word", (qualifier,), doubts)
    if chance < REFUSED_FROM:
        return Decision(False, chance, doubts=doubts)
    kind: Kind = (
        "unknown_name"
        if unknown
        else "no_number"
        if asked.sought.kind == "number" and doubts["lacking"] > 0.5
        else "not_told"
    )
    return Decision(True, chance, kind, tuple(unknown), doubts)


def doubt(library: Library, asked: Asked, question: str, ranked: Sequence[Scored]) -> dict[str, float]:
    """What speaks for a refusal, see DOUBTS; each from 0 to 1."""
    none_answers = math.prod(1 - item.chance for item in ranked if item.fits)
    counted = asked.sought.counted
    names = uncommon(library, names_in(question, library.language_of(question)))
    return {
        "answered": 1 - none_answers,
        "uncovered": 1 - max((item.covered for item in ranked[:LIKELY]), default=0.0),
        "unknown_name": float(bool(unknown_names(library, question))),
        "unnamed": float(not any(holds_names(item, names) for item in ranked[:LIKELY])),
        "lacking": 1 - most_held(asked, [item for item in ranked if item.fits]) if asked.sought.is_told else 0.0,
        "uncounted": 1 - most_held(asked, [item for item in ranked[:COUNTS] if counts(item, counted)])
        if counted
        else 0.0,
    }


def unmet_qualifier(library: Library, question: str, ranked: Sequence[Scored]) -> str:
    """The one word of the question that a likely statement lacks, behind a preposition, and that no note holds.

    Nor does anything come near it: the speed of sound "in water", where the notes tell of air. "" if there is none.
    """
    for item in ranked[:LIKELY]:
        lacking = [word for word, met in item.met.items() if met < 1]
        if len(lacking) == 1 and len(item.met) >= FEWEST and _qualifies(lacking[0], question):
            frequencies, _ = library.document_frequency(lacking)
            if not any(frequencies.values()) and all(one.met[lacking[0]] < FAR for one in ranked[:LIKELY]):
                return lacking[0]
    return ""


def _qualifies(word: str, question: str) -> bool:
    words = parts_of(question)
    before = words[max(0, words.index(word) - 2) : words.index(word)] if word in words else []
    return any(one in language_of(words).prepositions for one in before)


def holds_names(item: Scored, names: Sequence[str]) -> bool:
    """Whether a statement with its titles holds all names, each by one of its parts at least."""
    return all({stem(part) for part in parts(name)} & item.near for name in names)


def counts(item: Scored, things: frozenset[str]) -> bool:
    """Whether a statement holds a number beside a word for the things that are to be counted."""
    text = item.unit.text
    return any(
        things & {*stems(text[quantity.end : quantity.end + BEHIND])[:3]}
        or things & {*stems(text[max(0, quantity.start - BEFORE) : quantity.start])}
        for quantity in quantities(text)
    )


def most_held(asked: Asked, ranked: Sequence[Scored]) -> float:
    return max((asked.subject_share(item.near) for item in ranked), default=0.0)


def uncommon(library: Library, words: Sequence[str]) -> list[str]:
    """Those of some words that not every other passage holds, as the maker's name may be before each of its things."""
    frequencies, total = library.document_frequency(words)
    return [word for word in words if frequencies[word] <= max(1, COMMON * total)]


def unknown_names(library: Library, question: str) -> list[str]:
    """The names in the question that stand nowhere in the notes, nor their parts."""
    names = names_in(question, library.language_of(question))
    frequencies, _ = library.document_frequency(part for name in names for part in parts(name))
    return [name for name in names if is_unknown(name, frequencies)]


def asks_about(question: str, unknown: Sequence[str]) -> bool:
    """Whether what is asked, apart from the scenario before it, names what stands nowhere in the notes.

    That decides alone: of some thirty such questions, one could be answered. Where most words are capitals, as in
    a title, a capital tells no name.
    """
    asking = (sentence_texts(question) or [""])[-1]
    words = asking.split()
    if 2 * sum(word[:1].isupper() for word in words) > len(words) > 2:
        return False
    return any(name in asking for name in unknown)


def is_unknown(name: str, frequencies: Mapping[str, int]) -> bool:
    whole, *pieces = parts(name) or [""]
    known = [frequencies.get(piece, 0) > 0 for piece in pieces if not piece.isdigit()]
    return frequencies.get(whole, 0) == 0 and not (known and all(known))
