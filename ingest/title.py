"""The words of a heading."""

import re

from quotewise.ingest.labels import strip_signs
from quotewise.ingest.line import HEAD, shorten

LONGEST = 80  # characters of a heading that are kept in the heading path
_MARKS = re.compile(r"^[#\s*_>]+|[\s#*_:：]+$|\n[=-]+\s*$")  # noqa: RUF001
# Emphasis, code and highlights within; "snake_case_name" and "2 * 3 * 4" have none
_INNER = re.compile(r"(\*{1,3}|`{1,2}|~~|==|(?<!\w)_{1,3})(?=\S)(.{1,200}?)(?<=\S)\1(?!(?<=_)\w)")


def name_title(head: str) -> str:
    """The words of a heading without its marks, at most `LONGEST` characters."""
    words = _MARKS.sub("", strip_signs(_MARKS.sub("", _INNER.sub(r"\2", head[:HEAD]))))
    return shorten(" ".join(words.split()), LONGEST)
