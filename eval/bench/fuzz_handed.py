"""Feeds spoilt input to what reads other files, models and programs: more than a result or a named refusal?

`python -m quotewise.eval.bench.fuzz_handed --inputs 100000 [--kind blueprint] [--seed 1]`. Anything that is not
foreseen ends it, with the input it came from written to a file. Memory is held to `--megabytes`, where the system can.
"""

import argparse
import io
import random
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from quotewise.assistant.chat.second_look import read_reply
from quotewise.assistant.errors import BadBlueprint
from quotewise.assistant.exam.blueprint import packaged, read_blueprint, text_of
from quotewise.assistant.model_output import lines, read_line
from quotewise.assistant.practice.exchange import BadQuestions, read_items
from quotewise.eval.dataset import SAMPLE
from quotewise.index import Library, LibraryError
from quotewise.ingest import SkippedNote, UnreadableNote
from quotewise.ingest.docx import read_docx
from quotewise.ingest.epub import read_epub
from quotewise.ingest.html import read_html
from quotewise.ingest.notebook import read_notebook
from quotewise.ingest.pdf import read_pdf

SIGNS = [*map(str.encode, "\0 < > & \" ' [ ] { } | -1 1e999 \\u0000".split(" ")), b"\xff", b"\n", b"\r\n"]
SIGNS += ["\u202e".encode(), "第".encode(), b"[1]", b"[999]", b"yes", b"no", b"</think>", b"```json\n", b"A" * 3000]
REPLY = b"[1] yes\n[2] no, it says 5\n[3] yes but only in part\n<think>maybe [2] yes</think>\n[4]: no\n[1] no\n"
SAID = b'[1] A shard takes in 1 MB/s. | "one shard takes in 1 MB/s"\n- [2, 3] It gives out 2 MB. | "2 MB" "out"\nNOT IN'
SAID_JSON = b'```json\n{"answer": [{"statement": "A shard takes 1 MB.", "citations": [1], "quote": "1 MB/s"}]}\n```\n'
GIFT = b"::one:: What is 1 + 1? {=2 #right ~3 ~%50%4}\n\n// no\nIt is {T}\n\nMatch {=a -> b =c -> d}\n"
MARKED = (
    b"1. What is it?\n\nA) one\nB) **two**\nC) three\n\nAnswer: B\nExplanation: so\n\n## Question 2\n- [ ] a\n- [x] b\n"
)
MOODLE = (
    b'<?xml version="1.0"?><quiz><question type="multichoice"><questiontext format="html"><text><![CDATA[<p>Q?</p>]]>'
    b'</text></questiontext><answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
    b"</question></quiz>"
)
BOOK = {
    "META-INF/container.xml": b'<container xmlns="c"><rootfile full-path="b.opf"/></container>',
    "b.opf": b'<package xmlns="o"><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    b'<spine><itemref idref="a"/></spine></package>',
    "a.xhtml": b"<html><body><h1>Title</h1><p>Words <b>bold</b></p><table><tr><td>1</td></tr></table></body></html>",
}
NOTEBOOK = (
    b'{"cells": [{"cell_type": "markdown", "source": ["# One"]}, {"cell_type": "code", "source": "x"}], "nbformat": 4}'
)


@dataclass(frozen=True, slots=True)
class Kind:
    """examples: whole inputs. read: what is done with one. refusals: what it may raise."""

    examples: Sequence[bytes]
    read: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...] = ()


def main(arguments: Sequence[str] | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kinds = kinds_in(Path(folder))
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--inputs", type=int, default=100_000, help="inputs a kind")
        parser.add_argument("--kind", choices=[*kinds], action="append", help="by default all of them")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--megabytes", type=int, default=4000)
        options = parser.parse_args(arguments)
        bound(options.megabytes)
        for name in options.kind or kinds:
            print(f"{name}: {run(kinds[name], options.inputs, random.Random(f'{name} {options.seed}'))}", flush=True)


def kinds_in(folder: Path) -> dict[str, Kind]:
    """Every kind by its name. folder: to write files to that are read from the disk."""
    notes, unread = SAMPLE / "notes", (SkippedNote, UnreadableNote)
    blueprints = [text_of(name).encode() for name in packaged()]
    banks = [GIFT, MARKED, MOODLE, (SAMPLE / "exam.jsonl").read_bytes()[:6000]]
    banks.append(b"question;a;b;answer\nWhat?;1;2;a\nWhich;x;y;2\n")
    return {
        "second look": Kind([REPLY], lambda data: read_reply(data.decode(errors="replace"), 4)),
        "model": Kind([SAID, SAID_JSON], read_said),
        "blueprint": Kind(blueprints, read_exam, (BadBlueprint,)),
        "questions": Kind(banks, partial(read_items, "questions"), (BadQuestions,)),
        "html": Kind([(notes / "agents.html").read_bytes()], read_html, unread),
        "notebook": Kind([NOTEBOOK], read_notebook, unread),
        "docx": Kind([(notes / "generative-ai.docx").read_bytes()], read_docx, unread),
        "epub": Kind([pack(BOOK)], read_epub, unread),
        "pdf": Kind([(notes / "judging-generated-text.pdf").read_bytes()], read_pdf, unread),
        "library": Kind([made_library(folder)], partial(use_library, folder / "spoilt", count()), (LibraryError,)),
    }


def read_said(data: bytes) -> object:
    return [read_line(line) for line in lines([data.decode(errors="replace")])]


def read_exam(data: bytes) -> object:
    return read_blueprint.__wrapped__(data.decode(errors="replace"), "spoilt.toml")


def made_library(folder: Path) -> bytes:
    """The file of a small library."""
    note = folder / "notes" / "a.md"
    note.parent.mkdir()
    note.write_text("# Shards\n\nA shard takes in 1 MB per second.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    with Library.open(folder / "whole", create=True) as library:
        library.ingest([note.parent])
    return (folder / "whole" / "library.db").read_bytes()


def use_library(folder: Path, numbers: "count[int]", data: bytes) -> object:
    """Open a file as a library, search it and read its note."""
    place = folder / str(next(numbers))
    place.mkdir(parents=True)
    try:
        (place / "library.db").write_bytes(data)
        with Library.open(place) as library:
            found = library.search("What does a shard take in?")
            return found, [library.original(source) for source in library.status().sources]
    finally:
        for file in place.iterdir():
            file.unlink()
        place.rmdir()


def run(kind: Kind, inputs: int, chance: random.Random) -> str:
    refused, longest = Counter[str](), 0.0
    for _ in range(inputs):
        data, done, began = spoilt(chance, kind.examples), False, time.perf_counter()
        try:
            kind.read(data)
            done = True
        except kind.refusals as refusal:
            done = True
            refused[type(refusal).__name__] += 1
        finally:
            if not done:
                with tempfile.NamedTemporaryFile(delete=False, suffix=".spoilt") as file:
                    file.write(data)
                print(f"this is not read: {file.name}", flush=True)
        longest = max(longest, time.perf_counter() - began)
    told = ", ".join(f"{name} {number:,}" for name, number in refused.items()) or "none refused"
    return f"{inputs:,} inputs; {told}; the slowest took {longest * 1000:.0f} ms"


def spoilt(chance: random.Random, examples: Sequence[bytes]) -> bytes:
    """An example with some stretches gone, doubled, exchanged or written over; of an archive in its parts, too."""
    data = chance.choice(examples)
    if data[:2] == b"PK" and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as known:
            parts = {name: known.read(name) for name in known.namelist()}
        for name in chance.sample([*parts], min(len(parts), chance.randint(1, 2))):
            parts[name] = spoil(chance, parts[name])
        return pack(parts)
    return spoil(chance, data)


def spoil(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.choice([1, 1, 2, 4, 9])):
        low, high = sorted(chance.choices(range(len(data) + 1), k=2))
        near = min(high, low + chance.choice([1, 3, 40, 900]))
        match chance.randrange(6):
            case 0:
                data = data[:low] + data[near:]
            case 1:
                data = data[:near] + data[low:]
            case 2:
                data = data[:low] + chance.choice(SIGNS) * chance.choice([1, 1, 2, 50]) + data[low:]
            case 3:
                data = data[:low] + chance.randbytes(near - low) + data[near:]
            case 4:
                data = data[:low] + data[high : high + near - low] + data[near:]
            case _:
                data = data[:high]
    return data


def pack(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    return written.getvalue()


def bound(megabytes: int) -> None:
    """Let this process take no more memory."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
