"""A quiz from the notes: the questions kept that fit; where they are too few, new ones written, audited and kept."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib import import_module
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Protocol

from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.index import Library

if TYPE_CHECKING:
    from quotewise.assistant.chat.speech import Model

BATCH = 60  # drafts audited at once
MOST_DRAFTS = 6000  # looked at for one quiz

Progress = Callable[[str, int, int], None]


class Found(Protocol):
    """What an audit found: the questions that stand, and those that do not with their flaws."""

    @property
    def kept(self) -> Sequence[Question]: ...
    @property
    def dropped(self) -> Sequence[tuple[Question, Sequence[object]]]: ...


Writer = Callable[..., Iterator[Question]]
Auditor = Callable[..., Found]


@dataclass(frozen=True, slots=True)
class Wish:
    """What questions are wanted; "" is any. topic, domain: some words of it. source: a GLOB of the notes cited."""

    topic: str = ""
    domain: str = ""
    kind: str = ""
    difficulty: str = ""
    source: str | None = None

    def fits(self, question: Question) -> bool:
        headings = (question.topic, *(citation.heading for citation in question.citations))
        return (
            any(self.topic.casefold() in heading.casefold() for heading in headings)
            and self.domain.casefold() in question.domain.casefold()
            and self.kind in ("", question.kind)
            and self.difficulty in ("", question.difficulty)
            and (self.source is None or any(fnmatchcase(cited.source, self.source) for cited in question.citations))
        )


ANY = Wish()


@dataclass
class Tally:
    """What was done to have questions.

    drafts: how many were written; kept: passed the audit; fitting: of those, as wished; flaws: how often each stopped
    one. reused: were in the bank before. stale: are in the bank, and not asked.
    """

    drafts: int = 0
    kept: int = 0
    fitting: int = 0
    flaws: Counter[str] = field(default_factory=Counter)
    reused: int = 0
    stale: int = 0

    @property
    def dropped(self) -> int:
        return self.drafts - self.kept


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions, in the order they are asked, and what was done to have them."""

    questions: tuple[Question, ...]
    done: Tally


def make_quiz(
    library: Library,
    n: int = 10,
    *,
    wish: Wish = ANY,
    seed: int = 0,
    model: "Model | None" = None,
    bank: Bank | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Quiz:
    """`n` questions that fit the wish, or fewer where the notes give no more.

    Those of the bank come first; what is written passes the audit and is kept there. The same seed over the same
    bank gives the same quiz. model: writes scenario questions. progress: told how many are found; may raise to stop.
    """
    bank = bank or Bank.of(library)
    fitting = [question for question in fresh(bank, library) if wish.fits(question)]
    done = Tally()
    if len(fitting) < n:
        done = write_more(library, n - len(fitting), wish=wish, seed=seed, model=model, bank=bank, progress=progress)
    before = {question.id for question in fitting}
    held = bank.read(library)
    chosen = choose((kept.question for kept in held if not kept.stale and wish.fits(kept.question)), n, seed)
    done.reused = sum(question.id in before for question in chosen)
    done.stale = sum(kept.stale for kept in held)
    return Quiz(tuple(chosen), done)


def write_more(
    library: Library,
    count: int,
    *,
    wish: Wish = ANY,
    seed: int = 0,
    model: "Model | None" = None,
    bank: Bank | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Tally:
    """Write until `count` new questions fit the wish, audit them, and keep every one that passes."""
    bank, done = bank or Bank.of(library), Tally()
    drafts = told(writer(model)(library, seed=seed, topic=wish.topic), progress, done, count)
    for new in audited(drafts, library, fresh(bank, library), seed, done):
        bank.keep(new)
        done.fitting += sum(wish.fits(question) for question in new)
        progress("writing questions", min(done.fitting, count), count)
        if done.fitting >= count:
            break
    return done


def told(drafts: Iterator[Question], progress: Progress, done: Tally, count: int) -> Iterator[Question]:
    """The drafts, with a sign of life at each."""
    for draft in drafts:
        progress("writing questions", min(done.fitting, count), count)
        yield draft


def fresh(bank: Bank, library: Library) -> list[Question]:
    """The questions of the bank that the notes bear out now."""
    return [kept.question for kept in bank.read(library) if not kept.stale]


def audited(
    drafts: Iterator[Question], library: Library, there: Sequence[Question], seed: int, done: Tally
) -> Iterator[list[Question]]:
    """The drafts that pass, batch by batch; each batch is held against all that is there already."""
    standing, audit = list(there), auditor()
    known = {question.id for question in standing}
    drafts = islice((draft for draft in drafts if draft.id not in known), MOST_DRAFTS)
    while batch := list(islice(drafts, BATCH)):
        found = audit([*standing, *batch], library, seed=seed)
        ids = {question.id for question in batch}
        new = [question for question in found.kept if question.id in ids]
        done.drafts += len(batch)
        done.kept += len(new)
        done.flaws.update(str(flaw) for question, flaws in found.dropped if question.id in ids for flaw in flaws)
        standing += new
        yield new


def choose(questions: Iterable[Question], n: int, seed: int) -> list[Question]:
    """`n` of them, even over domains, then kinds, then topics, as far as there are any; the order is the seed's."""
    rest = sorted(questions, key=lambda question: question.id)
    Random(seed).shuffle(rest)
    used: Counter[tuple[str, str]] = Counter()
    chosen: list[Question] = []
    while rest and len(chosen) < n:
        next_one = min(rest, key=lambda one: tuple(used[mark] for mark in marks(one)))
        rest.remove(next_one)
        chosen.append(next_one)
        used.update(marks(next_one))
    return chosen


def marks(question: Question) -> tuple[tuple[str, str], ...]:
    return ("domain", question.domain), ("kind", question.kind), ("topic", question.topic)


def writer(model: "Model | None") -> Writer:
    found: Writer = import_module("quotewise.assistant.practice.writing").write_questions
    return found


def auditor() -> Auditor:
    found: Auditor = import_module("quotewise.assistant.practice.audit").audit
    return found
