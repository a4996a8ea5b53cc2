"""Chapters whose headings are gone: lines that announce the next one, end one, or begin one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quotewise.ingest.cue import strip_signs
from quotewise.ingest.line import Line
from quotewise.ingest.title import CHAPTER, Title, name_title

PREVIEW_LINES = 6  # how far a preview speaks of the chapter to come: "this chapter" in it is that one
_PART = r"(?:chapter|section|part|unit|module|lecture|lesson|week|appendi(?:x|ces))"
_NEXT = re.compile(rf"(?:up )?next(?P<part> {_PART})?\s*:\s+(?P<title>[A-Z0-9].{{2,120}})$", re.I)
_NAMES_PART = re.compile(rf"{_PART}\b", re.I)
_PREVIEW = re.compile(rf"(?:in|during) the (?:next|coming|following) {_PART}\b|coming (?:up|next)\b|up next\b", re.I)
_END = re.compile(r"End of (?:the )?(?P<what>[A-Z0-9][^.;!?]{2,100})$")
_BEGIN = re.compile(
    rf"what you(?:'|\u2019)?(?:ll| will) learn\b|in this {_PART},? (?:you|we)\b|prerequisites\b"
    rf"|learning (?:objectives|goals|outcomes)\b|this {_PART} (?:will|provides|covers|builds|introduces|explains"
    r"|connects|describes|presents|shows|teaches|deals|looks|explores|focuses|gives|is about)\b",
    re.I,
)
_FILE = re.compile(
    r"\s*\(?\b(?P<name>(?:\d+[_-])?[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)+|\d+[_-][A-Za-z0-9]+)(?:\.\w{2,5})?\)?$"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a line says about chapters. title: of the chapter announced. preview: whether it goes on about it."""

    kind: Literal["next", "end", "begin"]
    title: Title | None = None
    preview: bool = False


def read_notice(lines: Sequence[Line], at: int, title: Title | None) -> Notice | None:
    """The notice that line `at` is, or None. title: the heading that the line would be."""
    following = lines[at + 1].head if at + 1 < len(lines) else ""
    if title:
        previews = title.level == CHAPTER and _PREVIEW.match(strip_signs(following))
        return Notice("next", title, preview=True) if previews else None
    head = strip_signs(lines[at].head)
    announced = _NEXT.match(head)
    if announced:
        words = _name_chapter(announced["title"])
        known = announced["part"] or _NAMES_PART.search(announced["title"]) or words != announced["title"]
        return Notice("next", Title(CHAPTER, words)) if words and known else None
    if _END.match(head):
        return Notice("end")
    return Notice("begin") if _BEGIN.match(head) else None


def _name_chapter(words: str) -> str:
    """A chapter's name without the file it is linked to; of a file's name alone, the words in it."""
    file = _FILE.search(words)
    if not file:
        return name_title(words)
    bare = words[: file.start()].strip()
    return name_title(bare or re.sub(r"^\d+[_-]", "", file["name"]).replace("_", " ").replace("-", " ").capitalize())
