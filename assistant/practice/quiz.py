"""A quiz from the notes: the questions kept that fit; where they are too few, new ones written, audited and kept."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from quotewise.assistant.chat.second_look import reader_for
from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.audit.chain import audit
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.difficulty import estimate
from quotewise.assistant.practice.drafting.blind import agreed
from quotewise.assistant.practice.drafting.drafting import draft_questions
from quotewise.assistant.practice.drafting.spent import Spent
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.telling import Teller, tell_again
from quotewise.assistant.practice.writers.desk import read_view
from quotewise.assistant.practice.writing import is_about, write_questions
from quotewise.index import Library

if TYPE_CHECKING:
    from quotewise.assistant.chat.speech import Model

BATCH = 30  # drafts looked at between two signs of life
MOST_DRAFTS = 6000  # looked at for one quiz
FEW_STATEMENTS = 12  # a statement to be judged at most once in so many, while there are others
READING, STAGE = "looking for what can be asked", "writing questions"

Progress = Callable[[str, int, int], None]
NEVER: Mapping[str, int] = {}  # nothing was answered yet


def say_nothing(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What questions are wanted; "" is any. source: a GLOB of the notes cited.

    topic: words of its topic, stem or key, or of the headings it stands under. domain: some words of its name.
    """

    topic: str = ""
    domain: str = ""
    kind: str = ""
    difficulty: str = ""
    source: str | None = None

    def fits(self, question: Question) -> bool:
        return (
            self._is_about(question)
            and self.domain.casefold() in question.domain.casefold()
            and self.kind in ("", question.kind)
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

    drafts: how many were audited; kept: passed; flaws: how often each stopped one; repaired: how many were put right.
    reused: were in the bank before. stale: are in the bank, and not asked. spent: what a model took for its drafts.
    decorated: were kept with a clause in the stem that tells no option from another. found: where fewer were written
    than asked for, how much of each kind the notes hold to write from.
    """

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
    answered: Mapping[str, int] = NEVER,
    progress: Progress = say_nothing,
) -> Quiz:
    """`n` questions that fit the wish, or fewer where the notes give no more.

    Those of the bank come first; what is written passes the audit and is kept there. The same seed over the same
    bank gives the same quiz. answered: how often the learner answered each question, by id: new ones are written before
    one is asked again, and what was asked least comes first. model: writes scenario questions. The library's exam gives
    the domains and their weights. progress: told how many are found; may raise to stop, what was found is kept.
    """
    bank, chosen = bank or Bank.of(library), chosen_exam(library)
    tell_again(bank, library)
    before = {question.id for question in fresh(bank, library) if wish.fits(question)}
    done = Tally()
    lacking = n - sum(not answered.get(known) for known in before)
    if lacking > 0:
        done = write_more(library, lacking, wish=wish, seed=seed, model=model, bank=bank, progress=progress)
    held = bank.read(library)
    weights = {domain.name: domain.weight for domain in chosen.blueprint.domains} if chosen else {}
    fitting = (kept.question for kept in held if not kept.stale and wish.fits(kept.question))
    asked = choose(fitting, n, seed, weights, answered)
    done.reused = sum(question.id in before for question in asked)
    done.stale = sum(kept.stale for kept in held)
    return Quiz(tuple(asked), done)


def write_more(
    library: Library,
    count: int,
    *,
    wish: Wish = ANY,
    seed: int = 0,
    model: "Model | None" = None,
    bank: Bank | None = None,
    progress: Progress = say_nothing,
) -> Tally:
    """Write until `count` new questions that fit the wish passed the audit, and keep them."""
    bank, done = bank or Bank.of(library), Tally()
    standing = fresh(bank, library)
    known = {question.id for question in standing}
    if model is not None:
        from quotewise.assistant.chat.speech import announce

        announce(model, library.folder)
    progress(READING, 0, count)
    reader = reader_for(model, "own")
    written = (draft for draft in drafts(library, wish, seed, model, done.spent) if draft.id not in known)
    fitting = filter(wish.fits, tagged(islice(written, MOST_DRAFTS), library))
    while done.kept < count and (batch := list(islice(fitting, BATCH))):
        progress(STAGE, min(done.kept, count), count)
        found = audit(batch, library, seed=seed, bank=standing, reader=reader)
        kept = agreed(found.kept, library, model, done.spent) if model else found.kept
        done.spent.add(found.cost)
        done.decorated += sum(question.id in found.decoration for question in kept)
        bank.keep(kept)
        standing += kept
        done.drafts += len(batch)
        done.kept += len(kept)
        done.flaws.update(found.flaws)
        done.repaired.update(found.repaired)
        progress(STAGE, min(done.kept, count), count)
    if done.kept < count:
        done.found = read_view(library, wish.source).counts()
    return done


def drafts(library: Library, wish: Wish, seed: int, model: "Model | None", spent: Spent) -> Iterator[Question]:
    """What is written from the notes, those of the model first."""
    if model is not None:
        yield from draft_questions(library, model, seed=seed, topic=wish.topic, source=wish.source, spent=spent)
    yield from write_questions(library, seed=seed, topic=wish.topic, source=wish.source)


def tagged(questions: Iterable[Question], library: Library) -> Iterator[Question]:
    """The questions with their domain under the library's exam, and an estimate of their difficulty."""
    questions, teller = iter(questions), Teller(library)
    while batch := list(islice(questions, BATCH)):
        yield from teller.tell(estimate(batch, library))


def fresh(bank: Bank, library: Library) -> list[Question]:
    """The questions of the bank that the notes bear out now."""
    return [kept.question for kept in bank.read(library) if not kept.stale]


def choose(
    questions: Iterable[Question],
    n: int,
    seed: int,
    weights: Mapping[str, float],
    answered: Mapping[str, int] = NEVER,
) -> list[Question]:
    """`n` of them, those answered least often; of these the domains by their weights, then kinds of form and thinking
    and topics even, as far as there are.

    The order is the seed's. weights: of the domains; one that is not there weighs as much as the lightest.
    """
    rest = sorted(questions, key=lambda question: question.id)
    Random(seed).shuffle(rest)
    used: Counter[tuple[str, str]] = Counter()
    statements = 0
    lightest = min(weights.values(), default=1.0)
    chosen: list[Question] = []
    while rest and len(chosen) < n:
        due = min(rest, key=lambda one: (answered.get(one.id, 0), *owed(one, used, weights.get(one.domain, lightest))))
        rest.remove(due)
        as_new = [one for one in rest if answered.get(one.id, 0) <= answered.get(due.id, 0)]
        if due.kind == "true_false" and any(one.kind != "true_false" for one in as_new):
            if (statements + 1) * FEW_STATEMENTS > n:
                continue
            statements += 1
        chosen.append(due)
        used.update(marks(due))
    return chosen


def owed(question: Question, used: Counter[tuple[str, str]], weight: float) -> tuple[float, int, int]:
    """The smaller, the more it is a question's turn."""
    domain, kind, topic = marks(question)
    return (used[domain] + 1) / weight, used[kind], used[topic]


def marks(question: Question) -> Sequence[tuple[str, str]]:
    return ("domain", question.domain), ("kind", f"{question.kind} {question.thinking}"), ("topic", question.topic)
