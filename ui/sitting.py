"""A mock exam in the terminal: one line is typed at a time, an answer or a key."""

import time

import click

from quotewise.assistant.exam.service import Services
from quotewise.assistant.study import sitting as study
from quotewise.assistant.study.act import NotTaken
from quotewise.assistant.study.marking import report_of
from quotewise.assistant.study.sitting import Item, Sitting
from quotewise.ui.options import typed_options
from quotewise.ui.quiz_round import Left, hint, print_asked, prompt, response_of
from quotewise.ui.seat import Seat
from quotewise.ui.sitting_report import clock_time, drawn_line, print_report, said
from quotewise.ui.terminal import escape, out

MARKER = "/"  # before what is no answer: B is an option, /b goes back
KEYS = "Enter next, /b back, /12 to item 12, /f flag, /c clear, /r review{pause}, /end hand in, q leave"
BROKEN_OFF = 'The clock runs on: "quotewise exam take{options}" goes on from here.'


def sit(seat: Seat, services: Services) -> None:
    """Ask until the exam is handed in, its time is up, or the learner leaves; then the report."""
    sitting = seat.sitting
    print_opening(sitting)
    place, asked = next((at for at, item in enumerate(sitting.order, 1) if not item.answer), 1), 0
    try:
        while not (sitting := seat.sitting).over:
            if sitting.paused:
                wait(seat)
                continue
            if place != asked:
                print_asked(sitting.order[place - 1].question, f"Item {place} of {len(sitting.items)}", told=False)
            asked, place = place, turn(seat, sitting, place)
    except (Left, click.Abort, KeyboardInterrupt):
        kept = BROKEN_OFF.format(options=typed_options()) if seat.sitting.minutes else "What you answered is kept."
        out.print(f"\n{escape(kept)}")
        return
    if sitting.why == study.TIME:
        out.print("[bold]The time is up.[/bold]")
    print_report(report_of(sitting), services)


def turn(seat: Seat, sitting: Sitting, place: int) -> int:
    """Read one line and do what it says; returns the item to go on with."""
    item, begun = sitting.order[place - 1], time.monotonic()
    typed = prompt(f"{standing(sitting, item)}\n{hint(item.question)}")
    try:
        seat.do(study.VISITED, place, time.monotonic() - begun)
        if not typed:
            return following(sitting, place)
        if typed.startswith(MARKER) and (goes_to := obey(seat, sitting, place, typed[1:].strip().lower())):
            return goes_to
        response = response_of(item.question, typed)
        if response is None or (typed.startswith(MARKER) and item.question.kind != "cloze"):
            out.print(f"[yellow]{hint(item.question)}, please. Or: {keys(sitting)}.[/yellow]")
        else:
            seat.do(study.ANSWERED, place, response)
    except NotTaken as why:
        out.print(f"[yellow]Not taken: {escape(str(why))}.[/yellow]")
    return place


def obey(seat: Seat, sitting: Sitting, place: int, key: str) -> int:
    """Do what a key says; returns the item to go on with, 0 for a key that there is not."""
    match key:
        case "b" | "back":
            return max(1, place - 1)
        case "f" | "flag":
            seat.do(study.FLAGGED, place, not sitting.order[place - 1].flagged)
        case "c" | "clear":
            seat.do(study.ANSWERED, place, ())
        case "p" | "pause":
            seat.do(study.PAUSED)
        case "r" | "review":
            print_review(sitting)
        case "end":
            hand_in(seat, sitting)
        case "q" | "quit":
            raise Left
        case _ if key.isdecimal() and len(key) < 5:
            if not 1 <= int(key) <= len(sitting.items):
                raise NotTaken(f"there are the items 1 to {len(sitting.items)}")
            return int(key)
        case _:
            return 0
    return place


def following(sitting: Sitting, place: int) -> int:
    """The next item; after the last one the list of all is shown."""
    if place < len(sitting.items):
        return place + 1
    print_review(sitting)
    return place


def hand_in(seat: Seat, sitting: Sitting) -> None:
    open_ones = f" {sitting.unanswered} items are not answered." * bool(sitting.unanswered)
    if click.confirm(f"Hand in?{open_ones}", default=False):
        seat.end()


def wait(seat: Seat) -> None:
    prompt("Paused, the clock stands still. Enter goes on")
    seat.do(study.RESUMED)


def print_opening(sitting: Sitting) -> None:
    limit = f"{sitting.minutes} minutes" if sitting.minutes else "no limit of time"
    out.print(f"[bold]{escape(sitting.title)}[/bold]: {len(sitting.items)} items, {limit}. {drawn_line(sitting)}")
    for lack in sitting.lacks:
        out.print(f"[yellow]{escape(lack)}[/yellow]")
    out.print(f"[dim]{keys(sitting)}.[/dim]")


def keys(sitting: Sitting) -> str:
    return KEYS.format(pause=", /p pause" * sitting.pauses)


def standing(sitting: Sitting, item: Item) -> str:
    """How much time is left, and what was done about an item, in a line."""
    left = f"{clock_time(sitting.left)} left" if sitting.left is not None else ""
    answered = f"answered {said(item)}" if item.answer else "not answered"
    return " \u00b7 ".join(filter(None, [left, answered, "flagged" * item.flagged, sitting.trouble]))


def print_review(sitting: Sitting) -> None:
    out.print("[bold]Your items[/bold] (/12 goes to item 12, /end hands in)")
    for number, item in enumerate(sitting.order, start=1):
        flag = " [yellow]flagged[/yellow]" * item.flagged
        out.print(f"  {number:3}  {escape(said(item)) if item.answer else '[red]not answered[/red]'}{flag}")
