"""Questions by the file: JSON lines in, one JSON line each out, in order."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from quotewise.index import LibraryError

Json = dict[str, Any]


class BadLine(Exception):
    """A line of a batch that cannot be read; the message says why."""


def run_batch(file: str, respond: Callable[[Json], Json]) -> bool:
    """Print `respond(item)` for each line of `file` ("-" is stdin); returns whether every line went well.

    A line that cannot be read or answered gives {"id", "error"} and the rest goes on.
    """
    fine = True
    for line in lines_of(file):
        item: Json = {}
        try:
            item = read_item(line)
            reply = respond(item)
        except (BadLine, LibraryError) as error:
            fine = False
            reply = {"id": item.get("id", id_in(line)), "error": str(error)}
        print(json.dumps(reply, ensure_ascii=False), flush=True)
    return fine


def lines_of(file: str) -> Iterator[bytes]:
    if file == "-":
        yield from (line for line in sys.stdin.buffer if line.strip())
        return
    with Path(file).open("rb") as stream:
        yield from (line for line in stream if line.strip())


def read_item(line: bytes) -> Json:
    """The fields of a line that matter, checked; all others are dropped here, before anything is answered."""
    item = parse(line)
    if not isinstance(item.get("id"), str):
        raise BadLine('"id" must be a string')
    if not isinstance(item.get("question"), str) or not item["question"].strip():
        raise BadLine('"question" must be a string that is not empty')
    history = item.get("history") or []
    if not isinstance(history, list) or len(history) % 2 or not all(isinstance(turn, str) for turn in history):
        raise BadLine('"history" must be a flat list of strings, question and answer in turn')
    return {"id": item["id"], "question": item["question"], "history": history}


def parse(line: bytes) -> Json:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not a line of JSON ({error})") from error
    if not isinstance(item, dict):
        raise BadLine("not a JSON object")
    return item


def id_in(line: bytes) -> Any:
    """The id of a line that was refused for something else, or None."""
    try:
        return parse(line).get("id")
    except BadLine:
        return None
