"""HTML inside other text: what is shown in place of its tags, comments and entities."""

import html
import re
from collections.abc import Sequence
from html.entities import html5
from typing import NamedTuple

from quotewise.ingest.block import Edit

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNSEEN = frozenset("audio canvas embed head iframe noscript object script style svg template video".split())
TABLES = frozenset("table tbody td tfoot th thead tr".split())
BLOCKS = TABLES.union(
    HEADINGS,
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " header hr html legend li main menu nav ol p pre section summary ul".split(),
)
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_RAISED = {"sub": "_", "sup": "^"}
# Only tags that HTML has are marks: <bucket-name> and List<String> are words
_KNOWN = UNSEEN.union(
    BLOCKS,
    _SIGNS,
    _RAISED,
    "a abbr acronym area bdi bdo big br cite col data del dfn font img input ins kbd label link mark meta q rp rt ruby"
    " s samp small source span strike time title track tt u var wbr".split(),
)

_MARK = re.compile(
    r"(?P<comment><!--)|</?(?P<tag>[A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])"
    r"|&(?:[A-Za-z][A-Za-z0-9]{1,40}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
)
_STOP = re.compile(r"[<>\"']")
_QUOTES = 200  # quotes in one tag: what has more is no tag
_HIDDEN = re.compile(r"\s(?:hidden(?=[\s/>=])|style\s*=[^<>]{0,200}?display\s*:\s*none)", re.I)
_BLANK = re.compile(r"\s*+")
_LONG = 12  # characters that are no index or power any more
_INLINE = 1_000  # characters within a line that a pair of signs holds
_WORDLESS = re.compile(r"(?:\s|<[^<>]*>)*+")
_DEEP = 8  # levels of lists that are told apart


class Mark(NamedTuple):
    """A tag, a comment or an entity: `text[start:end]`, with the tag's name in small letters."""

    start: int
    end: int
    name: str = ""
    closing: bool = False


def find_marks(text: str, start: int, end: int) -> list[Edit]:
    """What is shown in place of the HTML in `text[start:end]`: edits in order, without overlap.

    Bold, slanted and code become Markdown's signs where they begin and end on one line; lines, items and rows begin
    on a line of their own; a cell stands behind a bar; scripts and what is hidden are not shown. What is no whole tag,
    comment or entity stays as it is. Time grows with the length, whatever stands there.
    """
    marks = read_marks(text, start, end)
    pairs = _pair(marks)
    signs = _find_signs(text, marks, pairs)
    writer = _Writer(text, start, end)
    for place, mark in enumerate(marks):
        close = marks[pairs[place]] if place in pairs else None
        if mark.start < writer.at:
            continue
        if close and (mark.name in UNSEEN or mark.name == "title" or _HIDDEN.search(text, mark.start, mark.end)):
            writer.put(mark.start, close.end, "")
        elif mark.name in _RAISED:
            short = close is not None and 0 < close.start - mark.end <= _LONG
            writer.put(*mark[:2], _RAISED[mark.name] if short else "")
        else:
            writer.show(mark, signs.get(place, ""))
    writer.read_on()
    return writer.edits


def read_marks(text: str, at: int, end: int) -> list[Mark]:
    """The tags that HTML has, the comments and the entities in `text[at:end]`."""
    marks: list[Mark] = []
    unclosed = False  # once a comment has no end, none after it has one
    while found := _MARK.search(text, at, end):
        at = found.end()
        if found["comment"]:
            close = -1 if unclosed else text.find("-->", at, end)
            unclosed = close < 0
            if close >= 0:
                at = close + 3
                marks.append(Mark(found.start(), at))
        elif not found["tag"]:
            marks.append(Mark(*found.span()))
        elif found["tag"].lower() in _KNOWN and (close := _find_end(text, at, end)) and _is_tag(text[at : close - 1]):
            at = close
            marks.append(Mark(found.start(), at, found["tag"].lower(), text[found.start() + 1] == "/"))
    return marks


def _find_end(text: str, at: int, end: int) -> int:
    """Where the tag ends whose name ends at `at`; 0 if it does not."""
    for _ in range(_QUOTES):
        stop = _STOP.search(text, at, end)
        if not stop or stop[0] == "<":
            return 0
        if stop[0] == ">":
            return stop.end()
        at = text.find(stop[0], stop.end(), end) + 1 or stop.end()
    return 0


def _is_tag(attributes: str) -> bool:
    """Not "a<b and c>d": attributes have values, but for a few."""
    told = attributes.strip(" \t\r\n/").lower()
    return not told or "=" in told or told in ("hidden", "open", "reversed", "controls")


def _pair(marks: Sequence[Mark]) -> dict[int, int]:
    """The places of opening tags, each with that of its closing one."""
    waiting: dict[str, list[int]] = {}
    pairs: dict[int, int] = {}
    for place, mark in enumerate(marks):
        if mark.name and not mark.closing:
            waiting.setdefault(mark.name, []).append(place)
        elif mark.name and waiting.get(mark.name):
            pairs[waiting[mark.name].pop()] = place
    return pairs


def _find_signs(text: str, marks: Sequence[Mark], pairs: dict[int, int]) -> dict[int, str]:
    """The places of tags that Markdown has a sign for: pairs on one line, close around words, none within its like."""
    signs: dict[int, str] = {}
    until: dict[str, int] = {}
    for place, close in sorted(pairs.items()):
        sign = _SIGNS.get(marks[place].name, "")
        length = marks[close].start - marks[place].end
        if sign and until.get(sign, -1) < place and length <= _INLINE:
            within = text[marks[place].end : marks[close].start]
            tight = within == within.strip() and not (sign == "`" and "`" in within) and not _WORDLESS.fullmatch(within)
            if tight and not any(mark.name in BLOCKS or mark.name == "br" for mark in marks[place:close]):
                signs[place] = signs[close] = sign
                until[sign] = close
    return signs


class _Writer:
    """What is shown so far, and which line break waits for words to follow."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.at, self.end = start, end
        self.edits: list[Edit] = []
        self.begun = False  # whether any words are shown
        self.waiting = -1  # the edit that becomes a break once words follow
        self.sign = ""  # what stands at the waiting break: an item's sign
        self.glue = "\n"  # the waiting break
        self.lists: list[int] = []  # the last number of each list that is open, -1 where it has none
        self.cells = 0  # of the row so far
        self.said = False  # whether the last of them has words

    def show(self, mark: Mark, sign: str) -> None:
        """Show a mark that is to be seen; sign: Markdown's for it."""
        if not mark.name:
            self.put(*mark[:2], self._read_plain(mark))
        elif mark.name in TABLES:
            self._show_table(mark)
        elif mark.name in BLOCKS or mark.name == "br":
            self._break(mark)
        else:
            self.put(*mark[:2], sign)

    def _read_plain(self, mark: Mark) -> str:
        """What an entity says, nothing for a comment; `unescape` alone would read a part of an unknown name."""
        written = self.text[mark.start : mark.end]
        if written.startswith("<"):
            return ""
        shown = html.unescape(written) if written[1] == "#" or written[1:] in html5 else written
        return shown.replace("\xa0", " ").replace("\n", " ").replace("\r", " ").replace("\xad", "")

    def read_on(self, to: int | None = None) -> None:
        """Take in the words up to the next mark, or the end."""
        if self.text[self.at : self.end if to is None else to].strip():
            self._say()

    def put(self, start: int, end: int, new: str) -> None:
        """Show `new` in place of a mark, with the words before it."""
        self.read_on(start)
        if new.strip() and self.text[start] == "&":
            self._say()
        self.edits.append((start, end, new))
        self.at = end

    def _say(self) -> None:
        """Words follow: what waits for them is shown."""
        if self.waiting >= 0:
            start, end, _ = self.edits[self.waiting]
            self.edits[self.waiting] = (start, end, (self.glue if self.begun else "") + self.sign)
        self.waiting, self.sign, self.begun, self.said = -1, "", True, True

    def _show_table(self, mark: Mark) -> None:
        """Show a mark of a table with the blanks around it, which mean nothing there."""
        start = self.at + len(self.text[self.at : mark.start].rstrip())
        blank = _BLANK.match(self.text, mark.end, self.end)
        cell = mark.name in ("td", "th")
        opened = cell and not mark.closing
        self.put(start, blank.end() if blank else mark.end, " | " if opened and self.cells else "")
        if opened:
            self.waiting = -1 if self.cells else self.waiting
            self.cells, self.said = self.cells + 1, False
        elif not cell:
            self.waiting, self.glue = len(self.edits) - 1, "\n"
            self.cells = 0 if mark.name in ("tr", "table") else self.cells

    def _break(self, mark: Mark) -> None:
        """Show what ends a line; within a cell, that is a semicolon between words."""
        self.put(*mark[:2], "")
        if self.said or not self.cells:
            self.waiting, self.glue = len(self.edits) - 1, "; " if self.cells else "\n"
        if mark.name in ("ul", "ol") and not mark.closing:
            self.lists.append(0 if mark.name == "ol" else -1)
        elif mark.name in ("ul", "ol"):
            del self.lists[-1:]
        elif mark.name == "li" and not mark.closing and not self.cells:
            self.sign = self._begin_item()

    def _begin_item(self) -> str:
        indent = "  " * min(max(len(self.lists) - 1, 0), _DEEP)
        if not self.lists or self.lists[-1] < 0:
            return f"{indent}- "
        self.lists[-1] += 1
        return f"{indent}{self.lists[-1]}. "
