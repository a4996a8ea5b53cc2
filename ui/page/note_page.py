"""A note to read: its outline, its sections as they are rendered or as they are written, and what to do with each."""

from collections import Counter
from dataclasses import replace
from typing import Any

import streamlit as st

from quotewise.assistant.practice.quiz import Wish
from quotewise.assistant.suggestions import asked, named
from quotewise.index import Listed
from quotewise.ui.page import conversation, excerpt, opened, sources
from quotewise.ui.page.component import registered
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.moment import ago
from quotewise.ui.page.note_view import close_note
from quotewise.ui.page.number import number_of
from quotewise.ui.page.outline import Outline, Section, outline_of
from quotewise.ui.page.practice_choice import bank_read
from quotewise.ui.page.rendered import render_note
from quotewise.ui.page.rounds import Way, begin_round
from quotewise.ui.page.sources import exact
from quotewise.ui.page.way import go_to

KEY = "note_page"
NOTE, AT = "note", "at"  # of the address: a note's source, a heading in it
RENDERED, SOURCE = "Read", "Source"


def open_page(source: str, at: str = "") -> None:
    """Show a note on the page of notes; for a callback there."""
    close_note()
    st.query_params.from_dict({NOTE: source} | ({AT: at} if at else {}))


def close_page() -> None:
    st.query_params.clear()


def draw_page(listed: Listed, *, stale: bool) -> None:
    """The note that the address names."""
    st.button("All notes", key="all_notes", type="tertiary", icon=":material/arrow_back:", on_click=close_page)
    st.title(label(listed.name), anchor=False)
    outline = outline_of(listed.source)
    questions = questions_by_section(outline, listed.source)
    st.html(f'<p class="qw-status">{facts(listed, questions.total(), stale=stale)}</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="note_acts"):
        way = st.segmented_control(
            "Show it",
            (RENDERED, SOURCE),
            default=RENDERED,
            required=True,
            key="page_way",
            label_visibility="collapsed",
            width="content",
        )
        for name, icon, act in (("Ask", "forum", ask), ("Quiz", "school", quiz), ("Cards", "style", cards)):
            st.button(name, key=f"note_{name}", icon=f":material/{icon}:", on_click=act, args=(listed, None))
    draw_sections(listed, outline, questions, rendered=way == RENDERED)


def facts(listed: Listed, questions: int, *, stale: bool) -> str:
    """Where a note lies and what is known of it, as HTML."""
    changed = ' <span class="qw-stale">changed on disk</span>' if stale else ""
    counted = f"{listed.passages:,} passages, {questions} questions"
    return f"{plain(listed.source)} · {counted} · read {ago(listed.read_at)}{changed}"


def questions_by_section(outline: Outline, source: str) -> Counter[int]:
    """How many questions that can be asked rest on each section."""
    return Counter(
        section
        for kept in bank_read()
        if not kept.stale
        for section in {outline.holding(one.start) for one in kept.question.citations if one.source == source}
    )


def draw_sections(listed: Listed, outline: Outline, questions: Counter[int], *, rendered: bool) -> None:
    """The outline, and the sections that are shown together with the one that the address names."""
    at = st.query_params.get(AT, "")
    chosen = outline.find(at)
    number = outline.sheet_of(chosen)
    sheet = outline.sheets[number]

    def acting(act: Any) -> Any:
        return lambda: act(listed, fired_section(outline))

    registered("note_page")(
        key=KEY,
        data={
            "key": f"{listed.source} {opened.generation()} {number} {rendered}",
            "at": chosen if at else None,
            "outline": [
                {"n": n, "name": one.name, "level": one.level, "page": one.page if one.title else None}
                for n, one in enumerate(outline.sections)
            ],
            "sections": [
                shown(outline, n, listed, questions[n], before=n > sheet.start, rendered=rendered) for n in sheet
            ],
            "turns": turns(outline, number),
        },
        on_jump_change=lambda: jump(outline),
        on_ask_change=acting(ask),
        on_quiz_change=acting(quiz),
        on_cards_change=acting(cards),
    )


def shown(
    outline: Outline, n: int, listed: Listed, questions: int, *, before: bool, rendered: bool
) -> dict[str, object]:
    """A section for the script. before: one is shown above it, whose page need not be told again."""
    section = outline.sections[n]
    if rendered:
        html = render_note(outline.text, outline.tree, start=section.start, end=section.end)
    else:
        words = replace(excerpt.cut(outline.text, section.start, section.end, 0), above=False, below=False)
        html = excerpt.to_html(words, numbered=outline.basis == "file", marked=False)
    known = before and outline.sections[n - 1].page == section.page
    title = section.title if section.part == 1 else ""
    return {
        "n": n,
        "html": html,
        "title": title,
        "page": None if known else section.page,
        "questions": questions,
    }


def turns(outline: Outline, number: int) -> list[dict[str, object]]:
    """The ways to the sheets before and after this one."""
    near = [("Before", at) for at in (number - 1,) if at >= 0]
    near += [("Next", at) for at in (number + 1,) if at < len(outline.sheets)]
    firsts = [(way, outline.sheets[at].start) for way, at in near]
    return [{"way": way, "n": n, "name": outline.sections[n].name} for way, n in firsts]


def fired_section(outline: Outline) -> Section | None:
    """The section whose trigger fired."""
    fired = (number_of(st.session_state[KEY].get(name), len(outline.sections)) for name in ("ask", "quiz", "cards"))
    return next((outline.sections[n] for n in fired if n is not None), None)


def jump(outline: Outline) -> None:
    """The address follows; a heading that another has as well is named by its number."""
    n = number_of(st.session_state[KEY]["jump"], len(outline.sections))
    if n is None:
        return
    section = outline.sections[n]
    st.query_params[AT] = section.path if section.title and outline.find(section.path) == n else str(n)


def ask(listed: Listed, section: Section | None) -> None:
    """Ask about a section, or the whole note, of this note alone."""
    title = section.title if section else listed.name
    conversation.begin()
    sources.choose(st.session_state[conversation.NEW], (listed.source,))
    conversation.ask(asked(opened.library(), named(title) or title))
    go_to("ask")


def quiz(listed: Listed, section: Section | None) -> None:
    practise("new", listed, section)


def cards(listed: Listed, section: Section | None) -> None:
    practise("cards", listed, section)


def practise(way: Way, listed: Listed, section: Section | None) -> None:
    begin_round(way, wish=Wish(topic=section.title if section else "", source=exact(listed.source)))
