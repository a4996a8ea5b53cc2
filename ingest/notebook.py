"""A Jupyter notebook to a note: its words as they are, its code fenced, its text outputs cut short.

On json alone: nbformat checks a notebook against its schema and refuses what this can still read, in four packages.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from quotewise.ingest.note import Note, UnreadableNote
from quotewise.ingest.parts import Part, write_note
from quotewise.ingest.text import decode

READER = "quotewise ipynb 2"

_OUTPUT_LINES = 20
_OUTPUT_CHARACTERS = 1_500
_MARKED = re.compile(
    r"^(?P<fence>`{3,}|~{3,})(?P<label>[\w+#-]*)[^\n]*\n(?P<code>.*?)(?:^(?P=fence)[^\n]*|\Z)"
    r"|^(?P<marks>#{1,6}) +(?P<heading>[^\n]+)$",
    re.MULTILINE | re.DOTALL,
)
_TERMINAL_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read_notebook(data: bytes) -> Note:
    """The note in a notebook of format 3 or 4: Markdown cells, code, and what the code wrote as text."""
    try:
        notebook = json.loads(decode(data)[0].lstrip("\ufeff"))
        cells = list(_find_cells(notebook))
    except (ValueError, RecursionError, TypeError) as error:
        raise UnreadableNote("is damaged or no notebook; open it in Jupyter and save it again") from error
    language = _find_language(notebook)
    parts = [part for cell in cells for part in _read_cell(cell, language)]
    title = next((part.text for part in parts if part.kind == "heading" and part.level == 1), "")
    return write_note(data, [parts], READER, title=title)


def _find_cells(notebook: Any) -> Iterator[dict[str, Any]]:
    """The cells of format 4, or those of format 3's worksheets."""
    if not isinstance(notebook, dict) or not {"cells", "worksheets"} & notebook.keys():
        raise TypeError("no cells")
    for sheet in [notebook, *notebook.get("worksheets", [])]:
        yield from map(_as_dict, sheet.get("cells", []))


def _find_language(notebook: dict[str, Any]) -> str:
    metadata = _as_dict(notebook.get("metadata"))
    known = (_as_dict(metadata.get("language_info")).get("name"), _as_dict(metadata.get("kernelspec")).get("language"))
    return next((re.sub(r"[^\w+#-]", "", name) for name in known if isinstance(name, str)), "python")


def _read_cell(cell: dict[str, Any], language: str) -> Iterator[Part]:
    source = _join(cell.get("source", cell.get("input", "")))
    match cell.get("cell_type"):
        case "code":
            yield Part("code", source, label=language)
            for output in _as_list(cell.get("outputs")):
                yield Part("code", _shorten(_read_output(_as_dict(output))), label="output")
        case "heading":
            level = cell.get("level")
            yield Part("heading", source, level if isinstance(level, int) else 1)
        case _:
            yield from _read_markdown(source)


def _read_markdown(source: str) -> Iterator[Part]:
    """A cell's headings, its fenced code, and the text between them as it stands."""
    end = 0
    for found in _MARKED.finditer(source):
        yield Part("text", source[end : found.start()])
        if found["fence"]:
            yield Part("code", found["code"], label=found["label"])
        else:
            yield Part("heading", found["heading"].rstrip("# "), len(found["marks"]))
        end = found.end()
    yield Part("text", source[end:])


def _read_output(output: dict[str, Any]) -> str:
    """The text of an output: printed, a result, or the last line of an error."""
    if "ename" in output:
        return f"{output['ename']}: {output.get('evalue', '')}"
    data = _as_dict(output.get("data"))
    return _join(output.get("text") or data.get("text/plain") or "")


def _shorten(text: str) -> str:
    text = _TERMINAL_COLOURS.sub("", text).strip("\n")
    kept = "\n".join(text.split("\n")[:_OUTPUT_LINES])[:_OUTPUT_CHARACTERS]
    return kept + "\n..." * (len(kept) < len(text))


def _join(text: Any) -> str:
    """Notebooks write a text as a string or as a list of its lines."""
    return "".join(line for line in _as_list(text) if isinstance(line, str)) if not isinstance(text, str) else text


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
