"""The parts of the exam's page that the browser draws: the clock, the grid of items."""

from collections.abc import Callable

from quotewise.assistant.study.sitting import Sitting
from quotewise.ui.page.component import pressed, registered


def draw_clock(sitting: Sitting, up: Callable[[], None]) -> None:
    """The time left, counted down by the browser. up: what is done when none is."""
    data = {"left": sitting.left, "paused": sitting.paused}
    registered("exam_clock")(key="exam_clock", data=data, on_up_change=up)


def draw_grid(sitting: Sitting, at: int, go: Callable[[int], None]) -> None:
    """Every item with what became of it. at: the one shown, from 1; go: what is done to show another one."""
    items = [{"answered": bool(item.answer), "flagged": item.flagged} for item in sitting.order]
    pressed("exam_grid", "exam_grid", {"items": items, "at": at}, "go", go)


def legend() -> str:
    """What the marks of the grid mean."""
    return '<p class="qw-legend"><span>✓ answered</span> <span>⚑ flagged</span> <span>dashed: open</span></p>'
