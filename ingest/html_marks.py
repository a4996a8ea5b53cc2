"""Stub."""

import re

from quotewise.ingest.edit import Edit

_TAG = re.compile(r"<!--.*?(?:-->|$)|</?([A-Za-z][\w-]*)[^>]{0,2000}>", re.DOTALL)


def find_marks(text: str, start: int, end: int) -> list[Edit]:
    """Edits."""
    return [(m.start(), m.end(), "\n" if (m[1] or "").lower() == "br" else "") for m in _TAG.finditer(text, start, end)]
