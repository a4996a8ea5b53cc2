"""What is said in a text from elsewhere, without the marks of HTML and Markdown around it."""

import re
from collections.abc import Iterable

from quotewise.ingest.block import apply_edits
from quotewise.ingest.html_marks import find_marks

SEEN_OR_HEARD = re.compile(r"<(?:img|audio|video|iframe|object|svg)\b|\[sound:|!\[[^\[\]\n]{0,300}\]\(", re.I)

_BOLD = re.compile(r"(\*\*|(?<!\w)__)(?=[^\s_*])(.{1,1000}?)(?<=[^\s_*])\1(?!_)")  # never from one gap to the next
_WRAPPED = re.compile(r"([*_`])(?=\S)([^*_`]+)(?<=\S)\1")
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,1000}\)|\[sound:[^\]\n]{0,300}\]")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:https?:|/|#)[^()\s]{0,1000}\)")


def bare(text: str) -> str:
    """A text's words, its lines kept: tags, entities, bold type, pictures and links gone.

    What is nothing but such marks stays as it is: it may be asked about, and is shown as the text it is.
    """
    shown = apply_edits(text, find_marks(text, 0, len(text))).text
    said = _LINK.sub(r"\1", _PICTURE.sub("", _BOLD.sub(r"\2", shown)))
    return in_lines(said) or in_lines(text)


def in_lines(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def phrase(text: str) -> str:
    """The same on one line, and out of code marks or slanted type where it stands in them as a whole."""
    said = joined([bare(text)])
    whole = _WRAPPED.fullmatch(said)
    return whole[2] if whole else said


def joined(texts: Iterable[str]) -> str:
    """Words on one line, those of several texts with a blank between."""
    return " ".join(" ".join(texts).split())
