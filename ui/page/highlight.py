"""The words of a question, marked where they stand in a passage."""

import re
from collections.abc import Iterable

from quotewise.assistant.plain import show
from quotewise.index import words
from quotewise.ui.page.markup import plain

SHORTEST = 3  # letters of a word that is marked
SHARED = 4  # letters with which a word of the passage must begin like one of the question's
TOO_COMMON = frozenset("and are can does for from has have how its not that the their them they this was what when "
                       "where which who why will with would you your".split())  # fmt: skip


def mark(text: str, question: str) -> str:
    """`text` as HTML, the words that begin like one of the question's in <mark>."""
    stems = {stem(word) for word in words(question) if len(word) >= SHORTEST and word.lower() not in TOO_COMMON}
    return "".join(marked(piece, stems) for piece in re.split(r"(\w+)", show(text)))


def marked(piece: str, stems: Iterable[str]) -> str:
    held = len(piece) >= SHORTEST and any(stem(piece) == known for known in stems)
    return f"<mark>{plain(piece)}</mark>" if held else plain(piece)


def stem(word: str) -> str:
    """What a word shares with its other forms, near enough for the eye."""
    lower = word.lower()
    return lower if len(lower) <= SHARED else lower[: max(SHARED, len(lower) - 3)]
