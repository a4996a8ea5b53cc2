"""What there is to review: questions kept and cards of the notes, each with its memory, and the learner's pace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median

from fsrs import Rating

from quotewise.assistant.practice.bank import Kept
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.cards import Flashcard
from quotewise.assistant.study.log import ANSWER
from quotewise.assistant.study.memory import (
    CARD,
    RETENTION,
    Fit,
    Memory,
    Review,
    fit_due,
    fitted,
    local_day,
    recall,
    replay,
    reviews_of,
)
from quotewise.assistant.study.schedule import KNOWN, Schedule, schedule
from quotewise.index.progress import Event, latest

KINDS = (ANSWER, CARD, "fit")  # of events that are read here
SECONDS = {ANSWER: 45.0, CARD: 20.0}  # a review takes, until the learner's own are known
HOUR = 3600  # seconds: the most a day is taken to hold, where nobody says and no number of reviews is enough
FEW = 5  # reviews of a kind, from which they are
DOUBT = 3  # answers that the share known beforehand is held back by


@dataclass(frozen=True, slots=True)
class Item:
    """A question or a card. memory: None if never asked. was: the back shown last, where the note has changed it."""

    asks: Question | Flashcard
    memory: Memory | None = None
    was: str | None = None

    @property
    def id(self) -> str:
        return self.asks.id

    @property
    def kind(self) -> str:
        return ANSWER if isinstance(self.asks, Question) else CARD


@dataclass(frozen=True, slots=True)
class Desk:
    """All that can be reviewed, by id. stale: questions whose words are gone. gone: what was reviewed and is no more.

    seconds: a review takes. done: how many were done today. ahead: the last event's day, where it lies after today.
    """

    items: Mapping[str, Item]
    reviews: Sequence[Review]
    fit: Fit
    today: date
    seconds: float = SECONDS[ANSWER]
    done: int = 0
    stale: int = 0
    gone: int = 0
    ahead: date | None = None

    @property
    def known(self) -> float:
        """The share of items that were answered right when first asked, held back towards the usual one."""
        first = {review.id: review.grade != Rating.Again for review in reversed(self.reviews)}
        return (sum(first.values()) + DOUBT * KNOWN) / (len(first) + DOUBT)

    @property
    def fit_is_due(self) -> bool:
        return fit_due(self.reviews, self.fit)

    def recall(self, item: Item) -> float:
        return recall(item.memory, self.today, self.fit.parameters)

    def schedule(self, exam_day: date | None, minutes: float | None = None, ask: int | None = None) -> Schedule:
        """What to review today; cards that changed come first.

        minutes: a day; None for as many as it takes. ask: so many now; None for what is left of the day's.
        """
        states = {id: item.memory for id, item in self.items.items()}
        a_day = None if minutes is None else max(1, int(minutes * 60 / self.seconds))
        made = schedule(
            states,
            self.today,
            exam_day,
            a_day,
            done=self.done,
            ask=ask,
            parameters=self.fit.parameters,
            known=self.known,
            usual=int(HOUR / self.seconds),
        )
        changed = [id for id, item in self.items.items() if item.was is not None]
        most = ask if ask is not None or a_day is None else max(0, a_day - self.done)
        return replace(made, today=tuple(dict.fromkeys((*changed, *made.today)))[:most])

    def warning(self, made: Schedule, minutes: float | None) -> str:
        """That the target cannot be reached on the exam's day, and what would help; "" where it can."""
        if made.expected is None or not made.load or made.expected >= RETENTION:
            return ""
        if made.needed is None:
            return (
                f"Even with every item every day, less than {RETENTION:.0%} will be recalled on the day: "
                "a later date or fewer items would help."
            )
        if minutes is None or made.needed <= made.a_day:
            return ""
        takes = made.needed * self.seconds / 60
        return (
            f"{RETENTION:.0%} on the day would take {made.needed} reviews a day, about {takes:.0f} minutes, and "
            f"{minutes:g} minutes hold {made.a_day}: more minutes, fewer items (--cards, --questions) or a later date "
            "would help."
        )


def desk_of(
    questions: Iterable[Kept],
    cards: Sequence[Flashcard],
    events: Sequence[Event],
    now: datetime,
    library: str = "",
    kind: str | None = None,
    reported: frozenset[str] = frozenset(),
) -> Desk:
    """questions, cards: those there are, in the order that new ones come in. events: the learner's, of KINDS.

    library: the uuid of the one in use: what was reviewed in another is not missed in this. kind: of the items wanted,
    ANSWER or CARD; None for both.
    """
    backs = {card.id: card.back.text for card in cards}
    events = sorted((one for one in events if not of_another(one, library, backs)), key=lambda event: event.at)
    today, fit = local_day(now), fitted(events)
    reviews = reviews_of(events, today)
    states, shown = replay(reviews, fit.parameters), latest(event for event in events if event.kind == CARD)
    questions = list(questions)
    asked = [one.question for one in questions if not one.stale and one.question.id not in reported]
    items = [*(Item(one, states.get(one.id)) for one in asked), *(item_of(card, states, shown) for card in cards)]
    known = {item.id for item in items}.union(one.question.id for one in questions)
    wanted = {item.id: item for item in interleaved(items) if kind in (None, item.kind)}
    last = max((local_day(event.at) for event in events), default=today)
    return Desk(
        wanted,
        reviews,
        fit,
        today,
        seconds_of(list(wanted.values()), events),
        len({review.id for review in reviews if review.day == today and review.id in wanted}),
        sum(one.stale for one in questions),
        len({event.about for event in events if event.about and event.library == library} - known),
        last if last > today else None,
    )


def of_another(event: Event, library: str, backs: Mapping[str, str]) -> bool:
    """Whether it is about a card that another library words otherwise."""
    own = event.kind != CARD or event.library == library
    return not own and event.about in backs and backs[event.about] != event.body["back"]


def refitted(desk: Desk, fit: Fit) -> Desk:
    """The same under other parameters."""
    states = replay(desk.reviews, fit.parameters)
    items = {id: replace(item, memory=item.memory and states[id]) for id, item in desk.items.items()}
    return replace(desk, fit=fit, items=items)


def item_of(card: Flashcard, states: Mapping[str, Memory], shown: Mapping[str, Event]) -> Item:
    """A card as remembered; one whose back is no longer the one shown begins anew."""
    was = shown[card.id].body["back"] if card.id in shown else card.back.text
    return Item(card, states.get(card.id)) if was == card.back.text else Item(card, None, was)


def interleaved(items: Sequence[Item]) -> list[Item]:
    """Questions and cards in turns, so far as there are: of two alike the one before is asked first."""
    sides = [[item for item in items if item.kind == kind] for kind in (ANSWER, CARD)]
    placed = [((at + 1) / (len(side) + 1), item) for side in sides for at, item in enumerate(side)]
    return [item for _, item in sorted(placed, key=lambda one: one[0])]


def seconds_of(items: Sequence[Item], events: Iterable[Event]) -> float:
    """A review of these items takes: the learner's median by kind, by the number of each; 0 is none that was taken."""
    taken = {
        kind: [float(event.body["seconds"]) for event in events if event.kind == kind and event.body["seconds"]]
        for kind in SECONDS
    }
    usual = {kind: max(1.0, median(times)) if len(times) >= FEW else SECONDS[kind] for kind, times in taken.items()}
    return sum(usual[item.kind] for item in items) / len(items) if items else SECONDS[ANSWER]
