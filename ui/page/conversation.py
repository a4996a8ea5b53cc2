"""Which conversation a tab shows, and how a question in it is answered while the reader watches."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from quotewise.assistant import Answer, Claim, Usage
from quotewise.assistant.chat.speech import Model
from quotewise.assistant.gate.reader import Reader
from quotewise.assistant.practice.quiz import Wish
from quotewise.assistant.suggestions import named
from quotewise.ui.learner import note_refusal
from quotewise.ui.page import model_choice, opened, rounds, sources
from quotewise.ui.page.answer_view import draw_answer, draw_live
from quotewise.ui.page.chats import ChatsError, Turn, is_id, new_id
from quotewise.ui.page.export import spoken
from quotewise.ui.page.listening import FAULTS, Listening
from quotewise.ui.page.markup import plain
from quotewise.ui.page.note_view import close_note
from quotewise.ui.page.number import number_in
from quotewise.ui.page.sight import bring
from quotewise.ui.page.visitor import visitor

CHAT = "chat"  # in the address, and in the tab's state for when the address lost it
NEW = "new_chat"  # the id of the conversation that has not begun
ASKED = "asked"  # a question that is to be answered in this run
CARDED = "cards_made"  # the cards made in this tab, by the turn they were made of
LOST = "lost_chat"  # whether the address names a conversation that is not here
PATIENCE = 1.0  # seconds without a word after which the rest of the page is drawn
REMEMBERED = 6  # turns a follow-up may lean on
STOPPED = "This answer was stopped before it was complete."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be answered. alone: it leans on nothing before it."""

    question: str
    alone: bool = False


def current_chat() -> str:
    """The id of this tab's conversation: the one in the address, where it has begun; after another page the last."""
    came = st.session_state.pop("came", False)
    address = st.query_params.get(CHAT, "")
    if address and address != st.session_state.get(CHAT) and not is_kept(address):
        begin()
        st.session_state[LOST] = True
        chat: str = st.session_state[NEW]
    elif address:
        chat = address
    elif came and CHAT in st.session_state:
        chat = st.session_state[CHAT]
    else:
        chat = st.session_state.setdefault(NEW, new_id())
    st.session_state[CHAT] = chat
    return chat


def is_kept(chat: str) -> bool:
    return is_id(chat) and opened.chats().sources(chat) is not None


def draw_lost() -> None:
    if st.session_state.pop(LOST, False):
        st.info("That conversation is not here: it was deleted, or is kept elsewhere.", icon=":material/search_off:")


def begin(chat: str | None = None) -> None:
    """Go to a conversation, or to a new one."""
    st.session_state[NEW] = new_id()
    for kept in (CHAT, ASKED):  # what waits for leave to be sent was asked in the conversation before
        st.session_state.pop(kept, None)
    st.query_params.from_dict({CHAT: chat} if chat else {})
    close_note()


def ask(question: str, *, alone: bool = False) -> None:
    """Ask as if it had been typed."""
    keep_asking(Asked(question, alone))


def ask_typed() -> None:
    ask(st.session_state["question"])


def keep_asking(asked: Asked) -> None:
    st.session_state[ASKED] = asked


def take_asked() -> Asked | None:
    asked: Asked | None = st.session_state.pop(ASKED, None)
    return asked if asked and asked.question.strip() else None


def history(turns: list[Turn]) -> list[str]:
    """The last questions and answers in turn, oldest first."""
    return [words for turn in turns[-REMEMBERED:] for words in (turn.question, spoken(turn.answer))]


def draw_turn(turn: Turn, key: str, follow_ups: Sequence[str] = ()) -> None:
    draw_question(turn.question)
    with st.chat_message("assistant", avatar=":material/format_quote:"):
        draw_answer(
            turn.answer,
            key,
            partial(act, turn, follow_ups),
            followups=follow_ups,
            thumb=turn.feedback,
            carded=turn.id in st.session_state.get(CARDED, {}),
        )


def draw_question(question: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.html(f'<p class="qw-question">{plain(question)}</p>')


def act(turn: Turn, follow_ups: Sequence[str], what: str) -> None:
    """Do what the reader chose below an answer."""
    what, _, number = what.partition(":")
    match what:
        case "retry":
            ask(turn.question)
        case "alone":
            ask(turn.question, alone=True)
        case "up" | "down":
            opened.chats().judge(turn.id, "" if turn.feedback == what else what)
        case "follow":
            if (at := number_in(number, len(follow_ups))) is not None:
                ask(follow_ups[at])
        case "card":
            if made := rounds.make_card(turn.question, turn.answer.claims):
                st.session_state.setdefault(CARDED, {})[turn.id] = made
            else:
                st.toast("The words of this answer are gone from your notes: ask again")
        case "practise":
            rounds.start("cards", [st.session_state[CARDED][turn.id]])
        case "quiz":
            rounds.begin_round("new", wish=Wish(topic=topic(turn.answer)))


def topic(answer: Answer) -> str:
    """What the best citation of an answer stands under."""
    best = next((citation for claim in answer.claims for citation in claim.citations), None)
    return (named(best.heading) or best.title) if best else ""


def answer_live(
    chat: str,
    asked: Asked,
    turns: list[Turn],
    model: Model | None,
    reader: Reader | None,
    *,
    meanwhile: Callable[[], None],
) -> None:
    """Answer in sight of the reader, claim by claim, and keep it, also where the reader stopped it half-way.

    meanwhile: draws the rest of the page where that takes longer; until then it stands as it was.
    """
    st.query_params[CHAT] = chat
    draw_question(asked.question)
    bring("turn", ".qw-question", f"{chat} {len(turns) + 1} asked")
    with st.chat_message("assistant", avatar=":material/format_quote:"), opened.told():
        before = [] if asked.alone else history(turns)
        listening = Listening(opened.library(), asked.question, before, sources.chosen(chat), model, reader)
        listen(chat, asked.question, listening, model, meanwhile)
        st.rerun()
    if model is not None:  # it failed
        st.button(f"Answer from {model_choice.OWN.lower()}", key="answer_own", on_click=ask_own, args=(asked,))


def ask_own(asked: Asked) -> None:
    """Ask again without a model."""
    model_choice.choose("")
    keep_asking(asked)


def listen(chat: str, question: str, listening: Listening, model: Model | None, meanwhile: Callable[[], None]) -> None:
    """Draw claims as they come, with a sign of life between them and a way to stop.

    What was drawn gives way to the whole answer: a line in the notes' words may then stand in the model's.
    """
    place, stop, said = st.empty(), st.empty(), list[Claim]()
    answer: Answer | None = None
    begun, waiting, failed, trouble = time.monotonic(), True, False, STOPPED
    try:
        for piece in listening.pieces():
            waited = time.monotonic() - begun
            if isinstance(piece, Answer):
                answer = piece
            elif piece is not None:
                said.append(piece)
            elif waiting and (said or waited > PATIENCE):
                waiting = False
                stop.button("Stop", key="stop_answer", icon=":material/stop:", type="tertiary")  # ends this run
                meanwhile()
            if piece is None or len(said) == 1 or listening.is_drained:
                draw_live(place, said, told=model is not None, waited=waited)
    except FAULTS as error:
        failed, trouble = not said, str(error)
        if failed:
            place.empty()
            stop.empty()
            raise
    finally:  # where the reader stops it or clicks elsewhere, the script ends here
        listening.leave()
        if not failed:
            ended = unfinished(question, said, model, time.monotonic() - begun, trouble)
            keep(chat, question, answer or ended, listening.among)


def unfinished(question: str, said: Sequence[Claim], model: Model | None, seconds: float, trouble: str) -> Answer:
    """What was said until the reader stopped it or it failed."""
    return Answer(
        question,
        tuple(said),
        model=model.name if model else None,
        usage=Usage(seconds=round(seconds, 1)),
        trouble=trouble,
    )


def keep(chat: str, question: str, answer: Answer, among: Sequence[str]) -> None:
    kept = chat, opened.chats_of(), question, answer, among
    try:
        opened.chats().append(*kept)
    except ChatsError as error:
        opened.keep_none(str(error))
        opened.chats().append(*kept)
    note_refusal(answer, opened.library().uuid, visitor().learner)
