"""Questions as people type them: chat shorthand written out, misspelt words set right by the words of the notes."""

import re
import sqlite3

from quotewise.index.encoder import Encoder
from quotewise.index.lexical import LONGEST, SHORTEST, expression, languages_of
from quotewise.ingest.words import stop_words

FAR = 8  # letters from which a word may hold two mistakes
RARE = 7  # letters from which a word may stand in one text alone, where a letter was dropped, doubled or moved
KNOWN = 5  # texts that hold a word which another is taken for that has other letters: else that may be a name
ENDINGS = ("s", "es", "d", "ed", "ing", "er", "est", "ly")

# The commonest of English chat; one that the notes use themselves is left alone.
SHORTHAND = {
    short: long
    for short, _, long in (
        pair.strip().partition(" ")
        for pair in """abt about; b4 before; bc because; bcos because; btw by the way; coz because; cuz because;
        dunno do not know; em them; gimme give me; gonna going to; gotta have to; gr8 great; hav have; hows how is;
        howz how is; hw how; idk I do not know; imo in my opinion; in2 into; kinda kind of; l8r later; lemme let me;
        msg message; outta out of; pls please; plz please; ppl people; prolly probably; sorta sort of; thats that is;
        tho though; thru through; thx thanks; ur your; wanna want to; wat what; wats what is; watz what is;
        whats what is; wich which; wot what; wut what""".split(";")
    )
}
# A letter stands for a word only in a question that is written so elsewhere, too.
LETTERS = {"n": "and", "u": "you", "w": "with"}

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?")
_LETTER = re.compile(rf"(?<!\S)[{''.join(LETTERS)}](?!\S)")


def repair(connection: sqlite3.Connection, encoder: Encoder, question: str) -> str:
    """The question with shorthand written out and misspelt words replaced by words of the notes.

    A word stays that the notes hold, that the encoder reads whole, or that is an ending away from such a one. So does
    what may be a name, a word with a capital that is not the question's first. In the place of another comes the
    word, held by two texts at least or RARE letters long, that begins and ends with the same letter and has a letter
    more or less, or two that changed places; or held by KNOWN texts and one mistake away, or two in a long word. Of
    several it is the nearest, then the commonest.
    """

    def spell(match: re.Match[str]) -> str:
        word = match.group()
        first = not question[: match.start()].strip()
        if not (word.islower() or (first and word[1:].islower())):
            return word
        right = _write_out(connection, word.lower()) or _correct(connection, encoder, word.lower())
        return (right.capitalize() if word[0].isupper() else right) if right else word

    repaired = _WORD.sub(spell, question)
    return question if repaired == question else _LETTER.sub(lambda match: LETTERS[match.group()], repaired)


def _write_out(connection: sqlite3.Connection, word: str) -> str | None:
    longhand = SHORTHAND.get(word)
    return longhand if longhand and not _in_notes(connection, word) else None


def _correct(connection: sqlite3.Connection, encoder: Encoder, word: str) -> str | None:
    if not (word.isalpha() and SHORTEST <= len(word) <= LONGEST):
        return None
    if any(word in stop_words(language) for language in languages_of(connection)) or _in_notes(connection, word):
        return None
    return None if is_read_whole(encoder, word) else _nearest(connection, word)


def _in_notes(connection: sqlite3.Connection, word: str) -> bool:
    """Whether a passage holds the word, or another with the same stem."""
    wanted = expression(word, languages_of(connection))
    found = connection.execute("SELECT 1 FROM passage_text WHERE passage_text MATCH ? LIMIT 1", (wanted,))
    return found.fetchone() is not None


def is_read_whole(encoder: Encoder, word: str) -> bool:
    """Whether the word is one token of the encoder, or what is left of it without its ending."""
    stems = [word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending)]
    forms = [word, *(stem + end for stem in stems if len(stem) > 2 for end in ("", "e"))]
    markers, *counts = encoder.count_tokens(["", *forms])
    return markers + 1 in counts


def _nearest(connection: sqlite3.Connection, word: str) -> str | None:
    """The word of the notes fewest mistakes away: a letter more, less or another, or two that changed places."""
    from rapidfuzz.distance import OSA

    far = 2 if len(word) >= FAR else 1
    rows = connection.execute(
        """SELECT word, texts FROM word WHERE word >= :first AND word < :after AND (texts > 1 OR length(word) >= :rare)
           AND substr(word, -1) = :last AND length(word) BETWEEN :least AND :most""",
        {
            "first": word[0],
            "after": chr(ord(word[0]) + 1),
            "last": word[-1],
            "least": len(word) - far,
            "most": len(word) + far,
            "rare": RARE,
        },
    )
    found = [
        (OSA.distance(word, row["word"], score_cutoff=far), -row["texts"], row["word"])
        for row in rows
        if row["texts"] >= KNOWN or _is_slip(word, row["word"])
    ]
    mistakes, _, best = min(found, default=(far + 1, 0, ""))
    return best if mistakes <= far else None


def _is_slip(word: str, other: str) -> bool:
    """Whether a word is another with one letter more or less, or two that changed places: no other letter in its place.

    "mopping" is a word of its own beside the "mapping" of a single note.
    """
    from rapidfuzz.distance import OSA

    return OSA.distance(word, other, score_cutoff=1) == 1 and (len(word) != len(other) or sorted(word) == sorted(other))
