"""A mock exam in the terminal, and as JSON lines: what is typed becomes events at once, and is read back from them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from quotewise.assistant.exam.service import Services
from quotewise.assistant.practice.question_json import question_json
from quotewise.assistant.study import sitting as study
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.report import Marked, Part, Report, report_json, report_of
from quotewise.assistant.study.sitting import Item, NotTaken, Sitting
from quotewise.index.progress import now
from quotewise.ui.batch import BadLine, parse
from quotewise.ui.quiz_round import Left, hint, print_asked, print_key, prompt, response_of
from quotewise.ui.terminal import escape, out

KEYS = "Enter next, /b back, /12 to item 12, /f flag, /c clear, /p pause, /r review, /end hand in, q leave"
MARKER = "/"  # before what is no answer: B is an option, /b goes back
BROKEN_OFF = 'The clock runs on: "quotewise exam take" goes on from here.'
DOES = {  # what a line of a batch may do: the kind of event, and the field with its value
    "answer": (study.ANSWERED, "answer"),
    "flag": (study.FLAGGED, "flagged"),
    "visit": (study.VISITED, "seconds"),
    "pause": (study.PAUSED, ""),
    "resume": (study.RESUMED, ""),
}


@dataclass(slots=True)
class Seat:
    """Where a sitting is sat: what is done goes to the record first, then `sitting` is what the record says."""

    log: StudyLog
    id: str
    clock: Callable[[], datetime] = now

    @property
    def sitting(self) -> Sitting:
        """As it stands now; one whose time is up has ended."""
        sitting = self._read()
        if sitting.over and not sitting.ended:
            study.finish(self.log, sitting, study.TIME, self.clock())
            sitting = self._read()
        return sitting

    def do(self, kind: str, number: Any = None, value: Any = None) -> Sitting:
        """Raises NotTaken."""
        self.log.progress.append(study.act(self.sitting, kind, self.clock(), number, value))
        return self.sitting

    def end(self) -> Sitting:
        if not self.sitting.over:
            study.finish(self.log, self.sitting, study.HANDED_IN, self.clock())
        return self.sitting

    def _read(self) -> Sitting:
        return study.fold(self.log.progress.events(*study.KINDS, session=self.id), self.clock())


def respond(seat: Seat, line: dict[str, Any]) -> dict[str, Any]:
    """What a line of a batch is answered with; raises BadLine."""
    do = line.get("do")
    if do == "state":
        return state_json(seat.sitting)
    if do == "end":
        return report_json(report_of(seat.end()))
    if do not in DOES:
        raise BadLine(f'"do" must be one of {", ".join(DOES)}, state, end')
    kind, name = DOES[do]
    try:
        sitting = seat.do(kind, line.get("item"), line.get(name))
    except NotTaken as why:
        raise BadLine(str(why)) from why
    done = {name: line[name] for name in ("item", name) if name in line}
    return {"do": do, **done, "seconds_left": seconds_left(sitting), "over": sitting.over}


def read_line(line: bytes) -> dict[str, Any]:
    return parse(line)


def state_json(sitting: Sitting) -> dict[str, Any]:
    """A sitting as it stands: its items without keys, domains and reasons."""
    return {
        "session": sitting.id,
        "exam": sitting.exam,
        "title": sitting.title,
        "form": sitting.form,
        "begun": sitting.begun.isoformat(timespec="seconds"),
        "minutes": sitting.minutes,
        "seconds_left": seconds_left(sitting),
        "pauses": sitting.pauses,
        "paused": sitting.paused,
        "over": sitting.over,
        "drawn": dict(sitting.drawn),
        "lacks": list(sitting.lacks),
        "trouble": sitting.trouble or None,
        "items": [item_json(number, item) for number, item in enumerate(sitting.order, start=1)],
    }


def item_json(number: int, item: Item) -> dict[str, Any]:
    """choose: how many letters are to be given."""
    names = ("kind", "question", "options", "left", "right", "items")
    shown = {name: value for name, value in question_json(item.question).items() if name in names}
    choose = {"choose": len(item.question.answer)} if item.question.options else {}
    done = {"answered": list(item.answer), "flagged": item.flagged, "seconds": round(item.seconds, 1)}
    return {"item": number, **shown, **choose, **done}


def seconds_left(sitting: Sitting) -> float | None:
    return None if sitting.left is None else round(sitting.left, 1)


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
        out.print(f"\n{BROKEN_OFF}" if seat.sitting.minutes else "\nWhat you answered is kept.")
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
            out.print(f"[yellow]{hint(item.question)}, please. Or: {KEYS}.[/yellow]")
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
        case _ if key.isdecimal() and 1 <= int(key) <= len(sitting.items):
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
    out.print(f"[dim]{KEYS}.[/dim]")


def drawn_line(sitting: Sitting) -> str:
    return ", ".join(f"{number} {what}" for what, number in sitting.drawn.items() if number)


def standing(sitting: Sitting, item: Item) -> str:
    """How much time is left, and what was done about an item, in a line."""
    left = f"{clock_time(sitting.left)} left" if sitting.left is not None else ""
    answered = f"answered {said(item)}" if item.answer else "not answered"
    return " \u00b7 ".join(filter(None, [left, answered, "flagged" * item.flagged, sitting.trouble]))


def clock_time(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def said(item: Item) -> str:
    """An answer in a line, letters alone where there are any."""
    if item.question.options:
        return " ".join(map(str, item.answer))
    return "; ".join(" \u2013 ".join(part) if isinstance(part, tuple) else part for part in item.answer)


def print_review(sitting: Sitting) -> None:
    out.print("[bold]Your items[/bold] (/12 goes to item 12, /end hands in)")
    for number, item in enumerate(sitting.order, start=1):
        flag = " [yellow]flagged[/yellow]" * item.flagged
        out.print(f"  {number:3}  {escape(said(item)) if item.answer else '[red]not answered[/red]'}{flag}")


def print_report(report: Report, services: Services) -> None:
    """The score, then every item with its key, those to look at first."""
    out.print(f"\n[bold]{escape(report.sitting.title)}: {score(report.overall)}[/bold]")
    if report.mark:
        verdict = {True: ": passed", False: ": not passed", None: ""}[report.mark.passed]
        needed = f", {report.mark.pass_mark} needed" if report.mark.pass_mark is not None else ""
        out.print(f"Mark {report.mark.value} ({report.mark.low} to {report.mark.high}{needed}){verdict}.")
    for part in (*report.domains, *report.kinds):
        out.print(f"  {escape(part.name)}: {score(part)}")
    out.print(f"Time {clock_time(report.sitting.spent)}. {drawn_line(report.sitting)}")
    for remark in report.remarks:
        out.print(f"[dim]{escape(remark)}[/dim]")
    for marked in report.items:
        print_marked(marked, services)


def print_summary(report: Report) -> None:
    """A sitting in a line."""
    mark = f", mark {report.mark.value}" if report.mark else ""
    of = f"{report.overall.right} of {report.overall.asked}"
    out.print(
        f"{report.sitting.begun.astimezone():%Y-%m-%d %H:%M}  {report.sitting.exam} {report.sitting.form}  {of}{mark}"
    )


def score(part: Part) -> str:
    share = f"{part.right / part.asked:.0%}" if part.asked else "none"
    return f"{part.right} of {part.asked} right, {share} (95 % interval {part.low:.0%} to {part.high:.0%})"


def print_marked(marked: Marked, services: Services) -> None:
    item = marked.item
    flagged = " \u00b7 flagged" * item.flagged
    print_asked(item.question, f"Item {marked.number} \u00b7 {item.seconds:.0f} s{flagged}")
    out.print("[bold green]Right.[/bold green]" if marked.right else "[bold red]Not right.[/bold red]")
    options = item.question.options
    given = (
        [f"{part}. {options[str(part)]}" for part in item.answer] if options else [said(item)] if item.answer else []
    )
    for line in given or ["nothing"]:
        out.print(f"  you: {escape(line)}")
    print_key(item.question, services)
