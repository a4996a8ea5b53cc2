"""Look up: what the notes say of a sentence from anywhere; search and browse the notes."""

from collections.abc import Sequence

import streamlit as st

from quotewise.assistant import Lookup
from quotewise.assistant.naming import where
from quotewise.index import Hit
from quotewise.ui.page import excerpt, opened
from quotewise.ui.page.first_run import draw_first_run
from quotewise.ui.page.highlight import mark
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.note_view import citation_of, draw_note, is_open, open_button
from quotewise.ui.page.outline import Outline, Section, outline_of

LONGEST = 1000  # characters of a sentence to look up
BUDGET = 3000  # characters of passages found by a search
WAYS = ("Check a sentence", "Search", "Browse")
VERDICTS = {
    "supported": (":material/check_circle:", "Your notes say so."),
    "contradicted": (":material/cancel:", "Your notes say otherwise."),
    "mixed": (":material/compare_arrows:", "Your notes speak for it and against it."),
    "not_found": (":material/help:", "Your notes do not say."),
}


def draw() -> None:
    st.title("Look up", anchor=False)
    if opened.library().is_empty():
        draw_first_run()
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        way = st.segmented_control(
            "What to do", WAYS, default=WAYS[0], required=True, key="way", label_visibility="collapsed"
        )
        match way:
            case "Search":
                draw_search()
            case "Browse":
                draw_browse()
            case _:
                draw_check()
    with right:
        if is_open():
            draw_note()


def draw_check() -> None:
    with st.form("check"):
        text = st.text_area(
            "A sentence from a course, a colleague, another AI",
            key="sentence",
            max_chars=LONGEST,
            placeholder="A Kinesis shard takes in 5 MB per second.",
        )
        if st.form_submit_button("What do my notes say?", type="primary"):
            st.session_state["looked"] = look(text)
    looked = st.session_state.get("looked")
    if looked is not None:
        draw_lookup(looked)


def look(text: str) -> Lookup | None:
    from quotewise.assistant import look_up

    return look_up(opened.library(), text) if text.strip() else None


def draw_lookup(looked: Lookup) -> None:
    icon, verdict = VERDICTS[looked.verdict]
    st.subheader(verdict, icon=icon, anchor=False)
    st.html(f'<p class="qw-looked">{plain(looked.text)}</p>')
    if looked.verdict == "not_found":
        st.html(
            '<p class="qw-hint-always">Nothing in them speaks for it or against it. That does not make it wrong.</p>'
        )
    for stance, title in (("for", "For it"), ("against", "Against it")):
        found = [finding.citation for finding in looked.citations if finding.stance == stance]
        if found:
            st.html(f"<h3>{title}</h3>")
        for at, citation in enumerate(found):
            with st.container(border=True, key=f"finding_{stance}{at}", gap="xxsmall"):
                st.html(f'<p class="qw-passage">{to_html((citation.display or citation.quote).strip())}</p>')
                open_button(citation, label(where(citation, brief=True)), f"open_{stance}{at}")


def draw_search() -> None:
    asked = st.text_input("Search your notes", type="search", key="search", placeholder="shard limits")
    if not asked.strip():
        st.html('<p class="qw-hint-always">Words or a question: passages are found by both words and meaning.</p>')
        return
    searched = opened.library().repaired(asked)
    if searched != asked:
        st.html(f'<p class="qw-status">Searched for: {plain(searched)}</p>')
    hits = opened.library().search(asked, budget=BUDGET)
    if not hits:
        st.html("<p>Nothing was found.</p>")
    draw_hits(hits, asked)


def draw_hits(hits: Sequence[Hit], asked: str) -> None:
    for at, hit in enumerate(hits):
        with st.container(key=f"hit_{at}", gap="xxsmall"):
            st.html(f'<p class="qw-passage qw-hit">{mark((hit.display or hit.text).strip(), asked)}</p>')
            citation = citation_of(hit)
            open_button(citation, label(where(citation, brief=True)), f"open_hit{at}")


def draw_browse() -> None:
    titles = opened.library().status().titles
    source = st.selectbox(
        "Note", sorted(titles, key=titles.__getitem__), format_func=lambda one: f"{titles[one]} ({one})", key="browsed"
    )
    if source is None:
        return
    outline = outline_of(opened.library(), source)
    if not outline.sections:
        st.html("<p>This note holds no words.</p>")
        return
    at = st.selectbox(
        "Section",
        range(len(outline.sections)),
        format_func=lambda place: title_of(outline.sections[place], place),
        key=f"section_of_{source}",
    )
    draw_section(outline, outline.sections[at or 0])


def title_of(section: Section, place: int) -> str:
    page = f" (page {section.page})" if section.page else ""
    return f"{section.heading or f'Part {place + 1}'}{page}"


def draw_section(outline: Outline, section: Section) -> None:
    st.html(f"<h3>{plain(section.heading)}</h3>" if section.heading else "<hr>")
    words = excerpt.cut(outline.text, section.start, section.end, 0)
    st.html(excerpt.to_html(words, numbered=outline.basis == "file", marked=False))


draw()
