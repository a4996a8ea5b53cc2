"""The parts of the exam's page that the browser draws: the clock, the grid of items, HTML with buttons."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from quotewise.assistant.study.sitting import Sitting

HERE = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def part(name: str) -> Any:
    """The component of this name, registered once; its script lies beside."""
    return st.components.v2.component(
        f"quotewise_{name}", js=(HERE / f"{name}.js").read_text("utf-8"), isolate_styles=False
    )


def draw_clock(sitting: Sitting, up: Callable[[], None]) -> None:
    """The time left, counted down by the browser. up: what is done when none is."""
    data = {"left": sitting.left, "paused": sitting.paused}
    part("exam_clock")(key="exam_clock", data=data, on_up_change=up)


def draw_grid(sitting: Sitting, at: int, go: Callable[[int], None]) -> None:
    """Every item with what became of it. at: the one shown, from 1; go: what is done to show another one."""
    items = [{"answered": bool(item.answer), "flagged": item.flagged} for item in sitting.order]
    pressed(part("exam_grid"), "exam_grid", {"items": items, "at": at}, "go", go)


def draw_html(html: str, key: str, act: Callable[[int], None]) -> None:
    """HTML with buttons in it. html: safe. act: what is done with the `data-number` of a button that is pressed."""
    pressed(part("exam_html"), key, {"html": html}, "number", act)


def pressed(component: Any, key: str, data: dict[str, Any], name: str, act: Callable[[int], None]) -> None:
    """Draw a component; `act` is told the number that it gives under this name."""

    def told() -> None:
        number = st.session_state[key].get(name)
        if type(number) is int:
            act(number)

    component(key=key, data=data, **{f"on_{name}_change": told})


def legend() -> str:
    """What the marks of the grid mean."""
    return '<p class="qw-legend"><span>✓ answered</span> <span>⚑ flagged</span> <span>dashed: open</span></p>'
