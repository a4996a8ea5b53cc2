"""What to practise: the questions written from the notes or a file of others, narrowed by topic, domain and kind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.practice.bank import Bank, Kept
from quotewise.assistant.practice.exchange import BadQuestions, Imported
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import ANY, Wish
from quotewise.assistant.study.log import StudyLog
from quotewise.ui.folders import data_folder
from quotewise.ui.learner import study_log
from quotewise.ui.page import opened
from quotewise.ui.page.markup import label
from quotewise.ui.page.visitor import visitor
from quotewise.ui.question_sets import files_in, load

NOTES = "Written from my notes"
LENGTHS = (5, 10, 20, 50)
KINDS = {
    "single": "One right option",
    "multiple": "Several right options",
    "true_false": "True or false",
    "cloze": "Fill the gap",
    "matching": "Match",
    "ordering": "Put in order",
    "scenario": "Scenario",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A set of questions and what of it is wanted."""

    name: str
    wish: Wish = ANY
    count: int = 10

    def questions(self) -> list[Question]:
        """Those that can be asked."""
        return [question for question in questions_of(self.name) if self.wish.fits(question)]


def choose(names: Sequence[str]) -> Chosen:
    """Draw the choice."""
    name = st.segmented_control("Questions", names, default=names[0], key="set_chosen", required=True) or names[0]
    questions = questions_of(name)
    with st.container(horizontal=True, vertical_alignment="bottom", key="practice_wish"):
        topic = pick("Topic", Counter(question.topic for question in questions), name)
        domain = pick("Domain", Counter(question.domain for question in questions), name)
        kind = pick("Kind", Counter(question.kind for question in questions), name, KINDS)
        count = st.selectbox("How many", LENGTHS, index=1, key="count_chosen", width=110)
    return Chosen(name, Wish(topic=topic, domain=domain, kind=kind), count)


def pick(title: str, found: Counter[str], name: str, spelled: dict[str, str] | None = None) -> str:
    """A choice among the values there are, with how many questions each has; "" for all of them."""
    known = sorted((value for value in found if value), key=lambda value: (-found[value], value))
    if not known:
        return ""
    shown = {value: f"{(spelled or {}).get(value, value)} ({found[value]})" for value in known}
    return st.selectbox(
        title, ["", *known], format_func=lambda value: shown.get(value, "All"), key=f"{title}_of_{name}"
    )


def log() -> StudyLog:
    """The record of whoever is at this tab; raises SignedOut, in a thread of no tab too: there it is handed on."""
    return study_log(opened.library_id(), visitor().learner)


def set_names() -> list[str]:
    return [NOTES, *files_in(data_folder() / "questions")]


class State(NamedTuple):
    """What a learner's figures over a library come of: another one whenever they may be others."""

    of: str
    events: int
    notes: str
    bank: int
    exam: str


def state_now(kept: StudyLog | None = None) -> State:
    """kept: the record, where this is asked in a thread of no tab."""
    record = (kept or log()).progress
    chosen, bank = chosen_exam(opened.library()), Bank.of(opened.library()).file
    return State(
        f"{record.name} {record.learner}",
        record.stamp(),
        opened.generation(),
        bank.stat().st_mtime_ns if bank.exists() else 0,
        f"{chosen.blueprint.mark} {chosen.planned}" if chosen else "",
    )


def bank_read() -> list[Kept]:
    """The questions kept for the library, as it bears them out now."""
    bank = Bank.of(opened.library())
    if not bank.file.exists():
        return []
    found = bank.file.stat()
    chosen = chosen_exam(opened.library())
    return read_at(
        str(bank.file), found.st_mtime_ns, found.st_size, opened.generation(), chosen.blueprint.mark if chosen else ""
    )


@st.cache_resource(show_spinner=False, max_entries=4)
def read_at(file: str, changed: int, size: int, generation: str, exam: str) -> list[Kept]:
    """changed, size, generation, exam: of the file and the library, so that they are read again after."""
    return Bank(Path(file)).read(opened.library())


@st.cache_resource(show_spinner=False, max_entries=8)
def loaded(name: str, path: str, changed: int) -> Imported:
    """changed: when the file was, so that it is read again after."""
    return load(name, Path(path))


def questions_of(name: str) -> tuple[Question, ...]:
    """The questions of a set that can be asked; none, told to the reader, where they cannot be had."""
    if name == NOTES:
        return tuple(kept.question for kept in bank_read() if not kept.stale)
    path = files_in(data_folder() / "questions").get(name)
    if path is None:
        return ()
    try:
        return loaded(name, str(path), path.stat().st_mtime_ns).questions
    except (BadQuestions, OSError) as why:
        st.error(f"These questions cannot be used: {label(str(why))}.")
        return ()


def is_checked(name: str) -> bool:
    """Whether what the questions of a set say was held against the notes."""
    return name == NOTES
