"""Which statements of the passages answer: each is judged by a few signs, weighed as they were found to tell."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.extract.asking import Sought, holds_number
from quotewise.assistant.extract.plainwords import is_everyday
from quotewise.assistant.extract.weighing import Weights
from quotewise.assistant.gate.wording import numbers, stem, stems
from quotewise.assistant.phrasing import head_above
from quotewise.assistant.unit import Unit
from quotewise.index import Encoder
from quotewise.index.encoder import TokenVectors
from quotewise.index.rerank import weigh_tokens
from quotewise.index.tokens import best_cosines
from quotewise.ingest.words import parts

Vector = NDArray[np.float32]

# Fitted by `python -m quotewise.eval.fitting` on which statements hold a key fact; see eval/README.md.
BIAS = -5.90
TELLING = {
    "said": 0.29,  # share of the question's weight that the statement's own words hold
    "held": 1.38,  # the same with the titles it stands under
    "meaning": 0.77,  # cosine of question and statement
    "tokens": 1.02,  # late interaction, each token of the question alike
    "telling": 1.27,  # late interaction, tokens weighed as their words are telling
    "passage": 0.70,  # its passage's score, of the best passage's
    "place": 2.33,  # its passage's place among the passages, one over 1, 2, 3 ...
    "code": -0.75,
    "diagram": -0.54,
    "table": 0.87,
    "glossary": 0.74,
    "pair": 0.37,  # a myth with its correction, a question with its answer
    "number": -0.14,  # a number is asked for, and it holds one
    "no_number": -2.58,  # a number is asked for, and it holds none
    "defines": 0.65,  # a meaning is asked for, and it begins with the term
    "new": -0.35,  # stems that the question does not have, of NEWS
    "length": 1.29,  # in characters, of 400
    "notes": -0.58,  # words for notes and exams ("this chapter"), of two: it may speak of them and not of the subject
}
LONG = 400
NEWS = 12
OF_NOTES = re.compile(
    r"\b(?:chapter|section|exam|diagram|guide|page|appendix|checklist|practice test|question|example|scenario|study|"
    r"course)s?\b",
    re.I,
)


@dataclass(frozen=True)
class Asked:
    """A question made ready to judge by. weights: how telling its words are, by stem."""

    text: str
    weights: Weights
    sought: Sought

    @cached_property
    def total(self) -> float:
        return sum(self.weights.values()) or 1.0

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stems(self.text))

    @cached_property
    def subject(self) -> Weights:
        """The words that tell what the question is about; all of them if none does."""
        return {word: weight for word, weight in self.weights.items() if not is_everyday(word)} or self.weights

    def subject_share(self, held: frozenset[str]) -> float:
        """The share of the subject's weight that some stems hold."""
        return sum(weight for word, weight in self.subject.items() if word in held) / (
            sum(self.subject.values()) or 1.0
        )

    def share(self, held: frozenset[str]) -> float:
        """The share of the question's weight that some stems hold."""
        return sum(weight for word, weight in self.weights.items() if word in held) / self.total


@dataclass(frozen=True, slots=True)
class Scored:
    """A statement and the chance that it holds a fact that answers, from 0 to 1.

    own, near: the stems of its words; with those of its titles. signs: what it was judged by, see TELLING.
    """

    unit: Unit
    chance: float
    own: frozenset[str]
    near: frozenset[str]
    signs: Mapping[str, float]

    @property
    def has_number(self) -> bool:
        return self.signs["number"] > 0


def rank(asked: Asked, candidates: Sequence[Unit], encoder: Encoder) -> list[Scored]:
    """The statements that say anything new, the likeliest answer first."""
    told = [unit for unit in candidates if says_more(unit.text, asked)]
    if not told:
        return []
    readings = read(asked, [titled(unit) for unit in told], encoder)
    best = max(unit.hit.score for unit in told) or 1.0
    places = {key: 1 / at for at, key in enumerate(dict.fromkeys(unit.hit.id for unit in candidates), start=1)}
    scored = [
        judge(asked, unit, reading, best, places[unit.hit.id]) for unit, reading in zip(told, readings, strict=True)
    ]
    return sorted(scored, key=lambda item: (-item.chance, item.unit.hit.source, item.unit.start))


def says_more(text: str, asked: Asked) -> bool:
    """Whether a text says anything that the question does not."""
    return bool(set(stems(text)) - asked.stems or numbers(text) - numbers(asked.text))


def titled(unit: Unit) -> str:
    """A statement below its titles: "What it is: ..." alone names nothing."""
    return "\n".join(part for part in (titles_above(unit), unit.text) if part)


def titles_above(unit: Unit) -> str:
    """What a statement stands under: its passage's titles, and the item that it is indented below."""
    return " > ".join(part for part in (unit.hit.context, head_above(unit.hit, unit.start)) if part)


def judge(asked: Asked, unit: Unit, reading: Mapping[str, float], best: float, place: float) -> Scored:
    own = frozenset(stems(unit.text))
    near = own | frozenset(stems(titles_above(unit)))
    kind = unit.hit.kind
    sought = Sought(True) if kind == "code" else asked.sought  # code gives numbers without their units
    number = asked.sought.number and holds_number(unit.text, sought, asked.text)
    signs = {
        "said": asked.share(own),
        "held": asked.share(near),
        **reading,
        "passage": unit.hit.score / best,
        "place": place,
        "code": float(kind == "code"),
        "diagram": float(kind == "diagram"),
        "table": float(kind == "table"),
        "glossary": float(kind == "glossary"),
        "pair": float(kind in ("trap", "quiz")),
        "number": float(number),
        "no_number": float(asked.sought.number and not number),
        "defines": float(defines(unit, asked.sought.defined)),
        "new": min(len(own - asked.stems), NEWS) / NEWS,
        "length": min(len(unit.text), LONG) / LONG,
        "notes": min(len(OF_NOTES.findall(unit.text)), 2) / 2,
    }
    return Scored(unit, logistic(BIAS, TELLING, signs), own, near, signs)


def passage_stems(item: Scored) -> frozenset[str]:
    """The stems of a statement's whole passage, its titles and headings."""
    return item.near | frozenset(stems(f"{item.unit.hit.heading}\n{item.unit.hit.text}"))


def logistic(bias: float, weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    return 1 / (1 + math.exp(-bias - sum(weight * signs[name] for name, weight in weights.items())))


def defines(unit: Unit, term: frozenset[str]) -> bool:
    """Whether a statement begins with a term and goes on to say what it is, or does so under the term as its title."""
    head = re.split(
        r":|\s[-\u2013\u2014]\s|\b(?:is|are|stands? for|means?)\b|\|", unit.text.lstrip("|-*# "), maxsplit=1
    )
    begins = len(head) > 1 and len(head[0]) <= 80 and term <= frozenset(stems(head[0]))
    opens = unit.text.lower().startswith(("what it is", "definition"))
    return bool(term) and (begins or (opens and term <= frozenset(stems(unit.hit.context))))


def read(asked: Asked, texts: Sequence[str], encoder: Encoder) -> list[dict[str, float]]:
    """How close each text is to the question, see TELLING; without token vectors the cosine stands for all."""
    if not encoder.gives_tokens:
        first, *others = encoder.encode([asked.text, *texts])
        return [dict.fromkeys(("meaning", "tokens", "telling"), float(vector @ first)) for vector in others]
    vectors, tokens = encoder.encode_with_tokens([asked.text, *texts])
    return compare(asked, vectors, tokens)


def compare(asked: Asked, vectors: NDArray[np.float32], tokens: Sequence[TokenVectors]) -> list[dict[str, float]]:
    """vectors, tokens: of the question first, then of each text."""
    telling = {part: asked.weights.get(stem(part), 0.0) for part in parts(asked.text)}
    weights = weigh_tokens(asked.text, tokens[0], telling)
    found = []
    for vector, other in zip(vectors[1:], tokens[1:], strict=True):
        best = best_cosines(tokens[0].vectors, other.vectors)
        found.append(
            {"meaning": float(vector @ vectors[0]), "tokens": float(best.mean()), "telling": float(best @ weights)}
        )
    return found
