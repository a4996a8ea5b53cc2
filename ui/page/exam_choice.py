"""The exam that the library is for: chosen in a dialog, with the day it is to be taken."""

from datetime import date
from functools import partial
from time import sleep
from typing import Literal, NamedTuple

import streamlit as st

from quotewise.assistant.errors import BadBlueprint
from quotewise.assistant.exam.blueprint import Blueprint, open_blueprint, packaged, read_blueprint, text_of
from quotewise.assistant.exam.chosen import EXAM, Chosen, chosen_exam, drop_exam, keep_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.domains import tell_again
from quotewise.index import Library, LibraryBusy
from quotewise.ui.page import opened
from quotewise.ui.page.job import Job, Report
from quotewise.ui.page.job_view import draw_running
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.visitor import edits

OWN = "own"
EXAMPLE = "ALGORITHMS-101"  # an exam of one's own looks like it
OPEN, WANTED, DAY, FILE = "choosing_exam", "exam_wanted", "exam_day", "exam_file"
BEAT = 0.3  # seconds between two tries, while notes are being read
AT_ONCE = 0.4  # seconds in which a choice is kept, where nothing else is going on
Kind = Literal["secondary", "tertiary"]  # of a button
STAGES = {"coming": "to come", "beta": "beta", "current": "current", "ended": "ended"}


class Known(NamedTuple):
    """An exam to choose. kept: what the library remembers it by."""

    blueprint: Blueprint
    kept: str


def open_choice() -> None:
    """Open the dialog on a page that draws it; for the callback of a button."""
    st.session_state[OPEN] = True


def choose_button(said: str, key: str = "choose_exam", *, icon: str | None = None, type: Kind = "secondary") -> None:
    """The button that opens the dialog, for who may choose."""
    if edits():
        st.button(said, key=key, type=type, icon=icon, on_click=open_choice)


def is_choosing() -> bool:
    """Whether the dialog is open."""
    return OPEN in st.session_state


def draw_choice() -> None:
    """The dialog, where it is open."""
    if is_choosing():
        choose_dialog()


def close_choice() -> None:
    st.session_state.pop(OPEN, None)


@st.dialog("Your exam", on_dismiss=close_choice)
def choose_dialog() -> None:
    """Choose an exam and the day it is taken on, or none."""
    with opened.told():
        chosen = chosen_exam(opened.library())
        wanted = choose_known(chosen) or draw_own()
        planned = chosen.planned if chosen and chosen.planned and chosen.planned >= date.today() else None
        day = st.date_input("When do you take it?", planned, min_value=date.today(), key=DAY, help=NO_DAY)
        if wanted:
            draw_remark(Chosen(wanted.blueprint, day))
        draw_keeping(wanted, day, chosen)


NO_DAY = "It may stay empty until you know it: the countdown and the plan need it, nothing else does."


def choose_known(chosen: Chosen | None) -> Known | None:
    """One of the exams that come with quotewise, or the one chosen before; None for one of the reader's own."""
    known = {code: Known(open_blueprint(code), code) for code in packaged()}
    if chosen and chosen.blueprint.code not in known:
        known[chosen.blueprint.code] = Known(chosen.blueprint, opened.library().remembered(EXAM) or "")
    known = dict(sorted(known.items(), key=lambda one: has_ended(one[1].blueprint)))  # captions go by its order
    codes = [*known, OWN]
    now = codes.index(chosen.blueprint.code) if chosen else None
    titles = {code: named(one.blueprint) for code, one in known.items()}
    captions = [*(label(caption(one.blueprint)) for one in known.values()), "from a file describing it"]
    wanted = st.radio("Exam", codes, now, lambda code: titles.get(code, "Another exam"), key=WANTED, captions=captions)
    st.session_state["own_exam"] = wanted == OWN
    return known.get(wanted or "")


def named(exam: Blueprint) -> str:
    told = f"**{label(exam.code)}** {label(exam.title.removesuffix(f'({exam.code})'))}"
    return f":gray[{told}]" if has_ended(exam) else told


def has_ended(exam: Blueprint) -> bool:
    return exam.stage(date.today()) == "ended"


def caption(exam: Blueprint) -> str:
    """How an exam stands today, and how long it is."""
    today = date.today()
    stage, ends = exam.stage(today), next(iter(exam.last_days().values()), None)
    begins = min((one.begins for one in exam.offered if one.begins), default=None)
    when = f" on {ends}" if stage == "ended" and ends else f" until {ends}" if ends else ""
    since = f" from {begins}" if stage == "coming" and begins else ""
    made = (f"{exam.items} questions" * bool(exam.items), f"{exam.minutes} minutes" * bool(exam.minutes))
    return " \u00b7 ".join(filter(None, (f"{STAGES[stage]}{since}{when}", *made)))


def draw_own() -> Known | None:
    """An exam of the reader's own, from a file; what is wrong with that is told."""
    if not st.session_state["own_exam"]:
        return None
    file = st.file_uploader("What it is made of, as a TOML file", type="toml", max_upload_size=1, key=FILE)
    st.download_button("An example to copy", text_of(EXAMPLE), "exam.toml", on_click="ignore", type="tertiary")
    if file is None:
        return None
    try:
        text = file.getvalue().decode("utf-8-sig")
        return Known(read_blueprint(text, file.name), text)
    except (BadBlueprint, UnicodeDecodeError) as why:
        st.error(label(str(why)), icon=":material/error:")
        return None


def draw_keeping(wanted: Known | None, day: date | None, chosen: Chosen | None) -> None:
    with st.container(horizontal=True):
        keep = st.button("Keep", type="primary", disabled=wanted is None, key="keep_exam")
        drop = chosen is not None and st.button("No exam", type="tertiary", key="drop_exam")
    if not drop and not (keep and wanted):
        return
    job = job_of(opened.library())
    kept = wanted.kept if keep and wanted else None
    if not job.start(partial(keep_choice, opened.library(), kept, day), "keeping it"):
        st.warning(
            "The choice before this one is still being kept. Try again in a moment.", icon=":material/hourglass:"
        )
        return
    job.wait(AT_ONCE)
    close_choice()
    st.rerun()


def keep_choice(library: Library, exam: str | None, day: date | None, report: Report) -> None:
    """Keep the choice as soon as nobody writes to the library, then tell the domains of its questions again."""
    while True:
        report("waiting until your notes are read", 0, 0)
        try:
            keep_exam(library, exam, day) if exam else drop_exam(library)
            break
        except LibraryBusy:
            sleep(BEAT)
    report("telling the domains of your questions", 0, 0)
    tell_again(Bank.of(library), library)


@st.cache_resource(show_spinner=False)
def job_at(folder: str) -> Job[None]:
    return Job("Stopped. Some questions have no domain of this exam yet.")


def job_of(library: Library) -> Job[None]:
    """The one job of a library."""
    return job_at(str(library.folder))


def draw_telling() -> None:
    """How far the choice is, while it is being kept; and what went wrong with it."""
    job = job_of(opened.library())
    if not draw_running(job, "exam_choice") and job.trouble:
        st.warning(label(job.trouble), icon=":material/warning:")


def draw_exam() -> None:
    """The exam chosen, its day, and a button that opens the dialog on a page that draws it."""
    chosen = chosen_exam(opened.library())
    if chosen:
        day = f" on {chosen.planned:%a %d %b %Y}" if chosen.planned else ", no day set"
        st.html(f'<p class="qw-told">{plain(chosen.blueprint.code)}{day}</p>')
    draw_telling()
    said = "Change the exam" if chosen else "Choose your exam and its day"
    choose_button(said, icon=":material/event:")
    draw_remark(chosen)


def draw_remark(chosen: Chosen | None) -> None:
    """That the exam has ended, or ends too soon, in a calm line."""
    if chosen and chosen.remark:
        st.html(f'<p class="qw-status">{plain(chosen.remark)}</p>')
