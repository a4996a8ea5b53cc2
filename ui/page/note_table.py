"""The notes as a table: sorted and cut into pages here, so that thousands of them are no more work for a browser."""

import re
from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import streamlit as st

from quotewise.index import Listed
from quotewise.ui.page import opened
from quotewise.ui.page.component import registered
from quotewise.ui.page.moment import ago
from quotewise.ui.page.note_page import open_page
from quotewise.ui.page.number import number_of
from quotewise.ui.page.practice_choice import bank_read
from quotewise.ui.page.removing import remove
from quotewise.ui.page.visitor import edits

PARTS = re.compile(r"(\d{1,9})")
AT_ONCE = 100  # notes on a page of the table
MANY = 1_000_000  # pages of the table, more than there ever are
KEY, SORT, PAGE = "notes_table", "notes_sort", "notes_page"
COLUMNS = {
    "title": "Title",
    "folder": "Folder",
    "kind": "Kind",
    "passages": "Passages",
    "questions": "Questions",
    "read": "Read",
}
LARGEST_FIRST = ("passages", "questions", "read")
KINDS = {
    "Markdown": ("md", "markdown"),
    "Text": ("txt", "log", "rst", "org", "adoc"),
    "Web page": ("html", "htm", "xhtml"),
    "Word": ("docx",),
    "Slides": ("pptx",),
    "Book": ("epub",),
    "Anki": ("apkg", "colpkg"),
    "Table": ("csv", "tsv", "xlsx"),
    "Notebook": ("ipynb",),
    "LaTeX": ("tex",),
}
KIND_OF = {suffix: kind for kind, suffixes in KINDS.items() for suffix in suffixes}


class Row(NamedTuple):
    """A note as the table shows it. read: UTC (ISO 8601)."""

    source: str
    title: str
    folder: str
    kind: str
    passages: int
    questions: int
    read: str
    stale: bool


def rows_of(listed: Sequence[Listed], stale: Sequence[str]) -> list[Row]:
    questions, changed = questions_by_note(), set(stale)
    return [
        Row(
            one.source,
            one.name,
            folder_of(one),
            kind_of(one.source),
            one.passages,
            questions[one.source],
            one.read_at,
            one.source in changed,
        )
        for one in listed
    ]


def questions_by_note() -> Counter[str]:
    """How many questions that can be asked rest on each note."""
    return Counter(
        source
        for kept in bank_read()
        if not kept.stale
        for source in {citation.source for citation in kept.question.citations}
    )


def folder_of(listed: Listed) -> str:
    """The folder a note lies in, below the one that was read; at its top that one's own name."""
    inside = PurePosixPath(listed.source).parent.as_posix()
    above = Path(listed.path).parent
    if inside != ".":
        return inside
    return "uploads" if above.parent.name == "uploads" and above.name == opened.library_id() else above.name


def kind_of(source: str) -> str:
    suffix = PurePosixPath(source).suffix.lower().lstrip(".")
    return KIND_OF.get(suffix, suffix.upper() or "Text")


def draw_table(rows: Sequence[Row], *, busy: bool) -> None:
    """The rows in the order that the reader chose, a page of them."""
    sort, down = st.session_state.get(SORT, ("title", False))
    ordered = sorted(sorted(rows, key=lambda row: natural(row.title)), key=order_of(sort), reverse=down)
    page = min(st.session_state.get(PAGE, 0), max(len(rows) - 1, 0) // AT_ONCE)
    first = page * AT_ONCE
    registered("note_table")(
        key=KEY,
        data={
            "columns": list(COLUMNS.items()),
            "rows": [shown(row) for row in ordered[first : first + AT_ONCE]],
            "sort": sort,
            "down": down,
            "first": first,
            "page": page,
            "total": len(rows),
            "busy": busy,
            "edits": edits(),
        },
        on_open_change=open_row,
        on_sort_change=sort_rows,
        on_turn_change=turn_page,
        on_remove_change=remove_rows,
    )


def order_of(sort: str) -> Any:
    """What to sort rows by."""
    value = attrgetter(sort)
    return lambda row: natural(found) if isinstance(found := value(row), str) else found


def natural(words: str) -> list[tuple[bool, int, str]]:
    """Words in the order of a person: without regard to capitals, "Week 2" before "Week 10"."""
    return [
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in PARTS.split(words.casefold())
    ]


def shown(row: Row) -> dict[str, object]:
    """A row as the table's script reads it. brief: what stands below the title where there is no room for columns."""
    counted = f"{row.passages} passages" + f", {row.questions} questions" * bool(row.questions)
    values = row._asdict() | {"read": ago(row.read), "questions": row.questions or ""}
    return values | {"brief": f"{row.folder} · {row.kind} · {counted}"}


def fired(name: str) -> Any:
    """What the table's script gave with a trigger."""
    return st.session_state[KEY][name]


def open_row() -> None:
    open_page(str(fired("open")))


def sort_rows() -> None:
    wanted = fired("sort")
    sort, down = st.session_state.get(SORT, ("title", False))
    if isinstance(wanted, str) and wanted in COLUMNS:
        st.session_state[SORT] = wanted, not down if wanted == sort else wanted in LARGEST_FIRST
        st.session_state[PAGE] = 0


def turn_page() -> None:
    page = number_of(fired("turn"), MANY)
    if page is not None:
        st.session_state[PAGE] = page


def remove_rows() -> None:
    chosen = fired("remove")
    if isinstance(chosen, list):
        remove([str(source) for source in chosen])
