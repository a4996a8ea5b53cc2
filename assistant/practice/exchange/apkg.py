"""Questions as an Anki package: a zip of an SQLite file in Anki's schema 11, which every Anki since 2.1 reads.

Written with the standard library: the usual package for it, genanki, needs one under the LGPL.
"""

import hashlib
import io
import json
import re
import sqlite3
import time
import zipfile
from collections.abc import Sequence
from contextlib import closing

from quotewise.assistant.practice.exchange.card import asked_html, key_html, plain, sources_html, why_html
from quotewise.assistant.practice.exchange.cards import ours
from quotewise.assistant.practice.question import Question

DECK, DECK_ID, MODEL_ID = "quotewise", 1_763_700_001, 1_763_700_002  # for good: Anki knows both by these numbers
MODEL_CHANGED = 1_763_700_000  # seconds; to be raised with FIELDS, FRONT, BACK or STYLE
FIELDS = ("Question", "Answer", "Why", "Sources", "About")
FRONT = "{{Question}}"
BACK = '{{FrontSide}}<hr id="answer">{{Answer}}{{Why}}{{Sources}}<div class="about">{{About}}</div>'
STYLE = """.card { font: 18px/1.45 system-ui, sans-serif; text-align: left; max-width: 42rem;
  margin: 0 auto; padding: 1rem }
.stem { font-weight: 600 } ul { padding-left: 1.2rem } .options, .key, .sources { list-style: none; padding-left: 0 }
.key { font-weight: 600 } .sources, .about, .choose { font-size: 15px; opacity: .8 } cite { display: block }"""
TABLES = """
CREATE TABLE col(id INTEGER PRIMARY KEY, crt INTEGER NOT NULL, mod INTEGER NOT NULL, scm INTEGER NOT NULL,
  ver INTEGER NOT NULL, dty INTEGER NOT NULL, usn INTEGER NOT NULL, ls INTEGER NOT NULL, conf TEXT NOT NULL,
  models TEXT NOT NULL, decks TEXT NOT NULL, dconf TEXT NOT NULL, tags TEXT NOT NULL);
CREATE TABLE notes(id INTEGER PRIMARY KEY, guid TEXT NOT NULL, mid INTEGER NOT NULL, mod INTEGER NOT NULL,
  usn INTEGER NOT NULL, tags TEXT NOT NULL, flds TEXT NOT NULL, sfld INTEGER NOT NULL, csum INTEGER NOT NULL,
  flags INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE cards(id INTEGER PRIMARY KEY, nid INTEGER NOT NULL, did INTEGER NOT NULL, ord INTEGER NOT NULL,
  mod INTEGER NOT NULL, usn INTEGER NOT NULL, type INTEGER NOT NULL, queue INTEGER NOT NULL, due INTEGER NOT NULL,
  ivl INTEGER NOT NULL, factor INTEGER NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL,
  left INTEGER NOT NULL, odue INTEGER NOT NULL, odid INTEGER NOT NULL, flags INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE revlog(id INTEGER PRIMARY KEY, cid INTEGER NOT NULL, usn INTEGER NOT NULL, ease INTEGER NOT NULL,
  ivl INTEGER NOT NULL, lastIvl INTEGER NOT NULL, factor INTEGER NOT NULL, time INTEGER NOT NULL,
  type INTEGER NOT NULL);
CREATE TABLE graves(usn INTEGER NOT NULL, oid INTEGER NOT NULL, type INTEGER NOT NULL);
"""
SEPARATOR = "\x1f"  # between the fields of a note


def to_apkg(questions: Sequence[Question], now: float | None = None) -> bytes:
    """The package. A note's GUID is its question's uuid, so that a package read again renews notes, never doubles them;
    behind what it shows stands the question itself, to be read back whole.

    now: seconds since 1970 that the notes bear; Anki takes those of the newer package.
    """
    moment = int(time.time() if now is None else now)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)
        connection.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", collection(moment))
        for number, question in enumerate(questions):
            note = moment * 1000 + number
            connection.execute(f"INSERT INTO notes VALUES ({', '.join('?' * 11)})", note_of(question, note, moment))
            # A new card: of type, queue and every other count 0, due in the order of the questions.
            card = (note, note, DECK_ID, 0, moment, -1, 0, 0, number, *[0] * 8, "")
            connection.execute(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", card)
        connection.commit()
        data = connection.serialize()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("collection.anki2", data)
        package.writestr("media", "{}")
    return out.getvalue()


def note_of(question: Question, note: int, moment: int) -> tuple[object, ...]:
    about = " \u00b7 ".join(part for part in (question.domain, question.topic, question.difficulty) if part)
    fields = [
        asked_html(question),
        key_html(question),
        why_html(question),
        sources_html(question),
        plain(about) + ours(question),
    ]
    first = question.stem.replace(SEPARATOR, " ")
    checksum = int(hashlib.sha1(fields[0].encode()).hexdigest()[:8], 16)
    written = SEPARATOR.join(field.replace(SEPARATOR, " ") for field in fields)
    return (note, question.id, MODEL_ID, moment, -1, f" {' '.join(tags(question))} ", written, first, checksum, 0, "")


def tags(question: Question) -> list[str]:
    """What Anki can be searched by: topic, domain, kind, thinking and difficulty, in trees."""
    told = {
        "domain": question.domain,
        "topic": question.topic,
        "kind": question.kind,
        "thinking": question.thinking,
        "difficulty": question.difficulty,
    }
    return ["quotewise", *(f"{name}::{tag(value)}" for name, value in told.items() if tag(value))]


def tag(text: str) -> str:
    """Words as one tag: no spaces, quotes or colons, which mean something to Anki."""
    return "_".join(re.sub(r"[\"':*\\()\x00-\x1f]+", " ", text).split())


def collection(moment: int) -> tuple[object, ...]:
    """The one row of the collection's own table."""
    deck = {
        "mod": moment, "usn": -1, "lrnToday": [0, 0], "revToday": [0, 0], "newToday": [0, 0], "timeToday": [0, 0],
        "collapsed": False, "browserCollapsed": False, "desc": "", "dyn": 0, "conf": 1, "extendNew": 0, "extendRev": 0,
    }  # fmt: skip
    decks = {"1": {**deck, "id": 1, "name": "Default"}, str(DECK_ID): {**deck, "id": DECK_ID, "name": DECK}}
    settings = {
        "id": 1, "mod": 0, "name": "Default", "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0, "replayq": True,
        "new": {"bury": False, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20},
        "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2},
        "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0}, "dyn": False,
    }  # fmt: skip
    conf = {"curDeck": DECK_ID, "curModel": MODEL_ID, "activeDecks": [DECK_ID], "nextPos": 1, "schedVer": 2}
    columns: tuple[object, ...] = (conf, {str(MODEL_ID): model()}, decks, {"1": settings}, {})
    return (1, moment, moment * 1000, MODEL_CHANGED * 1000, 11, 0, 0, 0, *map(json.dumps, columns))


def model() -> dict[str, object]:
    """The note type."""
    look = {"font": "Arial", "size": 20, "rtl": False, "sticky": False, "media": []}
    template = {"name": "Card 1", "ord": 0, "qfmt": FRONT, "afmt": BACK, "bqfmt": "", "bafmt": "", "did": None}
    return {
        "id": MODEL_ID, "name": "quotewise question", "type": 0, "mod": MODEL_CHANGED, "usn": -1, "sortf": 0,
        "did": DECK_ID, "css": STYLE, "tmpls": [template], "tags": [], "vers": [], "req": [[0, "all", [0]]],
        "latexPre": "", "latexPost": "",
        "flds": [{"name": name, "ord": place, **look} for place, name in enumerate(FIELDS)],
    }  # fmt: skip
