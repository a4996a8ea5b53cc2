"""A note as the writers read it: its blocks section by section, and the passages that its stretches are quoted from."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from quotewise.assistant.practice.verify import Span
from quotewise.index import Hit, Library
from quotewise.index.lookup import every_hit
from quotewise.ingest import Tree
from quotewise.ingest.block import Block
from quotewise.ingest.sections import flatten
from quotewise.ingest.views import show
from quotewise.ingest.words import tell_language

_MARK = re.compile(r"^\s*(?:(?:[-*+\u2022]|\d{1,2}[.)])\s+|[\u30fb\u25cf\u25cb\u25a0]\s*)")
UNTOLD = ("code", "diagram", "quiz", "trap")  # passages whose parts assert nothing by themselves


@dataclass(frozen=True, slots=True)
class Section:
    """A heading's own blocks, those of the headings below it left out. path: its headings, the highest first."""

    path: tuple[str, ...]
    level: int
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class Page:
    """One note."""

    source: str
    text: str
    tree: Tree
    language: str
    languages: tuple[str, ...]  # of the library
    places: list[tuple[int, int, Hit]] = field(default_factory=list)  # its passages in order: start, end, passage

    def show(self, start: int, end: int) -> str:
        return show(self.text, self.tree, start, end)

    def read(self, start: int, end: int) -> str:
        """What is shown of a line, without the marks of a list and of code."""
        return _MARK.sub("", self.show(start, end).replace("`", ""))

    def span(self, start: int, end: int) -> Span | None:
        """The stretch as part of a passage that holds it whole, white space left out; None where none does."""
        said = self.text[start:end]
        start, end = start + len(said) - len(said.lstrip()), start + len(said.rstrip())
        at = bisect_right(self.places, start, key=itemgetter(0))
        for first, last, hit in reversed(self.places[max(0, at - 4) : at]):
            if first <= start < end <= last:
                return Span(hit, start - first + hit.start, end - first + hit.start)
        return None

    def sections(self) -> Iterator[Section]:
        path: list[tuple[int, str]] = []
        blocks: list[Block] = []
        level = 0
        for block in flatten(self.tree.blocks):
            if block.kind != "heading":
                blocks.append(block)
                continue
            yield Section(tuple(title for _, title in path), level, tuple(blocks))
            level, blocks = block.level, []
            path = [*((above, title) for above, title in path if above < level), (level, self.title(block))]
        yield Section(tuple(title for _, title in path), level, tuple(blocks))

    def language_of(self, text: str) -> str:
        """The language of a part, the note's own where that cannot be told."""
        return tell_language(text, self.languages) or self.language

    def title(self, heading: Block) -> str:
        return self.read(heading.start, heading.end).strip("#*_: \n")


def read_pages(library: Library, source: str | None = None) -> Iterator[Page]:
    """The notes with their passages; code, drawings, quizzes and myths are in none."""
    with library.reading():
        placed = _place(every_hit(library, source))
        languages = library.languages()
        for name, places in sorted(placed.items()):
            text = library.original(name)
            page = Page(name, text, library.tree(name), tell_language(text, languages), languages)
            page.places = sorted(places, key=itemgetter(0, 1))
            yield page


def _place(hits: Iterable[Hit]) -> dict[str, list[tuple[int, int, Hit]]]:
    placed: dict[str, list[tuple[int, int, Hit]]] = defaultdict(list)
    for hit in hits:
        if hit.kind not in UNTOLD:
            placed[hit.source].append((hit.start, hit.end, hit))
    return placed
