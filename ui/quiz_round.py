"""A quiz in the terminal: question, answer, why, with the places in the notes; the score at the end."""

import time
import uuid
from collections.abc import Sequence

import click

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.chosen import services_of
from quotewise.assistant.exam.service import Services
from quotewise.assistant.practice.exchange.as_html import key_lines
from quotewise.assistant.practice.grading import Response, is_right
from quotewise.assistant.practice.question import LETTERS, Question
from quotewise.assistant.study.log import StudyLog, Where
from quotewise.index import Library
from quotewise.ui.practice_round import show
from quotewise.ui.terminal import escape, out, print_services
from quotewise.ui.terminal import where as place_of

CONFIDENCES = {"g": "guess", "u": "unsure", "s": "sure"}
QUIT = "q"
NO_SERVICES = Services()


class Left(Exception):
    """The learner ends the quiz."""


def ask_all(questions: Sequence[Question], library: Library, log: StudyLog) -> None:
    """Ask one after the other; each answer is logged at once, so that leaving early loses nothing."""
    services = services_of(library)
    round_id = str(uuid.uuid4())
    out.print(f"[dim]Answer, then Enter. Enter alone skips, {QUIT} ends the quiz.[/dim]")
    verdicts: list[bool] = []
    try:
        for number, question in enumerate(questions, start=1):
            shown = show(question, round_id)
            print_asked(shown, f"{number} of {len(questions)}")
            right = ask_one(shown, log, round_id, services)
            if right is not None:
                verdicts.append(right)
    except (Left, click.Abort, KeyboardInterrupt):
        out.print()
    out.print(f"[bold]{sum(verdicts)} of {len(verdicts)} right[/bold], {len(questions) - len(verdicts)} not answered.")


def ask_one(
    shown: Question, log: StudyLog, round_id: str, services: Services = NO_SERVICES, where: Where = "quiz"
) -> bool | None:
    """Whether it was answered right; None where it was skipped."""
    begun = time.monotonic()
    response = read_response(shown)
    if response is None:
        return None
    confidence = read_confidence()
    log.answer(round_id, shown, response, confidence, time.monotonic() - begun, where)
    right = is_right(shown, response)
    out.print("[bold green]Right.[/bold green]" if right else "[bold red]Not right.[/bold red]")
    print_key(shown, services)
    return right


def read_response(shown: Question) -> Response | None:
    """What is typed, until it can be an answer; None to skip."""
    while True:
        typed = prompt(hint(shown))
        if not typed:
            return None
        response = response_of(shown, typed)
        if response is not None:
            return response
        out.print(f"[yellow]{hint(shown)}, please.[/yellow]")


def read_confidence() -> str:
    """How sure one is; leaving now keeps the answer as one of which nobody knows."""
    try:
        while (typed := prompt("How sure? g(uess), u(nsure), s(ure); Enter is unsure").lower()[:1]) not in CONFIDENCES:
            if not typed:
                return "unsure"
    except Left:
        return ""
    return CONFIDENCES[typed]


def prompt(text: str) -> str:
    typed = str(click.prompt(text, default="", show_default=False)).strip()
    if typed.lower() == QUIT:
        raise Left
    return typed


def hint(shown: Question) -> str:
    match shown.kind:
        case "cloze":
            return "What fills the gap"
        case "matching":
            return "The letter for each number, in turn, as in B A C"
        case "ordering":
            return "The numbers in their order, as in 2 1 3"
    several = f"{len(shown.answer)} letters" if len(shown.answer) > 1 else "A letter"
    return f"{several} of {', '.join(shown.options)}"


def response_of(shown: Question, typed: str) -> Response | None:
    """What was typed as an answer; None for what cannot be one."""
    marks = typed.upper().replace(",", " ").split()
    marks = list(marks[0]) if len(marks) == 1 else marks
    match shown.kind:
        case "cloze":
            return (typed,)
        case "matching":
            known = dict(zip(LETTERS, shown.right, strict=False))
            chosen = [known[mark] for mark in marks if mark in known]
            return tuple(zip(shown.left, chosen, strict=True)) if len(chosen) == len(marks) == len(shown.left) else None
        case "ordering":
            numbers = {str(number): item for number, item in enumerate(shown.items, start=1)}
            order = tuple(numbers[mark] for mark in marks if mark in numbers)
            return order if len(set(order)) == len(marks) == len(shown.items) else None
    fine = set(marks) <= set(shown.options) and len(set(marks)) == len(marks) == len(shown.answer)
    return tuple(sorted(marks)) if fine else None


def print_asked(shown: Question, number: str, *, told: bool = True) -> None:
    """told: whether its domain, topic and difficulty are."""
    parts = (number, shown.domain, shown.topic, shown.difficulty) if told else (number,)
    about = " \u00b7 ".join(filter(None, parts))
    out.print(f"\n[dim]{escape(about)}[/dim]\n[bold]{escape(shown.stem)}[/bold]")
    if len(shown.answer) > 1 and shown.options:
        out.print(f"Choose {len(shown.answer)}.")
    for letter, text in shown.options.items():
        out.print(f"  [cyan]{letter}[/cyan]  {escape(text)}")
    for place, item in enumerate(shown.items or shown.left, start=1):
        out.print(f"  [cyan]{place}[/cyan]  {escape(item)}")
    for letter, text in zip(LETTERS, shown.right, strict=False):
        out.print(f"     [cyan]{letter}[/cyan]  {escape(text)}")


def print_key(shown: Question, services: Services) -> None:
    """The key, why, why every wrong option is wrong, where all that stands, and what changed since it was written."""
    for line in key_lines(shown):
        out.print(f"  [green]\u2713[/green] {escape(line)}")
    numbers = {citation: number for number, citation in enumerate(shown.citations, start=1)}
    out.print(f"Why: {spelled(shown.rationale, numbers)}")
    for letter, why in shown.why_not.items():
        out.print(f"  [cyan]{letter}[/cyan]  {spelled(why, numbers)}")
    if shown.unrefuted:
        out.print(f"  [dim]{shown.unrefuted}[/dim]")
    for citation, number in numbers.items():
        out.print(f"  [cyan]\\[{number}][/cyan] [dim]{escape(place_of(citation))}[/dim]")
    print_services(services.named_in(shown.texts))


def spelled(claim: Claim, numbers: dict[Citation, int]) -> str:
    marks = "".join(f"\\[{number}]" for number in dict.fromkeys(numbers[citation] for citation in claim.citations))
    return f"{escape(claim.text)} [cyan]{marks}[/cyan]"


def print_all(questions: Sequence[Question], services: Services) -> None:
    """The questions, then their answers: for a pipe, where nobody answers."""
    for number, question in enumerate(questions, start=1):
        print_asked(question, str(number))
    out.print("\n[bold]Answers[/bold]")
    for number, question in enumerate(questions, start=1):
        out.print(f"\n[bold]{number}[/bold]")
        print_key(question, services)
