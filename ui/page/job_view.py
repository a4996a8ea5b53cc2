"""Work in the background as it goes on, and what came of an ingestion."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from quotewise.index import Ingested
from quotewise.ui.page import opened
from quotewise.ui.page.ingest_job import Read, job_of
from quotewise.ui.page.job import Job
from quotewise.ui.page.markup import label, plain
from quotewise.ui.skips import count_skips

BEAT = 0.4  # seconds between two looks at the job


def draw_job() -> bool:
    """Draw the ingestion of the library while it runs, with a way to stop it; returns whether one runs."""
    return draw_running(job_of(opened.library()), "job")


def draw_running(job: Job[Any], name: str) -> bool:
    """Draw a job while it runs, with a way to stop it; returns whether it runs. name: unique on the page."""
    was_running = f"{name}_was_running"
    if not job.running and not st.session_state.get(was_running):
        return False
    st.session_state[was_running] = True
    draw_progress(job, name)
    return True


@st.fragment(run_every=BEAT)
def draw_progress(job: Job[Any], name: str) -> None:
    if not job.running:
        st.session_state[f"{name}_was_running"] = False
        st.rerun()
    share = min(job.done / job.total, 1.0) if job.total else 0.0
    count = f": {job.done} of {job.total}" if job.total else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(share, text=f"{job.stage.capitalize()}{count}")
        st.button("Stop", key=f"stop_{name}", on_click=job.cancel, icon=":material/stop:")


def draw_outcome(job: Job[Read]) -> None:
    """What the last ingestion did, or why it did not end well."""
    if job.trouble is not None:
        st.warning(label(job.trouble), icon=":material/warning:")
    if job.result is not None:
        draw_ingested(job.result.ingested)
        if job.result.questions.stale:
            st.warning(label(job.result.questions.summary), icon=":material/history:")


def draw_ingested(done: Ingested) -> None:
    counts = {"added": done.added, "changed": done.changed, "renamed": done.renamed, "removed": done.removed}
    changed = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    failed = f" {len(done.failed)} could not be read." if done.failed else ""
    message = f"{changed.capitalize()}." if changed else f"Nothing changed ({done.unchanged} notes)."
    (st.warning if done.failed else st.success)(f"{message}{failed}", icon=":material/check_circle:")
    again = f" {done.again} were split again, because how notes are split or embedded changed." if done.again else ""
    st.html(
        f'<p class="qw-told">{done.files} files read.{again} '
        f"{done.passages} passages in all, {done.embedded} embedded now. "
        f"{done.repaired} were repaired for display, {done.duplicates} stand in several places and are kept once.</p>"
    )
    draw_reasons("Could not be read", done.failed)
    draw_lines("Skipped", len(done.skipped), count_skips(done.skipped))
    draw_lines("Doubtful", len(done.remarks), done.remarks)


def draw_reasons(title: str, reasons: tuple[tuple[str, str], ...]) -> None:
    if reasons:
        with st.expander(f"{title} ({len(reasons)})", expanded=True):
            st.html(items(f"<strong>{plain(source)}</strong>: {plain(why)}" for source, why in reasons))


def draw_lines(title: str, count: int, lines: Iterable[str]) -> None:
    if count:
        with st.expander(f"{title} ({count})"):
            st.html(items(map(plain, lines)))


def items(rows: Iterable[str]) -> str:
    return f'<ul class="qw-reasons">{"".join(f"<li>{row}</li>" for row in rows)}</ul>'
