"""HTML inside other text: what is shown in place of its tags, comments and entities."""

import html
import re
from collections.abc import Sequence
from html.entities import html5
from typing import NamedTuple

from quotewise.ingest.edit import Edit

_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_UNSEEN = frozenset("audio canvas head iframe noscript object script style svg template title video".split())
_BREAKING = frozenset(
    """address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul""".split()
)
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_RAISED = {"sub": "_", "sup": "^"}
_PLAIN = frozenset(
    """a abbr acronym bdi bdo big cite data del dfn font ins kbd label mark q rp rt ruby s samp small span strike td th
    time tt u var""".split()
)
# Only tags that HTML has are marks: <bucket-name> and List<String> are words
_KNOWN = _VOID | _UNSEEN | _BREAKING | _PLAIN | _SIGNS.keys() | _RAISED.keys()

_MARK = re.compile(
    r"(?P<comment><!--)|</?(?P<tag>[A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])"
    r"|&(?:[A-Za-z][A-Za-z0-9]{1,40}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
)
_STOP = re.compile(r"[<>\"']")
_QUOTES = 200  # quotes in one tag: what has more is no tag
_HIDDEN = re.compile(r"\s(?:hidden(?=[\s/>=])|style\s*=[^<>]{0,200}?display\s*:\s*none)", re.I)
_LONG = 12  # characters that are no index or power any more
_INLINE = 1_000  # characters of code within a line
_DEEP = 8  # levels of lists that are told apart


class _Mark(NamedTuple):
    start: int
    end: int
    name: str = ""  # of a tag, in small letters; "" for a comment or an entity
    closing: bool = False


def find_marks(text: str, start: int, end: int) -> list[Edit]:
    """What is shown in place of the HTML in `text[start:end]`: edits in order, without overlap.

    Bold, slanted and code become Markdown's signs where they begin and end on one line; lines, items and rows begin
    on a line of their own; a cell stands behind a bar; scripts and what is hidden are not shown. What is no whole tag,
    comment or entity stays as it is. Time grows with the length, whatever stands there.
    """
    marks = _read_marks(text, start, end)
    partners = _pair(marks)
    writer = _Writer(text, start)
    at = 0
    while at < len(marks):
        mark = marks[at]
        partner = partners.get(at)
        if partner is not None and not mark.closing and _is_unseen(text, mark):
            writer.put(_Mark(mark.start, marks[partner].end), "")
            at = partner
        else:
            writer.show(mark, marks[partner] if partner is not None else None)
        at += 1
    writer.read_on(end)
    return writer.edits


def _read_marks(text: str, at: int, end: int) -> list[_Mark]:
    marks: list[_Mark] = []
    unclosed = False  # once a comment has no end, none after it has one
    while found := _MARK.search(text, at, end):
        at = found.end()
        if found["comment"]:
            close = -1 if unclosed else text.find("-->", at, end)
            unclosed = close < 0
            if close >= 0:
                at = close + 3
                marks.append(_Mark(found.start(), at))
        elif not found["tag"]:
            marks.append(_Mark(*found.span()))
        elif found["tag"].lower() in _KNOWN and (close := _find_end(text, at, end)) and _is_tag(text[at : close - 1]):
            at = close
            marks.append(_Mark(found.start(), at, found["tag"].lower(), text[found.start() + 1] == "/"))
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


def _pair(marks: Sequence[_Mark]) -> dict[int, int]:
    """Which opening tag and which closing one belong together, both ways, by their places in the list."""
    open_tags: dict[str, list[int]] = {}
    pairs: dict[int, int] = {}
    for place, mark in enumerate(marks):
        if not mark.name or mark.name in _VOID:
            continue
        waiting = open_tags.setdefault(mark.name, [])
        if not mark.closing:
            waiting.append(place)
        elif waiting:
            pairs[place] = waiting.pop()
            pairs[pairs[place]] = place
    return pairs


def _is_unseen(text: str, mark: _Mark) -> bool:
    return mark.name in _UNSEEN or bool(mark.name and _HIDDEN.search(text, mark.start, mark.end))


class _Writer:
    """What is shown so far: whether the line has words, and which line break or sign waits for more of them."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.at = start
        self.edits: list[Edit] = []
        self.words = 0  # stretches of words shown so far
        self.waiting = -1  # the edit that becomes a line break once words follow
        self.begun = ""  # what the waiting line begins with: an item's sign
        self.opened: dict[str, tuple[int, int]] = {}  # of each sign open on this line its edit, and the words so far
        self.lists: list[int] = []  # the last number of each list that is open, -1 where it has none
        self.celled = False  # whether the row has a cell

    def show(self, mark: _Mark, partner: _Mark | None) -> None:
        self.read_on(mark.start)
        name = mark.name
        if not name:
            self._show_plain(mark)
        elif name in _SIGNS:
            self._show_sign(mark, partner)
        elif name in _RAISED:
            short = partner and not mark.closing and 0 < partner.start - mark.end <= _LONG
            self.put(mark, _RAISED[name] if short else "")
        elif name in ("td", "th") and not mark.closing:
            self.put(mark, " | " if self.celled else "")
            self.celled = True
        elif name in _BREAKING:
            self._break(mark)
        else:
            self.put(mark, "")

    def _show_plain(self, mark: _Mark) -> None:
        written = self.text[mark.start : mark.end]
        if written.startswith("<"):
            self.put(mark, "")
            return
        if written[1] == "#" or written[1:] in html5:  # `unescape` alone would read a part of an unknown name
            meant = html.unescape(written)
            shown = meant.replace("\xa0", " ").replace("\n", " ").replace("\r", " ").replace("\xad", "")
            if shown.strip():
                self._word()
            self.put(mark, shown)

    def read_on(self, to: int) -> None:
        """Take in the words up to the next mark."""
        if self.text[self.at : to].strip():
            self._word()
        self.at = to

    def put(self, mark: _Mark, new: str) -> None:
        self.edits.append((mark.start, mark.end, new))
        self.at = mark.end

    def _word(self) -> None:
        if self.waiting >= 0:
            start, end, _ = self.edits[self.waiting]
            self.edits[self.waiting] = (start, end, ("\n" if self.words else "") + self.begun)
        self.waiting, self.begun = -1, ""
        self.words += 1

    def _break(self, mark: _Mark) -> None:
        self.opened.clear()  # a sign that does not close on its line is not shown
        if mark.name in ("ul", "ol"):
            self._count_list(mark)
        elif mark.name == "li" and not mark.closing:
            self.begun = self._begin_item()
        elif mark.name == "tr":
            self.celled = False
        self.waiting = len(self.edits)
        self.put(mark, "")

    def _count_list(self, mark: _Mark) -> None:
        if not mark.closing:
            self.lists.append(0 if mark.name == "ol" else -1)
        elif self.lists:
            self.lists.pop()

    def _begin_item(self) -> str:
        indent = "  " * min(max(len(self.lists) - 1, 0), _DEEP)
        if not self.lists or self.lists[-1] < 0:
            return f"{indent}- "
        self.lists[-1] += 1
        return f"{indent}{self.lists[-1]}. "

    def _show_sign(self, mark: _Mark, partner: _Mark | None) -> None:
        sign = _SIGNS[mark.name]
        place, words = self.opened.get(sign, (-1, 0))
        shown = ""
        if partner and not mark.closing and place < 0 and self._is_tight(mark.end, partner.start, sign):
            self.opened[sign] = (len(self.edits), self.words)
        elif partner and mark.closing and place >= 0 and self.edits[place][0] == partner.start:
            del self.opened[sign]
            shown = sign if self.words > words else ""
            start, end, before = self.edits[place]  # a line's break, where it was put there since
            self.edits[place] = (start, end, before + shown)
        self.put(mark, shown)

    def _is_tight(self, start: int, end: int, sign: str) -> bool:
        """Whether words touch both ends, as Markdown's signs need, and the sign is not among them."""
        if start >= end or self.text[start].isspace() or self.text[end - 1].isspace():
            return False
        return sign != "`" or (end - start <= _INLINE and self.text.find("`", start, end) < 0)
