"""Which statements of the passages answer: each is judged by a few signs, weighed as they were found to tell."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.extract.everyday import is_everyday
from quotewise.assistant.extract.idf import Weights
from quotewise.assistant.extract.question_type import Sought, holds
from quotewise.assistant.gate.wording import numbers, stem, stems
from quotewise.assistant.phrasing import head_above
from quotewise.assistant.unit import Unit
from quotewise.index import Encoder
from quotewise.index.encoder import TokenVectors
from quotewise.index.rerank import weigh_tokens
from quotewise.index.tokens import best_cosines
from quotewise.ingest.words import PART, parts

# Fitted by `python -m quotewise.eval.fitting` on which statements hold a key fact; see eval/README.md, also for the
# fourteen further signs that told nothing of collections they were not fitted to.
BIAS = -6.45
SIGNS = {
    "held": 0.88,  # share of the question's weight that the statement's words hold, with the titles it stands under
    "tokens": 2.60,  # late interaction, each token of the question alike
    "telling": 2.71,  # late interaction, tokens weighed as their words are telling
    "passage": 2.47,  # its passage's score, of the best passage's
}
SHARPNESS = 5.0  # of the soft minimum over the words of a question


@dataclass(frozen=True)
class Asked:
    """A question made ready to judge by. weights: how telling its words are, by stem."""

    text: str
    weights: Weights
    sought: Sought

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stems(self.text))

    @cached_property
    def subject(self) -> Weights:
        """The words that tell what the question is about; all of them if none does."""
        return {word: weight for word, weight in self.weights.items() if not is_everyday(word)} or self.weights

    def subject_share(self, held: frozenset[str]) -> float:
        """The share of the subject's weight that some stems hold."""
        return _share(self.subject, held)

    def share(self, held: frozenset[str]) -> float:
        """The share of the question's weight that some stems hold."""
        return _share(self.weights, held)


@dataclass(frozen=True, slots=True)
class Scored:
    """A statement and the chance that it holds a fact that answers, from 0 to 1.

    own, near: the stems of its words; with those of its titles. signs: what it was judged by, see SIGNS. met: how near
    each telling word of the question is to a word of it, 1 where it holds it. fits: whether it holds the number
    or date that is asked for, if any.
    """

    unit: Unit
    chance: float
    own: frozenset[str]
    near: frozenset[str]
    signs: Mapping[str, float]
    met: Mapping[str, float]
    fits: bool

    @property
    def covered(self) -> float:
        """How well that word of the question is met that it meets least: a soft minimum."""
        return _soft_minimum(list(self.met.values()))


@dataclass(frozen=True, slots=True)
class _Reading:
    """How close a text is to the question, see SIGNS and Scored."""

    tokens: float
    telling: float
    met: Mapping[str, float]


def rank(asked: Asked, candidates: Sequence[Unit], encoder: Encoder) -> list[Scored]:
    """The statements that say anything new, the likeliest answer first."""
    told = [unit for unit in candidates if _says_more(unit.text, asked)]
    if not told:
        return []
    readings = _read(asked, [_titled(unit) for unit in told], encoder)
    best = max(unit.hit.score for unit in told) or 1.0
    scored = [_judge(asked, unit, reading, best) for unit, reading in zip(told, readings, strict=True)]
    return sorted(scored, key=lambda item: (-item.chance, item.unit.hit.source, item.unit.start))


def logistic(bias: float, weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    return 1 / (1 + math.exp(-bias - sum(weight * signs[name] for name, weight in weights.items())))


def passage_stems(item: Scored) -> frozenset[str]:
    """The stems of a statement's whole passage, its titles and headings."""
    return item.near | frozenset(stems(f"{item.unit.hit.heading}\n{item.unit.hit.text}"))


def titles_above(unit: Unit) -> str:
    """What a statement stands under: its passage's titles, and the item that it is indented below."""
    return " > ".join(part for part in (unit.hit.context, head_above(unit.hit, unit.start)) if part)


def _titled(unit: Unit) -> str:
    """A statement below its titles: "What it is: ..." alone names nothing."""
    return "\n".join(part for part in (titles_above(unit), unit.text) if part)


def _says_more(text: str, asked: Asked) -> bool:
    """Whether a text says anything that the question does not."""
    return bool(set(stems(text)) - asked.stems or numbers(text) - numbers(asked.text))


def _judge(asked: Asked, unit: Unit, reading: _Reading, best: float) -> Scored:
    own = frozenset(stems(unit.text))
    near = own | frozenset(stems(titles_above(unit)))
    # Code gives numbers without their units.
    sought = Sought(asked.sought.kind) if unit.hit.kind == "code" else asked.sought
    signs = {
        "held": asked.share(near),
        "tokens": reading.tokens,
        "telling": reading.telling,
        "passage": unit.hit.score / best,
    }
    fits = holds(unit.text, sought, asked.text)
    return Scored(unit, logistic(BIAS, SIGNS, signs), own, near, signs, reading.met, fits)


def _read(asked: Asked, texts: Sequence[str], encoder: Encoder) -> list[_Reading]:
    """How close each text is to the question; without token vectors the cosine stands for all."""
    if not encoder.gives_tokens:
        first, *others = encoder.encode([asked.text, *texts])
        return [
            _Reading(cosine, cosine, {asked.text: cosine}) for cosine in (float(vector @ first) for vector in others)
        ]
    _, tokens = encoder.encode_with_tokens([asked.text, *texts])
    question, others = tokens[0], tokens[1:]
    telling = {part: asked.weights.get(stem(part), 0.0) for part in parts(asked.text)}
    weights, words = weigh_tokens(asked.text, question, telling), _words(asked.text, question, telling)
    found = []
    for text, other in zip(texts, others, strict=True):
        best = best_cosines(question.vectors, other.vectors)
        held = set(stems(text))
        met = {word: 1.0 if stem(word) in held else float(best[inside].mean()) for word, inside in words.items()}
        found.append(_Reading(float(best.mean()), float(best @ weights), met))
    return found


def _words(text: str, tokens: TokenVectors, telling: Mapping[str, float]) -> dict[str, NDArray[np.bool_]]:
    """Which tokens each telling word of a text is read as."""
    found: dict[str, NDArray[np.bool_]] = {}
    for match in PART.finditer(text):
        inside = (tokens.offsets[:, 0] >= match.start()) & (tokens.offsets[:, 1] <= match.end())
        if telling.get(match.group().casefold()) and inside.any():
            found[match.group().casefold()] = inside
    return found


def _soft_minimum(values: Sequence[float]) -> float:
    return -math.log(sum(math.exp(-SHARPNESS * one) for one in values) / len(values)) / SHARPNESS if values else 1.0


def _share(weights: Weights, held: frozenset[str]) -> float:
    return sum(weight for word, weight in weights.items() if word in held) / (sum(weights.values()) or 1.0)
