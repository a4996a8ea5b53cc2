"""How well each question and card is remembered: FSRS-6 replayed over what the learner did, in local days."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import chain

from fsrs import Card, Rating, ReviewLog, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS as DEFAULT_PARAMETERS

from quotewise.assistant.study.log import ANSWER
from quotewise.index.progress import Event

CARD, FIT = "card", "fit"  # kinds of events
GRADES = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good, "easy": Rating.Easy}
RETENTION = 0.9  # the share to be recalled, where no exam's day says when
HELD_OUT = 0.2  # share of the log, its end, that says whether fitted parameters are better
FEWEST = 512  # reviews on a later day than the one before, without the end held out: the package fits to no fewer

Parameters = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """An item asked on a local day. grade: as FSRS has them, 1 for "again" to 4 for "easy"."""

    id: str
    day: date
    grade: Rating


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of an item. stability: days until recall falls to .9. difficulty: 1 to 10. day: last asked."""

    stability: float
    difficulty: float
    day: date


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters fitted to a learner. reviews: on a later day, how many it rests on.

    before, after: mean log loss over the end of the log.
    """

    parameters: Parameters
    reviews: int
    before: float
    after: float


def local_day(at: datetime) -> date:
    return at.astimezone().date()


def reviews_of(events: Iterable[Event], today: date) -> list[Review]:
    """What the events say of memory, by local day, on one day as appended; what is dated later counts as of today.

    Of a card only what was asked since its back last changed.
    """
    found: dict[str, list[Review]] = {}
    backs: dict[str, str] = {}
    for event in events:
        grade, back = grade_of(event), event.body.get("back", "")
        if grade is None:
            continue
        if backs.setdefault(event.about, back) != back:
            found[event.about], backs[event.about] = [], back
        found.setdefault(event.about, []).append(Review(event.about, min(local_day(event.at), today), grade))
    return sorted(chain.from_iterable(found.values()), key=lambda review: review.day)


def grade_of(event: Event) -> Rating | None:
    """An answer guessed is one not known, a right one that was unsure is hardly known; cards tell their grade."""
    if event.kind == CARD:
        return GRADES.get(event.body["grade"])
    if event.kind != ANSWER:
        return None
    if not event.body["correct"] or event.body["confidence"] == "guess":
        return Rating.Again
    return Rating.Hard if event.body["confidence"] == "unsure" else Rating.Good


def replay(reviews: Iterable[Review], parameters: Parameters = DEFAULT_PARAMETERS) -> dict[str, Memory]:
    """The memory of each item after its reviews, which come in order."""
    states: dict[str, Memory] = {}
    for review in reviews:
        states[review.id] = after(states.get(review.id), review.grade, review.day, parameters)
    return states


def after(memory: Memory | None, grade: Rating, day: date, parameters: Parameters = DEFAULT_PARAMETERS) -> Memory:
    """The memory after one more review, a first one of None. A day before the last one counts as the same."""
    day = max(day, memory.day) if memory else day
    card, _ = scheduler(parameters).review_card(card_of(memory), grade, noon(day))
    return Memory(float(card.stability or 0), float(card.difficulty or 0), day)


def recall(memory: Memory | None, day: date, parameters: Parameters = DEFAULT_PARAMETERS) -> float:
    """The chance that an item is recalled on a day; 0 for one never asked."""
    return float(scheduler(parameters).get_card_retrievability(card_of(memory), noon(day))) if memory else 0.0


def noon(day: date) -> datetime:
    """A day for the package, which counts the 24 hours between two times: never one more or less for summer time."""
    return datetime.combine(day, time(12), UTC)


def card_of(memory: Memory | None) -> Card:
    if memory is None:
        return Card(card_id=0, due=noon(date.min + timedelta(1)))
    at = noon(memory.day)
    return Card(0, State.Review, None, memory.stability, memory.difficulty, at, at)


@cache
def scheduler(parameters: Parameters) -> Scheduler:
    """One that knows whole days alone: what is asked twice a day is the caller's to say."""
    return Scheduler(parameters, RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def fitted(events: Iterable[Event]) -> Fit:
    """The last fit of all, the package's own parameters where there was none."""
    body = next((event.body for event in reversed(list(events)) if event.kind == FIT), None)
    if body is None:
        return Fit(DEFAULT_PARAMETERS, 0, 0.0, 0.0)
    return Fit(tuple(body["parameters"]), body["reviews"], body["loss_before"], body["loss_after"])


def fit_due(reviews: Sequence[Review], last: Fit) -> bool:
    """Whether the log is long enough to fit parameters to, and twice as long as when that was last done."""
    return to_fit(reviews) >= max(FEWEST, 2 * last.reviews)


def to_fit(reviews: Sequence[Review]) -> int:
    """How many reviews before the end held out come on a later day than the item's one before."""
    last: dict[str, date] = {}
    later = 0
    for review in reviews:
        if review.day < held_out_since(reviews):
            later += last.setdefault(review.id, review.day) < review.day
            last[review.id] = review.day
    return later


def held_out_since(reviews: Sequence[Review]) -> date:
    return reviews[int(len(reviews) * (1 - HELD_OUT))].day if reviews else date.min


def fit(reviews: Sequence[Review], used: Parameters) -> Fit:
    """Fit parameters to all but the end of a log; those in use stay where they tell that end better.

    About 8 ms a review: 5 seconds for the shortest log, most of a minute for a year of it.
    """
    from fsrs import Optimizer  # torch

    since = held_out_since(reviews)
    numbers = {id: number for number, id in enumerate(dict.fromkeys(review.id for review in reviews))}
    logs = [ReviewLog(numbers[one.id], one.grade, noon(one.day), None) for one in reviews if one.day < since]
    found = tuple(Optimizer(logs).compute_optimal_parameters())
    before, after = loss(reviews, used, since), loss(reviews, found, since)
    return Fit(found if after < before else used, to_fit(reviews), before, after)


def loss(reviews: Iterable[Review], parameters: Parameters, since: date) -> float:
    """The mean log loss of what was foretold of reviews since a day."""
    foretold = [(chance, review) for chance, review in tested(reviews, parameters) if review.day >= since]
    chances = [1 - chance if review.grade == Rating.Again else chance for chance, review in foretold]
    return -sum(math.log(max(chance, 1e-9)) for chance in chances) / max(1, len(chances))


def tested(reviews: Iterable[Review], parameters: Parameters) -> Iterator[tuple[float, Review]]:
    """The reviews on a later day than the item's one before, each with the recall foretold."""
    states: dict[str, Memory] = {}
    for review in reviews:
        memory = states.get(review.id)
        if memory is not None and review.day > memory.day:
            yield recall(memory, review.day, parameters), review
        states[review.id] = after(memory, review.grade, review.day, parameters)
