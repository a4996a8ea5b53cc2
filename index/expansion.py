"""What the acronyms in a question stand for, in the words of the notes: they explain most of those they use."""

import re
import sqlite3

from quotewise.index.lexical import expression, languages_of
from quotewise.ingest.words import small_words

LOOKED_THROUGH = 200  # texts with an acronym in which its words are looked for
_ACRONYM = re.compile(r"\b[A-Z]{2,7}(?=s?\b)")
_WORDS = re.compile(r"[^\W\d_][\w'-]*")
_GAP = re.compile(r"[\s-]+")


def expand(connection: sqlite3.Connection, question: str) -> str:
    """The question with the words behind it that its acronyms stand for, where the notes say so ("Random Cut Forest
    (RCF)", "RCF: Random Cut Forest") and the question does not."""
    told = [_spell_out(connection, acronym) for acronym in dict.fromkeys(_ACRONYM.findall(question))]
    return " ".join([question, *(words for words in told if words and words.lower() not in question.lower())])


def _spell_out(connection: sqlite3.Connection, acronym: str) -> str:
    rows = connection.execute(
        "SELECT text FROM content WHERE id IN"
        " (SELECT rowid FROM passage_text WHERE passage_text MATCH ? ORDER BY rowid LIMIT ?)",
        (f"text : {expression(acronym, languages_of(connection))}", LOOKED_THROUGH),
    )
    return next((words for row in rows if (words := find_words_of(acronym, row["text"]))), "")


def find_words_of(acronym: str, text: str) -> str:
    """The words before "(ACRONYM)", or behind "ACRONYM (", "ACRONYM:" or a dash, whose initials it is made of."""
    for match in re.finditer(rf"(?:^|(?<=[\s(*\"])){acronym}s?\b", text):
        before, behind = text[max(0, match.start() - 100) : match.start()], text[match.end() : match.end() + 100]
        if before.endswith("(") and (words := _last_with_initials(acronym, before[:-1])):
            return words
        led_in = re.match(r"\**(?: \(|: |\s[\u2013\u2014-]\s)", behind)
        if led_in and (words := _first_with_initials(acronym, behind[led_in.end() :])):
            return words
    return ""


def _last_with_initials(acronym: str, text: str) -> str:
    words = _words_of(re.split(r"[.:;,!?()|]", text)[-1])
    tails = (words[at:] for at in range(len(words) - 2, max(-1, len(words) - 10), -1))
    return next((" ".join(tail) for tail in tails if _initials(tail) == acronym), "")


def _first_with_initials(acronym: str, text: str) -> str:
    words = _words_of(re.split(r"[.:;,!?()|]", text)[0])
    heads = (words[:end] for end in range(2, min(len(words), 9) + 1))
    return next((" ".join(head) for head in heads if _initials(head) == acronym), "")


def _words_of(text: str) -> list[str]:
    return [word.strip("*_\"'") for word in text.split()]


def _initials(words: list[str]) -> str:
    """Of all but the small words; a hyphen parts a word in two. "" where the first word is a small one."""
    parts = [part for word in words for part in _GAP.split(word) if _WORDS.match(part)]
    small = small_words()
    return "" if not parts or parts[0] in small else "".join(part[0] for part in parts if part not in small).upper()
