"""A Jupyter notebook to a note: its Markdown as it is, its code fenced, its text outputs cut short.

On json alone: nbformat checks a notebook against its schema and refuses what this can still read, in four packages.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from quotewise.ingest.note import Note, SkippedNote, UnreadableNote
from quotewise.ingest.parts import clean, fence, squeeze
from quotewise.ingest.text import decode

READER = "quotewise ipynb 3"

_OUTPUT_LINES = 20
_OUTPUT_CHARACTERS = 1_500
_TERMINAL_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read_notebook(data: bytes) -> Note:
    """The note in a notebook of format 3 or 4 as one text of Markdown, its tree left to whoever reads Markdown."""
    try:
        notebook = json.loads(decode(data)[0].lstrip("\ufeff"))
        language = _find_language(notebook)
        pieces = [piece for cell in _find_cells(notebook) for piece in _write_cell(cell, language)]
    except (ValueError, RecursionError, TypeError) as error:
        raise UnreadableNote("is damaged or no notebook; open it in Jupyter and save it again") from error
    text = "\n\n".join(filter(None, pieces))
    if not text:
        raise SkippedNote("empty")
    return Note(text, hashlib.sha256(data).hexdigest(), "extracted", READER)


def _find_language(notebook: Any) -> str:
    match notebook:
        case {"metadata": {"language_info": {"name": str(name)}} | {"kernelspec": {"language": str(name)}}}:
            return re.sub(r"[^\w+#-]", "", name)
    return "python"


def _find_cells(notebook: Any) -> list[Any]:
    """The cells of format 4, or those of format 3's worksheets."""
    match notebook:
        case {"cells": list(cells)}:
            return cells
        case {"worksheets": list(sheets)}:
            return [cell for sheet in sheets for cell in _find_cells(sheet)]
    raise TypeError("no cells")


def _write_cell(cell: Any, language: str) -> Iterator[str]:
    match cell:
        case {"cell_type": "code", "source": source} | {"cell_type": "code", "input": source}:
            yield _fence(_join(source), language)
            yield from (_fence(_shorten(_read_output(output)), "output") for output in cell.get("outputs") or ())
        case {"cell_type": "heading", "source": source}:
            level = cell.get("level")
            yield f"{'#' * min(level if isinstance(level, int) else 1, 6)} {squeeze(clean(_join(source)))}"
        case {"source": source}:
            yield clean(_join(source)).strip()


def _fence(code: str, label: str) -> str:
    code = clean(code)
    return fence(code, label) if code.strip() else ""


def _read_output(output: Any) -> str:
    """The text of an output: printed, a result, or the last line of an error."""
    match output:
        case {"ename": name}:
            return f"{name}: {output.get('evalue', '')}"
        case {"text": text} | {"data": {"text/plain": text}}:
            return _join(text)
    return ""


def _shorten(text: str) -> str:
    text = _TERMINAL_COLOURS.sub("", text).strip("\n")
    kept = "\n".join(text.split("\n")[:_OUTPUT_LINES])[:_OUTPUT_CHARACTERS]
    return kept + "\n..." * (len(kept) < len(text))


def _join(text: Any) -> str:
    """Notebooks write a text as a string or as a list of its lines."""
    return text if isinstance(text, str) else "".join(map(str, text))
