"""A file of questions, whatever program wrote it: recognised by what is in it, its name a hint at most."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from quotewise.assistant.claim_json import BadEntry
from quotewise.assistant.practice.build import id_for
from quotewise.assistant.practice.exchange.anki import read_apkg_cards, read_text_cards
from quotewise.assistant.practice.exchange.entry import asked_in, read_entry
from quotewise.assistant.practice.exchange.fields import Found, by_role, joined, phrase
from quotewise.assistant.practice.exchange.gift import is_gift, read_gift
from quotewise.assistant.practice.exchange.item import BadQuestions, Imported, Item, Raw
from quotewise.assistant.practice.exchange.json_items import is_json, read_json
from quotewise.assistant.practice.exchange.key import Base, as_list, base_of
from quotewise.assistant.practice.exchange.markdown import read_markdown
from quotewise.assistant.practice.exchange.moodle import read_moodle
from quotewise.assistant.practice.exchange.option import options_of
from quotewise.assistant.practice.exchange.table import is_cards, names_columns, read_table, rows_of
from quotewise.ingest import Note, SkippedNote, UnreadableNote
from quotewise.ingest.anki import read_cards as read_anki
from quotewise.ingest.text import decode

LARGEST = 20_000_000  # bytes of text
LARGEST_PACKAGE = 200_000_000  # bytes of a package, which has its pictures in it
TABLES = (".csv", ".tsv", ".tab")
KNOWN = "JSON, a table with named columns, Markdown, GIFT, Moodle XML, Anki, or cards with a tab between their sides"


def read_file(file: Path) -> Imported:
    """As `read_items`; raises OSError where the file cannot be read. One that is too large is not even begun."""
    if file.stat().st_size > LARGEST_PACKAGE:
        raise BadQuestions(f"it is larger than {LARGEST_PACKAGE / 1e6:g} MB: split it")
    return read_items(file.name, file.read_bytes())


def read_questions(name: str, data: bytes) -> Imported:
    """As `read_items`; raises BadQuestions also where none of the items can be asked, with the first reason."""
    found = read_items(name, data)
    if not found.questions:
        raise BadQuestions(f"it holds no question that can be asked; {found.first_trouble()}")
    return found


def read_items(name: str, data: bytes) -> Imported:
    """Everything in a file that is a question, taken or refused with its reason.

    Raises BadQuestions where the file cannot be read or holds none, with the remedy.
    """
    try:
        form, found = recognise(name, data)
        raws = list(found)
    except UnreadableNote as why:
        raise BadQuestions(f"it {why}") from why
    except SkippedNote as why:
        raise BadQuestions("it has no words in it: export it again") from why
    if not raws:
        raise BadQuestions(f"it holds no question: what can be read is {KNOWN}")
    base = numbering(entry for _, entry in raws)
    items = (read_item(place, at, entry, f"import:{name}", base) for at, (place, entry) in enumerate(raws, start=1))
    return Imported(name, form, tuple(apart(items)))


def read_item(place: str, number: int, entry: Any, origin: str, base: Base) -> Item:
    try:
        if isinstance(entry, BadEntry):
            raise entry
        question, mended = read_entry(entry, origin, base)
    except BadEntry as why:
        return Item(place, number, joined(asked_in(roles(entry))[:1]), why=str(why))
    except RecursionError:
        return Item(place, number, joined(asked_in(roles(entry))[:1]), why="its fields are nested too deep")
    return Item(place, number, question.stem, question, mended)


def apart(items: Iterable[Item]) -> Iterator[Item]:
    """The items, one that has another's id under one of its own words."""
    seen: dict[str, str] = {}
    for item in items:
        asked = item.question
        if asked is not None and asked.stem != seen.setdefault(asked.id, asked.stem):
            own = id_for(asked.kind, asked.stem, asked.answer or [text for pair in asked.pairs for text in pair])
            yield replace(item, question=replace(asked, id=own), mended=(*item.mended, "another one had its id"))
        else:
            yield item


def roles(entry: Any) -> Found:
    return by_role(entry) if isinstance(entry, dict) else {}


def numbering(entries: Iterable[Any]) -> Base:
    """What the numbers of options count from in these entries; None where they do not tell."""
    answers: list[tuple[Any, int]] = []
    for found in map(roles, entries):
        with suppress(BadEntry, RecursionError):
            options, holder = options_of(found)
            words = {option.text for option in options}  # an answer in an option's own words counts nothing
            given = [value for name, value in found.get("answer", ()) if name != holder and options]
            answers += [(one, len(options)) for one in given if not words & {*map(phrase, map(str, as_list(one)))}]
    return base_of(answers)


def recognise(name: str, data: bytes) -> tuple[str, Iterable[Raw]]:
    """What a file is, and its entries with their places; raises UnreadableNote, SkippedNote or BadQuestions."""
    packed = data.startswith(b"PK")
    if len(data) > (most := LARGEST_PACKAGE if packed else LARGEST):
        raise BadQuestions(f"it is larger than {most / 1e6:g} MB: split it")
    if packed:
        return "Anki package", read_apkg_cards(data)
    text = decode(data)[0].removeprefix("\ufeff")
    if text.lstrip()[:14].lower().startswith(("<!doctype html", "<html")):
        raise BadQuestions("it is a page to be read or printed: export JSON, CSV or Anki instead")
    if not text.strip():
        raise BadQuestions("it holds no question, for it is empty: export it again")
    if text.lstrip().startswith(("<?xml", "<quiz", "<!DOCTYPE", "<!doctype")):
        return "Moodle XML", read_moodle(text)
    if is_json(text):
        return "JSON", read_json(text)
    if text.startswith(("#", "tags:")) and (note := read_anki(Note(text, ""))):
        return "Anki text", read_text_cards(note)
    if is_gift(text):
        return "GIFT", read_gift(text)
    rows, named = rows_of(text), name.lower().endswith(TABLES)
    if names_columns(rows):
        return "table", read_table(rows)
    if ("\t" in text or named) and is_cards(rows, named="\t" not in text):
        return "cards", read_table([(0, ["term", "answer"]), *rows])
    return ("table", read_table(rows)) if named and rows else ("Markdown", read_markdown(text))
