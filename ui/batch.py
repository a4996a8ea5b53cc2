"""Questions by the file: JSON lines in, one JSON line each out, in order."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

import click

from quotewise.assistant.claim_json import Json, line_of
from quotewise.assistant.errors import ModelError
from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.exam.wordings import read_choose
from quotewise.index import LibraryError
from quotewise.index.encoder import EncoderError
from quotewise.index.progress import ProgressError
from quotewise.ui.contract import Id

MOST_OPTIONS = 26  # as many as there are letters


class BadLine(Exception):
    """A line of a batch that cannot be read; the message says why."""


def run_batch(lines: Iterable[bytes], respond: Callable[[Json], Json], read: Callable[[bytes], Json]) -> bool:
    """Print `respond(read(line))` for each line that is not blank; returns whether every line went well.

    A line that cannot be read or answered gives {"id", "error"} and the rest goes on.
    """
    fine = True
    for line in lines:
        if not line.strip():
            continue
        try:
            reply = respond(read(line))
        except (BadLine, LibraryError, EncoderError, ModelError, ProgressError) as error:
            fine = False
            reply = {"id": id_in(line), "error": str(error)}
        click.echo(line_of(reply))  # flushed line by line
    return fine


def open_batch(file: str) -> AbstractContextManager[IO[bytes]]:
    """The lines of `file`; "-" is stdin. Raises OSError."""
    if file != "-":
        return Path(file).open("rb")
    if sys.stdin is None:  # closed by the shell
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return nullcontext(sys.stdin.buffer)


def read_item(line: bytes, also: str | None = None) -> Json:
    """The fields of a line that matter, checked; all others are dropped here, before anything is answered."""
    item = parse(line)
    if also in item and "question" not in item:
        item["question"] = item[also]
    if id_of(item) is None:
        raise BadLine('"id" must be a string or a whole number')
    if not isinstance(item.get("question"), str) or not item["question"].strip():
        raise BadLine('"question" must be a string that is not empty')
    history = [] if item.get("history") is None else item["history"]
    if not isinstance(history, list) or len(history) % 2 or not all(isinstance(turn, str) for turn in history):
        raise BadLine('"history" must be a flat list of strings, question and answer in turn')
    if not all(is_unicode(text) for text in (item["question"], *history)):
        raise BadLine("a string holds half of a surrogate pair, which is no character: write the whole pair")
    return {"id": item["id"], "question": item["question"], "history": history}


def read_exam_item(line: bytes) -> Json:
    """The id of a line and the exam question in it, checked; a key or a rationale that it carries is dropped here."""
    item = read_item(line)
    given = parse(line)
    options, choose = given.get("options"), given.get("choose")
    if not isinstance(options, dict) or not 2 <= len(options) <= MOST_OPTIONS or not all(options):
        raise BadLine(f'"options" must be an object of 2 to {MOST_OPTIONS} letters, each with its text')
    if not all(isinstance(text, str) and text.strip() and is_unicode(text) for text in options.values()):
        raise BadLine('each of the "options" must be a string that is not empty')
    if choose is None:
        choose = read_choose(item["question"])
    elif not isinstance(choose, int) or isinstance(choose, bool):
        raise BadLine('"choose" must be a whole number')
    if choose is not None and not 1 <= choose <= len(options):
        raise BadLine(f'"choose" must lie between 1 and {len(options)}, the number of options')
    return {"id": item["id"], "item": ExamItem(item["question"], options, choose)}


def is_unicode(text: str) -> bool:
    """Whether every character is one: JSON and command lines can smuggle in halves of surrogate pairs."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def parse(line: bytes) -> Json:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not a line of JSON ({error})") from error
    if not isinstance(item, dict):
        raise BadLine("not a JSON object")
    return item


def id_of(item: Json) -> Id:
    found: Any = item.get("id")
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def id_in(line: bytes) -> Id:
    """The id of a line that was refused for something else, or None."""
    try:
        return id_of(parse(line))
    except BadLine:
        return None
