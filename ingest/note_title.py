"""The name of a note that has no title of its own: that of its file, without what programs add to it."""

import re
from pathlib import PurePosixPath, PureWindowsPath

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Notion ends its exports in 32 hex digits, a database's also in "_all"; others begin or end them with a uuid
_BEFORE = re.compile(rf"{_UUID}[\s_.-]+", re.I)
_BEHIND = re.compile(rf"[\s_.-]+(?:[0-9a-f]{{32}}(?:_all)?|{_UUID})$", re.I)


def name_note(source: str) -> str:
    """A name for the note at this path: "Week 1" for "Course/Week_1 0f1e…d1e2.md"; never empty unless `source` is."""
    name = PurePosixPath(PureWindowsPath(source).as_posix()).name
    stem = PurePosixPath(name).stem or name
    bare = _BEHIND.sub("", _BEFORE.sub("", stem, count=1))
    return " ".join(bare.replace("_", " ").split()) or stem
