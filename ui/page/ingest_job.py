"""The ingestion of the library in the background, and the look at the questions kept that follows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from quotewise.assistant.practice.bank import Bank, Reaudit
from quotewise.index import Ingested, Library
from quotewise.ui.page.growth import growth_of
from quotewise.ui.page.job import Job, Report

STOPPED = "Stopped. The library is as it was; what was embedded is kept, so the next time is quicker."
AWAITED = "job_was_running"  # of the tab's state: what came of the job will be told here


@dataclass(frozen=True, slots=True)
class Read:
    """What an ingestion did, and what it means for the questions kept."""

    ingested: Ingested
    questions: Reaudit


def read_notes(library: Library, paths: Sequence[Path], report: Report) -> Read:
    growth_of(library).give_way()
    bank = Bank.of(library)
    before = bank.staleness(library)
    ingested = library.ingest(paths, progress=report)
    return Read(ingested, bank.audit_again(library, before=before))


def start_reading(library: Library, paths: Sequence[Path]) -> bool:
    """Begin to ingest; returns whether it did, False while another ingestion runs."""
    st.session_state[AWAITED] = True
    return job_of(library).start(partial(read_notes, library, list(paths)), "looking at the files")


@st.cache_resource(show_spinner=False)
def job_at(folder: str) -> Job[Read]:
    return Job(STOPPED)


def job_of(library: Library) -> Job[Read]:
    """The one job of a library."""
    return job_at(str(library.folder))
