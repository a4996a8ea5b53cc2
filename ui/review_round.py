"""A round of review on a terminal: questions as in a quiz, cards front first, each kept at once."""

import time
import uuid
from collections.abc import Sequence
from typing import Any

import click

from quotewise.assistant.claim_json import citation_json
from quotewise.assistant.exam.chosen import services_of
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.cards import Flashcard
from quotewise.assistant.study.due import Item
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.memory import CARD, GRADES
from quotewise.index import Library
from quotewise.index.progress import Event
from quotewise.ui.batch import BadLine
from quotewise.ui.practice_round import show
from quotewise.ui.quiz_round import QUIT, Left, ask_one, print_asked, prompt
from quotewise.ui.terminal import escape, out, where

KEYS = {"n": "again", "h": "hard", "y": "good", "e": "easy"}


def ask_due(items: Sequence[Item], library: Library, log: StudyLog) -> None:
    """Ask one after the other; leaving early loses nothing."""
    services, session, kept = services_of(library), str(uuid.uuid4()), 0
    if items:
        out.print(f"[dim]Enter alone skips a question and turns a card; {QUIT} ends.[/dim]")
    try:
        for number, item in enumerate(items, start=1):
            if isinstance(item.asks, Question):
                shown = show(item.asks, session)
                print_asked(shown, f"{number} of {len(items)}")
                kept += ask_one(shown, log, session, services, "review") is not None
            else:
                kept += ask_card(item.asks, item.was, f"{number} of {len(items)}", log, session)
    except (Left, click.Abort, KeyboardInterrupt):
        out.print()
    out.print(f"[bold]{kept} of {len(items)} reviewed.[/bold]")


def ask_card(card: Flashcard, was: str | None, number: str, log: StudyLog, session: str) -> bool:
    """Whether it was graded: nothing is kept of a card that is skipped."""
    begun = time.monotonic()
    about = "card, its note changed" if was is not None else "card"
    out.print(f"\n[dim]{number} \u00b7 {about} \u00b7 {escape(card.back.citations[0].heading)}[/dim]")
    out.print(f"[bold]{escape(card.front)}[/bold]")
    prompt("Enter shows the back")
    print_back(card, was)
    while (typed := prompt("Known? n(o), h(ardly), y(es), e(asily); Enter skips it").lower()[:1]) not in KEYS:
        if not typed:
            return False
    return keep_card(card, KEYS[typed], time.monotonic() - begun, log, session)


def print_back(card: Flashcard, was: str | None) -> None:
    if was is not None:
        out.print(f"  [dim]was: {escape(was)}[/dim]")
    out.print(f"  {'now: ' * (was is not None)}{escape(card.back.text)}")
    for citation in card.back.citations:
        out.print(f"  [dim]{escape(where(citation))}[/dim]")


def keep_card(card: Flashcard, grade: Any, seconds: float, log: StudyLog, session: str) -> bool:
    """Keep a card's grade, once a session; whether it is new. Raises BadLine."""
    if not isinstance(grade, str) or grade not in GRADES:
        raise BadLine(f'"grade" must be one of {", ".join(GRADES)}')
    body = {
        "front": card.front,
        "back": card.back.text,
        "citations": [citation_json(citation) for citation in card.back.citations],
        "grade": grade,
        "seconds": round(seconds, 1),
    }
    unique = str(uuid.uuid5(uuid.UUID(session), card.id))
    return bool(log.progress.append(Event(CARD, body, session, card.id, log.library, unique)))


def print_listed(items: Sequence[Item]) -> None:
    """What is due, a line each: for a pipe, where nobody answers."""
    for item in items:
        asks = item.asks
        click.echo(f"{item.id}  {escape(asks.stem if isinstance(asks, Question) else asks.front)}")
