"""Rounds of practice, begun from anywhere on the page: what is in one, and where the last one stands."""

import threading
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal

import streamlit as st

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import ANY, Wish
from quotewise.assistant.practice.selection import choose as choose_questions
from quotewise.assistant.practice.selection import weights_of
from quotewise.assistant.study.advice import turns
from quotewise.assistant.study.cards import Flashcard, cards_of
from quotewise.assistant.study.due import Desk, item_of
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.memory import CARD
from quotewise.assistant.study.own_cards import MADE, card_made, made_cards
from quotewise.assistant.study.rounds import CLOSED, Round, begun, last_open
from quotewise.assistant.study.schedule import Schedule
from quotewise.index.progress import Event, latest
from quotewise.ui.learner import weak_weights
from quotewise.ui.page import opened
from quotewise.ui.page.note_view import close_note
from quotewise.ui.page.practice_choice import NOTES, State, bank_read, log, questions_of, state_now
from quotewise.ui.page.way import go_to
from quotewise.ui.practice_round import show
from quotewise.ui.reviewing import open_desk

# What is due today, what goes wrong, what was never asked, flashcards; the reader's choice, what was wrong before
Way = Literal["due", "weak", "new", "cards", "own", "again"]
TITLES = {
    "due": "Due now",
    "weak": "Weak areas",
    "new": "New questions",
    "cards": "Flashcards",
    "own": "Your choice",
    "again": "The wrong ones again",
}
TAB = "practice"  # of the session: the round of this tab


@dataclass(frozen=True, slots=True)
class Due:
    """What there is to review, and what of it today."""

    desk: Desk
    made: Schedule

    @property
    def cards(self) -> int:
        """How many flashcards there are, due or not."""
        return sum(item.kind == CARD for item in self.desk.items.values())

    @property
    def minutes(self) -> int:
        return max(1, round(len(self.made.today) * self.desk.seconds / 60))


@dataclass(frozen=True, slots=True)
class Open:
    """A round that is not done."""

    round: Round
    done: int

    @property
    def total(self) -> int:
        return len(self.round.items)


def begin_round(way: Way, *, wish: Wish = ANY, count: int = 10) -> None:
    """Begin a round of at most so many items that fit the wish, and go to it; for the callback of a button."""
    start(way, picked(way, wish, count))


def start(way: Way, items: Sequence[str], questions: str = NOTES) -> None:
    """Begin a round of these questions and cards, and go to it. questions: the name of the questions' set."""
    if not items:
        st.toast("Nothing to ask of this for now.", icon=":material/check:")
        go_to("practise")
        return
    event = begun(way, items, questions, opened.library_id())
    log().progress.append(event)
    go_on(event.session, at="0")


def go_on(round_id: str, **address: str) -> None:
    """Go to a round that was begun. address: more of it, where it is known."""
    close_note()
    st.session_state[TAB] = round_id
    go_to("practise", round=round_id, **address)


def close_round(round_id: str) -> None:
    """Offer it no more."""
    log().progress.append(Event(CLOSED, {}, round_id, library=opened.library_id()))


def open_round() -> Open | None:
    """The last round, where something in it is still to be answered."""
    found = last_open(log().progress, opened.library_id())
    return Open(*found) if found else None


def make_card(question: str, claims: Iterable[Claim]) -> str:
    """Keep an answer as a card of the learner's own, its claims whose quotes stand; its id, "" where none does."""
    event = card_made(question, claims, opened.library())
    if event is None:
        return ""
    log().progress.append(event)
    return event.about


def picked(way: Way, wish: Wish, count: int) -> list[str]:
    """The ids of what a round of this way asks."""
    if way == "due":
        due = due_now()
        return [id for id in due.made.today if fits(due.desk.items[id].asks, wish)][:count]
    if way == "cards":
        return cards_picked(due_now().desk, wish, count)
    questions = [one for one in questions_of(NOTES) if wish.fits(one)]
    return [one.id for one in drawn(questions, count, weak=way == "weak")]


def cards_picked(desk: Desk, wish: Wish, count: int) -> list[str]:
    """Cards that are due or new, then the others, what is least remembered first."""
    cards = {id: item for id, item in desk.items.items() if item.kind == CARD and fits(item.asks, wish)}
    due = replace(desk, items=cards).schedule(exam_day(), ask=count).today
    asked = set(due)
    rest = sorted((id for id in cards if id not in asked), key=lambda id: desk.recall(cards[id]))
    return [*due, *rest][:count]


def fits(asks: Question | Flashcard, wish: Wish) -> bool:
    if isinstance(asks, Question):
        return wish.fits(asks)
    words = " ".join((asks.front, *(cited.heading for cited in asks.back.citations)))
    noted = wish.source is None or any(fnmatchcase(cited.source, wish.source) for cited in asks.back.citations)
    return noted and not wish.domain and not wish.kind and set(stems(wish.topic)) <= set(stems(words))


def drawn(questions: Sequence[Question], count: int, *, weak: bool = False) -> list[Question]:
    """Those never answered first, or, where it is aimed at what goes wrong, those last answered wrong."""
    past, weights = log().past(), weights_of(opened.library())
    if weak:
        past, weights = replace(past, answered=turns(log().answers())), weak_weights(opened.library(), log()) or weights
    return choose_questions(questions, count, uuid.uuid4().int, weights, past.answered)


def asks_of(round: Round) -> list[Question | Flashcard]:
    """What a round asks, in its order and as it is shown there; what is gone from notes or bank is left out."""
    wanted = set(round.items)
    known: dict[str, Question | Flashcard] = {
        one.id: show(one, round.id) for one in questions_of(round.set) if one.id in wanted
    }
    known.update((card.id, card) for card in cards_now() if card.id in wanted)
    return [known[id] for id in round.items if id in known]


def due_now(kept: StudyLog | None = None) -> Due:
    """What is due, looked for anew when the record, the notes, the bank, the exam or the day changed. kept: the record,
    where this is asked in a thread of no tab.
    """
    kept = kept or log()
    state, last = (
        (state_now(kept), date.today()),
        last_due(opened.library_id(), kept.progress.name, kept.progress.learner),
    )
    with last.counting:  # Today counts it in the background
        if last.due is None or last.of != state:
            desk = open_desk(opened.library(), kept, questions=bank_read(), cards=notes_cards(opened.generation()))
            last.due, last.of = Due(desk, desk.schedule(exam_day())), state
        return last.due


@dataclass(slots=True)
class LastDue:
    """What was due for a learner when it was last looked for, and what that was made of: what was before is let go."""

    due: Due | None = None
    of: tuple[State, date] | None = None
    counting: threading.Lock = field(default_factory=threading.Lock)


@st.cache_resource(show_spinner=False, max_entries=50)  # learners for whom it is at hand
def last_due(library: str, record: str, learner: str) -> LastDue:
    return LastDue()


def exam_day() -> date | None:
    chosen = chosen_exam(opened.library())
    return chosen.planned if chosen else None


def was_shown(card: Flashcard) -> str | None:
    """The back that a card was graded with last, where its note has changed it since."""
    graded = [one for one in log().progress.events(CARD) if one.library == opened.library_id()]
    return item_of(card, {}, latest(graded)).was


def cards_now() -> list[Flashcard]:
    """The learner's own, then those of the notes."""
    made = log().progress.events(MADE)
    own = made_cards(made, opened.library(), frozenset()) if made else []
    return [*own, *notes_cards(opened.generation())]


@st.cache_resource(show_spinner=False, max_entries=2)
def notes_cards(generation: str) -> list[Flashcard]:
    """generation: of the library, so that they are read again after a change."""
    return cards_of(opened.library())
