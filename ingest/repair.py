"""A note's text made readable again, with a map between every place in it and the original."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from quotewise.ingest.run import Block
from quotewise.ingest.edit import Edit, Repaired, apply_edits
from quotewise.ingest.line import Line, read_lines
from quotewise.ingest.mojibake import decode_line, is_misread
from quotewise.ingest.prose import is_torn
from quotewise.ingest.seam import find_answers
from quotewise.ingest.structure import find_blocks

_NEXT_ITEM = re.compile(r"(?<!\s)\s*(?=- \S)")


def repair(text: str) -> Repaired:
    """Mend wrongly decoded signs, sentences and table rows torn over lines, and lines glued together."""
    lines = list(read_lines(text))
    return apply_edits(text, find_edits(text, lines, list(find_blocks(lines))))


def find_edits(text: str, lines: Sequence[Line], blocks: Iterable[Block]) -> list[Edit]:
    """What a repair changes, in order, without overlap. lines, blocks: those of the same text."""
    misread = is_misread(text)
    edits: list[Edit] = []
    for at, (line, kind) in enumerate(_with_kinds(lines, blocks)):
        if kind in ("prose", "table", "quiz", "trap"):
            edits += _join(lines, at, kind)
        if misread or not line.text.isascii():
            edits += decode_line(lines, at, misread=misread)
        if kind == "quiz":
            edits += [(line.start + seam, line.start + seam, "\n") for seam in find_answers(line.text)]
    return list(_disjoint(sorted(edits)))


def _with_kinds(lines: Sequence[Line], blocks: Iterable[Block]) -> Iterator[tuple[Line, str]]:
    spans = [(block.pieces[0].start, block.kind) for block in blocks]
    starts = [start for start, _ in spans]
    for line in lines:
        yield line, spans[bisect_right(starts, line.start) - 1][1]


def _join(lines: Sequence[Line], at: int, kind: str) -> Iterator[Edit]:
    """Yield the edits that join line `at` to the one before, or part a torn item from the next one."""
    line = lines[at]
    if at == 0:
        return
    before = lines[at - 1]
    if before.end == line.start:
        yield before.end, line.start, "\n"  # a seam: the line reader parted what was glued
        return
    if kind == "table":
        if line.kind != "row" and before.text[0] == "|" and line.gap == 0 and line.text[0] != "|":
            yield before.end, line.start, " "
        return
    if not is_torn(lines, at):
        return
    yield before.end, line.start, "" if line.text[0] in ").,;" or before.text[-1] == "(" else " "
    seam = _NEXT_ITEM.search(line.text)
    if seam and _in_list(lines, at):
        yield line.start + seam.start(), line.start + seam.end(), "\n"


def _in_list(lines: Sequence[Line], at: int) -> bool:
    """Whether one of the lines just above is an item: four are enough for the pieces of a torn one."""
    return any(line.kind == "item" for line in lines[max(0, at - 4) : at])


def _disjoint(edits: Iterable[Edit]) -> Iterator[Edit]:
    at = 0
    for edit in edits:
        if edit[0] >= at:
            yield edit
            at = edit[1]
