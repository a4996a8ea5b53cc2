"""Full-text search: what a question is looked up by, and the passages that hold its words."""

import re
import sqlite3

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


def words(text: str) -> list[str]:
    """The words of `text` in lower case; "ml.m5.xlarge", "real-time" and "don't" are one word each."""
    return [match.group().lower() for match in WORD.finditer(text)]


def content_words(text: str) -> list[str]:
    """The words of `text` that carry meaning, each once, in order; all words if none does."""
    every = list(dict.fromkeys(words(text)))
    return [word for word in every if word not in STOP_WORDS] or every


def find_words(
    connection: sqlite3.Connection, question: str, count: int, *, source: str | None = None
) -> dict[int, float]:
    """Content ids and BM25 scores (higher is better) of passages that hold a word of the question, best first."""
    terms = " OR ".join(f'"{word}"' for word in content_words(question))  # quoted: no FTS5 operator gets through
    if not terms:
        return {}
    among = (
        "AND passage_text.rowid IN (SELECT content_id FROM place JOIN note ON note.id = note_id WHERE source GLOB ?)"
    )
    rows = connection.execute(
        # 0.5: words of the heading and topic count half
        f"""SELECT rowid, -bm25(passage_text, 1.0, 0.5) AS score FROM passage_text
            WHERE passage_text MATCH ? {among if source else ""} ORDER BY score DESC, rowid LIMIT ?""",
        (terms, source, count) if source else (terms, count),
    )
    return {row["rowid"]: row["score"] for row in rows}
