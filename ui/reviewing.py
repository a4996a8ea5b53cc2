"""The command `review`: what is due until the exam, asked on a terminal or by JSON lines."""

import sys
import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from quotewise.index import Library
from quotewise.index.progress import now
from quotewise.ui.batch import BadLine, id_of, parse
from quotewise.ui.learner import learner_option, study_log
from quotewise.ui.options import each, json_option, library_option, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quotewise.assistant.exam.chosen import Chosen
    from quotewise.assistant.practice.bank import Kept
    from quotewise.assistant.study.cards import Flashcard
    from quotewise.assistant.study.due import Desk
    from quotewise.assistant.study.log import StudyLog
    from quotewise.assistant.study.schedule import Load, Schedule

WEEK = 7  # days of the load that are told to a person


@click.command()
@click.option("-n", "count", type=click.IntRange(1, 1000), help="So many now (default: what is left of today's).")
@click.option("--minutes", type=click.FloatRange(1, 1440), help="Minutes a day that you have (default: what it takes).")
@click.option("--cards", "kind", flag_value="card", help="Cards alone.")
@click.option("--questions", "kind", flag_value="answer", help="Questions alone.")
@click.option("--refit", is_flag=True, help="First fit the memory to your own reviews.")
@click.option("--batch", metavar="FILE", help='JSON lines with "id" and "answer", or "grade"; "-" is stdin.')
@learner_option
@json_option
@library_option
def review(
    count: int | None,
    minutes: float | None,
    kind: str | None,
    refit: bool,
    batch: str | None,
    learner: str,
    as_json: bool,
    folder: Any,
) -> None:
    """Review questions and cards so that most is recalled on the day of the exam.

    Asked first is what gains most by it on that day; without a date, what is forgotten most. On a terminal it is
    asked one by one; with --json, or into a pipe, it is listed.
    """
    from quotewise.assistant.exam.chosen import chosen_exam
    from quotewise.ui.review_round import ask_due, print_listed

    with Library.open(folder) as library:
        log = study_log(library.uuid, learner)
        desk = open_desk(library, log, kind)
        if batch is not None:
            take_batch(batch, desk, log)
        if refit:
            desk = fit_again(desk, log)
        chosen = chosen_exam(library)
        exam_day = chosen.planned if chosen else None
        made = desk.schedule(exam_day, minutes, count)
        warning, said = desk.warning(made, minutes), remarks(desk, chosen)
        if as_json:
            print_json(review_json(desk, made, exam_day, warning, said))
            return
        lines = [told(desk, made, exam_day), warning, *said]
        click.echo("\n".join(filter(None, lines)), err=not sys.stdout.isatty())
        if sys.stdin.isatty() and sys.stdout.isatty():
            ask_due([desk.items[id] for id in made.today], library, log)
        else:
            print_listed([desk.items[id] for id in made.today])


def open_desk(
    library: Library,
    log: "StudyLog",
    kind: str | None = None,
    *,
    questions: "Iterable[Kept] | None" = None,
    cards: "Sequence[Flashcard] | None" = None,
) -> "Desk":
    """kind: of the items, "answer" or "card"; None for both. questions, cards: of the library, where they were read."""
    from quotewise.assistant.practice.bank import Bank
    from quotewise.assistant.study.cards import cards_of
    from quotewise.assistant.study.due import KINDS, desk_of
    from quotewise.assistant.study.own_cards import MADE, made_cards

    reported = log.past().reported
    made = made_cards(log.progress.events(MADE), library, reported)
    return desk_of(
        Bank.of(library).read(library) if questions is None else questions,
        [*made, *(card for card in (cards_of(library) if cards is None else cards) if card.id not in reported)],
        log.progress.events(*KINDS),
        now(),
        library.uuid,
        kind,
        reported,
    )


def fit_again(desk: "Desk", log: "StudyLog") -> "Desk":
    """The desk under parameters fitted to the learner's log; as it is where that is too short or known already."""
    from quotewise.assistant.study.due import refitted
    from quotewise.assistant.study.memory import FEWEST, FIT, fit
    from quotewise.index.progress import Event

    if not desk.fit_is_due:
        told = f"it takes {FEWEST} reviews on later days beside the last fifth, and later twice as many"
        click.echo(f"Nothing to fit: {told}.", err=True)
        return desk
    found = fit(desk.reviews, desk.fit.parameters)
    body = {
        "parameters": list(found.parameters),
        "reviews": found.reviews,
        "loss_before": round(found.before, 6),
        "loss_after": round(found.after, 6),
    }
    log.progress.append(Event(FIT, body, library=log.library))
    better = "taken" if found.after < found.before else "not taken"
    click.echo(f"Log loss {found.before:.3f} before, {found.after:.3f} fitted: {better}.", err=True)
    return refitted(desk, found)


def remarks(desk: "Desk", chosen: "Chosen | None") -> list[str]:
    """What the learner should know: the date, what was left out, the clock, a fit that is due."""
    said = []
    if chosen is None or chosen.planned is None:
        name = chosen.blueprint.code if chosen else "NAME"
        said.append(f'No exam day is set: "quotewise exam choose {name} --date YYYY-MM-DD" aims the reviews at it.')
    elif chosen.planned < desk.today:
        said.append("What is forgotten most comes first, for the exam's day is over.")
    if chosen is not None and chosen.remark:
        said.append(chosen.remark)
    if desk.stale:
        said.append(f"{desk.stale} questions are left out: the words they rest on are gone from the notes.")
    if desk.gone:
        said.append(f"{desk.gone} items reviewed before are left out: their notes or their place in the bank are gone.")
    if desk.ahead:
        said.append(f"Your last review is dated {desk.ahead}, after today: check the clock. It counts as of today.")
    if desk.fit_is_due:
        said.append('Your log is long enough to fit the memory to you: "quotewise review --refit", about a minute.')
    return said


def told(desk: "Desk", made: "Schedule", exam_day: date | None) -> str:
    """What is due, the load until the exam, and the recall expected on its day, in a line or two."""
    if not desk.items:
        return 'Nothing to review yet: "quotewise ingest NOTES" for cards, "quotewise quiz" for questions.'
    minutes = len(made.today) * desk.seconds / 60
    due = f"{len(made.today)} of {len(desk.items)} to review now, about {max(1, minutes):.0f} min."
    if exam_day is None or exam_day < desk.today:
        return due
    if exam_day == desk.today:
        return f"The exam is today: a last look at what you are likeliest to miss. {due}"
    when = "tomorrow" if (exam_day - desk.today).days == 1 else f"on {exam_day}, in {(exam_day - desk.today).days} days"
    days = ", ".join(f"{load.reviews:.0f}" for load in made.load[:WEEK])
    needed = f"{made.needed} reviews a day" if made.needed is not None else "no number of reviews a day"
    return (
        f"The exam is {when}. {due}\nThe days from today: {days}{', ...' * (len(made.load) > WEEK)} reviews. "
        f"Expected to be recalled on the day: {made.expected:.0%}; 90% takes {needed}."
    )


def review_json(desk: "Desk", made: "Schedule", exam_day: date | None, warning: str, said: list[str]) -> dict[str, Any]:
    return {
        "date": str(desk.today),
        "exam_day": str(exam_day) if exam_day else None,
        "due": [item_json(desk, id) for id in made.today],
        "load": [load_json(load, desk.seconds) for load in made.load],
        "expected_recall": None if made.expected is None else round(made.expected, 4),
        "needed_a_day": made.needed,
        "warning": warning or None,
        "remarks": said,
    }


def load_json(load: "Load", seconds: float) -> dict[str, Any]:
    minutes = load.reviews * seconds / 60
    return {"day": str(load.day), "reviews": round(load.reviews, 1), "minutes": round(minutes, 1)}


def item_json(desk: "Desk", id: str) -> dict[str, Any]:
    from quotewise.assistant.claim_json import claim_json
    from quotewise.assistant.practice.question import Question
    from quotewise.assistant.practice.question_json import question_json

    item = desk.items[id]
    asks = item.asks
    shown = question_json(asks) if isinstance(asks, Question) else {"front": asks.front, "back": claim_json(asks.back)}
    return {
        "id": id,
        "type": "question" if isinstance(asks, Question) else "card",
        **shown,
        "recall_now": round(desk.recall(item), 4),
        "new": item.memory is None and item.was is None,
        "changed": None if item.was is None else {"was": item.was},
    }


def take_batch(batch: str, desk: "Desk", log: "StudyLog") -> None:
    """Keep each line's answer or grade, then acknowledge it.

    Of one item one line a day is kept: who sends a line again because its acknowledgement was lost doubles nothing.
    """
    from quotewise.assistant.practice.grading import can_be, is_right
    from quotewise.assistant.study.cards import Flashcard
    from quotewise.assistant.study.log import response_of
    from quotewise.ui.review_round import keep_card

    session = str(uuid.uuid5(uuid.UUID(log.library), f"review {log.progress.learner} {desk.today}"))

    def respond(line: dict[str, Any]) -> dict[str, Any]:
        item = desk.items.get(str(line["id"]))
        if item is None:
            raise BadLine("it is no question or card to review: take ids from `review --json`")
        if isinstance(item.asks, Flashcard):
            kept = keep_card(item.asks, line["grade"], line["seconds"], log, session)
            return {"id": item.id, "kept": kept, "grade": line["grade"]}
        given = response_of(line["answer"]) if isinstance(line["answer"], list) else ()
        if not can_be(item.asks, given):
            raise BadLine('"answer" must be a list as `review --json` has it: letters, words, pairs, or items in order')
        kept = log.answer(session, item.asks, given, line["confidence"], line["seconds"], "review")
        return {"id": item.id, "kept": kept, "correct": is_right(item.asks, given)}

    each(batch, respond, read_review)


def read_review(line: bytes) -> dict[str, Any]:
    """The fields of a line that matter, checked."""
    item = parse(line)
    if id_of(item) is None:
        raise BadLine('"id" must be a string')
    seconds, confidence = item.get("seconds", 0), item.get("confidence", "")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e6:
        raise BadLine('"seconds" must be a number')
    if confidence not in ("", "guess", "unsure", "sure"):
        raise BadLine('"confidence" must be guess, unsure or sure')
    return {name: item.get(name) for name in ("id", "answer", "grade")} | {"seconds": seconds, "confidence": confidence}
