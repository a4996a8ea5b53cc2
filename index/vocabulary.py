"""The words of the notes as they are written: how many texts hold each, kept in step with the texts."""

import re
import sqlite3
from collections.abc import Iterable

SHORTEST, LONGEST = 4, 30  # letters; others are no use to find what a misspelt word should be
WORD = re.compile(rf"(?<![^\W_])[^\W\d_]{{{SHORTEST},{LONGEST}}}(?![^\W_])")


def words_of(text: str) -> set[str]:
    """The words of a text in lower case, without those that hold a digit."""
    return set(WORD.findall(text.lower()))


def add_words(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    connection.executemany(
        "INSERT INTO word VALUES (?, 1) ON CONFLICT(word) DO UPDATE SET texts = texts + 1",
        [(word,) for text in texts for word in words_of(text)],
    )


def take_words(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Undo `add_words`."""
    gone = [(word,) for text in texts for word in words_of(text)]
    connection.executemany("UPDATE word SET texts = texts - 1 WHERE word = ?", gone)
    connection.executemany("DELETE FROM word WHERE word = ? AND texts < 1", gone)
