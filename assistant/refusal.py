"""Whether the notes can answer at all: decided from the evidence, before anything is said."""

import re
from collections.abc import Sequence

from quotewise.assistant.extract import Weights
from quotewise.assistant.wording import parts, stems
from quotewise.index import Hit, Library

NEEDED = 0.15  # share of the question's weight that the hits must hold together
# A name: a capital or digit inside a word ("HyperPod", "LF-Tags", "RAG"), or a capital after the first word.
NAME = re.compile(r"\b\w*[A-Z0-9][\w-]*[A-Z][\w-]*\b|(?<=[\w,] )[A-Z]\w+")


def is_answerable(library: Library, question: str, hits: Sequence[Hit], weights: Weights) -> bool:
    """Whether the notes know every name in the question, and the hits hold something of what it asks."""
    if unknown_names(library, question):
        return False
    held = {word for hit in hits for word in stems(f"{hit.heading}\n{hit.context}\n{hit.display or hit.text}")}
    covered = sum(weight for word, weight in weights.items() if word in held)
    return covered > 0 and covered >= NEEDED * sum(weights.values())


def unknown_names(library: Library, question: str) -> list[str]:
    """The names in the question that stand nowhere in the notes."""
    names = NAME.findall(question)
    frequencies, _ = library.document_frequency(part for name in names for part in parts(name))
    return [name for name in names if not any(frequencies[part] for part in parts(name))]
