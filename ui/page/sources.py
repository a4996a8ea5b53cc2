"""Which notes alone are asked: chosen by their titles, kept with the conversation, shown as chips."""

import streamlit as st

from quotewise.index.lookup import note_titles
from quotewise.ui.page import opened
from quotewise.ui.page.markup import label

SHOWN, CHIPS = 40, 2  # notes to choose from at once; notes named beside the question

Sources = tuple[str, ...]


def chosen(chat: str) -> Sources:
    """The notes that alone are asked in a conversation, also where they are gone; none for all."""
    key = f"among_{chat}"
    if key not in st.session_state:
        st.session_state[key] = opened.chats().sources(chat) or ()
    kept: Sources = st.session_state[key]
    return kept


def exact(source: str) -> str:
    """A GLOB that fits this source alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in source)


def choose(chat: str, among: Sources) -> None:
    st.session_state[f"among_{chat}"] = among
    opened.chats().ask_only(chat, among)


@st.cache_resource(show_spinner=False, max_entries=2)
def titles_of(generation: str) -> dict[str, str]:
    """What each note is called, in the order of the titles."""
    named = {source: title or source for source, title in note_titles(opened.library()).items()}
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))


def draw_scope(chat: str) -> None:
    """How many notes are asked, with a way to choose them, and a chip for each of a few."""
    titles, among = titles_of(opened.generation()), chosen(chat)
    here = [source for source in among if source in titles]
    told = f"{len(here)} of {len(titles)} notes" if among else f"All {len(titles)} notes"
    if st.button(told, key="sources", icon=":material/library_books:", help="Choose which notes are asked"):
        draw_choice(chat)
    for source in here[:CHIPS]:
        st.button(
            label(titles[source]),
            key=f"scope_{source}",
            icon=":material/close:",
            icon_position="right",
            help=f"Do not ask {label(titles[source])} alone",
            on_click=choose,
            args=(chat, tuple(one for one in among if one != source)),
        )
    if among and not here:
        st.html('<p class="qw-status" role="status">The notes chosen here are gone: choose others, or ask all.</p>')


@st.dialog("Which notes are asked")
def draw_choice(chat: str) -> None:
    titles, among = titles_of(opened.generation()), chosen(chat)
    wanted = st.text_input("Find a note", type="search", key=f"find_source_{chat}").casefold().split()
    fitting = [
        source for source, title in titles.items() if all(word in f"{title} {source}".casefold() for word in wanted)
    ]
    shown = sorted(fitting, key=lambda source: source not in among)[:SHOWN]
    with st.form(f"sources_{chat}", border=False):
        ticked = [
            source
            for source in shown
            if st.checkbox(label(titles[source]), value=source in among, key=f"ask_{chat}_{source}")
        ]
        if len(fitting) > len(shown):
            st.caption(f"and {len(fitting) - len(shown)} more: type some words of their titles")
        with st.container(horizontal=True):
            if st.form_submit_button("Ask these", type="primary"):
                choose(chat, (*(one for one in among if one in titles and one not in shown), *ticked))
                st.rerun()
            if st.form_submit_button("Ask all notes"):
                choose(chat, ())
                st.rerun()
