"""The bank grows while the page is open and nothing else is done: new questions are ready before they are asked for."""

import os
import threading
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from quotewise.assistant.practice.quiz import READING, Tally, top_up
from quotewise.assistant.practice.selection import Past
from quotewise.index import Library
from quotewise.ui.page.job import Job, Report
from quotewise.ui.page.listening import is_answering

STOPPED = "No more are written for now."
REST = 1.0  # seconds before it begins, in which the page is drawn and a question may be asked
PAUSE = 0.2  # seconds between two looks whether an answer is still being given


def stock() -> int:
    """How many questions are kept ready that were never answered; 0: none are written unasked."""
    return int(os.environ.get("QUOTEWISE_QUESTIONS") or 0)


@dataclass(slots=True)
class Growth:
    """The growth of one library's bank, the same for all tabs. notes: the generation it was last written from."""

    job: Job[Tally] = field(default_factory=lambda: Job(STOPPED))
    notes: str = ""

    def begin(self, library: Library, notes: str, past: Past) -> None:
        if self.job.start(partial(grow, library, past), READING):
            self.notes = notes

    def is_settled(self, notes: str) -> bool:
        """Whether these notes give no more, or it was stopped or failed: then it begins again only when asked to."""
        return self.notes == notes and (self.job.trouble is not None or self.gave is not None)

    def forget(self) -> None:
        """Let it begin again."""
        self.notes = ""

    @property
    def gave(self) -> Tally | None:
        """What was done, where the notes hold too little."""
        done = self.job.result
        return done if done is not None and done.found else None

    @property
    def standing(self) -> str:
        """How many are ready and how many being written, in a sentence."""
        lacking = self.job.total - self.job.done
        if lacking < stock() and self.job.total:
            return f"{stock() - lacking} new questions are ready, {lacking} more are being written in the background."
        return "Questions are being written from your notes, in the background."

    def give_way(self) -> None:
        """Stop it for other work, which it does not count as stopped by the reader; waits for the batch in hand."""
        if self.job.running:
            self.job.cancel()
            self.job.wait()
            self.job.trouble = None


def grow(library: Library, past: Past, report: Report) -> Tally:
    """Top the bank up; a batch in hand is ended, then an answer being given goes first."""
    pause = threading.Event()
    pause.wait(REST)

    def step(stage: str, done: int, total: int) -> None:
        report(stage, done, total)
        while is_answering():
            pause.wait(PAUSE)
            report(stage, done, total)

    step(READING, 0, 0)
    return top_up(library, stock(), past=past, progress=step)


@st.cache_resource(show_spinner=False)
def growth_at(folder: str) -> Growth:
    return Growth()


def growth_of(library: Library) -> Growth:
    return growth_at(str(library.folder))
