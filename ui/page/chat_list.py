"""The conversations beside the page: by day, to search, name, pin, take away, delete and bring back."""

import time
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

import streamlit as st

from quotewise.ui.page import conversation, opened
from quotewise.ui.page.chats import LONGEST_TITLE, Chat, Turn
from quotewise.ui.page.export import to_markdown
from quotewise.ui.page.markup import label, plain

PAGE = 20  # conversations shown at once
SEARCHED = 8  # conversations from which there is a search
UNDO = 10.0  # seconds for which a deletion can be taken back
DELETED, BACK, DOING, MORE = "chat_deleted", "chat_back", "chat_doing", "chats_shown"
MENU = {"rename": "Rename", "pin": "Pin", "export": "Copy or export", "delete": "Delete"}


def draw_chats(chat: str, turns: Sequence[Turn]) -> None:
    """chat, turns: the one that is shown."""
    kept, library = opened.chats(), opened.chats_of()
    every = kept.listed(library)
    with st.sidebar:
        st.button(
            "New conversation", icon=":material/add:", on_click=conversation.begin, width="stretch", disabled=not turns
        )
        words = ""
        if len(every) >= SEARCHED:
            words = st.text_input(
                "Search conversations", type="search", key="chat_words", placeholder="Search", max_chars=100
            )
        draw_undo()
        found = kept.listed(library, words) if words.strip() else every
        shown = st.session_state.get(MORE, PAGE)
        for day, those in groupby(found[:shown], key=group):
            st.html(f'<h2 class="qw-day">{plain(day)}</h2>')
            for one in those:
                draw_row(one, shown=one.id == chat)
        if not found and words:
            st.html('<p class="qw-hint-always">No conversation holds these words.</p>')
        if len(found) > shown:
            st.button("Show older", key="older", type="tertiary", on_click=show_older, width="stretch")
    draw_doing({one.id: one for one in every})


def group(chat: Chat, today: date | None = None) -> str:
    """What a conversation is listed under."""
    if chat.pinned:
        return "Pinned"
    today = today or date.today()
    day = datetime.fromisoformat(chat.asked_at).astimezone().date()
    match (today - day).days:
        case past if past <= 0:
            return "Today"
        case 1:
            return "Yesterday"
        case past if past < 7:
            return "This week"
    return f"{day:%B}" if day.year == today.year else f"{day:%B %Y}"


def draw_row(chat: Chat, *, shown: bool) -> None:
    with st.container(horizontal=True, gap=None, wrap=False, key=f"chat_{'shown_' * shown}{chat.id}"):
        st.button(
            label(chat.title),
            key=f"go_{chat.id}",
            type="tertiary",
            icon=":material/keep:" if chat.pinned else None,
            on_click=conversation.begin,
            args=(chat.id,),
            width="stretch",
        )
        st.menu_button(
            f"More on {label(chat.title)}",
            list(MENU),
            format_func=lambda what: "Unpin" if what == "pin" and chat.pinned else MENU[what],
            key=f"menu_{chat.id}",
            type="tertiary",
            icon=":material/more_vert:",
            on_click=do,
            args=(chat,),
        )


def do(chat: Chat) -> None:
    """What was chosen in the menu of a conversation."""
    match st.session_state[f"menu_{chat.id}"]:
        case "pin":
            opened.chats().pin(chat.id, pinned=not chat.pinned)
        case "delete":
            opened.chats().delete(chat.id)
            st.session_state[DELETED] = chat.id, time.monotonic()
            if st.session_state.get(conversation.CHAT) == chat.id:
                conversation.begin()
        case what:
            st.session_state[DOING] = chat.id, what


def show_older() -> None:
    st.session_state[MORE] = st.session_state.get(MORE, PAGE) + PAGE


def draw_undo() -> None:
    """A deletion can be taken back until the next action, for some seconds at most."""
    st.session_state.pop(BACK, None)
    if deleted := st.session_state.pop(DELETED, None):
        st.fragment(draw_deleted, run_every=UNDO)(*deleted)


def draw_deleted(chat: str, at: float) -> None:
    if st.session_state.pop(BACK, False):  # a click here runs this part of the page alone
        st.rerun()
    if time.monotonic() - at < UNDO:
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="undo"):
            st.html('<p class="qw-status" role="status">Deleted.</p>')
            st.button("Undo", key="undo_delete", type="tertiary", on_click=restore, args=(chat,))


def restore(chat: str) -> None:
    opened.chats().restore(chat)
    st.session_state[BACK] = True
    conversation.begin(chat)


def draw_doing(chats: dict[str, Chat]) -> None:
    """The dialog that was asked for."""
    chat, what = st.session_state.pop(DOING, ("", ""))
    if chat in chats:
        (draw_rename if what == "rename" else draw_export)(chats[chat])


@st.dialog("Rename this conversation")
def draw_rename(chat: Chat) -> None:
    with st.form("rename", border=False):
        title = st.text_input("Title", chat.title, max_chars=LONGEST_TITLE)
        if st.form_submit_button("Save", type="primary"):
            opened.chats().rename(chat.id, title)
            st.rerun()


@st.dialog("Copy or export", width="large")
def draw_export(chat: Chat) -> None:
    written = to_markdown(opened.chats().turns(chat.id))
    st.download_button("Download as Markdown", written, "conversation.md", "text/markdown", on_click="ignore")
    st.code(written, language=None, wrap_lines=True, height=360)
