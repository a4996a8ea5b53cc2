"""Clauses that say things of one subject, read together: what a claim says in one breath the notes may say in three."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotewise.assistant.gate.clause import Clause, has_auxiliary
from quotewise.assistant.gate.evidence import Evidence
from quotewise.assistant.gate.quantity import Quantity


def join(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The runs of clauses about one subject, each as a statement of its own; rows, myths and questions stay apart."""
    plain = [item for item in evidence if not (item.row or item.denied or item.corrects)]
    found: list[Evidence] = []
    run: list[tuple[Evidence, Clause]] = []
    for item in plain:
        for clause in item.clauses:
            if run and begins_anew(clause, [other for _, other in run]):
                found += _joined(run)
                run = []
            run.append((item, clause))
    return [*found, *_joined(run)]


def begins_anew(clause: Clause, before: Sequence[Clause]) -> bool:
    """Whether a clause is about something that the clauses before it do not name."""
    if before[-1].label != clause.label and clause.label:
        return True
    says = has_auxiliary(clause.text) or any(word.verb for word in clause.words)
    if not says and not any(word.name for word in clause.words) and " for " not in clause.text:
        return False  # "slower and cleaner": it goes on
    held = {word.meaning for other in before for word in (*other.label, *other.words)}
    own = {word.meaning for word in clause.words if word.meaning in clause.subject and not word.empty}
    return bool(own - held)


def _joined(run: Sequence[tuple[Evidence, Clause]]) -> Iterator[Evidence]:
    if len(run) < 2:
        return
    first, every = run[0][0], [clause for _, clause in run]
    words = tuple(word for clause in every for word in clause.words)
    numbers = tuple(_distinct([one for clause in every for one in clause.quantities]))
    clause = replace(
        every[0],
        text=", ".join(clause.text for clause in every),
        words=tuple(replace(word, where=at) for at, word in enumerate(words)),
        quantities=numbers,
        units=tuple(unit for clause in every for unit in clause.units),
        markers=frozenset().union(*(clause.markers for clause in every)),
        objects_of_than=frozenset().union(*(clause.objects_of_than for clause in every)),
        denials=sum(clause.denials for clause in every),
        imperative=any(clause.imperative for clause in every),
    )
    yield replace(first, text=clause.text, clauses=(clause,))


def _distinct(numbers: Sequence[Quantity]) -> list[Quantity]:
    """The numbers, those aside that measure the same as another: read together they could change places."""
    return [one for one in numbers if all(other is one or other.kind != one.kind for other in numbers)]
