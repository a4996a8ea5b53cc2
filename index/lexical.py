"""Full-text search: what a question is looked up by, and the passages that hold its words."""

import math
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate

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
PART = re.compile(r"[^\W_]+")  # what SQLite's full text takes for a word
SATURATION = 2.2  # BM25 with k1 = 1.2, as in SQLite, gives a term at most k1 + 1 times its idf
MANY = 50_000  # texts; up to here words are counted one by one and all looked up, beyond it speed matters
COMMON = 0.1  # share of the texts that hold a word which finds nothing in so many
WEIGHTS = "1.0, 0.3"  # of a passage's text, and of its heading and topic


def words(text: str) -> list[str]:
    """The words of `text` in lower case; "ml.m5.xlarge", "real-time" and "don't" are one word each."""
    return [match.group().lower() for match in WORD.finditer(text)]


def content_words(text: str) -> list[str]:
    """The words of `text` that carry meaning, each once, in order; all words if none does."""
    every = list(dict.fromkeys(words(text)))
    return [word for word in every if word not in STOP_WORDS] or every


def parts(text: str) -> list[str]:
    """Every word of `text` as the full text parts them, in lower case, each once: "real" and "time"."""
    return list(dict.fromkeys(part.lower() for part in PART.findall(text)))


def quoted(word: str) -> str:
    """The word as an FTS5 string: no operator gets through."""
    return '"' + word.replace('"', '""') + '"'


def count_texts(
    connection: sqlite3.Connection, words: Iterable[str], *, among: str = "text context"
) -> tuple[dict[str, int], int]:
    """For each word how many texts hold it (stemmed), and how many texts there are.

    Exact up to MANY; a commoner word is estimated from where the first MANY of its texts lie. among: "text"
    leaves out the headings and topics that the texts stand under.
    """
    # Two queries: SQLite finds one end in no time, but both in one only by a scan.
    first, last = connection.execute("SELECT (SELECT min(id) FROM content), (SELECT max(id) FROM content)").fetchone()
    counts = {}
    for word in words:
        count, reached = connection.execute(
            "SELECT count(*), max(rowid) FROM"
            " (SELECT rowid FROM passage_text WHERE passage_text MATCH ? ORDER BY rowid LIMIT ?)",
            (f"{{{among}}} : {quoted(word)}", MANY),
        ).fetchone()
        counts[word] = count if count < MANY else round(count * (last - first + 1) / (reached - first + 1))
    return counts, total_texts(connection)


def count_holding_all(connection: sqlite3.Connection, words: Iterable[str]) -> int:
    """How many texts hold all of some words (stemmed), themselves or in what they stand under."""
    (count,) = connection.execute(
        "SELECT count(*) FROM passage_text WHERE passage_text MATCH ?", (" AND ".join(map(quoted, words)),)
    ).fetchone()
    return int(count)


def total_texts(connection: sqlite3.Connection) -> int:
    """How many texts there are: kept at ingestion, because SQLite counts rows one by one."""
    kept = connection.execute("SELECT value FROM meta WHERE key = 'texts'").fetchone()
    return int(kept[0] if kept else connection.execute("SELECT count(*) FROM content").fetchone()[0])


def inverse_frequencies(
    connection: sqlite3.Connection, words: Iterable[str], *, among: str = "text context"
) -> dict[str, float]:
    """How telling each word is in this library: ln((N + 1) / (n + 0.5)), n of N texts hold it (stemmed)."""
    counts, total = count_texts(connection, words, among=among)
    return {word: math.log((total + 1) / (count + 0.5)) for word, count in counts.items()}


def match_terms(idf: Mapping[str, float], total: int) -> str:
    """The FTS5 expression that finds any of the words; in a large library it leaves out what would take long.

    SQLite scores every text found, about a million a second. So of more than MANY texts, words that every tenth
    text holds are left out where there are rarer ones. The rarest are looked up until their texts together reach
    MANY; of the rest, the rarest must be there and any other.
    """
    if total <= MANY:
        return " OR ".join(map(quoted, idf))
    rarest_first = sorted(idf, key=lambda word: -idf[word])
    telling = [word for word in rarest_first if idf[word] > math.log(1 / COMMON)] or rarest_first
    texts = list(accumulate((total + 1) * math.exp(-idf[word]) for word in telling))
    any_of = max(1, bisect_right(texts, MANY))
    terms = list(map(quoted, telling))
    rest = terms[any_of:]
    together = [f"({rest[0]} AND ({' OR '.join(rest[1:])}))"] if len(rest) > 1 else []
    return " OR ".join([*terms[:any_of], *together])


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
        {"terms": match_terms(idf, total_texts(connection)), "source": source, "count": count},
    )
    return {row["rowid"]: row["score"] / most for row in rows}
