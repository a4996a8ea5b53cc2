"""A note as its headings divide it: its sections, and how many of them are shown at once."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from quotewise.index.lookup import stored_note
from quotewise.ingest import Block, Repaired, Tree, apply_edits
from quotewise.ingest.block import ASIDE
from quotewise.ingest.line import name_title
from quotewise.ingest.sections import flatten
from quotewise.ui.page import opened
from quotewise.ui.page.number import number_in

LONGEST_SECTION = 8_000  # characters of a stretch without headings: longer ones are cut between blocks
LONGEST_SHEET = 24_000  # characters of sections shown at once, where one section is not longer


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a note under a heading; title "": before the first. level: from 0, of how deep it is nested.

    above: the titles it is nested in, outermost first. part: from 2 where a long section goes on. page: from 1.
    """

    title: str
    above: tuple[str, ...]
    start: int
    end: int
    part: int
    page: int | None

    @property
    def level(self) -> int:
        return len(self.above)

    @property
    def path(self) -> str:
        return " > ".join((*self.above, self.title))

    @property
    def name(self) -> str:
        """What it is called in a list."""
        if not self.title and self.page:
            return f"Page {self.page}"
        return (self.title or "Beginning") + f" · part {self.part}" * (self.part > 1)


@dataclass(frozen=True, slots=True)
class Outline:
    """A note's text and blocks, how they were had, and its sections in order. sheets: the sections shown together."""

    text: str
    tree: Tree
    basis: str
    sections: tuple[Section, ...]
    sheets: tuple[range, ...]

    def find(self, at: str) -> int:
        """The section that an address names, by its number or its heading's words; the first where none is."""
        if (number := number_in(at, len(self.sections))) is not None:
            return number
        ends = at.rpartition(" > ")[2]
        named = (number for number, one in enumerate(self.sections) if one.path == at or one.path.endswith(f"> {at}"))
        alike = (number for number, one in enumerate(self.sections) if ends and one.title == ends)
        return next(named, next(alike, 0))

    def holding(self, place: int) -> int:
        """The section in which a place of the text lies."""
        return max(bisect_right([one.start for one in self.sections], place) - 1, 0)

    def sheet_of(self, section: int) -> int:
        return next((number for number, sheet in enumerate(self.sheets) if section in sheet), 0)


def outline_of(source: str) -> Outline:
    """The outline of a note; raises LibraryError for an unknown source."""
    return outline_at(str(opened.library_folder()), opened.generation(), source)


@st.cache_resource(show_spinner=False, max_entries=8)
def outline_at(folder: str, generation: str, source: str) -> Outline:
    """generation: of the library, so that it is made anew after a change."""
    library = opened.library()
    with library.reading():
        text, tree = library.original(source), library.tree(source)
        note = stored_note(library, source)
    return make_outline(text, tree, note.basis if note else "file", note.pages if note else ())


def make_outline(text: str, tree: Tree, basis: str = "file", pages: Sequence[int] = ()) -> Outline:
    """pages: where each page begins, first page first."""
    wholes = find_sections(text, tree)
    sections = tuple(part for whole in wholes for part in cut_section(whole, tree.blocks, pages))
    return Outline(text, tree, basis, sections, tuple(find_sheets(sections)))


def find_sections(text: str, tree: Tree) -> Iterator[Section]:
    """The stretches under each heading; what stands before the first is one where it says anything."""
    shown = apply_edits(text, tree.edits)
    headings = [block for block in flatten(tree.blocks) if block.kind == "heading"]
    first = headings[0].start if headings else len(text)
    if any(block.start < first and block.kind not in ASIDE for block in tree.blocks) or not headings:
        yield Section("", (), 0, first, 1, None)
    above: list[Block] = []
    for heading, end in zip(headings, [*(one.start for one in headings), len(text)][1:], strict=True):
        above = [one for one in above if one.level < heading.level]
        yield Section(titled(shown, heading), tuple(titled(shown, one) for one in above), heading.start, end, 1, None)
        above.append(heading)


def titled(shown: Repaired, heading: Block) -> str:
    return name_title(shown.cut(heading.start, heading.end))


def cut_section(whole: Section, blocks: Sequence[Block], pages: Sequence[int]) -> Iterator[Section]:
    """A section, cut between blocks where it is long; a note of pages without headings is cut at these, too."""
    wanted = set(pages) if not whole.title else set()
    start, part = whole.start, 1
    for place in [place for place in find_seams(blocks) if whole.start < place < whole.end]:
        if place - start > LONGEST_SECTION or any(start < page <= place for page in wanted):
            yield replace(whole, start=start, end=place, part=part, page=page_at(start, pages))
            start, part = place, part + 1
    yield replace(whole, start=start, part=part, page=page_at(start, pages))


def find_seams(blocks: Iterable[Block]) -> Iterator[int]:
    """Where a note may be cut: before each block; within a long one before its items or rows, else anywhere."""
    for block in blocks:
        yield block.start
        if block.end - block.start > LONGEST_SECTION:
            yield from find_seams(block.children) if block.children else range(block.start, block.end, LONGEST_SECTION)


def page_at(place: int, pages: Sequence[int]) -> int | None:
    """The page on which a place of a note lies."""
    return bisect_right(pages, place) if pages else None


def find_sheets(sections: Sequence[Section]) -> Iterator[range]:
    """The sections in order, as many together as can be shown at once."""
    first = 0
    for number, section in enumerate(sections):
        if number > first and section.end - sections[first].start > LONGEST_SHEET:
            yield range(first, number)
            first = number
    yield range(first, len(sections))
