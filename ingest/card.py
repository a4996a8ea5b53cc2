"""A flash card's field as Anki keeps it: HTML, gaps to fill in, sounds and formulas, and what is shown of them."""

import re
from collections.abc import Sequence
from html import unescape

from quotewise.ingest.block import Edit, merge_edits
from quotewise.ingest.html_marks import find_marks

_MARK = re.compile(
    r'\{\{c[\d,]{1,20}::|\}\}|::|""|\[sound:[^\]\r\n]{0,300}\]|\[/?(?:latex|\$\$?)\]|[\r\n]\s*',
    re.I,
)
# Where cards are exported instead of notes, a gap is drawn and its answer lies in the tag
_DRAWN = re.compile(
    r'<span class="{1,2}cloze"{1,2} data-cloze="{1,2}([^"<>]{0,500})"{1,2}[^<>]{0,200}>\[[^\]\r\n<]{0,300}\]</span>'
)
_OCCLUSION = "image-occlusion:"  # a gap that is a region of a picture
_SIGNS = " \t\r\n*`-_^|"  # what an edit may put there without a word of the field's own


def find_card_marks(text: str, start: int, end: int, *, html: bool = True, quoted: bool = False) -> list[Edit]:
    """What is shown in place of the marks in the field `text[start:end]`: edits in order, without overlap.

    A gap is shown filled in, without its hint; a sound not at all.
    html: whether tags and entities mean something; a line's end is a blank then, else it is kept.
    quoted: whether a doubled quote stands for one.
    """
    line = " " if html and text.find("<pre", start, end) < 0 else "\n"
    marks: list[Edit] = []
    gaps: list[tuple[re.Match[str], int]] = []  # each gap that is open, and where its hint begins, if it has one
    for mark in _MARK.finditer(text, start, end):
        match mark[0][:2].lower():
            case "{{":
                gaps.append((mark, 0))
            case "::" if gaps and not gaps[-1][1]:
                gaps[-1] = (gaps[-1][0], mark.start())
            case "}}" if gaps:
                marks += _fill_in(text, *gaps.pop(), mark)
            case '""' if quoted:
                marks.append((*mark.span(), '"'))
            case "[s" | "[l" | "[/" | "[$":
                marks.append((*mark.span(), "$" if "$" in mark[0] else ""))
            case "::" | "}}" | '""':
                pass
            case _:
                marks.append((*mark.span(), line))
    if not html:
        return list(merge_edits(marks))
    drawn = [(*gap.span(), unescape(gap[1])) for gap in _DRAWN.finditer(text, start, end)]
    return list(merge_edits([*drawn, *marks, *find_marks(text, start, end)]))


def _fill_in(text: str, opening: re.Match[str], hint: int, closing: re.Match[str]) -> list[Edit]:
    if text.startswith(_OCCLUSION, opening.end()):
        return [(opening.start(), closing.end(), "")]
    return [(*opening.span(), ""), (hint or closing.start(), closing.end(), "")]


def has_words(text: str, start: int, end: int, edits: Sequence[Edit]) -> bool:
    """Whether anything of `text[start:end]` is still to be seen after its edits."""
    for low, high, new in edits:
        if text[start:low].strip() or new.strip(_SIGNS):
            return True
        start = high
    return bool(text[start:end].strip())
