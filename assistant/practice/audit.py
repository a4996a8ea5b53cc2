"""The audit: every question, whoever wrote it, before it is kept; what fails is put right by rule or dropped."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quotewise.assistant.practice.flaws.completeness import is_complete
from quotewise.assistant.practice.flaws.duplicate import duplicates
from quotewise.assistant.practice.flaws.echo import echo_flaws
from quotewise.assistant.practice.flaws.flaw import Flaw
from quotewise.assistant.practice.flaws.options import option_flaws
from quotewise.assistant.practice.flaws.stem import stem_flaws
from quotewise.assistant.practice.flaws.support import support_flaws, why_ungated
from quotewise.assistant.practice.flaws.tell import part_told
from quotewise.assistant.practice.letters import deal_letters
from quotewise.assistant.practice.mending import mend, with_citations, with_rationale, with_reasons
from quotewise.assistant.practice.question import Question
from quotewise.index import Library

ROUNDS = 4  # repairs tried on one question

Dropped = tuple[Question, tuple[Flaw, ...]]


@dataclass(frozen=True, slots=True)
class Audited:
    """kept: under balanced letters. dropped: each with what is wrong with it.

    repaired: how many questions were put right, by the name of the flaw; "rationale" where the quotes took the place
    of a rationale that failed the gate, "reason" where a wrong option got the key's, "cited" where quotes were found
    for a question that had none.
    """

    kept: tuple[Question, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    repaired: Mapping[str, int] = field(default_factory=dict)

    @property
    def flaws(self) -> Counter[str]:
        """How many questions were dropped for each flaw; one may have several."""
        return Counter(name for _, flaws in self.dropped for name in {flaw.name for flaw in flaws})


def audit(questions: Iterable[Question], library: Library, *, seed: int, bank: Sequence[Question] = ()) -> Audited:
    """Hold questions against the rules, the notes and each other.

    bank: questions kept already: none of the new ones repeats one of them, and their key letters count.
    """
    fit: list[Question] = []
    dropped: list[Dropped] = []
    repaired: Counter[str] = Counter()
    for question in questions:
        mended, flaws, done = put_right(question, library)
        if flaws:
            dropped.append((question, flaws))
        else:
            fit.append(mended)
            repaired.update(done)
    fresh, repeats = _part_repeats(fit, library, bank)
    kept, told = part_told(fresh, library.encoder, bank)
    dropped += [(question, (flaw,)) for question, flaw in [*repeats, *told]]
    return Audited(tuple(deal_letters(kept, seed=seed, dealt=bank)), tuple(dropped), dict(repaired))


def put_right(question: Question, library: Library) -> tuple[Question, tuple[Flaw, ...], list[str]]:
    """The question as it can be kept, or with what is wrong with it; and what was put right."""
    done: list[str] = []
    if not is_complete(question):
        return question, (Flaw("incomplete"),), done
    if not question.rationale.citations:
        cited = with_citations(question, library)
        if cited is None:
            return question, (Flaw("unsupported", "it cites nothing, and the notes do not bear it out"),), done
        question, done = cited, ["cited"]
    if why_ungated(question.rationale, library) and (quoted := with_rationale(question, library)):
        question, done = quoted, ["rationale"]
    question, lacking = with_reasons(question, library)
    done += ["reason"] * bool(lacking)
    for _ in range(ROUNDS):
        flaws = tuple(find_flaws(question, library))
        if not flaws:
            return question, (), done
        mended = next((better for flaw in flaws if (better := mend(question, flaw))), None)
        if mended is None or any(mend(question, flaw) is None for flaw in flaws):
            return question, flaws, []
        done.append(next(flaw.name for flaw in flaws if mend(question, flaw) == mended))
        question = mended
    return question, flaws, []


def find_flaws(question: Question, library: Library) -> Iterator[Flaw]:
    """Every fault of one question by itself; the notes are asked only where its form is sound or can be mended."""
    formal = [*stem_flaws(question), *option_flaws(question), *echo_flaws(question, library)]
    yield from formal
    if all(mend(question, flaw) for flaw in formal):
        yield from support_flaws(question, library)


def _part_repeats(
    questions: Sequence[Question], library: Library, bank: Sequence[Question]
) -> tuple[list[Question], list[tuple[Question, Flaw]]]:
    """Those that repeat none before them, and those that do."""
    every = [*bank, *questions]
    first = duplicates(every, library.encoder)
    fresh, repeats = [], []
    for at, question in enumerate(questions, start=len(bank)):
        if at in first:
            repeats.append((question, Flaw("duplicate", every[first[at]].stem)))
        else:
            fresh.append(question)
    return fresh, repeats
