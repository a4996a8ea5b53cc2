"""Questions being written or checked in the background."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.exchange.import_questions import take_in
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import Wish, write_more
from quotewise.assistant.practice.selection import Past
from quotewise.assistant.study.form import Size
from quotewise.index import Library
from quotewise.ui.page.growth import growth_of
from quotewise.ui.page.job import Job, Report
from quotewise.ui.sitting_start import top_up_for
from quotewise.ui.topping import held

STOPPED = "Stopped. The questions found until then are kept."


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it. told: in a sentence. why: the flaws of those left out, with their counts."""

    told: str
    kept: int
    dropped: int
    why: tuple[tuple[str, int], ...]


def write(library: Library, count: int, wish: Wish, past: Past, report: Report) -> Written:
    growth_of(library).give_way()
    done = write_more(library, count, wish=wish, apart=past.reported, progress=report)
    short = f" Your notes give no more of this; looked for and found: {held(done)}." if done.found else ""
    told = f"{done.kept} new questions, of {done.drafts} drafts.{short}"
    return Written(told, done.kept, done.dropped, tuple(done.flaws.most_common()))


def check(library: Library, questions: Sequence[Question], report: Report) -> Written:
    growth_of(library).give_way()
    done = take_in(questions, library, progress=report)
    flaws = Counter(flaw.name for _, found in done.dropped for flaw in found)
    known = f" {done.known} were there already." if done.known else ""
    told = f"Your notes bear out {len(done.kept)} of {len(questions)} questions.{known}"
    return Written(told, len(done.kept), len(done.dropped), tuple(flaws.most_common()))


def write_exam(library: Library, blueprint: Blueprint, size: Size, past: Past, report: Report) -> Written:
    growth_of(library).give_way()
    bank = Bank.of(library)
    before = len(bank.questions())
    top_up_for(library, blueprint, size, bank, past, report)
    kept = len(bank.questions()) - before
    return Written(f"{kept} new questions for the exam.", kept, 0, ())


# Nothing begins while another of these runs.
def start_writing(library: Library, count: int, wish: Wish, past: Past) -> None:
    job_of(library).start(partial(write, library, count, wish, past), "writing questions")


def start_intake(library: Library, questions: Sequence[Question]) -> None:
    job_of(library).start(partial(check, library, questions), "checking questions")


def start_exam(library: Library, blueprint: Blueprint, size: Size, past: Past) -> bool:
    return job_of(library).start(partial(write_exam, library, blueprint, size, past), "writing questions")


@st.cache_resource(show_spinner=False)
def job_at(folder: str) -> Job[Written]:
    return Job(STOPPED)


def job_of(library: Library) -> Job[Written]:
    """The one job of a library."""
    return job_at(str(library.folder))
