"""How a question is answered on the page: options and items by their number keys, a gap in words, pairs by lists."""

from collections.abc import Callable

import streamlit as st

from quotewise.assistant.practice.grading import Response
from quotewise.assistant.practice.question import Question
from quotewise.ui.page.markup import label

CONFIDENCES = (("guess", "Guess", "G"), ("unsure", "Unsure", "U"), ("sure", "Sure", "S"))
LONGEST_GAP = 200  # characters
ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th")


def draw_answering(asked: Question, key: str) -> Callable[[], Response | None]:
    """Draw what there is to choose from; gives what is chosen by now, None while something is missing.

    key: of the question in this round.
    """
    match asked.kind:
        case "cloze":
            return draw_gap(asked, key)
        case "matching":
            return draw_matching(asked, key)
        case "ordering":
            return draw_ordering(asked, key)
    return draw_choosing(asked, key)


def draw_choosing(asked: Question, key: str) -> Callable[[], Response | None]:
    picked: list[str] = st.session_state.setdefault(key, [])
    wanted = len(asked.answer)

    def pick(letter: str) -> None:
        if letter in picked:
            picked.remove(letter)
        else:
            picked.append(letter)
            del picked[:-wanted]  # the oldest choice gives way

    for number, (letter, words) in enumerate(asked.options.items(), start=1):
        chosen = letter in picked
        mark = "check_box" if chosen else "check_box_outline_blank"
        draw_choice(
            f"{letter}. {label(words)}{' (chosen)' * chosen}", f"option_{key}_{letter}", number, mark, pick, letter
        )
    return lambda: tuple(sorted(picked)) if len(picked) == wanted else None


def draw_ordering(asked: Question, key: str) -> Callable[[], Response | None]:
    picked: list[str] = st.session_state.setdefault(key, [])

    def pick(item: str) -> None:
        if item in picked:
            picked.remove(item)
        else:
            picked.append(item)

    st.html(
        '<p class="qw-status">Choose them in their order, the first one first; choose one again to take it back.</p>'
    )
    for number, item in enumerate(asked.items, start=1):
        place = f" ({ORDINALS[picked.index(item)]})" if item in picked else ""
        mark = "check_box" if place else "check_box_outline_blank"
        draw_choice(f"{label(item)}{place}", f"option_{key}_{number}", number, mark, pick, item)
    return lambda: tuple(picked) if len(picked) == len(asked.items) else None


def draw_choice(text: str, key: str, number: int, mark: str, pick: Callable[[str], None], value: str) -> None:
    st.button(
        text,
        key=key,
        shortcut=str(number),
        width="stretch",
        wrap=True,
        icon=f":material/{mark}:",
        on_click=pick,
        args=(value,),
    )


def draw_gap(asked: Question, key: str) -> Callable[[], Response | None]:
    field = f"gap_{key}"
    st.text_input("What fills the gap?", key=field, max_chars=LONGEST_GAP, live=True, autocomplete="off")

    def given() -> Response | None:
        words = str(st.session_state.get(field) or "").strip()
        return (words,) if words else None

    return given


def draw_matching(asked: Question, key: str) -> Callable[[], Response | None]:
    fields = [f"match_{key}_{number}" for number in range(len(asked.left))]
    for field, left in zip(fields, asked.left, strict=True):
        st.selectbox(label(left), asked.right, index=None, placeholder="Choose what belongs to it", key=field)

    def given() -> Response | None:
        chosen = [str(st.session_state.get(field) or "") for field in fields]
        return tuple(zip(asked.left, chosen, strict=True)) if all(chosen) else None

    return given


def draw_confidence(answer: Callable[[str], None], *, ready: bool) -> None:
    """How sure the learner is; the choice gives the answer."""
    st.html('<p class="qw-status">How sure are you? This gives your answer.</p>')
    with st.container(horizontal=True, key="confidence"):
        for name, words, key in CONFIDENCES:
            st.button(words, key=f"sure_{name}", shortcut=key, disabled=not ready, on_click=answer, args=(name,))
