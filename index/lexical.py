"""Full-text search: what a question is looked up by, and the passages that hold its words."""

import math
import re
import sqlite3
from collections.abc import Iterable, Mapping

# Words that say nothing about what is asked; the usual English function words and question words.
STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be because been before being between both but by can could
    did do does doing don for from get give had has have having he her here hers him his how i if in into is it
    its itself just let like many may me might more most much must my no nor not of off on once only or other our
    out over own per same shall she should so some such tell than that the their them then there these they this
    those through to too under until up upon us use used using very via was we were what when where which while
    who whom whose why will with within without would you your""".split()
)

WORD = re.compile(r"\w+(?:[.'\u2019-]\w+)*")
SATURATION = 2.2  # BM25 with k1 = 1.2, as in SQLite, gives a term at most k1 + 1 times its idf
WEIGHTS = "1.0, 0.3"  # of a passage's text, and of its heading and topic


def words(text: str) -> list[str]:
    """The words of `text` in lower case; "ml.m5.xlarge", "real-time" and "don't" are one word each."""
    return [match.group().lower() for match in WORD.finditer(text)]


def content_words(text: str) -> list[str]:
    """The words of `text` that carry meaning, each once, in order; all words if none does."""
    every = list(dict.fromkeys(words(text)))
    return [word for word in every if word not in STOP_WORDS] or every


def quoted(word: str) -> str:
    """The word as an FTS5 string: no operator gets through."""
    return '"' + word.replace('"', '""') + '"'


def inverse_frequencies(connection: sqlite3.Connection, words: Iterable[str]) -> dict[str, float]:
    """How telling each word is in this library: ln((N + 1) / (n + 0.5)), n of N texts hold it (stemmed)."""
    (total,) = connection.execute("SELECT count(*) FROM content").fetchone()
    count = "SELECT count(*) FROM passage_text WHERE passage_text MATCH ?"
    return {
        word: math.log((total + 1) / (connection.execute(count, (quoted(word),)).fetchone()[0] + 0.5)) for word in words
    }


def find_words(
    connection: sqlite3.Connection, idf: Mapping[str, float], count: int, *, source: str | None = None
) -> dict[int, float]:
    """The `count` passages that hold most of the words, as content ids with BM25 scores from 0 to about 1.

    idf: the words looked up, with their inverse document frequencies: what a passage could score at most.
    """
    most = SATURATION * sum(idf.values())
    if not idf or most <= 0:
        return {}
    among = "AND rowid IN (SELECT content_id FROM place JOIN note ON note.id = note_id WHERE source GLOB :source)"
    rows = connection.execute(
        f"""SELECT rowid, -bm25(passage_text, {WEIGHTS}) AS score FROM passage_text
            WHERE passage_text MATCH :terms {among if source else ""} ORDER BY score DESC, rowid LIMIT :count""",
        {"terms": " OR ".join(map(quoted, idf)), "source": source, "count": count},
    )
    return {row["rowid"]: row["score"] / most for row in rows}
