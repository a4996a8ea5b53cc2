"""A quiz from the notes: the questions kept that fit; where they are too few, new ones written, audited and kept."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import islice
from typing import TYPE_CHECKING

from quotewise.assistant.chat.second_look import reader_for
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.audit.audit import Audited, audit
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.blind_solvers import agreed
from quotewise.assistant.practice.difficulty import estimate
from quotewise.assistant.practice.domains import DomainTeller, tell_again
from quotewise.assistant.practice.drafting import Spent, draft_questions
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.selection import NEW, Past, choose, weights_of
from quotewise.assistant.practice.writing import is_about, read_view, write_questions
from quotewise.index import Library

if TYPE_CHECKING:
    from quotewise.assistant.chat.speech import Model

BATCH = 6  # drafts looked at between two signs of life: a few seconds
ASKED_AT_ONCE = 30  # drafts that one request puts to a second reader
MOST_DRAFTS = 6000  # looked at for one quiz
READING, STAGE = "looking for what can be asked", "writing questions"

Progress = Callable[[str, int, int], None]


def say_nothing(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What questions are wanted; "" is any. source: a GLOB of the notes cited. kinds: any of these; none: any.

    topic: words of its topic, stem or key, or of the headings it stands under. domain: some words of its name.
    """

    topic: str = ""
    domain: str = ""
    kind: str = ""
    difficulty: str = ""
    source: str | None = None
    kinds: tuple[str, ...] = ()

    def fits(self, question: Question) -> bool:
        return (
            self._is_about(question)
            and self.domain.casefold() in question.domain.casefold()
            and self.kind in ("", question.kind)
            and (not self.kinds or question.kind in self.kinds)
            and self.difficulty in ("", question.difficulty)
            and (self.source is None or any(fnmatchcase(cited.source, self.source) for cited in question.citations))
        )

    def _is_about(self, question: Question) -> bool:
        wanted = set(stems(self.topic))
        headings = " ".join(citation.heading for citation in question.citations) if wanted else ""
        return is_about(question, self.topic) or wanted <= set(stems(headings))


ANY = Wish()


@dataclass(slots=True)
class Tally:
    """What was done to have questions.

    ready: how many that fit stand unanswered in the end.

    drafts: how many were audited; kept: passed; flaws: how often each stopped one; repaired: how many were put right.
    reused: were in the bank before. stale: are in the bank, and not asked. spent: what a model took for its drafts.
    decorated: were kept with a clause in the stem that tells no option from another. found: where fewer were written
    than asked for, how much of each kind the notes hold to write from.
    """

    ready: int = 0
    drafts: int = 0
    kept: int = 0
    flaws: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    reused: int = 0
    stale: int = 0
    decorated: int = 0
    spent: Spent = field(default_factory=Spent)
    found: Mapping[str, int] = field(default_factory=dict)

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
    past: Past = NEW,
    weights: Mapping[str, float] | None = None,
    progress: Progress = say_nothing,
) -> Quiz:
    """`n` questions that fit the wish, or fewer where the notes give no more.

    Those of the bank come first. The same seed over the same bank gives the same quiz. past: new ones are written
    before one is asked again, and what was answered least comes first. weights: of the domains, where not their exam's.
    The rest as for `top_up`.
    """
    bank = bank or Bank.of(library)
    before = {question.id for question in bank.questions()}
    done = top_up(library, n, wish=wish, seed=seed, model=model, bank=bank, past=past, progress=progress)
    held = bank.read(library)
    fitting = (kept.question for kept in held if not kept.stale and wish.fits(kept.question))
    asked = choose(fitting, n, seed, weights or weights_of(library), past.answered)
    done.reused = sum(question.id in before for question in asked)
    done.stale = sum(kept.stale for kept in held)
    return Quiz(tuple(asked), done)


def top_up(
    library: Library,
    n: int,
    *,
    wish: Wish = ANY,
    seed: int = 0,
    model: "Model | None" = None,
    bank: Bank | None = None,
    past: Past = NEW,
    progress: Progress = say_nothing,
    done: Tally | None = None,
) -> Tally:
    """Write until the bank holds `n` questions that fit the wish and were never answered; it grows batch by batch.

    What is written passes the audit; one that was reported and taken out is not written again. model: writes scenario
    questions. The library's exam gives the domains. progress: told how many are found; may raise to stop, what was
    found is kept. done: to count in, for a caller who may be interrupted.
    """
    bank, done = bank or Bank.of(library), done or Tally()
    tell_again(bank, library)
    done.ready = sum(past.is_new(known) for known in fresh(bank, library) if wish.fits(known))
    if done.ready < n:
        write_more(
            library,
            n - done.ready,
            wish=wish,
            seed=seed,
            model=model,
            bank=bank,
            apart=past.reported,
            progress=progress,
            done=done,
        )
    return done


def write_more(
    library: Library,
    count: int,
    *,
    wish: Wish = ANY,
    seed: int = 0,
    model: "Model | None" = None,
    bank: Bank | None = None,
    apart: Collection[str] = (),
    progress: Progress = say_nothing,
    done: Tally | None = None,
) -> Tally:
    """Write until `count` new questions that fit the wish passed the audit, and keep them. apart: ids not written."""
    bank, done = bank or Bank.of(library), done or Tally()
    standing = fresh(bank, library)
    known = {question.id for question in standing}.union(apart)
    if model is not None:
        from quotewise.assistant.chat.speech import announce

        announce(model, library.folder)
    progress(READING, 0, count)
    reader = reader_for(model, "own")
    written = (draft for draft in drafts(library, wish, seed, model, done.spent) if draft.id not in known)
    fitting = filter(wish.fits, tagged(islice(written, MOST_DRAFTS), library))
    size = BATCH if model is None else ASKED_AT_ONCE
    while done.kept < count and (batch := list(islice(fitting, size))):
        progress(STAGE, min(done.kept, count), count)
        found = audit(batch, library, seed=seed, bank=standing, reader=reader)
        kept = agreed(found.kept, library, model, done.spent) if model else found.kept
        bank.keep(kept)
        standing += kept
        count_in(done, batch, found, kept)
        progress(STAGE, min(done.kept, count), count)
    if done.kept < count:
        done.found = read_view(library, wish.source).counts()
    return done


def count_in(done: Tally, batch: Sequence[Question], found: Audited, kept: Sequence[Question]) -> None:
    done.spent.add(found.cost)
    done.decorated += sum(question.id in found.decoration for question in kept)
    done.ready += len(kept)
    done.drafts += len(batch)
    done.kept += len(kept)
    done.flaws.update(found.flaws)
    done.repaired.update(found.repaired)


def drafts(library: Library, wish: Wish, seed: int, model: "Model | None", spent: Spent) -> Iterator[Question]:
    """What is written from the notes, those of the model first."""
    if model is not None:
        yield from draft_questions(library, model, seed=seed, topic=wish.topic, source=wish.source, spent=spent)
    yield from write_questions(library, seed=seed, topic=wish.topic, source=wish.source)


def tagged(questions: Iterable[Question], library: Library) -> Iterator[Question]:
    """The questions with their domain under the library's exam, and an estimate of their difficulty."""
    questions, teller = iter(questions), DomainTeller(library)
    while batch := list(islice(questions, BATCH)):
        yield from teller.tell(estimate(batch, library))


def fresh(bank: Bank, library: Library) -> list[Question]:
    """The questions of the bank that the notes bear out now."""
    return [kept.question for kept in bank.read(library) if not kept.stale]
