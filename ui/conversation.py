"""Which conversation a tab shows, and how a question in it is answered while the reader watches."""

import streamlit as st

from quotewise.assistant import Answer, Claim
from quotewise.assistant.speech import Model
from quotewise.ui import opened
from quotewise.ui.answer_view import draw_answer, draw_claim
from quotewise.ui.chats import Turn, is_id, new_id
from quotewise.ui.export import numbered, spoken
from quotewise.ui.markup import plain
from quotewise.ui.note_view import close_note
from quotewise.ui.sight import bring

CHAT = "chat"  # in the address, and in the tab's state for when the address lost it
ASKED = "asked"  # a question that a button asks
REMEMBERED = 6  # turns a follow-up may lean on


def current_chat() -> str:
    """The id of this tab's conversation; one that has begun stands in the address."""
    named = st.query_params.get(CHAT, "")
    if is_id(named):
        st.session_state[CHAT] = named
    elif CHAT not in st.session_state:
        st.session_state[CHAT] = new_id()
    chat: str = st.session_state[CHAT]
    return chat


def begin(chat: str | None = None) -> None:
    """Go to a conversation, or to a new one."""
    st.session_state[CHAT] = chat or new_id()
    st.query_params.from_dict({CHAT: chat} if chat else {})
    close_note()


def forget(chat: str) -> None:
    opened.chats().delete(chat)
    if st.session_state.get(CHAT) == chat:
        begin()


def ask(question: str) -> None:
    """Ask as if it had been typed."""
    st.session_state[ASKED] = question


def history(turns: list[Turn]) -> list[str]:
    """The last questions and answers in turn, oldest first."""
    return [words for turn in turns[-REMEMBERED:] for words in (turn.question, spoken(turn.answer))]


def draw_turn(turn: Turn, key: str) -> None:
    draw_question(turn.question)
    with st.chat_message("assistant", avatar=":material/format_quote:"):
        draw_answer(turn.answer, key)


def draw_question(question: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.html(f'<p class="qw-question">{plain(question)}</p>')


def answer_live(chat: str, question: str, turns: list[Turn], model: Model | None) -> None:
    """Answer in sight of the reader, claim by claim, and keep it, also where the reader stopped it half-way."""
    from quotewise.assistant import stream

    said: list[Claim] = []
    answer: Answer | None = None
    draw_question(question)
    bring("turn", ".qw-question", f"{chat} {len(turns) + 1} asked")
    with st.chat_message("assistant", avatar=":material/format_quote:"), opened.told():
        try:
            with st.spinner("Reading your notes"):
                for piece in stream(opened.library(), question, history=history(turns), model=model):
                    if isinstance(piece, Answer):
                        answer = piece
                        break
                    said.append(piece)
                    draw_live(said, len(turns))
        finally:  # a stop or another click ends the script here
            if said and answer is None:
                answer = Answer(question, tuple(said), trouble="This answer was stopped before it was complete.")
            if answer is not None:
                keep(chat, question, answer)
    if answer is not None:
        st.query_params[CHAT] = chat
        st.rerun()


def draw_live(said: list[Claim], turn: int) -> None:
    """The newest claim, below those before it."""
    numbers = numbered(Answer("", tuple(said)))
    draw_claim(said[-1], numbers, f"live{turn}_{len(said)}", disabled=True)


def keep(chat: str, question: str, answer: Answer) -> None:
    opened.chats().append(chat, str(opened.library_folder()), question, answer)
