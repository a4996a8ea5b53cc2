"""Ask: a conversation with the notes, the note beside it."""

import streamlit as st

from quotewise.assistant import total
from quotewise.ui.page import conversation, model_choice, opened
from quotewise.ui.page.chats import Turn
from quotewise.ui.page.export import to_markdown
from quotewise.ui.page.first_run import SUGGESTIONS, draw_first_run, has_sample
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.moment import ago
from quotewise.ui.page.note_view import draw_note, is_open
from quotewise.ui.page.sight import bring

LONGEST_QUESTION = 2000  # characters


def draw() -> None:
    chat = conversation.current_chat()
    turns = opened.chats().turns(chat)
    if turns:
        st.query_params[conversation.CHAT] = chat
    name = draw_sidebar(chat, turns)
    st.title("Ask your notes", anchor=False)
    if opened.library().is_empty() and not turns:
        draw_first_run()
        return
    model, reader = model_choice.open_chosen(name)
    st.html(f'<p class="qw-status">{plain(standing(name, turns))}</p>')
    left, right = st.columns([3, 2], gap="medium")
    question = st.chat_input(
        "Ask your notes", key="question", max_chars=LONGEST_QUESTION, submit_mode="disable"
    ) or st.session_state.pop(conversation.ASKED, None)
    with left:
        lead = st.empty()  # emptied at once when a question comes
        if not turns and not question:
            with lead.container():
                draw_suggestions()
        for at, turn in enumerate(turns):
            conversation.draw_turn(turn, f"t{at}")
        sendable = model_choice.may_send(model, reader)
        if question and sendable:
            conversation.answer_live(chat, question, turns, model, reader)
        elif question:
            conversation.draw_question(question)
            conversation.ask(question)  # once the reader agrees
        if turns:
            bring("turn", ".qw-question", f"{chat} {len(turns)}")
    with right:
        draw_beside(answered=bool(turns))


def draw_beside(*, answered: bool) -> None:
    if is_open():
        draw_note()
    elif answered:
        st.html('<p class="qw-hint">Click a number to read the words it stands for, in your note.</p>')


def draw_suggestions() -> None:
    """Where to begin in an empty conversation."""
    st.html(
        '<p class="qw-lead">Every sentence of an answer is backed by words in your notes, '
        "and a click shows them. What they do not say is not said.</p>"
    )
    if has_sample(opened.library().status().sources):
        for at, question in enumerate(SUGGESTIONS):
            st.button(label(question), key=f"suggestion_{at}", on_click=conversation.ask, args=(question,), wrap=True)


def draw_sidebar(chat: str, turns: list[Turn]) -> str:
    """The conversations and who answers; returns the name of the model chosen."""
    with st.sidebar:
        st.button(
            "New conversation", icon=":material/add:", on_click=conversation.begin, width="stretch", disabled=not turns
        )
        for known in opened.chats().recent(str(opened.library_folder())):
            draw_chat(known.id, known.title, shown=known.id == chat)
        if turns:
            draw_export(turns)
        with st.expander("Model", icon=":material/tune:"):
            return model_choice.choose()


def draw_chat(chat: str, title: str, *, shown: bool) -> None:
    with st.container(horizontal=True, gap="xxsmall", wrap=False, key=f"chat_{chat}"):
        st.button(
            label(title),
            key=f"go_{chat}",
            type="tertiary",
            icon=":material/chevron_right:" if shown else None,
            on_click=conversation.begin,
            args=(chat,),
            width="stretch",
        )
        st.button(
            "Delete",
            key=f"delete_{chat}",
            type="tertiary",
            icon=":material/delete:",
            help=f"Delete the conversation {label(title)}",
            on_click=conversation.forget,
            args=(chat,),
        )


def draw_export(turns: list[Turn]) -> None:
    written = to_markdown(turns)
    with st.popover("Copy or export", icon=":material/ios_share:", width="stretch"):
        st.download_button("Download as Markdown", written, "conversation.md", "text/markdown", on_click="ignore")
        st.code(written, language=None, wrap_lines=True, height=240)


def standing(model: str, turns: list[Turn]) -> str:
    """Who answers, what it has cost, and how fresh the library is."""
    read = opened.library().indexed_at()
    return f"{model or model_choice.OWN}{so_far(turns)} · notes read {ago(read) if read else 'never'}"


def so_far(turns: list[Turn]) -> str:
    """What models took for this conversation altogether; "" where none was asked."""
    spent = total(turn.answer for turn in turns)
    tokens = spent.input_tokens + spent.output_tokens
    if not tokens:
        return ""
    cost = "" if spent.cost is None else f", about {spent.cost:.4f} USD"
    return f" · {tokens:,} tokens{cost} so far"


draw()
