"""Full-text search over stems: what a text is found by, what a question is looked up by, and the passages that match.

The full text holds our own stems (`ingest.words`), each text's by its language, so that SQLite parts them at spaces
and does nothing else. A word that is looked up is stemmed by every language of the library: any of its stems will do.
"""

import json
import math
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from quotewise.ingest.block import apply_edits
from quotewise.ingest.words import stems, tell_language

SATURATION = 2.2  # BM25 with k1 = 1.2, as in SQLite, gives a term at most k1 + 1 times its idf
MANY = 50_000  # texts; up to here words are counted one by one and all looked up, beyond it speed matters
COMMON = 0.1  # share of the texts that hold a word which finds nothing in so many
# Whether a note's source matches one of the GLOBs of a list as JSON, by the placeholder of that list.
AMONG = "EXISTS (SELECT 1 FROM json_each({}) AS one WHERE source GLOB one.value)"
WEIGHTS = "1.0, 0.3"  # of a passage's text, and of its note's title, its heading and topic
LANGUAGES = 4  # of a library, the commonest, by which a question's words are stemmed
SPOKEN = 0.01  # share of a library's texts from which their language is one of the library's
ENGLISH = "en"  # what a text is stemmed by whose language cannot be told, too: mostly names and code


SHORTEST, LONGEST = 4, 30  # letters; others are no use to find what a misspelt word should be
WORD = re.compile(rf"(?<![^\W_])[^\W\d_]{{{SHORTEST},{LONGEST}}}(?![^\W_])")


def index_texts(connection: sqlite3.Connection, contents: Iterable[int]) -> None:
    """Write the full text of contents that have a place, as the places show them, over what was there."""
    for content in contents:
        connection.execute("DELETE FROM passage_text WHERE rowid = ?", (content,))
        places = connection.execute(
            """SELECT title, heading, context, edits, content.text, note.language
               FROM place JOIN content ON content.id = content_id JOIN note ON note.id = note_id
               WHERE content_id = ? ORDER BY note_id, position""",
            (content,),
        ).fetchall()
        shown = apply_edits(places[0]["text"], json.loads(places[0]["edits"])).text
        about = dict.fromkeys(part for row in places for part in (row["title"], row["heading"], row["context"]) if part)
        put_text(connection, content, shown, "\n".join(about), places[0]["language"] or ENGLISH)


def put_text(connection: sqlite3.Connection, content: int, text: str, context: str, language: str) -> None:
    """Make one content found by the stems of its text and of what it stands under. language: ISO 639-1."""
    connection.execute("UPDATE content SET language = ? WHERE id = ? AND language <> ?", (language, content, language))
    connection.execute(
        "INSERT INTO passage_text(rowid, text, context) VALUES (?,?,?)",
        (content, " ".join(stems(text, language)), " ".join(stems(context, language))),
    )


def languages_of(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The languages of the library's texts, the commonest first; kept at ingestion."""
    kept = connection.execute("SELECT value FROM meta WHERE key = 'languages'").fetchone()
    return tuple(kept[0].split()) if kept and kept[0] else (ENGLISH,)


def language_of_question(connection: sqlite3.Connection, question: str) -> str:
    """Which of the library's languages a question is in; the commonest where that cannot be told."""
    languages = languages_of(connection)
    return tell_language(question, languages) or languages[0]


def keep_languages(connection: sqlite3.Connection) -> None:
    """Note which languages the library's texts are in."""
    rows = connection.execute(
        """SELECT language FROM content GROUP BY language
           HAVING count(*) >= ? * (SELECT count(*) FROM content) ORDER BY count(*) DESC, language""",
        (SPOKEN,),
    )
    languages = " ".join(row[0] for row in rows.fetchmany(LANGUAGES))
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('languages', ?)", (languages,))


def expression(word: str, languages: Sequence[str]) -> str:
    """The FTS5 expression that finds a word by any of its stems; its parts must stand side by side."""
    phrases = dict.fromkeys(" ".join(stems(word, language)) for language in languages)
    every = [f'"{phrase}"' for phrase in phrases]  # stems hold no sign of FTS5's
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def count_texts(
    connection: sqlite3.Connection, words: Iterable[str], *, among: str = "text context"
) -> tuple[dict[str, int], int]:
    """For each word how many texts hold it (stemmed), and how many texts there are.

    Exact up to MANY; a commoner word is estimated from where the first MANY of its texts lie. among: "text"
    leaves out the headings and topics that the texts stand under.
    """
    # Two queries: SQLite finds one end in no time, but both in one only by a scan.
    first, last = connection.execute("SELECT (SELECT min(id) FROM content), (SELECT max(id) FROM content)").fetchone()
    languages = languages_of(connection)
    counts = {}
    for word in words:
        count, reached = connection.execute(
            "SELECT count(*), max(rowid) FROM"
            " (SELECT rowid FROM passage_text WHERE passage_text MATCH ? ORDER BY rowid LIMIT ?)",
            (f"{{{among}}} : {expression(word, languages)}", MANY),
        ).fetchone()
        counts[word] = count if count < MANY else round(count * (last - first + 1) / (reached - first + 1))
    return counts, total_texts(connection)


def count_holding_all(connection: sqlite3.Connection, words: Iterable[str]) -> int:
    """How many texts hold all of some words (stemmed), themselves or in what they stand under."""
    languages = languages_of(connection)
    every = " AND ".join(expression(word, languages) for word in words)
    (count,) = connection.execute("SELECT count(*) FROM passage_text WHERE passage_text MATCH ?", (every,)).fetchone()
    return int(count)


def total_texts(connection: sqlite3.Connection) -> int:
    """How many texts there are: kept at ingestion, because SQLite counts rows one by one."""
    kept = connection.execute("SELECT value FROM meta WHERE key = 'texts'").fetchone()
    return int(kept[0] if kept else connection.execute("SELECT count(*) FROM content").fetchone()[0])


def inverse_frequencies(
    connection: sqlite3.Connection, words: Iterable[str], *, among: str = "text context"
) -> dict[str, float]:
    """How telling each word is in this library."""
    counts, total = count_texts(connection, words, among=among)
    return {word: inverse_frequency(count, total) for word, count in counts.items()}


def inverse_frequency(count: int, total: int) -> float:
    """BM25's inverse document frequency of a word that n of N texts hold: ln(1 + (N - n + 0.5) / (n + 0.5)).

    Robertson and Zaragoza 2009; Lucene's 1 keeps it above zero, and makes it ln((N + 1) / (n + 0.5)).
    """
    return math.log((total + 1) / (count + 0.5))


def match_terms(idf: Mapping[str, float], total: int, languages: Sequence[str]) -> str:
    """The FTS5 expression that finds any of the words; in a large library it leaves out what would take long.

    SQLite scores every text found, about a million a second. So of more than MANY texts, words that every tenth
    text holds are left out where there are rarer ones. The rarest are looked up until their texts together reach
    MANY; of the rest, the rarest must be there and any other.
    """
    if total <= MANY:
        return " OR ".join(expression(word, languages) for word in idf)
    rarest_first = sorted(idf, key=lambda word: -idf[word])
    telling = [word for word in rarest_first if idf[word] > math.log(1 / COMMON)] or rarest_first
    texts = list(accumulate((total + 1) * math.exp(-idf[word]) for word in telling))
    any_of = max(1, bisect_right(texts, MANY))
    terms = [expression(word, languages) for word in telling]
    rest = terms[any_of:]
    together = [f"({rest[0]} AND ({' OR '.join(rest[1:])}))"] if len(rest) > 1 else []
    return " OR ".join([*terms[:any_of], *together])


def find_words(
    connection: sqlite3.Connection, idf: Mapping[str, float], count: int, *, globs: str | None = None
) -> dict[int, float]:
    """The `count` passages that hold most of the words, as content ids with BM25 scores from 0 to about 1.

    idf: the words looked up, with their inverse document frequencies: what a passage could score at most. globs: of
    sources to look in, a list as JSON.
    """
    most = SATURATION * sum(idf.values())
    if not idf or most <= 0:
        return {}
    among = f"""AND rowid IN (SELECT content_id FROM place JOIN note ON note.id = note_id
                              WHERE {AMONG.format(":globs")})"""
    rows = connection.execute(
        f"""SELECT rowid, -bm25(passage_text, {WEIGHTS}) AS score FROM passage_text
            WHERE passage_text MATCH :terms {among if globs else ""} ORDER BY score DESC, rowid LIMIT :count""",
        {
            "terms": match_terms(idf, total_texts(connection), languages_of(connection)),
            "globs": globs,
            "count": count,
        },
    )
    return {row["rowid"]: row["score"] / most for row in rows}


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
