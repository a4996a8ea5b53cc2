"""Work in the background as it goes on, and what came of an ingestion."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from quotewise.index import Ingested
from quotewise.ui.page import opened
from quotewise.ui.page.ingest_job import AWAITED, Read, job_of
from quotewise.ui.page.job import Job
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.trash import to_trash, unread_uploads
from quotewise.ui.page.visitor import edits
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
        st.session_state[f"{name}_ended"] = True
        st.rerun()
    share = min(job.done / job.total, 1.0) if job.total else 0.0
    count = f": {job.done:,} of {job.total:,}" if job.total else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"bar_{name}"):
        st.progress(share, text="Stopping" if job.stopping else f"{job.stage.capitalize()}{count}")
        if edits():
            st.button("Stop", key=f"stop_{name}", on_click=job.cancel, icon=":material/stop:", disabled=job.stopping)


def draw_trouble(job: Job[Any]) -> None:
    """Why a job did not end well, told once."""
    if job.trouble is not None:
        st.toast(label(job.trouble), icon=":material/warning:", duration="infinite")
        job.forget()


def draw_outcome(job: Job[Read]) -> None:
    """What the last ingestion did: a toast for what went well, the rest until it is dismissed."""
    if job.running or not edits():
        return
    done = job.result.ingested if job.result else None
    if st.session_state.pop("job_ended", False) and done is not None:
        st.toast(label(told(done)), icon=":material/check_circle:")
    stale = job.result.questions if job.result and job.result.questions.stale else None
    if job.trouble is None and stale is None and not (done and (done.failed or done.skipped or done.remarks)):
        return
    with st.container(border=True, key="outcome"):
        if job.trouble is not None:
            st.warning(label(f"{job.trouble}{given_up(len(unread_uploads()))}"), icon=":material/warning:")
        if stale is not None:
            st.warning(label(stale.summary), icon=":material/history:")
        if done is not None:
            draw_reasons("Could not be read", done.failed)
            draw_lines("Skipped", len(done.skipped), count_skips(done.skipped))
            draw_lines("Doubtful", len(done.remarks), done.remarks)
        with st.container(horizontal=True):
            if job.trouble is not None:
                st.button("Go on reading", key="read_on", on_click=read_on, icon=":material/play_arrow:")
            st.button("Dismiss", key="dismiss_outcome", type="tertiary", on_click=dismiss, args=(job,))


def given_up(count: int) -> str:
    """What becomes of files that were added and not read."""
    if not count:
        return ""
    files, them = ("1 file", "it") if count == 1 else (f"{count} files", "them")
    return f" {files} you added: \u201cGo on reading\u201d reads {them}, \u201cDismiss\u201d gives {them} up."


def dismiss(job: Job[Read]) -> None:
    """What came of it has been seen; files whose reading did not end well are given up, not read unasked later."""
    if job.trouble is not None:
        with opened.told():
            to_trash(unread_uploads())
    job.forget()


def read_on() -> None:
    st.session_state[AWAITED] = True
    job_of(opened.library()).again()


def told(done: Ingested) -> str:
    """What changed, in a sentence."""
    counts = {"added": done.added, "changed": done.changed, "renamed": done.renamed, "removed": done.removed}
    changed = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    if not changed:
        return f"Nothing changed ({done.unchanged} notes)."
    return f"{changed.capitalize()}. {done.passages:,} passages in all, {done.embedded:,} embedded now."


def draw_reasons(title: str, reasons: Sequence[tuple[str, str]]) -> None:
    if reasons:
        with st.expander(f"{title} ({len(reasons)})", expanded=True):
            st.html(items(f"<strong>{plain(source)}</strong>: {plain(why)}" for source, why in reasons))


def draw_lines(title: str, count: int, lines: Iterable[str]) -> None:
    if count:
        with st.expander(f"{title} ({count})"):
            st.html(items(map(plain, lines)))


def items(rows: Iterable[str]) -> str:
    return f'<ul class="qw-reasons">{"".join(f"<li>{row}</li>" for row in rows)}</ul>'
