"""Whether the notes can answer at all: decided from the evidence, before anything is said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from quotewise.assistant.extract.ranking import Asked, Scored, logistic, passage_stems
from quotewise.assistant.gate.wording import parts, stem
from quotewise.index import Library
from quotewise.index.lexical import STOP_WORDS

# A name: a capital or digit inside a word ("HyperPod", "LF-Tags", "RAG"), or a capital after the first word.
NAME = re.compile(r"\b\w*[A-Z0-9][\w-]*[A-Z][\w-]*\b|(?<=[\w,] )[A-Z]\w+")
RUN = re.compile(r"\b[A-Z][a-z-]+(?: [A-Z][a-z-]+)+\b")  # "Model Card": a name of several words
MAKERS = frozenset(["amazon", "aws", "sagemaker"])  # stand before many names and tell nothing of them

# Fitted by `python -m quotewise.eval.fitting`; see eval/README.md.
BIAS = -0.46
DOUBTS = {
    "answered": -3.15,  # the chance that some statement answers
    "unknown_name": 1.19,  # a name asked for stands nowhere in the notes
    "unknown_phrase": 1.41,  # a name of several words stands nowhere as such
    "strange": 0.88,  # share of the question's names that the passages of the likeliest statements do not hold
    "apart": 1.23,  # weight that all statements hold together, less what one of them holds
    "no_number": 1.81,  # a number is asked for: share of the subject's words that no statement with one holds
    "number_far": 0.20,  # how much closer to the question any statement is than those with a number
    "far": 1.59,  # one less the best cosine
}
REFUSED_FROM = 0.5
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
LIKELY = 3  # statements among which the names asked for should stand

Kind = Literal["unknown_name", "no_number", "not_told"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer. chance: that the notes do not answer, from 0 to 1. kind: what is missing most, if refused:
    a name stands nowhere, no number is given, or it is not told. missing: the names that stand nowhere. doubts: what
    spoke for a refusal, see DOUBTS.
    """

    refused: bool
    chance: float
    kind: Kind | None = None
    missing: tuple[str, ...] = ()
    doubts: Mapping[str, float] = field(default_factory=dict, repr=False)

    def explain(self) -> str:
        """What is missing, as a sentence; "" where the notes can answer."""
        match self.kind:
            case "unknown_name":
                return f"No note mentions {' or '.join(self.missing)}."
            case "no_number":
                return "A number is asked for, and no note gives one for this."
            case "not_told":
                return "Notes come near, but none tells this."
            case None:
                return ""


def decide(library: Library, asked: Asked, question: str, ranked: Sequence[Scored]) -> Decision:
    """question: as it was put, without what it follows."""
    unknown = unknown_names(library, question)
    doubts = doubt(library, asked, question, ranked)
    chance = logistic(BIAS, DOUBTS, doubts) if ranked else 1.0
    if asks_about(question, unknown):
        chance = 1.0
    if chance < REFUSED_FROM:
        return Decision(False, chance, doubts=doubts)
    kind: Kind = "unknown_name" if unknown else "no_number" if doubts["no_number"] > 0.5 else "not_told"
    return Decision(True, chance, kind, tuple(unknown), doubts)


def doubt(library: Library, asked: Asked, question: str, ranked: Sequence[Scored]) -> dict[str, float]:
    """What speaks for a refusal, see DOUBTS; each from 0 to 1."""
    names = [{stem(part) for part in parts(name)} for name in names_in(question)]
    passages = frozenset[str]().union(*(passage_stems(item) for item in ranked[:LIKELY]))
    none_answers = 1.0
    for item in ranked:
        none_answers *= 1 - item.chance
    with_number = [item for item in ranked if item.has_number]
    phrases = runs(question)
    return {
        "answered": 1 - none_answers,
        "unknown_name": float(bool(unknown_names(library, question))),
        "unknown_phrase": float(bool(unknown_phrases(library, phrases))),
        "strange": share(sum(not name & passages for name in names), len(names)),
        "apart": asked.subject_share(frozenset().union(*map(passage_stems, ranked))) - most_held(asked, ranked),
        "no_number": 1 - most_held(asked, with_number) if asked.sought.number else 0.0,
        "number_far": closest(ranked) - closest(with_number) if asked.sought.number else 0.0,
        "far": 1 - max((item.signs["meaning"] for item in ranked), default=0.0),
    }


def share(some: int, every: int) -> float:
    return some / every if every else 0.0


def most_held(asked: Asked, ranked: Sequence[Scored]) -> float:
    return max((asked.subject_share(item.near) for item in ranked), default=0.0)


def closest(ranked: Sequence[Scored]) -> float:
    return max((item.signs["telling"] for item in ranked), default=0.0)


def names_in(question: str) -> list[str]:
    return [name for name in dict.fromkeys(NAME.findall(question)) if name.lower() not in MAKERS]


def unknown_names(library: Library, question: str) -> list[str]:
    """The names in the question that stand nowhere in the notes, nor their parts."""
    names = names_in(question)
    frequencies, _ = library.document_frequency(part for name in names for part in parts(name))
    return [name for name in names if is_unknown(name, frequencies)]


def asks_about(question: str, unknown: Sequence[str]) -> bool:
    """Whether what is asked, apart from the scenario before it, names what stands nowhere in the notes.

    That decides alone: of some thirty such questions, one could be answered. Where most words are capitals, as in
    a title, a capital tells no name.
    """
    asking = SENTENCE_END.split(question.strip())[-1]
    words = asking.split()
    if 2 * sum(word[:1].isupper() for word in words) > len(words) > 2:
        return False
    return any(name in asking for name in unknown)


def is_unknown(name: str, frequencies: Mapping[str, int]) -> bool:
    whole, *pieces = parts(name) or [""]
    known = [frequencies.get(piece, 0) > 0 for piece in pieces if not piece.isdigit()]
    return frequencies.get(whole, 0) == 0 and not (known and all(known))


def runs(question: str) -> list[str]:
    """Each two words of a name of several, without who makes it: "SageMaker Model Card" has "model card"."""
    found = []
    for match in RUN.finditer(question):
        words = [word.lower() for word in match.group().split()]
        found += [f"{one} {other}" for one, other in pairwise(words) if not {one, other} & (MAKERS | STOP_WORDS)]
    return list(dict.fromkeys(found))


def unknown_phrases(library: Library, phrases: Sequence[str]) -> list[str]:
    frequencies, _ = library.document_frequency(phrases)
    return [phrase for phrase, frequency in frequencies.items() if not frequency]
