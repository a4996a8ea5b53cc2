"""Ask: a conversation with the notes, the note beside it; or a sentence from elsewhere held against them."""

from functools import cache

import streamlit as st

from quotewise.assistant import suggestions, total
from quotewise.assistant.suggestions import Topic
from quotewise.ui.page import check, conversation, model_choice, opened, sources
from quotewise.ui.page.chat_list import draw_chats
from quotewise.ui.page.chats import Turn
from quotewise.ui.page.first_run import draw_first_run
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.moment import ago
from quotewise.ui.page.note_view import draw_note, is_open, split
from quotewise.ui.page.sight import bring

LONGEST_QUESTION = 2000  # characters
OPENERS, FOLLOW_UPS = 6, 3
WAYS = ("Ask", "Check a sentence")
CHECK = "check"  # in the address


def draw() -> None:
    chat = conversation.current_chat()
    checking = draw_head()
    turns = opened.chats().turns(chat)
    conversation.draw_lost()
    if why := opened.unkept():
        st.warning(label(f"This conversation is not kept: {why}"), icon=":material/warning:")
    if opened.library().is_empty() and not turns:
        draw_first_run()
        return
    left, right = split()
    if checking:
        with left:
            with st.container(horizontal=True, key="ask_bar"):
                sources.draw_scope(chat)
            check.draw_check(sources.chosen(chat))
        draw_chats(chat, turns)
    else:
        with left:
            draw_talk(chat, turns)
    with right:
        if is_open():
            draw_note()


def draw_head() -> bool:
    """The title and the way to go; whether a sentence is to be checked."""
    st.session_state["way"] = WAYS[CHECK in st.query_params]
    with st.container(horizontal=True, vertical_alignment="center", key="ask_head"):
        st.title("Ask your notes", anchor=False)
        st.segmented_control("What to do", WAYS, required=True, key="way", on_change=go, label_visibility="collapsed")
    return CHECK in st.query_params


def go() -> None:
    """Go the way that was chosen; it stands in the address."""
    if st.session_state["way"] == WAYS[1]:
        st.query_params[CHECK] = "1"
    else:
        st.query_params.pop(CHECK, None)


def draw_talk(chat: str, turns: list[Turn]) -> None:
    """The conversation. What is asked now is answered first of all; everything else of the page is drawn meanwhile."""
    if turns:
        st.query_params[conversation.CHAT] = chat
    model, reader = model_choice.open_chosen()
    asked = conversation.take_asked()
    sendable = asked is None or model_choice.may_send(model, reader)
    gives_way = asked is not None and not turns  # what stands in an empty conversation does
    before = st.empty() if gives_way else st.container()
    live, foot, bar = st.container(), st.container(), st.bottom.container(horizontal=True, key="ask_bar")
    st.bottom.chat_input("Ask your notes", key="question", max_chars=LONGEST_QUESTION, on_submit=conversation.ask_typed)

    @cache
    def rest() -> None:
        with before.container() if gives_way else before:
            draw_turns(chat, turns)
            if not turns and not asked:
                draw_openers()
        if not asked:
            live.empty()  # what was drawn while it was answered stands above now
        with bar:
            model_choice.draw_choice(model, reader)
            sources.draw_scope(chat)
        foot.html(f'<p class="qw-status">{plain(standing(turns))}</p>')
        draw_chats(chat, turns)

    if asked:
        with live.container():
            if sendable:
                conversation.answer_live(chat, asked, turns, model, reader, meanwhile=rest)
            else:
                conversation.draw_question(asked.question)
                conversation.keep_asking(asked)  # until the reader agrees
    rest()
    if turns:
        bring("turn", ".qw-question", f"{chat} {len(turns)}")


def draw_turns(chat: str, turns: list[Turn]) -> None:
    for at, turn in enumerate(turns):
        last = at == len(turns) - 1
        conversation.draw_turn(turn, f"t{at}", follow_ups(turns) if last else ())


def follow_ups(turns: list[Turn]) -> tuple[str, ...]:
    """What to ask next: of what stands next to the place the last answer rests on."""
    cited = [claim.citations[0] for claim in turns[-1].answer.claims if claim.citations]
    asked = [turn.question for turn in turns]
    library = opened.library()
    found = (
        suggestions.follow_ups(library, topics_of(opened.generation()), cited[0], FOLLOW_UPS, asked) if cited else []
    )
    return tuple(found)


@st.cache_resource(show_spinner=False, max_entries=2)
def topics_of(generation: str) -> list[Topic]:
    return suggestions.topics(opened.library())


def draw_openers() -> None:
    """Where to begin in an empty conversation."""
    st.html(
        '<p class="qw-lead">Every sentence of an answer is backed by words in your notes, '
        "and a click shows them. What they do not say is not said.</p>"
    )
    generation = opened.generation()
    found = suggestions.openers(opened.library(), topics_of(generation), OPENERS, generation)
    with st.container(key="openers"):
        for at, question in enumerate(found):
            st.button(label(question), key=f"opener_{at}", on_click=conversation.ask, args=(question,), wrap=True)


def standing(turns: list[Turn]) -> str:
    """How fresh the library is, and what the conversation has cost."""
    read = opened.library().indexed_at()
    return f"Notes read {ago(read) if read else 'never'}{so_far(turns)}"


def so_far(turns: list[Turn]) -> str:
    """What models took for this conversation altogether; "" where none was asked."""
    spent = total(turn.answer for turn in turns)
    tokens = spent.input_tokens + spent.output_tokens
    if not tokens:
        return ""
    cost = "" if spent.cost is None else f", about {spent.cost:.4f} USD"
    return f" · {tokens:,} tokens{cost} so far"


draw()
