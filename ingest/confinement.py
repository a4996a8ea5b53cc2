"""Reads a file in a process of its own: a hostile or broken one costs bounded time and memory, no more."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from typing import Any, Literal

from quotewise.ingest.archive import measure_markup
from quotewise.ingest.block import Tree, pack_tree, unpack_tree
from quotewise.ingest.note import Note, SkippedNote, UnreadableNote

Kind = Literal["pdf", "docx", "pptx", "html", "epub", "apkg"]

_ALWAYS = ("pdf", "apkg")  # read by libraries in C that a broken file may crash
LARGE = 4_000_000  # bytes of markup: the worst of that size takes some ten seconds and 400 MB to read
_REMEDY = "open it in its program and save it again in a simpler form (a PDF: print it to a new one), or split it"


def read_bounded(data: bytes, kind: Kind) -> Note:
    """The note in a file of this kind; of PDFs, Anki packages and markup of over 4 MB in a process of its own.

    Such a process takes a third of a second.
    """
    return read_confined(data, kind) if kind in _ALWAYS or measure_markup(data) > LARGE else _read(kind, data)


def read_confined(data: bytes, kind: Kind, *, seconds: float = 300.0, megabytes: int = 3_000) -> Note:
    """The note in a file of this kind, as its reader gives it.

    seconds: wall-clock limit. megabytes: limit of the address space, where the system can set one.
    Raises UnreadableNote as the reader does, and for a file that went over a limit or broke its reader.
    Safe from several threads: pdfium itself is not, and here each file has its own.
    """
    answer: dict[str, Any] = json.loads(
        run_confined("quotewise.ingest.confinement", kind, str(megabytes), data=data, seconds=seconds)
    )
    match answer:
        case {"skipped": why}:
            raise SkippedNote(why)
        case {"unreadable": why}:
            raise UnreadableNote(why)
    answer |= {"pages": tuple(answer["pages"]), "warnings": tuple(answer["warnings"])}
    return Note(**{**answer, "tree": unpack_tree(answer["tree"])})


def run_confined(module: str, *arguments: str, data: bytes, seconds: float) -> bytes:
    """What a module of ours, run as a program, makes of `data`; raises UnreadableNote where it fails or takes too long.

    arguments: its own, the last one how many megabytes of memory it may take (`limit_memory`).
    """
    # -P: no module of the folder quotewise was called from is imported in place of a library's
    command = [sys.executable, "-P", "-m", module, *arguments]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False, env=env)
    except subprocess.TimeoutExpired as error:
        raise UnreadableNote(f"took over {seconds:g} seconds to read; {_REMEDY}") from error
    if done.returncode:
        megabytes = int(arguments[-1])
        raise UnreadableNote(
            f"broke its reader or needed over {megabytes:,} MB of memory (status {done.returncode}); {_REMEDY}"
        )
    return done.stdout


def main() -> None:
    """The other process: a file on stdin, its note as JSON on stdout."""
    kind, megabytes = sys.argv[1:]
    limit_memory(int(megabytes))
    try:
        note = _read(kind, sys.stdin.buffer.read())
        answer = {**asdict(replace(note, tree=Tree())), "tree": pack_tree(note.tree)}
    except SkippedNote as error:
        answer = {"skipped": str(error)}
    except UnreadableNote as error:
        answer = {"unreadable": str(error)}
    except (MemoryError, RecursionError) as error:
        why = "nests its parts too deep" if isinstance(error, RecursionError) else f"needs more than {megabytes} MB"
        answer = {"unreadable": f"{why} to be read; {_REMEDY}"}
    sys.stdout.write(json.dumps(answer))


def _read(kind: str, data: bytes) -> Note:
    match kind:
        case "pdf":
            from quotewise.ingest.pdf import read_pdf

            return read_pdf(data)
        case "docx":
            from quotewise.ingest.docx import read_docx

            return read_docx(data)
        case "pptx":
            from quotewise.ingest.pptx import read_pptx

            return read_pptx(data)
        case "html":
            from quotewise.ingest.html import read_html

            return read_html(data)
        case "apkg":
            from quotewise.ingest.anki_package import read_apkg

            return read_apkg(data)
        case _:
            from quotewise.ingest.epub import read_epub

            return read_epub(data)


def limit_memory(megabytes: int) -> None:
    """Bound the address space of this process, where the system can."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))


if __name__ == "__main__":
    main()
