"""The items of a mock exam with their keys, as HTML: what was asked, chosen and right, and why, with its places."""

from collections.abc import Sequence

from quotewise.assistant.claim import Citation
from quotewise.assistant.naming import where
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.marking import Marked
from quotewise.assistant.study.sitting import Item
from quotewise.ui.page.export import place_of
from quotewise.ui.page.markup import plain, shortened, to_html
from quotewise.ui.page.verdict import Row, Said, right_answer, rows, said

BEGINNING = 110  # characters of a stem in the line that folds an item


def html_of(marked: Sequence[Marked]) -> tuple[str, list[Citation]]:
    """Safe HTML, and the citations that the numbers of its buttons mean."""
    cited: list[Citation] = []
    print_all = '<button type="button" class="qw-print" data-print>Print this report</button>'
    return f"{print_all}{''.join(of_item(one, cited) for one in marked)}", cited


def of_item(one: Marked, cited: list[Citation]) -> str:
    """An item; those that are right are folded."""
    item, asked = one.item, one.item.question
    state = "right" if one.right else "wrong" if item.answer else "open"
    about = " · ".join(filter(None, (asked.domain, f"{item.seconds:.0f} s", "flagged" * item.flagged)))
    stem = " ".join(asked.stem.split())
    short = shortened(stem, BEGINNING)
    places = Places(asked, cited)
    return (
        f'<details class="qw-entry qw-was-{state}"{"" if one.right else " open"}>'
        f'<summary><span class="qw-tag">{one.number} · {state}</span> '
        f'<span class="qw-short">{plain(short)}</span></summary>'
        f'<p class="qw-status">{plain(about)}</p><p class="qw-asked">{to_html(asked.stem)}</p>{key_of(item, places)}'
        f"{places.because('Why', said(asked.rationale, places.known))}</details>"
    )


class Places:
    """Where an item's reasons stand in the notes: a button for each, numbered through the whole report."""

    def __init__(self, asked: Question, cited: list[Citation]) -> None:
        own = {place_of(one): one for one in asked.citations}
        self.known = list(own)
        self._names = [where(one, brief=True) for one in own.values()]
        self._first = len(cited)
        cited += own.values()

    def because(self, title: str, why: Said) -> str:
        """A reason, and a button for each place it rests on."""
        if not why.html:
            return ""
        named = {self._names[at - 1]: at for at in reversed(why.cites)}  # of places called alike the first
        buttons = (
            f'<button type="button" data-number="{self._first + at - 1}">{plain(name)}</button>'
            for name, at in reversed(named.items())
        )
        head = f"<strong>{title}.</strong> " if title else ""
        return f'<p class="qw-ground">{head}{why.html} {" ".join(buttons)}</p>'


def key_of(item: Item, places: Places) -> str:
    """What was to be answered, and what was."""
    asked = item.question
    shown = [line(row, places) for row in rows(asked, item.answer, places.known)]
    if asked.kind == "cloze":
        shown = [right_answer(asked), *(shown or ["You wrote nothing."])]
    return f'<ul class="qw-key-list">{"".join(f"<li>{one}</li>" for one in shown)}</ul>'


def line(row: Row, places: Places) -> str:
    state, sign = ("qw-true", "\u2713 ") if row.right else ("qw-missed", "\u2717 ") if row.yours else ("", "")
    letter = f"<strong>{plain(row.letter)}.</strong> " if row.letter else ""
    tags = "".join(f' <span class="qw-tag">{plain(tag)}</span>' for tag in row.tags)
    reason = places.because("", row.why) if row.why else ""
    return f'<span class="{state}">{sign}{letter}{row.html}{tags}</span>{reason}'
