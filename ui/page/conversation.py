"""Which conversation a tab shows, and how a question in it is answered while the reader watches."""

import time

import streamlit as st

from quotewise.assistant import Answer, Claim, Usage
from quotewise.assistant.chat.speech import Model
from quotewise.assistant.gate.reader import Reader
from quotewise.ui.learner import note_refusal
from quotewise.ui.page import opened
from quotewise.ui.page.answer_view import draw_answer, draw_claim
from quotewise.ui.page.chats import Turn, is_id, new_id
from quotewise.ui.page.export import numbered, spoken
from quotewise.ui.page.listening import Listening
from quotewise.ui.page.markup import plain
from quotewise.ui.page.note_view import close_note
from quotewise.ui.page.sight import bring

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


def answer_live(chat: str, question: str, turns: list[Turn], model: Model | None, reader: Reader | None) -> None:
    """Answer in sight of the reader, claim by claim, and keep it, also where the reader stopped it half-way."""
    st.query_params[CHAT] = chat
    draw_question(question)
    bring("turn", ".qw-question", f"{chat} {len(turns) + 1} asked")
    with st.chat_message("assistant", avatar=":material/format_quote:"), opened.told():
        listen(chat, question, turns, model, reader)
        st.rerun()


def listen(chat: str, question: str, turns: list[Turn], model: Model | None, reader: Reader | None) -> None:
    """Draw claims as they come, with a sign of life between them and a way to stop.

    What was drawn gives way to the whole answer: a line in the notes' words may then stand in the model's.
    """
    said: list[Claim] = []
    answer: Answer | None = None
    shown, waiting = st.container(), st.empty()
    st.button("Stop", key="stop_answer", icon=":material/stop:", type="tertiary")  # a click ends this run, see below
    listening = Listening(opened.library(), question, history(turns), model, reader)
    begun = time.monotonic()
    try:
        for piece in listening.pieces():
            if isinstance(piece, Claim):
                said.append(piece)
                with shown:
                    draw_live(said, len(turns), whose=model is not None)
            elif piece is None:
                waiting.html(
                    f'<p class="qw-status" role="status">Reading your notes, {time.monotonic() - begun:.0f} s</p>'
                )
            else:
                answer = piece
    finally:  # where the reader stops it or clicks elsewhere, the script ends here
        listening.leave()
        if said and answer is None:
            answer = unfinished(question, said, model, time.monotonic() - begun)
        if answer is not None:
            keep(chat, question, answer)


def unfinished(question: str, said: list[Claim], model: Model | None, seconds: float) -> Answer:
    """What was said until the reader stopped it."""
    return Answer(
        question,
        tuple(said),
        model=model.name if model else None,
        usage=Usage(seconds=round(seconds, 1)),
        trouble="This answer was stopped before it was complete.",
    )


def draw_live(said: list[Claim], turn: int, *, whose: bool) -> None:
    """The newest claim, below those before it."""
    numbers = numbered(Answer("", tuple(said)))
    draw_claim(said[-1], numbers, f"live{turn}_{len(said)}", whose=whose, disabled=True)


def keep(chat: str, question: str, answer: Answer) -> None:
    opened.chats().append(chat, str(opened.library_folder()), question, answer)
    note_refusal(answer, opened.library().uuid)
