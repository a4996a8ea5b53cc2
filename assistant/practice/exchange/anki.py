"""Questions to and from Anki: its packages and its text, a card's two sides, the question whole behind them."""

import base64
import hashlib
import io
import json
import re
import sqlite3
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import takewhile
from typing import TYPE_CHECKING

from quotewise.assistant.claim_json import Json
from quotewise.assistant.practice.exchange.as_html import about, asked_html, key_html, sources_html, why_html
from quotewise.assistant.practice.exchange.item import Raw
from quotewise.assistant.practice.exchange.option import is_run, split_label
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import question_json
from quotewise.ingest import Note, apply_edits
from quotewise.ingest.anki_package import FIELD, read_package, show_field

if TYPE_CHECKING:
    from quotewise.assistant.exam.service import Services

DECK, DECK_ID, MODEL_ID = "quotewise", 1_763_700_001, 1_763_700_002  # for good: Anki knows both by these numbers
MODEL_CHANGED = 1_763_700_000  # seconds; to be raised with FIELDS, FRONT, BACK or STYLE
FIELDS = ("Question", "Answer", "Why", "Sources", "About")
FRONT = "{{Question}}"
BACK = '{{FrontSide}}<hr id="answer">{{Answer}}{{Why}}{{Sources}}<div class="about">{{About}}</div>'
STYLE = """.card { font: 18px/1.45 system-ui, sans-serif; text-align: left; max-width: 42rem;
  margin: 0 auto; padding: 1rem }
.stem { font-weight: 600 } ul { padding-left: 1.2rem } .options, .key, .sources { list-style: none; padding-left: 0 }
.key { font-weight: 600 } .sources, .about, .choose { font-size: 15px; opacity: .8 } cite { display: block }"""
TABLES = {  # behind `id`
    "col": "crt mod scm ver dty usn ls conf models decks dconf tags",
    "notes": "guid mid mod usn tags flds sfld csum flags data",
    "cards": "nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data",
    "revlog": "cid usn ease ivl lastIvl factor time type",
    "graves": "usn oid type",
}


def to_apkg(questions: Sequence[Question], services: "Services | None" = None, *, now: float | None = None) -> bytes:
    """The package. A note's GUID is its question's uuid, so that a package read again renews notes, never doubles them.

    Behind what a card shows stands its question whole, so that quotewise reads it back as it was. services: to be
    flagged. now: seconds since 1970 that the notes bear; Anki takes those of the newer package.
    """
    moment = int(time.time() if now is None else now)
    with closing(sqlite3.connect(":memory:")) as connection:
        for name, columns in TABLES.items():
            connection.execute(f"CREATE TABLE {name}(id INTEGER PRIMARY KEY, {', '.join(columns.split())})")
        put(connection, "col", collection(moment))
        for number, question in enumerate(questions):
            note = moment * 1000 + number
            put(connection, "notes", note_of(question, services, note, moment))
            # A new card: of type, queue and every other count 0, due in the order of the questions.
            put(connection, "cards", (note, note, DECK_ID, 0, moment, -1, 0, 0, number, *[0] * 8, ""))
        connection.commit()
        data = connection.serialize()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("collection.anki2", data)
        package.writestr("media", "{}")
    return out.getvalue()


def put(connection: sqlite3.Connection, table: str, row: Sequence[object]) -> None:
    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def note_of(question: Question, services: "Services | None", note: int, moment: int) -> tuple[object, ...]:
    asked, sources = asked_html(question), sources_html(question, services)
    filed = about(question.domain, question.topic, question.difficulty) + ours(question)
    fields = [field.replace(FIELD, " ") for field in (asked, key_html(question), why_html(question), sources, filed)]
    checksum = int(hashlib.sha1(asked.encode()).hexdigest()[:8], 16)
    first = question.stem.replace(FIELD, " ")
    marks = f" {' '.join(tags(question))} "
    return (note, question.id, MODEL_ID, moment, -1, marks, FIELD.join(fields), first, checksum, 0, "")


def tags(question: Question) -> list[str]:
    """What Anki can be searched by: topic, domain, kind, thinking and difficulty, in trees."""
    told = {name: tag(getattr(question, name)) for name in ("domain", "topic", "kind", "thinking", "difficulty")}
    return ["quotewise", *(f"{name}::{value}" for name, value in told.items() if value)]


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


_BULLET = re.compile(r"^(?:[-*+\u2022]|\d{1,2}[.)])\s+")
_OURS = re.compile(r"<!--quotewise:([\w+/=]{1,200000})-->")  # beside what a card shows: the question whole


def ours(question: Question) -> str:
    """A question as a remark in HTML, which Anki keeps and does not show."""
    return f"<!--quotewise:{base64.b64encode(json.dumps(question_json(question)).encode()).decode()}-->"


def read_apkg_cards(data: bytes) -> Iterator[Raw]:
    """Each card of a package under the name of its deck; raises UnreadableNote."""
    number = 0
    for deck, written in read_package(data):
        front, *backs = [*filter(None, map(show_field, written.split(FIELD))), ""]
        if front:
            number += 1
            yield f"card {number}", {"topic": (deck or ("",))[-1], **read_card(front, "\n".join(backs), written)}


def read_text_cards(note: Note) -> Iterator[Raw]:
    """Each card of a note that Anki's text export was read into."""
    shown = apply_edits(note.text, note.tree.edits)
    for number, block in enumerate((block for block in note.tree.blocks if block.kind == "card"), start=1):
        front, *backs = (shown.cut(side.start, side.end) for side in block.children)
        yield f"card {number}", read_card(front, "\n".join(backs), note.text[block.start : block.end])


def read_card(front: str, back: str, written: str) -> Json:
    """A card as an entry: our own as it was, one whose front lists options by letters with these, else a term."""
    if (own := _OURS.search(written)) and (entry := opened(own[1])):
        return entry
    lines = front.splitlines()
    split = [split_label(_BULLET.sub("", line)) for line in lines]
    at = next((at for at in range(1, len(lines) - 1) if is_run([mark.casefold() for mark, _ in split[at:]])), 0)
    if not at:
        return {"term": front, "answer": back}
    behind = back.splitlines()
    listed = list(takewhile(_BULLET.match, behind))
    key, rest = [_BULLET.sub("", line) for line in listed] or behind[:1], behind[max(1, len(listed)) :]
    return {
        "question": "\n".join(lines[:at]),
        "options": dict(split[at:]),
        "answer": key,
        "explanation": " ".join(rest),
    }


def opened(told: str) -> Json | None:
    try:
        entry = json.loads(base64.b64decode(told))
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None
