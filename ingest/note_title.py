"""What a note is called: its title, its first heading, or its file's name without what programs add to it."""

import re
from pathlib import PurePosixPath, PureWindowsPath

from quotewise.ingest.edit import apply_edits, cut_edits
from quotewise.ingest.note import Note
from quotewise.ingest.title import name_title

_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Notion ends its exports in 32 hex digits, a database's also in "_all"; others begin or end them with a uuid
_BEFORE = re.compile(rf"{_UUID}[\s_.-]+", re.I)
_BEHIND = re.compile(rf"[\s_.-]+(?:[0-9a-f]{{32}}(?:_all)?|{_UUID})$", re.I)


def title_of(note: Note, name: str) -> str:
    """What a note calls itself: in its front matter or its file's properties, or in a heading of the first level at its
    top; else the name of its file. name: the path it is known by."""
    said = (block for block in note.tree.blocks if block.kind not in ("metadata", "navigation", "image", "rule"))
    first = next(said, None)
    heading = ""
    if first is not None and first.kind == "heading" and first.level == 1:
        edits = cut_edits(note.tree.edits, first.start, first.end)
        heading = name_title(_EMPHASIS.sub("", apply_edits(note.text[first.start : first.end], edits).text))
    return note.tree.title or heading or name_note(name)


def name_note(source: str) -> str:
    """A name for the note at this path: "Week 1" for "Course/Week_1 0f1e…d1e2.md"; never empty unless `source` is."""
    name = PurePosixPath(PureWindowsPath(source).as_posix()).name
    stem = PurePosixPath(name).stem or name
    bare = _BEHIND.sub("", _BEFORE.sub("", stem, count=1))
    return " ".join(bare.replace("_", " ").split()) or stem
