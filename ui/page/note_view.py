"""The note beside what is said: opened at the very words, as it reads, line by line, or as the page of a PDF."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quotewise.assistant import Citation
from quotewise.assistant.naming import heading_below, name_of
from quotewise.assistant.practice.staleness import Quotes
from quotewise.index import Hit, Place
from quotewise.ingest.block import Tree
from quotewise.ingest.note import name_note
from quotewise.ui.page import excerpt, opened, page_picture
from quotewise.ui.page.component import registered
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.notices import draw_services
from quotewise.ui.page.rendered import draw_html, render_note
from quotewise.ui.page.sight import bring

OPEN, AMONG, STEPS, WAY = "open_citation", "open_among", "note_steps", "note_way"
LINES = 20  # more of Source at a click
ROOM = 6000  # characters of Read on either side of the quote, and more of it at a click
READ, SOURCE, PAGE = "Read", "Source", "Page"


def open_note(citation: Citation, among: Sequence[Citation] = ()) -> None:
    """Open the note at a citation. among: those of the same answer, to go on to the next and back."""
    st.session_state[OPEN] = citation
    st.session_state[AMONG] = tuple(dict.fromkeys(among))
    st.session_state[STEPS] = 0


def close_note() -> None:
    st.session_state.pop(OPEN, None)


def is_open() -> bool:
    return OPEN in st.session_state


def now_open() -> Citation | None:
    """The citation that the note is open at."""
    return st.session_state.get(OPEN)


def split() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Where a page stands and where the note does: one column in the middle until a note is open (note.css)."""
    with st.container(key="split"):
        left, right = st.columns([3, 2], gap="medium")
    return left, right


def citation_of(hit: Hit) -> Citation:
    """A passage as a citation of all its words."""
    return Citation(
        hit.source, hit.start, hit.end, hit.text, hit.basis, hit.page, hit.heading, hit.display, hit.also, hit.title
    )


def draw_note() -> None:
    """The open note, if any, in the container of the caller."""
    citation = now_open()
    if citation is None:
        return
    with st.container(border=True, key="note"), opened.told():
        standing = Quotes(opened.library())
        now = standing.now(citation)
        with st.container(key="note_head", gap="xsmall"):
            draw_head(citation, now)
        if now is None:
            st.html(
                '<p class="qw-gone">The note was read again since, and these words are gone: ask again.</p>'
                f'<p class="qw-quote">{to_html(citation.quote)}</p>'
            )
            return
        way = st.session_state.get(WAY, READ)
        draw_words(now, standing.text(now.source), way)
        bring("note", ".st-key-note :is(mark, .qw-boxed)", f"{now.source} {now.start} {way}", within=".st-key-note")


def draw_head(citation: Citation, now: Citation | None) -> None:
    with st.container(horizontal=True, wrap=False, key="note_title"):
        st.html(head(citation))
        st.button("Close", key="close_note", type="tertiary", on_click=close_note, shortcut="Esc")
    with st.container(horizontal=True, gap="small", key="note_bar"):
        if now is not None:
            ways = [READ, SOURCE, PAGE] if is_pdf(now) else [READ, SOURCE]
            st.segmented_control(
                "How to show the note", ways, default=READ, required=True, key=WAY, label_visibility="collapsed"
            )
        draw_steps(citation)


def is_pdf(citation: Citation) -> bool:
    return citation.page is not None and PurePath(citation.source).suffix.lower() == ".pdf"


def draw_steps(citation: Citation) -> None:
    """On to the next citation of the answer and back."""
    among: tuple[Citation, ...] = st.session_state.get(AMONG, ())
    if len(among) < 2 or citation not in among:
        return
    at = among.index(citation)
    with st.container(horizontal=True, gap="xsmall", width="content", key="note_steps_row"):
        step("Previous citation", "chevron_left", "note_before", among, at - 1)
        st.html(f'<p class="qw-at-of">{at + 1} of {len(among)}</p>')
        step("Next citation", "chevron_right", "note_after", among, at + 1)
        registered("note_keys")(key="note_keys")


def step(name: str, icon: str, key: str, among: tuple[Citation, ...], to: int) -> None:
    there = 0 <= to < len(among)
    args = (among[to], among) if there else ()
    st.button(
        name, key=key, icon=f":material/{icon}:", type="tertiary", on_click=open_note, args=args, disabled=not there
    )


def head(citation: Citation) -> str:
    page = f'<span class="qw-page">page {citation.page}</span>' if citation.page else ""
    below = heading_below(citation)
    heading = f'<p class="qw-heading">{plain(below)}</p>' if below else ""
    return f'<div class="qw-head"><h2>{plain(name_of(citation))}</h2>{page}{heading}</div>'


def named(citation: Citation) -> str:
    """The note of a place as HTML: by title, the path as the detail where it says more."""
    name = name_of(citation)
    says_more = name != citation.source and name.casefold() not in own_names(citation.source)
    path = f' <span class="qw-path">{plain(citation.source)}</span>' if says_more else ""
    return f"{plain(name)}{path}"


def own_names(source: str) -> tuple[str, str]:
    """What a note is called after its file: the name as it stands, and as a title is made of it."""
    return PurePath(source).stem.casefold(), name_note(source).casefold()


def draw_words(citation: Citation, text: str, way: str) -> None:
    steps = st.session_state.get(STEPS, 0)
    more = False
    if citation.display is not None and way == SOURCE:
        st.html(f'<p class="qw-repaired">As it reads: {to_html(citation.display)}</p>')
    if way == PAGE and is_pdf(citation):
        page_picture.draw_page(citation)
    elif way == SOURCE:
        cut = excerpt.cut(text, citation.start, citation.end, excerpt.AROUND + LINES * steps)
        st.html(excerpt.to_html(cut, numbered=citation.basis == "file"))
        more = cut.above or cut.below
    else:
        tree = opened.library().tree(citation.source)
        start, end = around(text, tree, citation, steps)
        marks = [(citation.start, citation.end)]
        draw_html(render_note(text, tree, start=start, end=end, marks=marks), key="note_read")
        more = start > 0 or end < len(text)
    if more:
        st.button("Show more", key="note_wider", on_click=widen, type="tertiary", icon=":material/unfold_more:")
    draw_services([text[max(0, citation.start - ROOM) : citation.end + ROOM]])
    st.html(f'<p class="qw-place">{footing(citation)}</p>')


def around(text: str, tree: Tree, citation: Citation, steps: int) -> tuple[int, int]:
    """The section of a note that holds a citation, at most ROOM on either side; with each step ROOM more."""
    low, high = max(0, citation.start - ROOM), min(len(text), citation.end + ROOM)
    if steps:
        return max(0, low - ROOM * steps), min(len(text), high + ROOM * steps)
    headings = [block.start for block in tree.blocks if block.kind == "heading"]
    begins = [start for start in headings if start <= citation.start]
    ends = [start for start in headings if start >= citation.end]
    return max([low, *begins[-1:]]), min([high, *ends[:1]])


def widen() -> None:
    st.session_state[STEPS] = st.session_state.get(STEPS, 0) + 1


def footing(citation: Citation) -> str:
    """Where to find the words with any other tool, and where else they stand."""
    of = "the file" if citation.basis == "file" else f"the text taken from {PurePath(citation.source).suffix or 'it'}"
    also = "".join(f"<br>Also in {plain(name)}" for name in names(citation.also))
    return f"{plain(citation.source)}: characters {citation.start}\u2013{citation.end} of {of}.{also}"


def names(places: Iterable[Place]) -> list[str]:
    return list(dict.fromkeys(place.source for place in places))


def open_button(citation: Citation, text: str, key: str) -> None:
    """A button that opens the note at a citation."""
    st.button(
        text,
        key=key,
        type="tertiary",
        icon=":material/menu_book:",
        on_click=open_note,
        args=(citation,),
        help=label(citation.source),
    )
