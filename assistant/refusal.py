"""Whether the notes can answer at all: decided from the evidence, before anything is said."""

import re
from collections.abc import Sequence

from quotewise.assistant.extract import Weight
from quotewise.assistant.wording import stems
from quotewise.index import Hit

EVIDENCE = 6  # hits that must hold what is asked
NEEDED = 0.5  # share of the question's weight they must hold together
# A name: a capital or digit inside ("HyperPod", "LF-Tags", "g5"), or a capital at the start of a later word.
NAME = re.compile(r"\b\w*[A-Z0-9][\w-]*[A-Z0-9][\w-]*\b|(?<=[\w,] )[A-Z]\w+")


def is_answerable(question: str, hits: Sequence[Hit], weight: Weight) -> bool:
    """Whether the best hits hold enough of what the question asks for, and every name in it."""
    held = {
        word for hit in hits[:EVIDENCE] for word in stems(f"{hit.heading}\n{hit.context}\n{hit.display or hit.text}")
    }
    asked = {word: weight(word) for word in stems(question)}
    if not asked:
        return False
    covered = sum(value for word, value in asked.items() if word in held)
    return covered >= NEEDED * sum(asked.values()) and all(
        word in held for name in NAME.findall(question) for word in stems(name)[-1:]
    )
