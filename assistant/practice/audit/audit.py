"""The audit: every question, whoever wrote it, before it is kept; what fails is put right by rule or dropped."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quotewise.assistant.gate.reader import Reader
from quotewise.assistant.practice.audit.constraint import Constraint, find_constraints
from quotewise.assistant.practice.audit.duplicate import duplicates
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.audit.option_words import echo_flaws
from quotewise.assistant.practice.audit.options import option_flaws
from quotewise.assistant.practice.audit.repair import mend, with_citations, with_rationale, with_reasons
from quotewise.assistant.practice.audit.stem import GAP, stem_flaws
from quotewise.assistant.practice.audit.support import support_flaws
from quotewise.assistant.practice.audit.tell import part_told
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.shuffle_keys import shuffle_keys
from quotewise.index import Library

ROUNDS = 4  # repairs tried on one question
Dropped = tuple[Question, tuple[Flaw, ...]]


@dataclass(frozen=True, slots=True)
class Audited:
    """kept: under balanced letters. dropped: each with what is wrong with it.

    repaired: how many questions were put right, by the name of the flaw; "rationale" where the quotes took the place
    of a rationale that failed the gate, "reason" where a wrong option lost a reason that is not its own, "cited" where
    quotes were found for a question that had none. decoration: by id of a question kept the clauses of its stem that
    tell no option from another. cost, trouble: of the second reader, US dollars and one line for a person.
    """

    kept: tuple[Question, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    repaired: Mapping[str, int] = field(default_factory=dict)
    decoration: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cost: float | None = None
    trouble: str | None = None

    @property
    def flaws(self) -> Counter[str]:
        """How many questions were dropped for each flaw; one may have several."""
        return Counter(name for _, flaws in self.dropped for name in {flaw.name for flaw in flaws})


def audit(
    questions: Iterable[Question],
    library: Library,
    *,
    seed: int,
    bank: Sequence[Question] = (),
    reader: Reader | None = None,
) -> Audited:
    """Hold questions against the rules, the notes and each other.

    bank: questions kept already: none of the new ones repeats one of them, and their key letters count. reader: a
    second reader, trusted, who may vouch for wordings that the rules leave open and for a paraphrased key.
    """
    fit: list[Question] = []
    dropped: list[Dropped] = []
    repaired: Counter[str] = Counter()
    decoration: dict[str, tuple[str, ...]] = {}
    evidence = Evidence(library, reader)
    for question in questions:
        seen = put_right(question, evidence)
        if seen.flaws:
            dropped.append((question, seen.flaws))
        else:
            fit.append(seen.question)
            repaired.update(seen.done)
            decoration[question.id] = seen.decoration
    fresh, repeats = _part_repeats(fit, library, bank)
    kept, told = part_told(fresh, library.encoder, bank)
    dropped += [(question, (flaw,)) for question, flaw in [*repeats, *told]]
    idle = {question.id: decoration[question.id] for question in kept if decoration[question.id]}
    return Audited(
        tuple(shuffle_keys(kept, seed=seed, dealt=bank)),
        tuple(dropped),
        dict(repaired),
        idle,
        evidence.cost,
        evidence.trouble,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """A question as it can be kept, or with what is wrong with it. done: what was put right, by name."""

    question: Question
    flaws: tuple[Flaw, ...] = ()
    done: tuple[str, ...] = ()
    decoration: tuple[str, ...] = ()


def put_right(question: Question, evidence: Evidence) -> Seen:
    """Look at one question, and mend what rules can mend."""
    if not is_complete(question):
        return Seen(question, (Flaw("incomplete"),))
    grounded, done = _ground(question, evidence)
    if grounded is None:
        return Seen(question, (Flaw("unsupported", "it cites nothing, and the notes do not bear it out"),))
    for _ in range(ROUNDS):
        told = find_constraints(grounded, evidence)
        grounded, lost = with_reasons(grounded, evidence, told)
        done += ["reason"] * bool(lost)
        flaws = tuple(_faults(grounded, evidence, told))
        if not flaws:
            idle = tuple(one.text for one in told if one.is_decoration)
            return Seen(evidence.vouched(grounded), (), tuple(dict.fromkeys(done)), idle)
        better = [mend(grounded, flaw) for flaw in flaws]
        first = better[0]
        if first is None or not all(better):
            return Seen(grounded, flaws)
        done.append(flaws[0].name)
        grounded = first
    return Seen(grounded, flaws)


def _ground(question: Question, evidence: Evidence) -> tuple[Question | None, list[str]]:
    """The question with a rationale that passes the gate where one can be had, and what was done for it."""
    if not question.rationale.citations:
        return with_citations(question, evidence), ["cited"]
    evidence.look([question.rationale, *question.why_not.values()])
    if evidence.why_stopped(question.rationale) and (quoted := with_rationale(question, evidence)):
        return quoted, ["rationale"]
    return question, []


def find_flaws(question: Question, library: Library) -> Iterator[Flaw]:
    """Every fault of one question by itself."""
    evidence = Evidence(library)
    yield from _faults(question, evidence, find_constraints(question, evidence))


def _faults(question: Question, evidence: Evidence, told: Sequence[Constraint]) -> Iterator[Flaw]:
    """The faults of form; then those against the notes, which are asked only where the form can stand or be mended."""
    formal = [*stem_flaws(question), *option_flaws(question), *echo_flaws(question, evidence.library)]
    yield from formal
    if all(mend(question, flaw) for flaw in formal):
        yield from support_flaws(question, evidence, told)


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


FEWEST = 3  # options, pairs, items


def is_complete(question: Question) -> bool:
    """Whether the question can be asked at all; nothing is said of how well."""
    return bool(question.stem.strip()) and _has_key(question)


def _has_key(question: Question) -> bool:
    match question.kind:
        case "cloze":
            return bool(GAP.search(question.stem)) and bool(question.answer) and bool(question.answer[0].strip())
        case "matching":
            lefts, rights = [left for left, _ in question.pairs], [right for _, right in question.pairs]
            return (
                len(lefts) >= FEWEST and sorted(lefts) == sorted(question.left) and set(rights) <= set(question.right)
            )
        case "ordering":
            return len(question.items) >= FEWEST and sorted(question.items) == sorted(question.answer)
        case "true_false":
            return len(question.options) == 2 and len(question.answer) == 1 and question.answer[0] in question.options
        case _:
            filled = all(text.strip() for text in question.options.values())
            known = bool(question.answer) and set(question.answer) < question.options.keys()
            several = question.kind != "single" or len(question.answer) == 1
            return len(question.options) >= FEWEST and filled and known and several
